"""The panel's meetings with every date that follows from them, and adding one (W33, W40, W41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from casework.case import CaseState
from casework.dates import clock, day, local_day, moment, short
from casework.faults import Fault, Kind
from casework.meeting import Meeting, MeetingState
from casework.protocol import Sitting
from casework.text import one_line
from casework.timetable import Clash, ClashKind, DueDate, MeetingDates, for_meeting
from casework.working_days import PastHorizon
from procedures.office import Office
from register import cases, meetings

HELD = "closed"
# What every month brings is told in few words in a list; `clashes` has the whole sentences.
SHORT_NOTES: Mapping[ClashKind, str] = MappingProxyType(
    {
        ClashKind.AGENDA_BEFORE_CUT_OFF: "first agenda before the list closes",
        ClashKind.PAPERS_AT_CUT_OFF: "list closes on the day for papers",
    }
)
NOT_COMPUTED = "past the end of the bank holiday list"
ON_LIST = frozenset({CaseState.READY, CaseState.LISTED, CaseState.DISCUSSED})


class PastTheHolidays(Fault):
    """Dates of this meeting cannot be counted: the list of bank holidays ends before them."""

    kind = Kind.USAGE
    next_step = "choose an earlier date, or install a version with a longer list first."


class AlreadyThere(Fault):
    """There is a meeting on this date already."""

    kind = Kind.USAGE
    next_step = "run `clerk meeting list`; to move or rename it, edit the panel's file."


class InThePast(Fault):
    """This date is over."""

    kind = Kind.USAGE
    next_step = "choose a date from today on."


class WrongStart(Fault):
    """This is not a time of day."""

    kind = Kind.USAGE
    next_step = "write it as 10:00."


class NoVenue(Fault):
    """A meeting needs a place, or how it is held, on one line."""

    kind = Kind.USAGE
    next_step = "write it as --venue 'Room 2'."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting with its dates in words, and the same as dates for programs.

    `note` says what clashes; the dates are None, and the words empty, past the list of holidays.
    """

    date: dt.date
    start: dt.time
    venue: str
    state: MeetingState
    words: str
    closes: str
    agenda: str
    papers: str
    log: str
    minutes: str
    cases: int
    note: str
    closes_at: dt.datetime | None = None
    advertised_at: dt.datetime | None = None
    agenda_at: dt.datetime | None = None
    papers_at: dt.datetime | None = None
    log_at: dt.datetime | None = None
    minutes_at: dt.datetime | None = None
    clashes: tuple[str, ...] = ()


def listing(office: Office, *, now: dt.datetime) -> tuple[MeetingLine, ...]:
    """Every meeting, by date; those that are over too."""
    del now  # a meeting that is over is still listed
    return tuple(_line(meeting, office) for meeting in meetings.every())


def add(office: Office, date: dt.date, start: str, venue: str, *, now: dt.datetime) -> MeetingLine:
    """Add a meeting. Raises InThePast, AlreadyThere, PastTheHolidays, WrongStart or NoVenue."""
    sitting = Sitting(date=date, start=_time(start), venue=_venue(venue))
    if date < local_day(now):
        raise InThePast(str(date))
    if date in {meeting.date for meeting in meetings.every()}:
        raise AlreadyThere(str(date))
    dates_of(sitting, office)
    return _line(meetings.add(sitting, by="desk", now=now), office)


def in_words(line: MeetingLine) -> tuple[str, ...]:
    """Every date of a meeting, one a line, with what clashes."""
    told = {
        "Referrals are open until": line.closes_at,
        "Advertised as": line.advertised_at,
        "Agenda by": line.agenda_at,
        "Papers by": line.papers_at,
        "Action log by": line.log_at,
        "Minutes by": line.minutes_at,
    }
    start = clock(line.start)
    return (
        f"Meeting on {line.words}, {start}, {line.venue}",
        *(f"  {what:<26} {moment(at)}" for what, at in told.items() if at is not None),
        *(f"  Note: {clash}" for clash in line.clashes),
    )


def dates_of(sitting: Sitting, office: Office) -> MeetingDates:
    """Every date that follows from this meeting. Raises PastTheHolidays."""
    dates = for_meeting(sitting, office.protocol, office.holidays)
    if isinstance(dates, PastHorizon):
        raise PastTheHolidays(str(sitting.date), _ends(dates))
    return dates


def sitting_of(meeting: Meeting) -> Sitting:
    """The meeting as the protocol's calendar has it."""
    mode = meeting.mode
    assert mode in {"in_person", "video", "telephone"}  # noqa: S101  it was checked on the way in
    return Sitting.model_validate(
        {"date": meeting.date, "start": meeting.start, "venue": meeting.venue, "mode": mode}
    )


def following(date: dt.date) -> Meeting | None:
    """The next meeting after this date that is not over."""
    return next(
        (
            meeting
            for meeting in meetings.every()
            if meeting.date > date and meeting.state is not MeetingState.CLOSED
        ),
        None,
    )


def without_year(date: dt.date) -> str:
    """`Thursday 17 December`, for a subject line."""
    return f"{date:%A} {date.day} {date:%B}"


def _line(meeting: Meeting, office: Office) -> MeetingLine:
    sitting = sitting_of(meeting)
    dates = for_meeting(sitting, office.protocol, office.holidays)
    here = cases.cases(meeting=meeting.date)
    number = sum(case.state in ON_LIST for case in here)
    if isinstance(dates, PastHorizon):
        return MeetingLine(
            date=meeting.date, start=meeting.start, venue=meeting.venue, state=meeting.state,
            words=day(meeting.date), closes="", agenda="", papers="", log="", minutes="",
            cases=number, note=f"{NOT_COMPUTED}: {_ends(dates)}",
        )  # fmt: skip
    clashes = tuple(clash.words for clash in dates.clashes)
    closed = (HELD,) if meeting.state is MeetingState.CLOSED else ()
    return MeetingLine(
        date=meeting.date,
        start=meeting.start,
        venue=meeting.venue,
        state=meeting.state,
        words=day(meeting.date),
        closes=short(dates.closing.at),
        agenda=short(dates.agenda.at),
        papers=short(dates.papers.at),
        log=short(dates.log.at),
        minutes=short(dates.minutes.at),
        cases=number,
        note="; ".join((*closed, *(_short_note(clash) for clash in dates.clashes))),
        closes_at=dates.closing.at,
        advertised_at=_at(dates.advertised),
        agenda_at=dates.agenda.at,
        papers_at=dates.papers.at,
        log_at=dates.log.at,
        minutes_at=dates.minutes.at,
        clashes=clashes,
    )


def _short_note(clash: Clash) -> str:
    return SHORT_NOTES.get(clash.kind, clash.words.rstrip("."))


def _at(date: DueDate | None) -> dt.datetime | None:
    return date.at if date else None


def _ends(horizon: PastHorizon) -> str:
    return f"the list reaches from {horizon.since} to {horizon.until}; {horizon.day} is outside"


def _time(text: str) -> dt.time:
    try:
        read = dt.time.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongStart from error
    if read.tzinfo is not None:
        raise WrongStart
    return read.replace(second=0, microsecond=0)


def _venue(text: str) -> str:
    venue = one_line(text)
    if not venue or venue != text.strip():
        raise NoVenue
    return venue
