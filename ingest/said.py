"""What a line says of an action: done, not yet, cannot, not ours, or unclear (desk, section 6.6).

When in doubt it is unclear and a person looks: an action taken for done that is not is the one
mistake that nobody would notice.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ingest.words import comparable


class Said(StrEnum):
    """What was understood."""

    DONE = "done"
    NOT_YET = "not_yet"
    CANNOT = "cannot"
    NOT_OURS = "not_ours"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a line says; a reason only with CANNOT."""

    said: Said
    until: dt.date | None = None
    untrusted_reason: str = ""


_DONE = r"(?:done|completed|complete|closed|finished|actioned)"
# In this order, each taken out of the line before the next is looked for.
_PHRASES: tuple[tuple[Said, re.Pattern[str]], ...] = (
    (Said.NOT_OURS, re.compile(r"\b(?:not ours|not our action|wrong agency)\b")),
    (
        Said.NOT_YET,
        re.compile(
            r"\bnot yet(?: (?:done|complete|completed|finished|closed|actioned|started))?\b"
            r"|\b(?:in progress|ongoing|on going|working on it|working on this)\b"
        ),
    ),
    (Said.CANNOT, re.compile(r"\b(?:cannot|can not|can't|unable|not possible|refused)\b")),
    (Said.DONE, re.compile(rf"\b{_DONE}\b")),
)
# A word close before, or a restriction after, takes the "done" back.
_HEDGED = re.compile(
    r"(?:\b(?:not|never|almost|nearly|partly|partially|half|mostly|hopefully|should|will|would|may"
    r"|might|could|can|to|be|being|getting|until|once|when|if|before|unless|need|needs|still)\b"
    rf"|n't\b)(?:[ ,]+[\w']+){{0,4}}?[ ,]+{_DONE}\b"
    rf"|\b{_DONE}\b[^.;!]{{0,60}}\b(?:except|apart from|but|unless|if|when|once|soon|tomorrow"
    r"|by (?:the|next|end|mon|tues|wednes|thurs|fri|satur|sun)\w*)\b"
    r"|\b(?:incomplete|undone|unfinished)\b"
)
_BECAUSE = re.compile(r"\b(?:because|as|since|due to)\b[ :,]*(.*)", re.IGNORECASE | re.DOTALL)
_LEADS = re.compile(r"\W*(?:cannot|can not|can't|can\u2019t)\b", re.IGNORECASE)
_MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "january jan", "february feb", "march mar", "april apr", "may", "june jun",
                "july jul", "august aug", "september sept sep", "october oct", "november nov",
                "december dec",
            ),
            start=1,
        )
        for name in names.split()
    }
)  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_DATES = (
    re.compile(rf"\b{_DAY} (?:of )?(?P<name>{_MONTH})(?:,? {_YEAR})?\b"),
    re.compile(rf"\b(?P<name>{_MONTH}) {_DAY}(?:,? {_YEAR})?\b"),
    re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}|\d{2}))?\b"),
    re.compile(rf"\b{_YEAR} (?P<month>\d{{2}}) (?P<day>\d{{2}})\b"),  # hyphens are blanks here
)
_CENTURY = 2000


def of(untrusted_words: str, *, on: dt.date) -> Statement:
    """What these words say; `on` is the day they came, for dates without a year."""
    text = comparable(untrusted_words)
    if "?" in text:
        return Statement(said=Said.UNCLEAR)
    reason = _reason(untrusted_words)
    if reason:
        return Statement(said=Said.CANNOT, untrusted_reason=reason)
    found: list[Said] = []
    for said, pattern in _PHRASES:
        if said is Said.DONE and _HEDGED.search(text):
            return Statement(said=Said.UNCLEAR)
        text, count = pattern.subn(" ", text)
        if count:
            found.append(said)
    if len(found) != 1:
        return Statement(said=Said.UNCLEAR)
    (said,) = found
    return Statement(
        said=said,
        until=date_in(untrusted_words, on=on) if said is Said.NOT_YET else None,
        untrusted_reason=untrusted_words.strip() if said is Said.CANNOT else "",
    )


def date_in(untrusted_words: str, *, on: dt.date) -> dt.date | None:
    """The one date in a line. Without a year it is the next such day; None for none or several."""
    text = comparable(untrusted_words)
    found: set[dt.date | None] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found.add(_date(match, on))
        text = pattern.sub(" ", text)
    return next(iter(found)) if len(found) == 1 else None


def _reason(untrusted_words: str) -> str:
    """The reason of "CANNOT because …": whatever it says is the reason, and no second word."""
    if not _LEADS.match(untrusted_words):
        return ""
    match = _BECAUSE.search(untrusted_words)
    return match.group(1).strip() if match else ""


def _date(match: re.Match[str], on: dt.date) -> dt.date | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = _MONTHS[name] if name else int(parts["month"])
    year = int(parts["year"]) if parts["year"] else 0
    if 0 < year < 100:  # noqa: PLR2004  a year of two digits
        year += _CENTURY
    try:
        if year:
            return dt.date(year, month, int(parts["day"]))
        this_year = dt.date(on.year, month, int(parts["day"]))
        return this_year if this_year >= on else this_year.replace(year=on.year + 1)
    except ValueError:
        return None
