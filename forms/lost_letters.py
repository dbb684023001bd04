"""Whether a printed text lost letters: programs put "?" where their font has none.

A question mark stands behind a plain word and before a new sentence, or nothing. Most others are
letters that nobody can know: "Kova?evi?", "Petrovi? was seen", "??".
"""

from __future__ import annotations

import re
from enum import StrEnum

_MARK = re.compile(r"(?<!\?)\?[?!]*|\ufffd")
_PLAIN_WORD = re.compile(
    r"(?:^|[^\w'\u2019-])[a-z][a-z'\u2019-]*[a-z]$|[\d)\]\"\u201d\u2019.\u2026%]$"
)
_CLOSED = re.compile(r"[)\]\"\u201d\u2019]?(?:$|\s*\n|\s+[^a-z\s])")
_CLOSED_BY_ANY = re.compile(r"[)\]\"\u201d\u2019]?(?:$|\s)")


class Loss(StrEnum):
    """NONE: question marks only; MAYBE: one of them may stand for a letter; SURE: one does."""

    NONE = "none"
    MAYBE = "maybe"
    SURE = "sure"


def loss_in(text: str) -> Loss:
    """What the marks in a text say. A text that is nothing but one mark lost nothing."""
    plain = text.strip()
    if plain == "?":
        return Loss.NONE
    found = {_of_mark(plain, mark) for mark in _MARK.finditer(plain)}
    return Loss.SURE if Loss.SURE in found else Loss.MAYBE if Loss.MAYBE in found else Loss.NONE


def _of_mark(text: str, mark: re.Match[str]) -> Loss:
    before, after = text[: mark.start()], text[mark.end() :]
    is_plain = _PLAIN_WORD.search(before.rstrip()) is not None
    if mark[0] == "\ufffd" or not before:
        return Loss.SURE
    if before[-1].isspace():
        is_asked = is_plain and mark[0] == "?" and _CLOSED.match(after)
        return Loss.MAYBE if is_asked else Loss.SURE
    if _CLOSED.match(after):
        return Loss.NONE if is_plain else Loss.MAYBE
    return Loss.MAYBE if is_plain and _CLOSED_BY_ANY.match(after) else Loss.SURE
