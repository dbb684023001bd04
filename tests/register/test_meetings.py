from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from casework.case import CaseState
from casework.document import Audience, DocumentKind, MadeCopy, MadeDocument
from casework.mailing import MailKind
from casework.meeting import Meeting, MeetingState
from register import audit, blobs, cases, editions, meetings, outgoing
from tests.support import register
from tests.support.panels import a_sitting
from tests.support.register import LATER, NOW
from tests.support.rulings import a_case, an_intent

pytestmark = pytest.mark.usefixtures("home")
DECEMBER, JANUARY = dt.date(2026, 12, 17), dt.date(2027, 1, 21)


def _both() -> tuple[Meeting, ...]:
    return meetings.sync((a_sitting(JANUARY), a_sitting(DECEMBER)), now=NOW)


def _made(
    version: int = 1, kind: DocumentKind = DocumentKind.PACK, **changes: object
) -> MadeDocument:
    kept = blobs.keep(f"{kind.name} {DECEMBER} {version}", "document", b"pages")
    document = MadeDocument(
        kind=kind, meeting=DECEMBER, version=version, audience=Audience.MEMBER,
        owner=kept.owner, blob=kept.blob, digest=f"{kind}{version}", cases=("WP-7KQ4",),
    )  # fmt: skip
    return replace(document, **changes)


def _copy(person: str, number: int, original: MadeDocument) -> MadeCopy:
    kept = blobs.keep(original.owner, "copy", b"pages of one")
    return MadeCopy(
        person=person, copy_number=number, of=2, original=original.digest,
        owner=kept.owner, blob=kept.blob, digest=kept.digest, cases=("WP-7KQ4",),
    )  # fmt: skip


def test_the_dates_of_the_file_are_the_meetings():
    assert [meeting.date for meeting in _both()] == [DECEMBER, JANUARY]
    assert meetings.get(DECEMBER) == Meeting(date=DECEMBER, start=dt.time(10), venue="Room 2")
    with pytest.raises(meetings.NoSuchMeeting):
        meetings.get(dt.date(2026, 12, 18))


def test_taking_over_the_same_dates_again_writes_nothing():
    _both()
    before = register.everything_stored()
    meetings.sync((a_sitting(DECEMBER), a_sitting(JANUARY)), now=LATER)
    assert register.everything_stored() == before


def test_a_changed_venue_is_taken_over_and_an_unused_date_goes():
    _both()
    kept = meetings.sync((a_sitting(DECEMBER, venue="Room 9"),), now=LATER)
    assert [(meeting.date, meeting.venue) for meeting in kept] == [(DECEMBER, "Room 9")]


def test_a_date_with_a_case_on_it_stays():
    _both()
    a_case(meeting=JANUARY)
    assert JANUARY in {meeting.date for meeting in meetings.sync((a_sitting(DECEMBER),), now=LATER)}


def test_what_was_made_is_there_with_its_copies_and_mails_after_one_commit():
    _both()
    original = _made()
    copies = (_copy("PM-K3WM", 1, original), _copy("PM-2229", 2, original))
    mail = an_intent("D2", kind=MailKind.PAPERS, meeting=DECEMBER, released=False, copy_number=1)
    meeting = editions.issue(
        DECEMBER, documents=(original,), copies=copies, mails=(mail,), now=NOW, by="PM-K3WM"
    )
    assert (meeting.state, meeting.pack_version) == (MeetingState.PAPERS_MADE, 1)
    assert editions.documents(DECEMBER) == (original,)
    assert editions.documents(DECEMBER, DocumentKind.AGENDA) == ()
    assert editions.copies(DECEMBER) == copies
    assert [row.intent for row in outgoing.every(meeting=DECEMBER)] == [mail]
    assert blobs.read(copies[0].blob) == b"pages of one"
    assert audit.verify() is None


def test_an_edition_that_is_there_stays_and_the_next_one_is_added():
    _both()
    original = _made()
    editions.issue(DECEMBER, documents=(original,), copies=(_copy("A", 1, original),), now=NOW)
    before = register.everything_stored()
    again = replace(original, blob="other")
    editions.issue(DECEMBER, documents=(again,), copies=(_copy("A", 1, again),), now=NOW)
    assert editions.documents(DECEMBER) == (original,)
    assert len(editions.copies(DECEMBER)) == 1
    assert len(register.everything_stored()) < len(before) + 300  # one line of audit
    second = _made(2)
    assert editions.issue(DECEMBER, documents=(second,), now=NOW).pack_version == 2
    assert editions.documents(DECEMBER) == (original, second)


def test_an_agenda_does_not_take_a_meeting_back():
    _both()
    editions.issue(DECEMBER, documents=(_made(),), now=NOW)
    meeting = editions.issue(DECEMBER, documents=(_made(3, DocumentKind.AGENDA),), now=NOW)
    assert (meeting.state, meeting.agenda_version) == (MeetingState.PAPERS_MADE, 3)


def test_closing_hears_the_listed_cases_and_defers_those_it_is_told_to():
    _both()
    heard, put_off, elsewhere = a_case("1"), a_case("2"), a_case("3")
    for reference, date in ((heard, DECEMBER), (put_off, DECEMBER), (elsewhere, JANUARY)):
        cases.list_for(reference, date, now=NOW)
    closed = meetings.close(DECEMBER, deferred={put_off}, next_date=JANUARY, now=LATER, by="chair")
    assert {case.reference: case.state for case in closed} == {
        heard: CaseState.DISCUSSED,
        put_off: CaseState.READY,
    }
    assert cases.case(put_off).meeting == JANUARY
    assert cases.case(heard).meeting == DECEMBER
    assert cases.case(elsewhere).state is CaseState.LISTED
    assert meetings.get(DECEMBER).state is MeetingState.CLOSED
    assert meetings.close(DECEMBER, now=LATER, by="chair") == ()


def test_after_the_meeting_only_its_action_log_is_made():
    _both()
    meetings.close(DECEMBER, now=NOW, by="chair")
    with pytest.raises(editions.MeetingClosed):
        editions.issue(DECEMBER, documents=(_made(),), now=LATER)
    assert editions.documents(DECEMBER) == ()
    editions.issue(DECEMBER, documents=(_made(kind=DocumentKind.ACTION_LOG),), now=LATER)
    assert meetings.get(DECEMBER).state is MeetingState.CLOSED


def test_the_chair_is_kept_when_the_dates_are_taken_over_again():
    _both()
    meetings.set_chair(DECEMBER, "PM-K3WM", by="PM-K3WM", now=NOW)
    meetings.sync((a_sitting(DECEMBER, venue="Room 9"), a_sitting(JANUARY)), now=LATER)
    assert meetings.get(DECEMBER).chair == "PM-K3WM"
