"""Dates as people write them: day first, never swapped, never completed, never guessed."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.ages import age_on, ages_on
from casework.answer import Answer, PartialDate, State
from casework.dates import partial
from casework.notes import Note
from casework.text import folded
from forms.ages import OLDEST, age_in_years, said_age
from forms.estimates import has_odd_figures, without_estimate

FIRST_YEAR, LAST_YEAR = 1900, 2100
AHEAD_YEARS = 10  # so far a date that is no birth may lie ahead
LAST_DAY = 31
LONGEST = 400
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
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = (
    r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?(?:the )?"
)
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_SEP = r"(?P<sep>[/.\-])"
_MIDNIGHT = r"(?: ?t?00:00(?::00)?z?)?"
_FULL = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}}) ?{_SEP} ?(?P<month>\d{{1,2}}) ?(?P=sep) ?{_YEAR}",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}}) (?P<month>\d{{1,2}}) {_YEAR}",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_TH}(?: of)?[ \-./]*(?P<name>{_MONTH})\.?,?[ \-./]*{_YEAR}",
    rf"{_WEEKDAY}(?P<name>{_MONTH})\.? (?P<day>\d{{1,2}}){_TH},? {_YEAR}",
    rf"(?P<year>\d{{4}}){_SEP}(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_MIDNIGHT}",
)
_PARTIAL = (
    rf"(?P<name>{_MONTH})\.?,?[ \-./]*(?P<year>\d{{4}}|'\d{{2}})",
    rf"(?P<name>{_MONTH})\.?,?[ \-./]+(?P<short>\d{{2}})",
    r"(?P<month>\d{1,2}) ?[/.\-] ?(?P<year>\d{4})",
    r"(?P<year>\d{4})-(?P<month>\d{2})",
    r"(?P<year>\d{4})",
)
_WITHIN = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', one)})" for one in (
    r"\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{2,4}", *_FULL[2:4], r"\d{4}-\d{2}-\d{2}",
)))  # fmt: skip
_BETWEEN = re.compile(r"^[\s;,&/]*(?:and|or|also|given as|alternatively)?[\s;,&/:]*$")
_APART = re.compile(
    r"[;,&()]| / "
    r"|\b(?:and|or|also|alternatively)\b(?: (?:gives?|given|uses?|used|known|said|as)\b)*"
)
# 1986/87 and 1986-1987: one year or the other.
_YEARS = re.compile(r"(\d{4}) ?[/\-] ?(\d{2}|\d{4})")
_LEAD = re.compile(
    r"(?:(?:\d|two|three|several|both|multiple) (?:d\.?o\.?b\.?s?\.?|dates?(?: of birth)?)"
    r"(?: (?:given|used|known))?|d\.?o\.?b\.?|date of birth|born(?: on| in)?|b\.|dated?|on)"
    r" ?[:;,\-]? ?(?=\S)"
)
_AGED = re.compile(
    r"(?P<date>.*\d)(?: ?\((?P<bare>[^()]*)\)|[ ,;\-]+(?P<told>aged?\b.*|\d{1,3} ?y[^ ]*.*))"
)
_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2044\u2215", "/")
    | dict.fromkeys("\u2018\u2019\u00b4`", "'")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One reading of a date as typed; without a value its notes or readings say what is wrong."""

    typed: str = ""
    value: dt.date | PartialDate | None = None
    notes: tuple[Note, ...] = ()
    readings: tuple[str, ...] = ()

    @property
    def is_a_date(self) -> bool:
        """Whether a date stands there at all, though it may be one that cannot be told."""
        return self.value is not None or bool(self.readings) or self.notes != (Note.NOT_A_DATE,)


_NONE = _Read(notes=(Note.NOT_A_DATE,))


def read_date(untrusted_text: str, *, on: dt.date, birth: bool) -> Answer:
    """A date as written. `on` is the day of the referral, against which short years are read.

    A date of `birth` keeps the first of several dates; two dates elsewhere are contradictory. A
    two-digit year is the century that gives an age of 0 to 110 on that day; for other dates it is
    this century, unless that lies far ahead. Where two centuries do, the answer is contradictory.
    """
    found = _every(untrusted_text, on=on, birth=birth)
    if not found:
        is_age = birth and said_age(untrusted_text) is not None
        notes = (Note.NOT_A_DATE, *((Note.AN_AGE,) if is_age else ()))
        return Answer(state=State.UNREADABLE, notes=notes)
    first = _answer(found[0])
    if len(found) == 1:
        return first
    if not birth or first.state is not State.ANSWERED:
        return Answer(state=State.CONTRADICTORY, readings=tuple(one.typed for one in found))
    readings = tuple(in_figures(_answer(one)) or one.typed for one in found)
    return replace(first, notes=(*first.notes, Note.TWO_READINGS), readings=readings)


def in_figures(answer: Answer) -> str:
    """A date that was read, as we write it: `14/02/1996`, `March 1996`, `about 1986`; else ""."""
    about = "about " if Note.ESTIMATED in answer.notes else ""
    if isinstance(answer.value, PartialDate):
        return f"{about}{partial(answer.value)}"
    return f"{answer.date:%d/%m/%Y}" if answer.date else ""


def read_dates(untrusted_text: str, *, on: dt.date) -> tuple[Answer, ...]:
    """Each of the dates of birth of a text that holds nothing else; empty when it holds more."""
    return tuple(map(_answer, _every(untrusted_text, on=on, birth=True)))


def _answer(read: _Read) -> Answer:
    if read.value is not None:
        return Answer(
            state=State.ANSWERED, value=read.value, notes=read.notes, readings=read.readings
        )
    state = State.CONTRADICTORY if read.readings else State.UNREADABLE
    return Answer(state=state, notes=read.notes, readings=read.readings)


def _every(untrusted_text: str, *, on: dt.date, birth: bool) -> tuple[_Read, ...]:
    """What is read of the dates of a text that holds nothing but dates, each once."""
    if len(untrusted_text) > LONGEST or has_odd_figures(untrusted_text):
        return ()
    text = _plain(untrusted_text)
    for pieces in _ways_apart(untrusted_text, text):
        read = [
            replace(_one(piece, on=on, birth=birth), typed=piece.strip(" .:")) for piece in pieces
        ]
        if read and all(one.is_a_date for one in read):
            return tuple({one.value or one.typed: one for one in reversed(read)}.values())[::-1]
    return ()


def _plain(untrusted_text: str) -> str:
    """The text for reading: plain dashes, strokes and apostrophes, nothing that leads to a date."""
    text = folded(untrusted_text.translate(_SIGNS)).strip(" ,;")
    lead = _LEAD.match(text)
    return text[lead.end() :].strip() if lead else text


def _ways_apart(untrusted_text: str, text: str) -> Iterator[list[str]]:
    """How the text may fall into dates: as one, as dates side by side, at what parts them."""
    yield [text]
    yield _side_by_side(text)
    if years := _YEARS.fullmatch(text):
        first, then = int(years[1]), years[2]
        following = str(first + 1)
        if then == following or (then == following[2:] and int(then) not in range(1, 13)):
            yield [years[1], following]
    lines = untrusted_text.replace("\n", " ; ")
    parts = [part for piece in _APART.split(_plain(lines)) if (part := piece.strip(" ,/:"))]
    yield parts if len(parts) > 1 else []


def _side_by_side(text: str) -> list[str]:
    """The dates of a text that holds nothing but full dates and what stands between them."""
    found = list(_WITHIN.finditer(text))
    if len(found) < 2:  # noqa: PLR2004  one date
        return []
    between = [text[a.end() : b.start()] for a, b in itertools.pairwise(found)]
    around = (text[: found[0].start()], *between, text[found[-1].end() :])
    if not all(_BETWEEN.match(gap) for gap in around):
        return []
    return [one.group().strip() for one in found]


def _one(text: str, *, on: dt.date, birth: bool) -> _Read:
    """One date, perhaps called a guess, perhaps with the age beside it."""
    read = _dated(text, on=on, birth=birth)
    beside = _AGED.fullmatch(text) if birth and not read.is_a_date else None
    age = age_in_years(beside["bare"] or beside["told"]) if beside else None
    if beside is None or age is None:
        return read
    read = _dated(beside["date"], on=on, birth=birth)
    if read.value is None:
        return read
    lowest, highest = ages_on(read.value, on)
    if lowest <= age <= highest:
        return read
    both = (beside["date"].strip(), f"age {age}")
    return replace(read, notes=(*read.notes, Note.AGE_DIFFERS), readings=both)


def _dated(text: str, *, on: dt.date, birth: bool) -> _Read:
    plain, is_estimate = without_estimate(text.strip(" ."))
    plain = plain.strip(" .")
    read = _full(plain, on=on, birth=birth) or _partial(plain, on=on, birth=birth) or _NONE
    if not is_estimate or read.value is None:
        return read
    value = read.value
    if isinstance(value, dt.date):  # the day of an estimate would be a false day
        value = PartialDate(year=value.year, month=value.month)
    return replace(read, value=value, notes=(*read.notes, Note.ESTIMATED))


def _full(text: str, *, on: dt.date, birth: bool) -> _Read | None:
    for shape in _FULL:
        if found := re.fullmatch(shape, text):
            parts = found.groupdict()
            name = parts.get("name")
            month = MONTHS[name] if name else int(parts["month"])
            read = _of_figures(int(parts["day"]), month, parts["year"], on=on, birth=birth)
            weekday = (parts.get("weekday") or "")[:3]
            if weekday and read.value and _WEEKDAYS[read.value.weekday()] != weekday:
                return replace(read, notes=(*read.notes, Note.WEEKDAY_DIFFERS))
            return read
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _FullRead(_Read):
    """A reading of day, month and year."""

    value: dt.date | None = None


def _of_figures(day: int, month: int, year: str, *, on: dt.date, birth: bool) -> _FullRead:
    """The date of these figures: day first, and refused, not swapped, when it is none."""
    years = _years(year, on=on, birth=birth)
    known = [date for one in years if (date := _real(day, month, one)) is not None]
    if not known:
        swapped = any(_real(month, day, one) for one in years)
        return _FullRead(notes=(Note.MONTH_FIRST if swapped else Note.NOT_A_DATE,))
    if len(year) == 4:  # noqa: PLR2004  a whole year
        return _FullRead(value=known[0])
    if birth:
        known = [date for date in known if 0 <= age_on(date, on) <= OLDEST]
    if not known:
        return _FullRead(notes=(Note.NOT_A_DATE, Note.TWO_DIGIT_YEAR))
    if len(known) > 1:
        readings = tuple(date.strftime("%d/%m/%Y") for date in known)
        return _FullRead(notes=(Note.TWO_DIGIT_YEAR, Note.AMBIGUOUS), readings=readings)
    return _FullRead(value=known[0], notes=(Note.TWO_DIGIT_YEAR,))


def _years(year: str, *, on: dt.date, birth: bool) -> tuple[int, ...]:
    """The years that a year as written may be."""
    figures = year.lstrip("'")
    if len(figures) == 4:  # noqa: PLR2004  a whole year
        return (int(figures),)
    last, this = 1900 + int(figures), 2000 + int(figures)
    return (last, this) if birth or this > on.year + AHEAD_YEARS else (this,)


def _partial(text: str, *, on: dt.date, birth: bool) -> _Read | None:
    for shape in _PARTIAL:
        if found := re.fullmatch(shape, text):
            parts = found.groupdict()
            name = parts.get("name")
            month = MONTHS[name] if name else int(parts.get("month") or 0)
            short = parts.get("short")
            if short is not None:
                # A figure that can be a day is no year.
                return _short(month, short, on=on, birth=birth) if int(short) > LAST_DAY else None
            if parts["year"].startswith("'"):
                return _short(month, parts["year"], on=on, birth=birth)
            return _month_of(month, int(parts["year"]), text)
    return None


def _short(month: int, year: str, *, on: dt.date, birth: bool) -> _Read:
    """A month with a year of two figures."""
    read = _of_figures(1, month, year, on=on, birth=birth)
    if read.value is None:
        readings = tuple(reading.partition("/")[2] for reading in read.readings)
        return _Read(notes=read.notes, readings=readings)
    value = PartialDate(year=read.value.year, month=month)
    return _Read(value=value, notes=(*read.notes, Note.PARTIAL_DATE))


def _month_of(month: int, year: int, text: str) -> _Read | None:
    if month not in range(13) or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if text == f"{year}-{(year + 1) % 100:02}":  # July 2006, or 2006 and 2007
        return None
    return _Read(value=PartialDate(year=year, month=month or None), notes=(Note.PARTIAL_DATE,))


def _real(day: int, month: int, year: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
