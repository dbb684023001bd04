from __future__ import annotations

from pathlib import Path

import pytest

from register import blobs, intake, keys, soundness
from register.audit import Anchor
from tests.support import register
from tests.support.register import NOW, ON_POSTGRESQL
from tests.support.rulings import a_case


def test_a_register_in_use_is_sound(home: Path):
    a_case("1")
    a_case("2")
    found = soundness.integrity()
    assert found.is_good
    assert (found.blobs, found.unreadable_blobs) == (2, ())
    assert found.audit_entries == 8
    assert set(soundness.referred_blobs()) < {path.name for path in (home / "blobs").iterdir()}


def test_a_lost_and_a_damaged_blob_are_named(home: Path):
    a_case("1")
    a_case("2")
    lost, damaged = sorted(set(soundness.referred_blobs()))
    (home / "blobs" / lost).unlink()
    (home / "blobs" / damaged).write_bytes(b"PCB1")
    found = soundness.integrity()
    assert found.unreadable_blobs == (lost, damaged)
    assert not found.is_good


def test_a_blob_of_a_disposed_case_is_not_missed(home: Path):
    reference = a_case()
    assert home.exists()
    keys.ring().destroy(reference, now=NOW)
    assert soundness.integrity().is_good


@pytest.mark.usefixtures("home")
def test_a_broken_or_cut_trail_is_not_sound():
    a_case()
    assert not soundness.integrity(anchor=Anchor(number=99, chain="0" * 64)).is_good
    if ON_POSTGRESQL:
        register.execute("ALTER TABLE audit DISABLE TRIGGER USER")
    else:
        register.execute("DROP TRIGGER audit_keeps_UPDATE")
    register.execute("UPDATE audit SET who = 'x' WHERE number = 2")
    assert soundness.integrity().first_bad_entry == 2


@pytest.mark.usefixtures("home")
def test_an_orphan_of_a_crash_is_no_fault_and_is_swept():
    a_case()
    spooled = [receipt.spool for receipt in intake.receipts()]
    orphan = blobs.keep("WP-2222", "paper", b"not committed")
    assert soundness.integrity().is_good
    referred = [*soundness.referred_blobs(), *spooled]
    assert blobs.sweep(referred, before=float("inf")) == 1
    with pytest.raises(blobs.BlobGone):
        blobs.read(orphan.blob)
    assert soundness.integrity().is_good
