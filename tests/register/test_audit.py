from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register import audit
from register.audit import Anchor, Entry, What
from register.models import AuditRow
from tests.support import register
from tests.support.register import LATER, NOW, ON_POSTGRESQL

COLUMNS = ("at", "who", "what", "subject", "detail", "digest", "chain")


@pytest.fixture(autouse=True)
def ten_entries(home: object) -> None:  # noqa: ARG001  the register of the test
    for number in range(1, 11):
        with transaction.atomic():
            entry = Entry(what=What.CASE_EVENT, subject=f"WP-{number:04}", detail="accept:ready")
            audit.append([entry], now=NOW)


@pytest.fixture
def unguarded() -> None:
    """The triggers are gone, as for somebody who may do anything to the database."""
    if ON_POSTGRESQL:
        register.execute("ALTER TABLE audit DISABLE TRIGGER USER")
    else:
        for verb in ("UPDATE", "DELETE"):
            register.execute(f"DROP TRIGGER audit_keeps_{verb}")


def test_an_untouched_trail_is_whole():
    assert audit.verify() is None
    assert audit.verify(anchor=audit.head()) is None
    assert audit.head().number == 10
    number, at, entry = audit.entries(subject="WP-0003")[0]
    assert (number, at, entry.detail) == (3, "2026-12-08T09:30:00.000000+00:00", "accept:ready")


def test_several_entries_of_one_commit_are_one_chain():
    with transaction.atomic():
        audit.append([Entry(what=What.PAPER_KEPT, subject="WP-2222")] * 3, now=LATER)
    assert audit.verify() is None
    assert audit.head().number == 13


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'x' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit",
        "UPDATE evidence SET facts = 'x'",
        "DELETE FROM evidence",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str):
    register.execute(
        'INSERT INTO outgoing (id, intent_key, kind, person, "case", cases, receipt, payload,'
        " auto, owner, letter, attachments, state, hold_reasons, created, released_by, message_id,"
        " handle, blob, digest, attempts, due_at, fence) VALUES (1, 'k', 'A1', '', '', '[]', '',"
        " 'P0', '', '', '', '[]', 'held', '[]', %s, '', '', '', '', '', 0, %s, 0)",
        NOW,
        NOW,
    )
    register.execute(
        "INSERT INTO evidence (outgoing_id, attempt, at, state, facts)"
        " VALUES (1, 1, %s, 'accepted', '{}')",
        NOW,
    )
    with pytest.raises(DatabaseError, match="append-only"):
        register.execute(statement)
    assert audit.verify() is None


def test_the_database_refuses_to_empty_the_trail():
    with pytest.raises(DatabaseError, match="append-only"):
        register.execute("TRUNCATE audit" if ON_POSTGRESQL else "DELETE FROM audit")


@pytest.mark.usefixtures("unguarded")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 10),
    column=st.sampled_from(COLUMNS),
    at=st.integers(0, 63),
    bit=st.integers(0, 6),
)
def test_one_flipped_bit_is_found_and_its_entry_named(number: int, column: str, at: int, bit: int):
    before = getattr(AuditRow.objects.get(pk=number), column)
    flipped = _flipped(before or "-", at, bit)
    _write(number, column, flipped)
    assert audit.verify() == number
    _write(number, column, before)
    assert audit.verify() is None


@pytest.mark.usefixtures("unguarded")
@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL takes no text that is not UTF-8")
def test_an_entry_that_cannot_even_be_read_is_named():
    register.execute("UPDATE audit SET subject = CAST(x'ff57502d' AS TEXT) WHERE number = 6")
    assert audit.verify() == 6


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_removed_entry_is_named(number: int):
    register.execute("DELETE FROM audit WHERE number = %s", number)
    assert audit.verify() == number


@pytest.mark.usefixtures("unguarded")
def test_two_swapped_entries_are_named():
    for now, then in ((3, 33), (4, 3), (33, 4)):
        register.execute("UPDATE audit SET number = %s WHERE number = %s", then, now)
    assert audit.verify() == 3


def test_an_added_entry_that_does_not_follow_is_named():
    last = AuditRow.objects.get(pk=10)
    last.number = 11
    last.save(force_insert=True)
    assert audit.verify() == 11


@pytest.mark.usefixtures("unguarded")
def test_a_cut_tail_is_found_by_an_anchor_kept_elsewhere():
    anchor = audit.head()
    register.execute("DELETE FROM audit WHERE number > 7")
    assert audit.verify() is None
    assert audit.verify(anchor=anchor) == 8
    assert audit.verify(anchor=Anchor(number=7, chain="0" * 64)) == 7


@pytest.mark.usefixtures("unguarded")
def test_a_trail_written_anew_is_found_by_an_anchor_kept_elsewhere():
    anchor = audit.head()
    register.execute("DELETE FROM audit WHERE number > 7")
    with transaction.atomic():
        audit.append([Entry(what=What.PAPER_KEPT, subject="WP-2222")] * 5, now=LATER)
    assert audit.verify() is None
    assert audit.verify(anchor=anchor) == 10


def test_many_entries_are_read_a_page_at_a_time():
    with transaction.atomic():
        audit.append([Entry(what=What.PAPER_KEPT, subject="WP-2222")] * 4500, now=LATER)
    assert audit.verify() is None
    assert audit.head().number == 4510


def _write(number: int, column: str, value: str) -> None:
    name = connection.ops.quote_name(column)
    register.execute(f"UPDATE audit SET {name} = %s WHERE number = %s", value, number)  # noqa: S608  a column of ours


def _flipped(text: str, at: int, bit: int) -> str:
    at %= len(text)
    letter = chr(ord(text[at]) ^ (1 << bit))
    return text[:at] + (letter if letter != "\x00" else "?") + text[at + 1 :]
