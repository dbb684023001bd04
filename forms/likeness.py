"""Whether what is drawn in a box says what is stored in its field (a person sees only the drawing).

Line breaks and blanks do not count. A letter that the usual fonts lack may be missing, or another
may stand for it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_BREAKS = "\x02\ufffe\u00ad\u2010\u2011"  # a hyphen at the end of a line, as PDFium gives it
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f]+")
_STAND_INS = frozenset("?.\ufffd\u00b7\u2022\u25a1\u00bf*_-")


class Likeness(StrEnum):
    """SAME; PART: the beginning, the rest has no room; OTHER: something else, or nothing."""

    SAME = "same"
    PART = "part"
    OTHER = "other"


def compared(stored: str, drawn: str) -> Likeness:
    """How the drawn text, its lines as they stand, is like the stored one.

    PART says only that it may be: whether the text reaches the edge of its box is the caller's.
    """
    whole, seen = squeezed(stored), squeezed(drawn)
    if whole == seen:
        return Likeness.SAME
    if not seen:
        return Likeness.OTHER
    if _runs_left(whole) and sorted(whole) == sorted(seen):
        return Likeness.SAME
    if whole.replace("-", "") == seen.replace("-", ""):
        return Likeness.SAME if any(mark in drawn for mark in _BREAKS) else Likeness.OTHER
    reached = _matched(whole, seen)
    if reached is not None:
        return Likeness.SAME if all(map(_is_rare, whole[reached:])) else Likeness.PART
    return Likeness.PART if _lines_begin(stored, drawn) else Likeness.OTHER


def squeezed(text: str) -> str:
    """The text without blanks and breaks, in one writing of its letters."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    for mark in _BREAKS:
        text = text.replace(mark, "-")
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def _matched(whole: str, seen: str) -> int | None:
    """How much of `whole` is used up when all of `seen` is matched; None when it does not match."""
    place = 0
    for letter in seen:
        while place < len(whole) and whole[place] != letter:
            if not _is_rare(whole[place]):
                return None
            if letter in _STAND_INS or _base(whole[place]) == letter:
                break
            place += 1
        if place == len(whole):
            return None
        place += 1
    return place


def _lines_begin(stored: str, drawn: str) -> bool:
    """Whether each drawn line goes on where the last ended, or begins the next paragraph."""
    paragraphs = [squeezed(one) for one in re.split(r"\r\n|\r|\n", stored)]
    waiting = iter([one for one in paragraphs if one])
    rest = next(waiting, "")
    for line in filter(None, map(squeezed, drawn.splitlines())):
        reached = _matched(rest, line)
        if reached is None:
            rest = next(waiting, "")
            reached = _matched(rest, line)
        if reached is None:
            return False
        rest = rest[reached:] or next(waiting, "")
    return True


def _is_rare(letter: str) -> bool:
    """Whether the fonts that every viewer has lack this letter."""
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return True
    return False


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[:1]


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
