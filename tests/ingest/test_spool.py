"""Messages on disk before anything looked inside: sealed, durable, nameless."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.spool import Spool, SpoolGone
from tests.mailboxes.test_durable import calls
from tests.support.mails import a_mail

KEY = 0x5A


def shut(spool_id: str, data: bytes) -> bytes:
    return spool_id.encode() + bytes(byte ^ KEY for byte in data)


def unshut(spool_id: str, sealed: bytes) -> bytes:
    assert sealed.startswith(spool_id.encode())
    return bytes(byte ^ KEY for byte in sealed[len(spool_id) :])


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    made = Spool(tmp_path / "spool", seal=shut, unseal=unshut)
    made.prepare()
    made.prepare()
    return made


def test_what_is_kept_comes_back_and_lies_there_sealed(spool: Spool, tmp_path: Path):
    spool_id = spool.keep(a_mail(subject="Canary"))
    assert spool.read(spool_id) == a_mail(subject="Canary")
    (file,) = [path for path in (tmp_path / "spool").iterdir() if path.is_file()]
    assert file.name == spool_id
    assert b"Canary" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_on_the_disk_before_and_after_it_has_its_name(spool: Spool):
    assert calls(lambda: spool.keep(a_mail())) == ["fsync", "rename", "fsync", "fsync"]


def test_what_is_removed_is_gone_and_removing_again_is_the_same(spool: Spool):
    spool_id = spool.keep(a_mail())
    spool.remove(spool_id)
    spool.remove(spool_id)
    with pytest.raises(SpoolGone):
        spool.read(spool_id)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "tmp", "A" * 32, "f" * 31])
def test_nothing_but_an_id_is_looked_up(spool: Spool, name: str):
    with pytest.raises(SpoolGone):
        spool.read(name)


def test_only_old_files_that_no_receipt_knows_are_swept(spool: Spool, tmp_path: Path):
    known, orphan, young = (spool.keep(a_mail()) for _ in range(3))
    half = tmp_path / "spool" / "tmp" / ("0" * 32)
    half.write_bytes(b"a crash was here")
    for path in (half, *(tmp_path / "spool" / name for name in (known, orphan))):
        os.utime(path, (1_000, 1_000))
    assert spool.sweep([known], before=2_000) == 2
    assert spool.read(known) == spool.read(young) == a_mail()
    assert not half.exists()
    with pytest.raises(SpoolGone):
        spool.read(orphan)
