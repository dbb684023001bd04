"""Every date of a meeting: agenda, close of referrals, papers, log, minutes, and where they clash.

Days are counted in `casework.working_days`, instants are aware and in UTC; each date carries the
clause that asks for it, empty when it is the panel's practice (W33, W41, W50, W52, A2-A6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from casework.dates import at_london, day, local_day, moment
from casework.facts import Deadline
from casework.protocol import DayCount, PanelProtocol, Sitting
from casework.working_days import ONE_DAY, Counted, Holidays, PastHorizon

MORNING, EVENING = dt.time(9, 0), dt.time(17, 0)
RESEARCH_REMINDER = DayCount(count=1, time=MORNING)
WEEK = dt.timedelta(days=7)


class Due(StrEnum):
    """What is due around a meeting, in the order of a month."""

    AGENDA = "agenda"
    ADVERTISED = "advertised"
    CUT_OFF = "cut_off"
    PAPERS = "papers"
    REMINDER = "reminder"
    LOG = "log"
    MINUTES = "minutes"


# Where a date's clause stands in the protocol file; the first that is there counts.
CLAUSES: Mapping[Due, tuple[str, ...]] = MappingProxyType(
    {
        Due.AGENDA: ("agenda.target", "agenda"),
        Due.ADVERTISED: ("referral_deadline.advertised",),
        Due.CUT_OFF: ("referral_deadline",),
        Due.PAPERS: ("papers",),
        Due.REMINDER: (),
        Due.LOG: ("log",),
        Due.MINUTES: ("minutes",),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """One date of a meeting. `at` is the instant, in UTC, until which it is in time.

    `working_days` is the count from the meeting (negative: before it), None when calendar days
    were counted; `moved` says that the agenda was moved into the week before (A3).
    """

    due: Due
    meeting: dt.date
    at: dt.datetime
    clause: str
    working_days: int | None
    moved: bool = False

    @property
    def day(self) -> dt.date:
        """The date in London."""
        return local_day(self.at)

    @property
    def words(self) -> str:
        """`5pm on Monday 14 December 2026`."""
        return moment(self.at)


class ClashKind(StrEnum):
    """Dates that collide; `CLASH_WORDS` says what follows from it."""

    MEETING_CLOSED_DAY = "meeting_closed_day"
    CLOSED_DAY = "closed_day"
    AGENDA_BEFORE_CUT_OFF = "agenda_before_cut_off"
    PAPERS_AT_CUT_OFF = "papers_at_cut_off"
    NO_WEEK_BEFORE = "no_week_before"


CLASH_WORDS: Mapping[ClashKind, str] = MappingProxyType(
    {
        ClashKind.MEETING_CLOSED_DAY: "The meeting on {meeting} falls on {why}.",
        ClashKind.CLOSED_DAY: "{what} falls on {day}, {why}.",
        ClashKind.AGENDA_BEFORE_CUT_OFF: (
            "The agenda goes out by {agenda}, before the list closes at {closes}. A first agenda"
            " goes then, the final one with the papers."
        ),
        ClashKind.PAPERS_AT_CUT_OFF: (
            "The list closes at {closes} and papers are due by {papers}. A referral that comes in"
            " time after the papers went travels in extra papers."
        ),
        ClashKind.NO_WEEK_BEFORE: "The week before {meeting} has no working day for the agenda.",
    }
)
NAMES: Mapping[Due, str] = MappingProxyType(
    {
        Due.AGENDA: "The agenda",
        Due.ADVERTISED: "The advertised close of referrals",
        Due.CUT_OFF: "The close of referrals",
        Due.PAPERS: "The day for papers",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two dates that collide, in words: a warning, never a refusal."""

    kind: ClashKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDates:
    """All dates of one meeting. `advertised` and `cut_off` are None where the panel has none."""

    sitting: Sitting
    agenda: DueDate
    advertised: DueDate | None
    cut_off: DueDate | None
    papers: DueDate
    reminder: DueDate
    log: DueDate
    minutes: DueDate
    clashes: tuple[Clash, ...] = ()

    @property
    def closing(self) -> DueDate:
        """Until when a referral is taken: without a cut-off, until papers are due."""
        return self.cut_off or self.papers

    def all(self) -> tuple[DueDate, ...]:
        """Every date there is, in the order of time."""
        dates = (
            self.agenda,
            self.advertised,
            self.cut_off,
            self.papers,
            self.reminder,
            self.log,
            self.minutes,
        )
        return tuple(sorted((date for date in dates if date), key=lambda date: date.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFor:
    """The meeting a referral is for, and the one whose list had closed, if it just missed one."""

    next: Deadline | None
    missed: Deadline | None = None


def for_meeting(
    sitting: Sitting, protocol: PanelProtocol, holidays: Holidays
) -> MeetingDates | PastHorizon:
    """Every date of this meeting with its clashes, or the day that the list does not reach."""
    days = holidays.closing(*protocol.calendar.extra_closed)
    if outside := days.past(sitting.date):
        return outside  # nothing is counted from a day that the list does not know
    deadline = protocol.referral_deadline
    advertised = deadline.advertised if deadline else None
    dates = MeetingDates(
        sitting=sitting,
        agenda=_agenda(sitting, protocol, days),
        advertised=advertised and _before(Due.ADVERTISED, sitting, advertised, protocol, days),
        cut_off=deadline and _before(Due.CUT_OFF, sitting, deadline, protocol, days),
        papers=_before(Due.PAPERS, sitting, protocol.papers, protocol, days),
        reminder=_before(Due.REMINDER, sitting, RESEARCH_REMINDER, protocol, days),
        log=_after(Due.LOG, sitting, protocol.log.working_days, protocol, days),
        minutes=_after(Due.MINUTES, sitting, protocol.minutes.working_days, protocol, days),
    )
    beyond = days.past(sitting.date, *(date.day for date in dates.all()))
    return beyond or _with_clashes(dates, days)


def year(protocol: PanelProtocol, holidays: Holidays) -> tuple[MeetingDates | PastHorizon, ...]:
    """The dates of every meeting of the calendar, in order (W35, A15)."""
    return tuple(for_meeting(sitting, protocol, holidays) for sitting in _in_order(protocol))


def meeting_for(
    arrival: dt.datetime, protocol: PanelProtocol, holidays: Holidays
) -> MeetingFor | PastHorizon:
    """The first meeting whose list is still open at this instant (W33); the hour itself is open.

    `next` is None when the calendar has no such meeting; `missed` is the meeting still to come
    whose list had closed.
    """
    missed: Deadline | None = None
    for sitting in _in_order(protocol):
        if sitting.date < local_day(arrival):
            continue
        dates = for_meeting(sitting, protocol, holidays)
        if isinstance(dates, PastHorizon):
            return dates
        deadline = Deadline(meeting=sitting.date, closes=dates.closing.at)
        if arrival <= dates.closing.at:
            return MeetingFor(next=deadline, missed=missed)
        missed = deadline
    return MeetingFor(next=None, missed=missed)


def destroy_by(meeting: dt.date, protocol: PanelProtocol) -> dt.date:
    """The day by which every copy of this meeting's papers is to be destroyed (W59)."""
    kept = protocol.retention.destroy_after_days if protocol.retention else None
    return meeting + (protocol.pack.destroy_after_days if kept is None else kept) * ONE_DAY


def explain(date: DueDate, protocol: PanelProtocol, holidays: Holidays) -> tuple[Counted, ...]:
    """How a date was counted from the meeting, day by day; empty where calendar days count.

    For an agenda that was `moved` it is the count that led out of the week before.
    """
    if date.working_days is None:
        return ()
    days = holidays.closing(*protocol.calendar.extra_closed)
    return days.counted(date.meeting, date.working_days)


def _in_order(protocol: PanelProtocol) -> list[Sitting]:
    return sorted(protocol.calendar.dates, key=lambda sitting: sitting.date)


def _clause(due: Due, protocol: PanelProtocol) -> str:
    found = (protocol.clauses.get(key, "") for key in CLAUSES[due])
    return next(filter(None, found), "")


def _before(
    due: Due, sitting: Sitting, count: DayCount, protocol: PanelProtocol, days: Holidays
) -> DueDate:
    number = count.count + count.clear_days
    working = count.unit == "working_days"
    date = days.step(sitting.date, -number) if working else sitting.date - number * ONE_DAY
    return DueDate(
        due=due,
        meeting=sitting.date,
        at=at_london(date, count.time),
        clause=_clause(due, protocol),
        working_days=-number if working else None,
    )


def _after(
    due: Due, sitting: Sitting, number: int, protocol: PanelProtocol, days: Holidays
) -> DueDate:
    return DueDate(
        due=due,
        meeting=sitting.date,
        at=at_london(days.step(sitting.date, number), EVENING),
        clause=_clause(due, protocol),
        working_days=number,
    )


def _agenda(sitting: Sitting, protocol: PanelProtocol, days: Holidays) -> DueDate:
    """A3: the target, moved to the first working day of the week before when it falls outside."""
    rules = protocol.agenda
    found = _before(Due.AGENDA, sitting, rules.target, protocol, days)
    if rules.window == "any":
        return found
    week = _week_before(sitting.date, days)
    if not week or found.day in week:
        return found
    return DueDate(
        due=found.due,
        meeting=found.meeting,
        at=at_london(week[0], rules.target.time),
        clause=found.clause,
        working_days=found.working_days,
        moved=True,
    )


def _week_before(meeting: dt.date, days: Holidays) -> list[dt.date]:
    """The working days of the calendar week before the meeting's."""
    monday = meeting - meeting.weekday() * ONE_DAY - WEEK
    return [found for n in range(7) if days.is_working_day(found := monday + n * ONE_DAY)]


def _with_clashes(dates: MeetingDates, days: Holidays) -> MeetingDates:
    meeting, closes = dates.sitting.date, dates.closing
    found: list[Clash] = []

    def add(kind: ClashKind, **values: str) -> None:
        found.append(Clash(kind=kind, words=CLASH_WORDS[kind].format(**values)))

    if not days.is_working_day(meeting):
        add(ClashKind.MEETING_CLOSED_DAY, meeting=day(meeting), why=_why(meeting, days))
    for date in filter(None, (dates.agenda, dates.advertised, dates.cut_off, dates.papers)):
        if not days.is_working_day(date.day):
            why = _why(date.day, days)
            add(ClashKind.CLOSED_DAY, what=NAMES[date.due], day=day(date.day), why=why)
    if not _week_before(meeting, days):
        add(ClashKind.NO_WEEK_BEFORE, meeting=day(meeting))
    if dates.agenda.at < closes.at:
        add(ClashKind.AGENDA_BEFORE_CUT_OFF, agenda=dates.agenda.words, closes=closes.words)
    if dates.cut_off and dates.cut_off.day == dates.papers.day:
        add(ClashKind.PAPERS_AT_CUT_OFF, closes=closes.words, papers=dates.papers.words)
    return replace(dates, clashes=tuple(found))


def _why(date: dt.date, days: Holidays) -> str:
    return days.days.get(date, "a weekend")
