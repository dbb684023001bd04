"""A meeting's notes as the coordinator types them: which case, what was agreed, by whom, by when.

    WP-7KQ4
    !Demo Police: see her before the weekend by 31 December [owner Sam Green] [visit]
    deferred

Blank lines and lines that begin with # are passed over. `decided:` lines are for the minutes. All
mistakes are told at once, by line, and no line's words are repeated: they are a case's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from casework.action import ActionKind
from casework.agency import Agency
from casework.answer import State
from casework.dates import day
from casework.faults import Fault, Kind
from casework.identifiers import normal
from casework.text import folded, one_line
from forms.dates import MONTHS, read_date

MOST_LETTERS = 1000
DEFERRED, DECIDED = "deferred", "decided"
_CASE = re.compile(r"([A-Za-z]{1,2}[- ]?[0-9A-Za-z]{4,5})\s*[:.]?")
_ACTION = re.compile(r"!\s*(?P<agency>[^:]+):\s*(?P<rest>.*)")
_BRACKET = re.compile(r"\s*\[([^\[\]]*)\]")
_BY = re.compile(r"(?:^|[\s,;(])by\s+(?P<date>[^()]*?)\s*[.)]?\s*$", re.IGNORECASE)
_NAME_OF_DAY = re.compile(
    r"(?:the\s+)?(?:(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:the\s+)?(?P<rest>.*)"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_LOOKS_LIKE_DATE = re.compile(rf"\d|\b(?:{_MONTH})\b|\b(?:{'|'.join(_DAYS)})[a-z]*\b")
_YEARLESS = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ?(?P<name>{_MONTH})\.?"
    rf"|(?P<name2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?"
    r"|(?P<d3>\d{1,2})[/.\-](?P<m3>\d{1,2})"
)
_KINDS = {kind.value.replace("_", " "): kind for kind in ActionKind}


class NotesWrong(Fault):
    """These notes have mistakes, so nothing was closed and nothing was entered."""

    kind = Kind.USAGE
    next_step = "correct the lines above, then close the meeting again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An action as noted: `due` is None when the notes name no day, `case` "" before any case."""

    line: int
    case: str
    agency: str
    text: str
    owner: str = ""
    due: dt.date | None = None
    kind: ActionKind = ActionKind.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the notes say. `mentioned` are the cases that have a heading in them."""

    actions: tuple[Noted, ...] = ()
    deferred: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The lines read so far."""

    cases: Collection[str]
    agencies: tuple[Agency, ...]
    meeting: dt.date
    case: str = ""
    lost: bool = False
    actions: list[Noted] = field(default_factory=list[Noted])
    deferred: list[str] = field(default_factory=list[str])
    mentioned: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])


def read(
    untrusted_text: str, *, cases: Collection[str], agencies: Iterable[Agency], meeting: dt.date
) -> Notes:
    """The notes of a meeting on these cases. Raises NotesWrong with every mistake."""
    reading = _Reading(cases=cases, agencies=tuple(agencies), meeting=meeting)
    for number, raw in enumerate(untrusted_text.lstrip("\ufeff").splitlines(), start=1):
        line = one_line(raw, most=len(raw) or 1)
        if line and not line.startswith("#"):
            _line(number, line, reading)
    if reading.wrong:
        raise NotesWrong("", *reading.wrong)
    return Notes(
        actions=tuple(reading.actions),
        deferred=tuple(dict.fromkeys(reading.deferred)),
        mentioned=tuple(dict.fromkeys(reading.mentioned)),
    )


def _line(number: int, line: str, reading: _Reading) -> None:
    said = folded(line).rstrip(".")
    if line.startswith("!"):
        _action(number, line, reading)
    elif said == DEFERRED:
        if not reading.case:
            _wrong(number, "deferred stands under no case", reading)
        else:
            reading.deferred.append(reading.case)
    elif said.partition(":")[0].rstrip() == DECIDED and ":" in said:
        if not reading.case:
            _wrong(number, "decided stands under no case", reading)
    elif found := _CASE.fullmatch(line):
        _heading(number, found[1], reading)
    else:
        _wrong(
            number,
            "not understood: begin with a case's reference, !Agency:, decided: or deferred",
            reading,
        )


def _heading(number: int, written: str, reading: _Reading) -> None:
    reference = normal(written)
    reading.case, reading.lost = reference or "", False
    if reference is None:
        _wrong(number, f"{written.upper()} has a mistake in it. Check the last letters", reading)
    elif reference not in reading.cases:
        _wrong(number, f"{reference} is not on the list of this meeting", reading)
    else:
        reading.mentioned.append(reference)
        return
    # What follows belongs to a case all the same: it is looked at for mistakes of its own.
    reading.case, reading.lost = "?", True


def _action(number: int, line: str, reading: _Reading) -> None:
    found = _ACTION.fullmatch(line)
    if found is None:
        _wrong(number, "write an action as !Agency: what is to be done", reading)
        return
    before = len(reading.wrong)
    agency = _agency(number, found["agency"], reading)
    text, owner, kind = _brackets(number, found["rest"], reading)
    due = _due(number, text, reading)
    if not text:
        _wrong(number, "says nothing behind the agency's name", reading)
    if len(text) > MOST_LETTERS:
        _wrong(number, f"is longer than {MOST_LETTERS} letters", reading)
    if len(reading.wrong) == before and agency is not None and not reading.lost:
        reading.actions.append(
            Noted(
                line=number,
                case=reading.case,
                agency=agency.id,
                text=text,
                owner=owner,
                due=due,
                kind=kind,
            )
        )


def _agency(number: int, written: str, reading: _Reading) -> Agency | None:
    wanted = folded(written)
    found = [
        agency
        for agency in reading.agencies
        if wanted in {folded(name) for name in (agency.id, agency.name, *agency.known_as)}
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        known = ", ".join(agency.name for agency in reading.agencies)
        _wrong(number, f"no agency of the panel is called that. There are: {known}", reading)
    else:
        names = " and ".join(agency.name for agency in found)
        _wrong(number, f"{names} are both called that: write the agency's full name", reading)
    return None


def _brackets(number: int, rest: str, reading: _Reading) -> tuple[str, str, ActionKind]:
    """The text without its brackets, the owner, the kind."""
    owner, kind = "", ActionKind.OTHER
    for written in _BRACKET.findall(rest):
        inside = str(written).strip()
        first, _, name = inside.partition(" ")
        if folded(first).rstrip(":") == "owner" and name.strip():
            owner = name.strip()
        elif folded(inside) in _KINDS:
            kind = _KINDS[folded(inside)]
        else:
            known = ", ".join(f"[{name}]" for name in _KINDS)
            _wrong(number, f"in brackets stand [owner Name] or one of {known}", reading)
    return _BRACKET.sub("", rest).strip(), owner, kind


def _due(number: int, text: str, reading: _Reading) -> dt.date | None:
    """The day behind the last `by`; None when there is none. A month without a year comes next."""
    found = _BY.search(text)
    if found is None or not _LOOKS_LIKE_DATE.search(folded(found["date"])):
        return None
    named = _NAME_OF_DAY.fullmatch(folded(found["date"]))
    date = _date(named["rest"], after=reading.meeting) if named else None
    if named is None or date is None:
        _wrong(number, "the day behind `by` is no date: write by 31 December 2026", reading)
    elif named["day"] and date.weekday() != _DAYS.index(named["day"]):
        _wrong(number, f"that day is {day(date)}: check day and date", reading)
    elif date < reading.meeting:
        _wrong(number, f"{day(date)} is before the meeting", reading)
    else:
        return date
    return None


def _date(text: str, *, after: dt.date) -> dt.date | None:
    plain = text.strip().rstrip(".,")
    if found := _YEARLESS.fullmatch(plain):
        parts = found.groupdict()
        name = parts["name"] or parts["name2"]
        month = MONTHS[name] if name else int(parts["m3"])
        number = int(parts["d"] or parts["d2"] or parts["d3"])
        dates = [_real(year, month, number) for year in (after.year, after.year + 1)]
        return next((date for date in dates if date is not None and date >= after), None)
    answer = read_date(plain, on=after, birth=False)
    is_date = answer.state is State.ANSWERED and isinstance(answer.value, dt.date)
    return answer.date if is_date else None


def _real(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _wrong(number: int, what: str, reading: _Reading) -> None:
    reading.wrong.append(f"line {number}: {what}")
