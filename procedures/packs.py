"""The agenda and the papers of a meeting: originals, each person's own copy, the mails (W41, W50).

Nothing leaves here: every mail is held until a person releases it. Running a step again makes the
next version and stops the mails of the one before that have not left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from casework import agenda as agendas
from casework import casesheet, timetable
from casework.agency import MEMBERS, Person, Role
from casework.dates import clock, day, moment
from casework.document import Agenda, Audience, CaseSheet, DocumentKind, OpenAction, Pack
from casework.faults import Fault, Kind
from casework.mailing import Intent, MailKind
from casework.meeting import Meeting, MeetingState
from casework.timetable import MeetingDates
from procedures import meeting_cases, meeting_dates, papers, people_copies, writing
from procedures.issuing import RECIPIENTS, Issued, issue
from procedures.meeting_cases import Listed
from procedures.office import Office
from procedures.papers import FINAL, Original
from procedures.people_copies import OwnCopy
from register import meetings
from register.editions import MeetingClosed


class NothingListed(Fault):
    """No case is ready for this meeting, so there are no papers to make."""

    kind = Kind.USAGE
    next_step = "run `clerk case list`: only a case that is Ready comes on a list."


def agenda(office: Office, date: dt.date, *, now: dt.datetime) -> Issued:
    """List what is ready, make the agenda, and a held mail to each member (A3, D1).

    Raises NoSuchMeeting, MeetingClosed, PastTheHolidays and the faults of the generators.
    """
    meeting, dates = _open(date, office)
    new = meeting_cases.put_on_list(meeting, office, now=now)
    listed = meeting_cases.gather(meeting, office, now=now)
    version = meeting.agenda_version + 1
    status = _status(dates, version, now=now)
    closes = moment(dates.closing.at)
    everything = listed.foreign.keys()
    record = papers.agenda_for(listed, everything, office, status=status, closes=closes)
    wanted = [
        (
            person,
            papers.agenda_for(
                listed, listed.may_have(person.id), office, status=status, closes=closes
            ),
        )
        for person in _agenda_readers(office, today=listed.today)
    ]
    made, own = people_copies.make(
        record, wanted, listed, office, kind=DocumentKind.AGENDA, version=version
    )
    shown = {person.id: paper for person, paper in wanted}
    mails = [
        people_copies.mail(
            MailKind.FIRST_AGENDA,
            copy,
            _d1(shown[copy.person.id], meeting, office),
            meeting,
            office,
            version=version,
        )
        for copy in own
    ]
    return issue(
        listed, office, kind=DocumentKind.AGENDA, version=version, status=status, new=new,
        made=list(made.values()), own=own, mails=mails, now=now,
    )  # fmt: skip


def pack(office: Office, date: dt.date, *, now: dt.datetime) -> Issued:
    """List what is ready, make the papers, one numbered copy a person, a held mail each (D2, D4).

    Raises NothingListed besides the faults of `agenda`.
    """
    meeting, dates = _open(date, office)
    new = meeting_cases.put_on_list(meeting, office, now=now)
    listed = meeting_cases.gather(meeting, office, now=now)
    if not listed.cases:
        raise NothingListed(str(date))
    version = meeting.pack_version + 1
    status = _status(dates, meeting.agenda_version + 1, now=now)
    edition = papers.edition(DocumentKind.PACK, date, version)
    again = {one.earlier.reference for one in listed.cases if one.earlier}

    @cache
    def sheets_of(earlier: frozenset[str]) -> dict[Audience, tuple[CaseSheet, ...]]:
        return {
            audience: meeting_cases.sheets(listed, audience, office, may_have=earlier)
            for audience in (Audience.MEMBER, Audience.COORDINATOR)
        }

    def pack_of(person: Person | None, may_have: Collection[str]) -> Pack:
        sheets = sheets_of(frozenset(again & set(may_have)))
        return papers.pack_for(
            person, listed, may_have, office, sheets=sheets, status=status, edition=edition
        )

    record = pack_of(None, listed.foreign.keys())
    wanted = [
        (
            person,
            papers.extract_for(person, listed, person.invited_for, office, edition=edition)
            if person.role is Role.INVITEE
            else pack_of(person, listed.may_have(person.id)),
        )
        for person in pack_readers(listed, office)
    ]
    made, own = people_copies.make(
        record, wanted, listed, office, kind=DocumentKind.PACK, version=version
    )
    shown = {person.id: paper for person, paper in wanted}
    mails = [_pack_mail(shown[one.person.id], one, meeting, office, version) for one in own]
    return issue(
        listed, office, kind=DocumentKind.PACK, version=version, status=status, new=new,
        made=list(made.values()), own=own, mails=mails,
        look=tuple(_look(sheets_of(frozenset(again))[Audience.MEMBER], made[record])), now=now,
    )  # fmt: skip


def pack_readers(listed: Listed, office: Office) -> tuple[Person, ...]:
    """Who gets papers of this meeting: members and the chair, then invitees (W50, W51)."""
    readers = [
        person
        for person in office.people.of_role(*RECIPIENTS, on=listed.today)
        if listed.may_have(person.id) & set(listed.references)
    ]
    return tuple(sorted(readers, key=lambda person: person.role is Role.INVITEE))


def _open(date: dt.date, office: Office) -> tuple[Meeting, MeetingDates]:
    meeting = meetings.get(date)
    if meeting.state is MeetingState.CLOSED:
        raise MeetingClosed(str(date))
    return meeting, meeting_dates.dates_of(meeting_dates.sitting_of(meeting), office)


def _status(dates: MeetingDates, version: int, *, now: dt.datetime) -> str:
    """Provisional until the list closes: until then a referral may still be in time (A2, A3)."""
    return FINAL if now > dates.closing.at else f"PROVISIONAL v{version}"


def _agenda_readers(office: Office, *, today: dt.date) -> tuple[Person, ...]:
    """One a member agency, the lead unless there is none, and the chair."""
    fit = [
        person
        for person in office.people.of_role(*MEMBERS, Role.CHAIR, on=today)
        if meeting_cases.in_good_standing(person, office, today=today)
    ]
    led = {person.agency for person in fit if person.role is Role.LEAD}
    return tuple(
        person for person in fit if person.role is not Role.SECONDARY or person.agency not in led
    )


def _d1(shown: Agenda, meeting: Meeting, office: Office) -> dict[str, object]:
    return {
        **_head(meeting),
        "cases": len(shown.items),
        "closes": "" if shown.status == FINAL else shown.closes,
        "agenda_clause": writing.clause("agenda", office),
        "invite_clause": writing.clause("invitees", office),
    }


def _pack_mail(shown: Pack, own: OwnCopy, meeting: Meeting, office: Office, version: int) -> Intent:
    if shown.audience is Audience.INVITEE:
        kind, values = MailKind.INVITATION, _d4(shown, meeting, office)
    else:
        kind, values = MailKind.PAPERS, _d2(shown, own, meeting, office)
    return people_copies.mail(kind, own, values, meeting, office, version=version)


def _d2(shown: Pack, own: OwnCopy, meeting: Meeting, office: Office) -> dict[str, object]:
    asked: tuple[OpenAction, ...] = shown.actions
    return {
        **_head(meeting),
        "cases": len(shown.agenda.items),
        "pages": own.pages,
        "open_actions": len(asked),
        "example": asked[0].reference if asked else "",
        "destroy_by": day(timetable.destroy_by(meeting.date, office.protocol)),
    }


def _d4(shown: Pack, meeting: Meeting, office: Office) -> dict[str, object]:
    item = shown.agenda.items[0]
    start, _, end = item.slot.partition(agendas.UNTIL)
    return {
        **_head(meeting),
        "reference": item.reference,
        "from": start,
        "until": end,
        "invite_clause": writing.clause("invitees", office),
    }


def _head(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": day(meeting.date),
        "meeting_short": meeting_dates.without_year(meeting.date),
        "start": clock(meeting.start),
        "venue": meeting.venue,
    }


def _look(sheets: Iterable[CaseSheet], made: Original) -> Iterator[str]:
    """H20: what looks like a telephone number or a postcode, and characters nobody can draw."""
    for sheet in sheets:
        for label in casesheet.to_look_at(sheet):
            yield f"{sheet.reference}, {label}: a telephone number or postcode"
    if made.made.written_out:
        yield f"{made.made.written_out} characters that no font has stand there as codes"
