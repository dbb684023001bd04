from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection

from casework.action import Action
from casework.agency import Agency, People, Person, Role
from register import actions, blobs, intake, meetings, people, start
from tests.support import register
from tests.support.panels import a_sitting
from tests.support.register import NOW, ON_POSTGRESQL
from tests.support.rulings import CANARIES, a_case_ruling, a_finding, a_receipt, a_ruling, an_intent

MEETING = dt.date(2026, 12, 17)
PLANTED = (
    *CANARIES.values(), "Visit the planted cottage", "Owner Planted", "said planted words",
    "reason planted", "member@planted.example", "Planted Member", "planted password",
    "planted value",
)  # fmt: skip


@pytest.fixture
def full(home: Path) -> Path:
    """A register that holds every planted word somewhere."""
    meetings.sync((a_sitting(MEETING),), now=NOW)
    ruling = a_case_ruling()
    receipt = a_receipt()
    intake.record(
        a_ruling(
            receipt,
            ruling,
            findings=(a_finding(values={"of": "planted value"}),),
            outgoing=(an_intent(case=ruling.reference), an_intent("2", meeting=MEETING)),
        ),
        now=NOW,
    )
    [action] = actions.add(
        MEETING,
        (
            Action(
                reference="", line=0, meeting=MEETING, case=ruling.reference,
                text="Visit the planted cottage", agency="AG-D5RN", owner="Owner Planted",
                set_on=MEETING, due=MEETING, reason="reason planted",
            ),
        ),
        now=NOW,
    )  # fmt: skip
    actions.done_to_confirm(((action.reference, "said planted words"),), now=NOW)
    member = Person(
        id="PM-K3WM", name="Planted Member", email="member@planted.example", agency="AG-D5RN",
        role=Role.LEAD,
    )  # fmt: skip
    agency = Agency(id="AG-D5RN", name="Demo Police")
    people.replace(People(agencies=(agency,), persons=(member,)), now=NOW)
    people.set_password("PM-K3WM", "planted password", now=NOW)
    return home


def _forms_of(text: str) -> set[bytes]:
    """A text as it would lie in a file: in two encodings, in base64 at any offset, in hex."""
    raw = text.encode()
    shifted = {base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)}
    return {raw, text.encode("utf-16-le"), raw.hex().encode(), raw[::-1], *shifted}


def test_no_planted_word_lies_in_any_file_in_clear(full: Path):
    files = [path for path in full.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert ON_POSTGRESQL or any(path.name == "register.db-wal" for path in files)
    start.close_register()
    files += [path for path in full.rglob("*") if path.is_file()]
    for path in {path for path in files if path.exists()}:
        raw = path.read_bytes()
        found = [text for text in PLANTED for form in _forms_of(text) if form in raw]
        assert found == [], path.name


def test_no_planted_word_lies_in_any_column_in_clear(full: Path):
    """What a database without its own cipher would show: the columns that identify are sealed."""
    stored = register.everything_stored()
    assert full.exists()
    assert b"demo_referral" in stored  # the search finds what is there
    found = [text for text in PLANTED for form in _forms_of(text) if form in stored]
    assert found == []


def test_every_planted_word_can_be_read_with_the_keys(full: Path):
    assert full.exists()
    member = people.everybody().person("PM-K3WM")
    assert member is not None
    assert member.name in PLANTED
    with connection.cursor() as cursor:
        cursor.execute("SELECT spool FROM receipt")
        [(spool,)] = cursor.fetchall()
    assert CANARIES["name"].encode() in blobs.read(spool)
