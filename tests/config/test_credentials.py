from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.credentials import (
    KeyDamaged,
    KeyOfAnother,
    KeyOpen,
    KeyThere,
    NoKey,
    create_key,
    root_key,
)


def test_a_new_key_is_thirty_two_bytes_that_its_owner_alone_can_read(tmp_path: Path):
    path = tmp_path / "clerk.key"
    create_key(path)
    assert path.stat().st_mode & 0o777 == 0o400
    key = root_key(path, {})
    assert len(key) == 32
    create_key(tmp_path / "other.key")
    assert root_key(tmp_path / "other.key", {}) != key


def test_a_key_is_never_replaced(tmp_path: Path):
    path = tmp_path / "clerk.key"
    create_key(path)
    before = path.read_bytes()
    with pytest.raises(KeyThere):
        create_key(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o401])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int):
    path = tmp_path / "clerk.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(KeyOpen) as caught:
        root_key(path, {})
    assert "chmod 0400" in caught.value.next_step


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_is_refused(tmp_path: Path):
    path = tmp_path / "clerk.key"
    create_key(path)
    os.chown(path, 12345, 12345)
    with pytest.raises(KeyOfAnother):
        root_key(path, {})


def test_a_link_or_a_folder_or_nothing_is_no_key(tmp_path: Path):
    create_key(tmp_path / "real.key")
    (tmp_path / "link.key").symlink_to(tmp_path / "real.key")
    (tmp_path / "folder.key").mkdir()
    for name in ("link.key", "folder.key", "absent.key"):
        with pytest.raises(NoKey):
            root_key(tmp_path / name, {})


@pytest.mark.parametrize("text", [b"", b"00ff", b"zz" * 32, b"\xff" * 32, b"00" * 33])
def test_a_damaged_key_is_refused_and_not_shown(tmp_path: Path, text: bytes):
    path = tmp_path / "clerk.key"
    path.write_bytes(text)
    path.chmod(0o400)
    with pytest.raises(KeyDamaged) as caught:
        root_key(path, {})
    assert text.decode("latin-1").strip() not in "".join(caught.value.lines()) or not text


def test_a_credential_of_systemd_comes_before_the_file(tmp_path: Path):
    create_key(tmp_path / "clerk.key")
    handed_over = tmp_path / "credentials"
    handed_over.mkdir()
    (handed_over / "clerk-key").write_text("ab" * 32)
    environment = {"CREDENTIALS_DIRECTORY": str(handed_over)}
    assert root_key(tmp_path / "clerk.key", environment) == bytes.fromhex("ab" * 32)
    (handed_over / "clerk-key").unlink()
    assert root_key(tmp_path / "clerk.key", environment) == root_key(tmp_path / "clerk.key", {})
