"""Days, hours and deadlines in words, always in the panel's own time.

"Monday 14 December 2026" and "5pm on Monday 14 December 2026" stand in sentences,
"14 December, 9:42am" in lists. No leading noughts; noon is "midday".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from casework.answer import PartialDate

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
LONDON = ZoneInfo("Europe/London")


def local_day(instant: dt.datetime) -> dt.date:
    """The date in London at this aware instant."""
    return instant.astimezone(LONDON).date()


def at_london(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant, in UTC, at which clocks in London show this time on this day."""
    return dt.datetime.combine(day, time, tzinfo=LONDON).astimezone(dt.UTC)


def day(date: dt.date) -> str:
    """`Monday 14 December 2026`."""
    return f"{date:%A} {plain_day(date)}"


def plain_day(date: dt.date) -> str:
    """`14 December 2026`."""
    return f"{date.day} {date:%B} {date.year}"


def partial(date: PartialDate) -> str:
    """`March 1990` or `1990`: never more than was written."""
    if date.month is None:
        return str(date.year)
    return f"{dt.date(date.year, date.month, 1):%B} {date.year}"


def dates_in(text: str) -> Iterator[dt.date]:
    """The full dates written in figures, day first, that stand in the text."""
    for day, month, year in _FIGURES.findall(text):
        try:
            yield dt.date(int(year), int(month), int(day))
        except ValueError:
            continue


def clock(time: dt.time) -> str:
    """`5pm`, `9:42am`, `midday`, `midnight`."""
    if time.minute == 0 and time.hour in {0, 12}:
        return "midday" if time.hour else "midnight"
    half = "am" if time.hour < 12 else "pm"  # noqa: PLR2004  noon
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{half}"


def moment(instant: dt.datetime) -> str:
    """`5pm on Monday 14 December 2026`, in London's time."""
    local = instant.astimezone(LONDON)
    return f"{clock(local.time())} on {day(local.date())}"


def short(instant: dt.datetime) -> str:
    """`14 December, 9:42am`, in London's time."""
    local = instant.astimezone(LONDON)
    return f"{local.day} {local:%B}, {clock(local.time())}"


def months_after(date: dt.date, months: int) -> dt.date:
    """So many calendar months on, at the end of the month where that month is too short (A11)."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, _last_day(year, month + 1)))


def _last_day(year: int, month: int) -> int:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day
