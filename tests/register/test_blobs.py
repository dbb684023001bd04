from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from register import blobs, keys
from register.blobs import BlobBroken, BlobGone
from register.seals import SealBroken
from tests.support.register import NOW

DATA = b"%PDF-1.7 stays at Larkspur Cottage" * 50


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "blobs"


def test_what_was_kept_is_read_back(folder: Path):
    kept = blobs.keep("WP-7KQ4", "paper", DATA)
    assert blobs.read(kept.blob) == DATA
    assert kept.digest == hashlib.sha256(DATA).hexdigest()
    assert kept.owner == "WP-7KQ4"
    assert [path.name for path in folder.iterdir()] == [kept.blob]
    assert (folder / kept.blob).stat().st_mode & 0o777 == 0o600
    assert b"Larkspur" not in (folder / kept.blob).read_bytes()


def test_several_are_kept_at_once_and_an_empty_file_too(folder: Path):
    kept = blobs.keep_all("WP-7KQ4", (("paper", DATA), ("paper", b""), ("marked", DATA)))
    assert [blobs.read(one.blob) for one in kept] == [DATA, b"", DATA]
    assert len(list(folder.iterdir())) == 3


def test_a_blob_is_durable_before_its_id_is_given(folder: Path):
    """B6: without the last fsync, 269 of 370 power losses lost something acknowledged."""
    keys.ring().seal_for("WP-7KQ4")
    called: list[str] = []

    def note(_frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and function.__name__ in {"fsync", "rename"}:
            called.append(function.__name__)

    sys.setprofile(note)
    try:
        blobs.keep_all("WP-7KQ4", (("paper", DATA), ("marked", DATA)))
    finally:
        sys.setprofile(None)
    assert called == ["fsync", "fsync", "rename", "rename", "fsync"]
    assert len(list(folder.iterdir())) == 2


def test_a_blob_put_in_the_place_of_another_owners_is_refused(folder: Path):
    ours, theirs = blobs.keep("WP-7KQ4", "paper", DATA), blobs.keep("WP-2222", "paper", b"other")
    (folder / ours.blob).write_bytes((folder / theirs.blob).read_bytes())
    with pytest.raises(SealBroken):
        blobs.read(ours.blob)


def test_a_blob_put_in_the_place_of_another_of_the_same_owner_is_refused(folder: Path):
    one, other = blobs.keep_all("WP-7KQ4", (("paper", DATA), ("paper", b"other")))
    (folder / one.blob).write_bytes((folder / other.blob).read_bytes())
    with pytest.raises(SealBroken):
        blobs.read(one.blob)


def test_a_head_that_names_another_owner_is_refused(folder: Path):
    keys.ring().seal_for("WP-2222")
    kept = blobs.keep("WP-7KQ4", "paper", DATA)
    raw = (folder / kept.blob).read_bytes()
    (folder / kept.blob).write_bytes(raw.replace(b"WP-7KQ4", b"WP-2222", 1))
    with pytest.raises(SealBroken):
        blobs.read(kept.blob)


def test_no_byte_of_it_can_be_changed_or_cut(folder: Path):
    kept = blobs.keep("WP-7KQ4", "paper", b"short")
    raw = (folder / kept.blob).read_bytes()
    wrong = [raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :] for at in range(len(raw))]
    wrong += [raw[:at] for at in range(len(raw))]
    for changed in wrong:
        (folder / kept.blob).write_bytes(changed)
        with pytest.raises((SealBroken, BlobBroken, keys.KeyGone)):
            blobs.read(kept.blob)


def test_a_destroyed_owner_has_nothing_to_read_wherever_copies_lie(folder: Path):
    kept = blobs.keep("WP-7KQ4", "paper", DATA)
    backup = (folder / kept.blob).read_bytes()
    keys.ring().destroy("WP-7KQ4", now=NOW)
    (folder / kept.blob).write_bytes(backup)
    with pytest.raises(keys.KeyGone):
        blobs.read(kept.blob)
    with pytest.raises(keys.KeyGone):
        blobs.keep("WP-7KQ4", "paper", DATA)


@pytest.mark.parametrize("blob", ["", "00" * 16, "../keys.db", "0" * 31 + "/", "ABCDEF" + "0" * 26])
def test_what_is_not_there_or_no_id_of_ours_is_gone(home: Path, blob: str):
    with pytest.raises(BlobGone):
        blobs.read(blob)
    assert (home / "keys.db").exists()


def test_only_what_no_row_refers_to_and_is_old_is_swept(folder: Path):
    wanted, orphan = blobs.keep_all("WP-7KQ4", (("paper", DATA), ("paper", DATA)))
    (folder / "unfinished.writing").write_bytes(b"half")
    written = (folder / orphan.blob).stat().st_mtime
    assert blobs.sweep([wanted.blob], before=written - 60) == 0
    assert blobs.sweep([wanted.blob], before=written + 60) == 2
    assert [path.name for path in folder.iterdir()] == [wanted.blob]
