"""Closing a meeting: cases are discussed, actions entered, the action log made (W12, W52, W53).

The meeting is closed last: until then the step may run again, and what is there stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.action import Action, ActionKind
from casework.actions_due import action_due
from casework.agency import MEMBERS, Person, Role
from casework.case import CaseState
from casework.dates import LONDON, clock, day, local_day, months_after
from casework.document import ActionLog, DocumentKind
from casework.faults import Fault, Kind
from casework.mailing import MailKind
from casework.meeting import Meeting, MeetingState
from procedures import issuing, meeting_cases, meeting_dates, notes, papers, people_copies
from procedures.issuing import Issued
from procedures.meeting_cases import Listed
from procedures.notes import Notes
from procedures.office import Office
from register import actions, cases, editions, meetings

CLOSED_BY = "desk"
MOST_NOTES_BYTES = 1 << 20
MOST_IN_MAIL = 8
ACKNOWLEDGE_DAYS = 2  # W13


class ClosedAlready(Fault):
    """This meeting is closed."""

    kind = Kind.USAGE
    next_step = "look at it with `clerk action list`; what is still to be agreed is for the next."


class NotHeldYet(Fault):
    """This meeting is still to come."""

    kind = Kind.USAGE
    next_step = "close it on its day or later."


class NotesUnreadable(Fault):
    """The file of notes cannot be read as plain text."""

    kind = Kind.USAGE
    next_step = "save the notes as plain text (UTF-8) and name that file."


class NoNextMeeting(Fault):
    """Cases have to go on to the next meeting, and there is none."""

    kind = Kind.USAGE
    next_step = "add the date with `clerk meeting add`, then close this one again."


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedLine:
    """An action as entered. `untold`: nobody of its agency may be written to about its case."""

    reference: str
    line: int
    case: str
    agency: str
    due: dt.date
    kind: ActionKind
    untold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What closing a meeting led to. `carried` had come for it and were on no list."""

    meeting: dt.date
    words: str
    discussed: tuple[str, ...]
    deferred: tuple[str, ...]
    carried: tuple[str, ...]
    unmentioned: tuple[str, ...]
    next_meeting: dt.date | None
    actions: tuple[AgreedLine, ...]
    log: Issued


def close(office: Office, date: dt.date, notes_file: Path | None, *, now: dt.datetime) -> Closed:
    """Close a meeting with its notes. Everything wrong in the notes is told first, at once.

    Raises NoSuchMeeting, ClosedAlready, NotHeldYet, NotesUnreadable, NotesWrong, NoNextMeeting
    and the faults of the generators; then the meeting is not closed.
    """
    meeting = meetings.get(date)
    if meeting.state is MeetingState.CLOSED:
        raise ClosedAlready(str(date))
    if local_day(now) < date:
        raise NotHeldYet(str(date))
    meeting_dates.dates_of(meeting_dates.sitting_of(meeting), office)
    listed = meeting_cases.gather(meeting, office, now=now)
    said = _notes(notes_file, listed, office)
    carried = tuple(case.reference for case in cases.cases(state=CaseState.READY, meeting=date))
    following = meeting_dates.following(date)
    if following is None and (said.deferred or carried):
        raise NoNextMeeting(str(date))
    entered = actions.add(date, _agreed(said, listed, office), now=now)
    log = _issue_log(listed, entered, office, now=now)
    next_date = following.date if following else None
    for reference in carried if next_date else ():
        cases.list_for(reference, next_date or date, now=now, by=CLOSED_BY)
    heard = meetings.close(
        date, deferred=set(said.deferred), next_date=next_date, now=now, by=CLOSED_BY
    )
    return Closed(
        meeting=date,
        words=day(date),
        discussed=tuple(one.reference for one in heard if one.state is CaseState.DISCUSSED),
        deferred=said.deferred,
        carried=carried,
        unmentioned=_unmentioned(said, listed) if notes_file else (),
        next_meeting=next_date,
        actions=tuple(_lines(entered, listed, office)),
        log=log,
    )


def in_words(closed: Closed) -> tuple[str, ...]:
    """What closing led to, for the screen: references, no names."""
    goes_to = day(closed.next_meeting) if closed.next_meeting else ""
    told = (
        ("Discussed", closed.discussed, ""),
        ("Deferred", closed.deferred, f" to {goes_to}"),
        ("Came for it and was on no list", closed.carried, f", now for {goes_to}"),
        ("Not mentioned in the notes", closed.unmentioned, ""),
    )
    flags = sum(line.kind is ActionKind.FLAG for line in closed.actions)
    number = len(closed.actions)
    return (
        f"The meeting of {closed.words} is closed.",
        *(f"{what}: {', '.join(which)}{how}" for what, which, how in told if which),
        f"{number} {'action' if number == 1 else 'actions'} entered, {flags} of them flags.",
        *(
            f"  {line.reference}  line {line.line}: {line.agency} may not be written to about"
            f" {line.case}. Tell them by telephone."
            for line in closed.actions
            if line.untold
        ),
        *issuing.in_words(closed.log),
    )


def _notes(file: Path | None, listed: Listed, office: Office) -> Notes:
    if file is None:
        return Notes()
    try:
        untrusted_raw = file.read_bytes()[: MOST_NOTES_BYTES + 1]
        untrusted_text = untrusted_raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotesUnreadable(file.name) from error
    if len(untrusted_raw) > MOST_NOTES_BYTES or "\0" in untrusted_text:
        raise NotesUnreadable(file.name)
    agencies = [one for one in office.people.agencies if one.belongs(listed.today)]
    return notes.read(
        untrusted_text,
        cases=frozenset(listed.references),
        agencies=agencies,
        meeting=listed.meeting.date,
    )


def _unmentioned(said: Notes, listed: Listed) -> tuple[str, ...]:
    return tuple(case for case in listed.references if case not in said.mentioned)


def _agreed(said: Notes, listed: Listed, office: Office) -> tuple[Action, ...]:
    """The actions of the log in its order: those of the notes, then the flags."""
    date, rules = listed.meeting.date, office.protocol.actions
    due = action_due(date, rules)
    agreed = [
        Action(
            reference="",
            line=number,
            meeting=date,
            case=one.case,
            text=one.text,
            agency=one.agency,
            owner=one.owner or _owner(one.agency, office, today=listed.today),
            set_on=date,
            due=one.due or due,
            kind=one.kind,
        )
        for number, one in enumerate(said.actions, start=1)
    ]
    if rules.flag_every_agency:
        heard = [case for case in listed.references if case not in said.deferred]
        agreed += _flags(heard, listed, office, due=due, first=len(agreed) + 1)
    return tuple(agreed)


def _flags(
    heard: Sequence[str], listed: Listed, office: Office, *, due: dt.date, first: int
) -> Iterator[Action]:
    """W12: each agency that may have a case flags it in its own system."""
    date = listed.meeting.date
    until = day(months_after(date, office.protocol.actions.flag_months))
    number = first
    for case in heard:
        for agency in office.people.agencies:
            if _told_of(agency.id, case, listed, office):
                yield Action(
                    reference="",
                    line=number,
                    meeting=date,
                    case=case,
                    text=f"Flag the case in your own case system until {until}.",
                    agency=agency.id,
                    owner=_owner(agency.id, office, today=listed.today),
                    set_on=date,
                    due=due,
                    kind=ActionKind.FLAG,
                )
                number += 1


def _owner(agency: str, office: Office, *, today: dt.date) -> str:
    """The agency's lead when nobody else was named, else its secondary."""
    known = [one for one in office.people.of_role(*MEMBERS, on=today) if one.agency == agency]
    leads = [one for one in known if one.role is Role.LEAD]
    return next((one.name for one in (*leads, *known)), "")


def _told_of(agency: str, case: str, listed: Listed, office: Office) -> bool:
    """Whether a member of this agency may have this case."""
    return any(
        case in listed.may_have(person.id)
        for person in office.people.of_role(*MEMBERS, on=listed.today)
        if person.agency == agency
    )


def _log_readers(office: Office, *, today: dt.date) -> tuple[Person, ...]:
    return tuple(
        person
        for person in office.people.of_role(*MEMBERS, Role.CHAIR, on=today)
        if meeting_cases.in_good_standing(person, office, today=today)
    )


def _issue_log(
    listed: Listed, entered: Sequence[Action], office: Office, *, now: dt.datetime
) -> Issued:
    meeting, kind = listed.meeting, DocumentKind.ACTION_LOG
    version = 1 + max((one.version for one in editions.documents(meeting.date, kind)), default=0)
    edition = papers.edition(kind, meeting.date, version)

    def log_of(may_have: Collection[str]) -> ActionLog:
        return papers.log_for(listed, entered, may_have, office, edition=edition)

    record = log_of(listed.foreign.keys())
    wanted = [
        (person, log_of(listed.may_have(person.id)))
        for person in _log_readers(office, today=listed.today)
    ]
    made, own = people_copies.make(record, wanted, listed, office, kind=kind, version=version)
    mails = [
        people_copies.mail(
            MailKind.ACTION_LOG,
            copy,
            _f1(copy.person, entered, listed, office),
            meeting,
            office,
            version=version,
        )
        for copy in own
    ]
    return issuing.issue(
        listed, office, kind=kind, version=version, status="", new=(), made=list(made.values()),
        own=own, mails=mails, now=now,
    )  # fmt: skip


def _f1(
    person: Person, entered: Sequence[Action], listed: Listed, office: Office
) -> dict[str, object]:
    """The agency's actions by reference and line; what they say is in the log alone."""
    may_have = listed.may_have(person.id)
    own = [
        {"reference": action.reference, "line": action.line, "due": day(action.due)}
        for action in entered
        if action.agency == person.agency and (not action.case or action.case in may_have)
    ]
    meeting = listed.meeting
    return {
        "meeting": day(meeting.date),
        "meeting_short": meeting_dates.without_year(meeting.date),
        "actions": own[:MOST_IN_MAIL],
        "more": len(own[MOST_IN_MAIL:]),
        "reply_by": _reply_by(meeting, listed.today, office),
    }


def _reply_by(meeting: Meeting, today: dt.date, office: Office) -> str:
    """W13: two working days after the log."""
    dates = meeting_dates.dates_of(meeting_dates.sitting_of(meeting), office)
    start = max(dates.log.day, today)
    wanted = office.holidays.forward(start, ACKNOWLEDGE_DAYS)
    if not isinstance(wanted, dt.date):
        raise meeting_dates.PastTheHolidays(str(meeting.date))
    hour = clock(dates.log.at.astimezone(LONDON).time())
    return f"{hour} on {day(wanted)}"


def _lines(entered: Sequence[Action], listed: Listed, office: Office) -> Iterator[AgreedLine]:
    for action in entered:
        agency = office.people.agency(action.agency)
        yield AgreedLine(
            reference=action.reference,
            line=action.line,
            case=action.case,
            agency=agency.name if agency else action.agency,
            due=action.due,
            kind=action.kind,
            untold=bool(action.case) and not _told_of(action.agency, action.case, listed, office),
        )
