"""Ages on a day: whole years, never from a day that nobody wrote (A1)."""

from __future__ import annotations

import datetime as dt

from casework.answer import PartialDate


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years; who is born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages_on(born: dt.date | PartialDate, day: dt.date) -> tuple[int, int]:
    """The lowest and the highest age that a date of birth, perhaps without its day, allows."""
    if isinstance(born, dt.date):
        age = age_on(born, day)
        return age, age
    first = dt.date(born.year, born.month or 1, 1)
    month = born.month or 12
    last = dt.date(born.year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return age_on(last, day), age_on(first, day)
