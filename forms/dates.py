"""Dates as people write them: day first, never swapped, never completed, never guessed."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass

from casework.ages import age_on
from casework.answer import Answer, PartialDate, State
from casework.notes import Note
from casework.text import folded

OLDEST = 110
FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"),
            ("may",), ("june", "jun"), ("july", "jul"), ("august", "aug"),
            ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYS = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_SEPARATOR = r"(?P<sep> ?[/.\-] ?| )"
_FULL = (
    rf"{_DAYS}(?P<day>\d{{1,2}}){_SEPARATOR}(?P<month>\d{{1,2}})(?P=sep){_YEAR}",
    rf"{_DAYS}(?P<day>\d{{1,2}}){_TH}(?: of)?[ \-./]*(?P<name>{_MONTH})\.?,?[ \-./]*{_YEAR}",
    rf"{_DAYS}(?P<name>{_MONTH})\.? (?P<day>\d{{1,2}}){_TH},? {_YEAR}",
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?: ?t?00:00(?::00)?z?)?",
)
_PARTIAL = (
    rf"(?P<name>{_MONTH})\.?,?[ \-./]*(?P<year>\d{{4}})",
    r"(?P<month>\d{1,2}) ?[/.\-] ?(?P<year>\d{4})",
    r"(?P<year>\d{4})",
)
_DATE = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _one)})" for _one in (
    r"\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{2,4}", _FULL[1], _FULL[2], r"\d{4}-\d{2}-\d{2}",
)))  # fmt: skip
_ESTIMATE = re.compile(
    r"^(?:circa\.? ?|ca\.? ?|c\.? ?|about |abt\.? |approx\.? |approximately |around |roughly "
    r"|est\.? |estimated |maybe |possibly |~ ?)|(?: ?\((?:approx\.?|est\.?|estimated|about)\)"
    r"| approx\.?| ?\?)$"
)
_BETWEEN = re.compile(r"^[\s;,&/]*(?:and|or|also|given as|alternatively)?[\s;,&/:]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One reading of a date; without a value its notes say what is wrong."""

    value: dt.date | PartialDate | None
    notes: tuple[Note, ...] = ()
    readings: tuple[str, ...] = ()


def read_date(untrusted_text: str, *, on: dt.date, birth: bool) -> Answer:
    """A date as written. `on` is the day of the referral, against which short years are read.

    A date of `birth` keeps the first of several dates; two dates elsewhere are contradictory. A
    two-digit year is the century that gives an age of 0 to 110 on that day, and contradictory
    where two do; for other dates it is this century.
    """
    text = folded(untrusted_text).strip(" ,;")
    several = _several(text)
    if len(several) > 1:
        if not birth:
            return Answer(state=State.CONTRADICTORY, readings=several)
        first = read_date(several[0], on=on, birth=True)
        notes = (*first.notes, Note.TWO_READINGS)
        return Answer(state=first.state, value=first.value, notes=notes, readings=several)
    read = _one((*several, text)[0], on=on, birth=birth)
    if read.readings:
        return Answer(state=State.CONTRADICTORY, notes=read.notes, readings=read.readings)
    if read.value is None:
        return Answer(state=State.UNREADABLE, notes=read.notes)
    return Answer(state=State.ANSWERED, value=read.value, notes=read.notes)


def _several(text: str) -> tuple[str, ...]:
    """The dates of a text that holds nothing but dates and what stands between them."""
    found = list(_DATE.finditer(text))
    between = [text[: found[0].start()]] if found else []
    between += [text[a.end() : b.start()] for a, b in itertools.pairwise(found)]
    between += [text[found[-1].end() :]] if found else []
    if not all(_BETWEEN.match(gap) for gap in between):
        return ()
    return tuple(dict.fromkeys(one.group().strip() for one in found))


def _one(text: str, *, on: dt.date, birth: bool) -> _Read:
    plain, estimates = _ESTIMATE.subn("", text)
    read = _full(plain.strip(" ."), on=on, birth=birth) or _partial(plain.strip(" ."))
    if read is None:
        return _Read(value=None, notes=(Note.NOT_A_DATE,))
    if not estimates or read.value is None:
        return read
    value = read.value
    if isinstance(value, dt.date):  # the day of an estimate would be a false day
        value = PartialDate(year=value.year, month=value.month)
    return _Read(value=value, notes=(*read.notes, Note.ESTIMATED), readings=read.readings)


def _full(text: str, *, on: dt.date, birth: bool) -> _Read | None:
    for shape in _FULL:
        if found := re.fullmatch(shape, text):
            parts = found.groupdict()
            name = parts.get("name")
            month = MONTHS[name] if name else int(parts["month"])
            return _dated(int(parts["day"]), month, parts["year"].lstrip("'"), on=on, birth=birth)
    return None


def _dated(day: int, month: int, year: str, *, on: dt.date, birth: bool) -> _Read:
    """The date of these numbers: day first, and refused, not swapped, when it is none."""
    short = len(year) == 2  # noqa: PLR2004  a year of two digits
    centuries = ((1900, 2000) if birth else (2000,)) if short else (0,)
    dates = [_real(day, month, century + int(year)) for century in centuries]
    known = [date for date in dates if date is not None]
    if not known:
        swapped = any(_real(month, day, century + int(year)) for century in centuries)
        return _Read(value=None, notes=(Note.MONTH_FIRST if swapped else Note.NOT_A_DATE,))
    if not short:
        return _Read(value=known[0])
    if birth:
        known = [date for date in known if 0 <= age_on(date, on) <= OLDEST]
    if not known:
        return _Read(value=None, notes=(Note.NOT_A_DATE, Note.TWO_DIGIT_YEAR))
    if len(known) > 1:
        readings = tuple(date.strftime("%d/%m/%Y") for date in known)
        return _Read(value=None, notes=(Note.TWO_DIGIT_YEAR,), readings=readings)
    return _Read(value=known[0], notes=(Note.TWO_DIGIT_YEAR,))


def _partial(text: str) -> _Read | None:
    for shape in _PARTIAL:
        if found := re.fullmatch(shape, text):
            parts = found.groupdict()
            name = parts.get("name")
            month = MONTHS[name] if name else int(parts.get("month") or 0)
            year = int(parts["year"])
            if month not in range(13) or not FIRST_YEAR <= year <= LAST_YEAR:
                return None
            value = PartialDate(year=year, month=month or None)
            return _Read(value=value, notes=(Note.PARTIAL_DATE,))
    return None


def _real(day: int, month: int, year: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
