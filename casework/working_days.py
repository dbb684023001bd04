"""Working days: Monday to Friday, no bank holiday, no closing day; counted on dates alone.

`T-n` steps back n working days from the meeting, the meeting day itself not counted (A4). The list
of holidays has an end: what would need a day beyond it is not computed but refused as a value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

ONE_DAY = dt.timedelta(days=1)
FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHorizon:
    """A day of which the list of holidays says nothing, so nothing may be counted across it."""

    day: dt.date
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One day of a count: its number when it counts, else why it does not."""

    day: dt.date
    number: int | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The days on which nobody works, each with its name, complete from `since` to `until`."""

    days: Mapping[dt.date, str]
    until: dt.date
    since: dt.date = dt.date.min

    def closing(self, *more: dt.date) -> Holidays:
        """With further closing days, which a panel's calendar names."""
        return replace(self, days={**dict.fromkeys(more, "a closing day"), **self.days})

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on this day; asks nothing about the horizon."""
        return day.weekday() <= FRIDAY and day not in self.days

    def past(self, *days: dt.date) -> PastHorizon | None:
        """The first of these days that lies outside the list, if one does."""
        outside = next((day for day in days if not self.since <= day <= self.until), None)
        return outside and PastHorizon(day=outside, since=self.since, until=self.until)

    def step(self, start: dt.date, count: int) -> dt.date:
        """So many working days on, back when negative. The caller asks `past` of both ends."""
        direction = ONE_DAY if count > 0 else -ONE_DAY
        day, left = start, abs(count)
        while left:
            day += direction
            left -= self.is_working_day(day)
        return day

    def back(self, meeting: dt.date, count: int) -> dt.date | PastHorizon:
        """T-n: the meeting day itself is not counted."""
        day = self.step(meeting, -count)
        return self.past(meeting, day) or day

    def forward(self, start: dt.date, count: int) -> dt.date | PastHorizon:
        """+n: the first day itself is not counted."""
        day = self.step(start, count)
        return self.past(start, day) or day

    def or_next(self, day: dt.date) -> dt.date | PastHorizon:
        """The day itself when people work on it, else the next on which they do."""
        later = day if self.is_working_day(day) else self.step(day, 1)
        return self.past(day, later) or later

    def counted(self, start: dt.date, count: int) -> tuple[Counted, ...]:
        """The count, day by day in the order of counting, with what was passed over and why."""
        direction = ONE_DAY if count > 0 else -ONE_DAY
        days: list[Counted] = []
        day, number = start, 0
        while number < abs(count):
            day += direction
            if self.is_working_day(day):
                number += 1
                days.append(Counted(day=day, number=number))
            else:
                days.append(Counted(day=day, number=None, why=self.days.get(day, "weekend")))
        return tuple(days)
