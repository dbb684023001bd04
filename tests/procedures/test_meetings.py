from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.action import ActionKind
from casework.agency import Role
from casework.case import CaseState
from casework.faults import Fault
from casework.mailing import MailKind, OutgoingState
from casework.meeting import MeetingState
from procedures import meetings, packs
from procedures.meetings import ClosedAlready, NoNextMeeting, NotesUnreadable, NotHeldYet
from procedures.notes import NotesWrong
from procedures.office import Office
from register import actions, outgoing
from register import meetings as registered
from register.editions import MeetingClosed
from register.meetings import NoSuchMeeting
from tests.support.offices import (
    AFTER,
    CLOSED_LIST,
    DECEMBER,
    JANUARY,
    NOW,
    a_member,
    an_office,
    mails_of,
    refer,
    state_of,
    texts_of,
    the_people,
)
from tests.support.panels import a_sitting
from tests.support.protocols import with_settings

WITHOUT_FLAGS = {"actions": {"flag_every_agency": False}}


def _listed(home: Path, *, cases: int = 2, **changes: object) -> tuple[Office, list[str]]:
    office = an_office(home, **changes)  # pyright: ignore[reportArgumentType]  what a test changes
    references = [refer(office) for _ in range(cases)]
    packs.agenda(office, DECEMBER, now=NOW)
    return office, references


def _notes(home: Path, *lines: str) -> Path:
    file = home / "notes.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_closing_discusses_defers_and_enters_what_was_agreed(home: Path):
    office, (first, second) = _listed(home, protocol=with_settings("wesp", **WITHOUT_FLAGS))
    notes = _notes(
        home, first, "!Police: see her by 31 December [visit]",
        "!Refuge: offer a place [owner Ada Warden]", second, "deferred",
    )  # fmt: skip
    closed = meetings.close(office, DECEMBER, notes, now=AFTER)
    assert (closed.discussed, closed.deferred) == ((first,), (second,))
    assert closed.next_meeting == JANUARY
    assert (state_of(first), state_of(second)) == (CaseState.DISCUSSED, CaseState.READY)
    visit, place = actions.every(meeting=DECEMBER)
    assert (visit.line, visit.kind, visit.due) == (1, ActionKind.VISIT, dt.date(2026, 12, 31))
    assert visit.owner == "LeePolice Panelist"  # nobody named: the agency's lead
    assert (place.owner, place.due) == ("Ada Warden", dt.date(2027, 1, 17))  # A11: a month
    assert registered.get(DECEMBER).state is MeetingState.CLOSED


def test_a_deferred_case_is_on_the_next_list_and_says_so(home: Path):
    office, (first, second) = _listed(home)
    meetings.close(office, DECEMBER, _notes(home, first, second, "deferred"), now=AFTER)
    issued = packs.agenda(office, JANUARY, now=AFTER)
    assert issued.cases == (second,)
    (texts,) = [texts_of(mail) for mail in mails_of(MailKind.FIRST_AGENDA).values()][:1]
    assert "deferred" in " ".join(texts)


def test_every_agency_that_may_have_a_case_flags_it_and_no_other(home: Path):
    people = list(the_people())
    office = an_office(home)
    hidden, open_to_all = refer(office), refer(office)
    people[2] = a_member("LeeHousing", "Housing", excluded=frozenset({hidden}))
    office = an_office(home, *people)
    packs.agenda(office, DECEMBER, now=NOW)
    meetings.close(office, DECEMBER, None, now=AFTER)
    flags = {(action.case, action.agency) for action in actions.every(meeting=DECEMBER)}
    agencies = {"AG-HOUSING", "AG-POLICE", "AG-REFUGE", "AG-CLINIC"}
    assert flags == {(open_to_all, one) for one in agencies} | {
        (hidden, one) for one in agencies - {"AG-HOUSING"}
    }


def test_the_line_in_the_mail_is_the_line_in_that_person_s_log(home: Path):
    people = list(the_people())
    office = an_office(home, protocol=with_settings("wesp", **WITHOUT_FLAGS))
    hidden, other = refer(office), refer(office)
    people[3] = a_member("LeePolice", "Police", excluded=frozenset({hidden}))
    office = an_office(home, *people, protocol=office.protocol)
    packs.agenda(office, DECEMBER, now=NOW)
    notes = _notes(home, hidden, "!Clinic: zebra", "!Clinic: yak", other, "!Police: ibex")
    meetings.close(office, DECEMBER, notes, now=AFTER)
    mail = mails_of(MailKind.ACTION_LOG)["PM-LEEPOLICE"]
    action = actions.every(meeting=DECEMBER)[2]
    assert f"{action.reference}   line 3 of the log" in mail.intent.body
    text = " ".join(texts_of(mail))
    assert "ibex" in text
    assert hidden not in text
    assert "zebra" not in text
    row = next(line for line in text.splitlines() if action.reference in line)
    assert "3" in row.replace(action.reference, "").replace(other, "")
    assert "zebra" in " ".join(texts_of(mails_of(MailKind.ACTION_LOG)["PM-LEECLINIC"]))


def test_an_agency_that_may_not_be_written_to_is_told_of(home: Path):
    people = list(the_people())
    office = an_office(home)
    hidden = refer(office)
    people[3] = a_member("LeePolice", "Police", excluded=frozenset({hidden}))
    office = an_office(home, *people)
    packs.agenda(office, DECEMBER, now=NOW)
    closed = meetings.close(office, DECEMBER, _notes(home, hidden, "!Police: go"), now=AFTER)
    (untold,) = [line for line in closed.actions if line.untold]
    assert untold.agency == "Demo Police"
    assert any("Tell them by telephone" in line for line in meetings.in_words(closed))


def test_the_mail_counts_all_actions_and_says_what_to_answer_by(home: Path):
    office, references = _listed(home, cases=5)
    lines = [line for case in references for line in (case, "!Clinic: a", "!Clinic: b")]
    meetings.close(office, DECEMBER, _notes(home, *lines), now=AFTER)
    body = mails_of(MailKind.ACTION_LOG)["PM-LEECLINIC"].intent.body
    assert "Your agency has 15 actions." in body
    assert "and 7 more, all in the log" in body
    assert "reply RECEIVED by 5pm on Tuesday 22 December 2026" in body


def test_every_mistake_of_the_notes_is_told_and_nothing_is_done(home: Path):
    office, (first, second) = _listed(home)
    wrong = _notes(home, first, "!Nobody: x", "!Police: y by 31 February", "what", second)
    with pytest.raises(NotesWrong) as caught:
        meetings.close(office, DECEMBER, wrong, now=AFTER)
    assert len(caught.value.details) == 3
    assert actions.every() == ()
    assert registered.get(DECEMBER).state is MeetingState.AGENDA_SENT
    assert mails_of(MailKind.ACTION_LOG) == {}
    assert {state_of(first), state_of(second)} == {CaseState.LISTED}


@pytest.mark.parametrize(
    ("date", "now", "fault"),
    [
        (DECEMBER, dt.datetime(2026, 12, 16, 23, 59, tzinfo=dt.UTC), NotHeldYet),
        (dt.date(2026, 12, 18), AFTER, NoSuchMeeting),
    ],
)
def test_what_cannot_be_closed_is_refused(
    home: Path, date: dt.date, now: dt.datetime, fault: type[Fault]
):
    office, _ = _listed(home, cases=1)
    with pytest.raises(fault):
        meetings.close(office, date, None, now=now)


def test_a_meeting_is_closed_once_and_nothing_more_is_made_for_it(home: Path):
    office, _ = _listed(home, cases=1)
    meetings.close(office, DECEMBER, None, now=AFTER)
    number = len(outgoing.every())
    for again in (
        lambda: meetings.close(office, DECEMBER, None, now=AFTER),
        lambda: packs.agenda(office, DECEMBER, now=AFTER),
        lambda: packs.pack(office, DECEMBER, now=AFTER),
    ):
        with pytest.raises((ClosedAlready, MeetingClosed)):
            again()
    assert len(outgoing.every()) == number


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\0b", None, b"#" * (1 << 20) + b"#"])
def test_notes_that_are_no_text_are_refused(home: Path, content: bytes | None):
    office, _ = _listed(home, cases=1)
    file = home / "notes.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NotesUnreadable):
        meetings.close(office, DECEMBER, file, now=AFTER)
    assert registered.get(DECEMBER).state is MeetingState.AGENDA_SENT


def test_a_case_that_is_put_off_needs_a_next_meeting(home: Path):
    protocol = with_settings("wesp", calendar={"dates": (a_sitting(DECEMBER),)})
    office, (case,) = _listed(home, cases=1, protocol=protocol)
    with pytest.raises(NoNextMeeting):
        meetings.close(office, DECEMBER, _notes(home, case, "deferred"), now=AFTER)
    assert state_of(case) is CaseState.LISTED


def test_a_case_that_came_after_the_last_list_goes_on_to_the_next(home: Path):
    office, _ = _listed(home, cases=1)
    late = refer(office)
    closed = meetings.close(office, DECEMBER, None, now=AFTER)
    assert closed.carried == (late,)
    assert late in packs.agenda(office, JANUARY, now=AFTER).cases


def test_closing_stops_papers_that_have_not_left(home: Path):
    office, _ = _listed(home, cases=1)
    packs.pack(office, DECEMBER, now=CLOSED_LIST)
    meetings.close(office, DECEMBER, None, now=AFTER)
    assert mails_of(MailKind.PAPERS, MailKind.FIRST_AGENDA) == {}
    assert len(mails_of(MailKind.PAPERS, state=OutgoingState.STOPPED)) == 5


def test_who_gets_the_log_are_members_and_the_chair(home: Path):
    office, _ = _listed(
        home,
        cases=1,
    )
    office = an_office(
        home, *the_people(), a_member("Sue", "Clinic", Role.SECONDARY),
        a_member("Olga", "Clinic", Role.OBSERVER), a_member("Gone", "Clinic", until=NOW.date()),
    )  # fmt: skip
    meetings.close(office, DECEMBER, None, now=AFTER)
    assert set(mails_of(MailKind.ACTION_LOG)) == {
        "PM-CHESTER", "PM-LEEHOUSING", "PM-LEEPOLICE", "PM-LEEREFUGE", "PM-LEECLINIC", "PM-SUE",
    }  # fmt: skip
