"""An address or telephone number that is kept back is kept back in every narrative too (H20).

What is looked for are the very strings the form gives elsewhere, however they are spaced: the
postcode, the number, the house and street. Not guarded here: an address that stands in a narrative
only. `looks_like_contact` finds such places for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from casework.text import folded

WITHHELD = "[address withheld]"
_DOUBLED = re.compile(rf"{re.escape(WITHHELD)}(?:[\s,;.]*\(?{re.escape(WITHHELD)}\)?)+")
_POSTCODE = re.compile(
    r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w+])(?:\+?44|0)[\d\s().-]{8,24}\d(?!\w)")
# What may stand between the characters of a postcode or number, seen and unseen.
_GAP = "[\\s().\\-\u00ad\u200b-\u200f\u2060\ufeff]*"
_PARTS = re.compile(r"[\n,;]+")
_WORD = re.compile(r"[^\W_]+")
_MANY_WORDS = 2
# Written in the address box, these are no places.
_NO_PLACES = frozenset({"nfa", "no fixed abode", "no fixed address", "of no fixed abode"})
# Words of addresses that stand for one another; the first line names kinds of streets.
_STREETS = (
    ("road", "rd"), ("street", "st", "saint"), ("avenue", "ave"), ("lane", "ln"), ("close", "cl"),
    ("drive", "dr"), ("court", "ct"), ("gardens", "gdns"), ("place", "pl"), ("square", "sq"),
    ("terrace", "ter"), ("way",), ("walk",), ("row",), ("crescent", "cres"), ("grove", "gr"),
    ("mews",), ("house", "hse"), ("estate", "est"),
)  # fmt: skip
_SYNONYMS = {word: group for group in (*_STREETS, ("flat", "apartment", "apt")) for word in group}
_STREET_WORDS = frozenset(word for group in _STREETS for word in group)


def kept_back(secrets: Iterable[str], *, public: Iterable[str] = ()) -> re.Pattern[str] | None:
    """What to look for: these addresses and numbers; names of `public` places may stay."""
    allowed = {folded(name) for name in public} | _NO_PLACES
    patterns = {
        pattern
        for secret in secrets
        for part in _parts(secret)
        if folded(part) not in allowed
        for pattern in _patterns(part)
    }
    longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(longest_first), re.IGNORECASE) if patterns else None


def withhold(text: str, wanted: re.Pattern[str] | None) -> str:
    """The text without what is kept back."""
    if wanted is None:
        return text
    return _DOUBLED.sub(WITHHELD, wanted.sub(WITHHELD, text))


def looks_like_contact(text: str) -> bool:
    """Whether a postcode or a telephone number stands in the text."""
    return bool(_POSTCODE.search(text) or _PHONE.search(text))


def _parts(secret: str) -> Iterator[str]:
    """What an address is made of: its lines, with a bare house number joined to its street."""
    number = ""
    for line in _PARTS.split(secret):
        part = f"{number} {line.strip()}".strip()
        number = ""
        if part.isdecimal():
            number = part
        elif part:
            yield part


def _patterns(part: str) -> Iterator[str]:
    """What to look for: the postcode, the number in any spacing, the house and street in words."""
    rest = part
    for found in _POSTCODE.finditer(part):
        yield _spaced("".join(found.groups()))
        rest = rest.replace(found.group(0), " ")
    for found in _PHONE.finditer(part):
        yield _telephone(found.group(0))
        rest = rest.replace(found.group(0), " ")
    for words in _phrases(_WORD.findall(rest)):
        # A town alone is said everywhere; a house, a street or a flat is not.
        if len(words) >= _MANY_WORDS:
            yield r"\b" + r"[\W_]+".join(map(_word, words)) + r"\b"


def _phrases(words: list[str]) -> Iterator[list[str]]:
    """The whole, what follows the house number, and the street by itself."""
    yield words
    numbers = [place for place, word in enumerate(words) if word[0].isdigit()]
    yield words[numbers[-1] + 1 :] if numbers else []
    for place, word in enumerate(words):
        if folded(word) in _STREET_WORDS and place:
            begin = max((number + 1 for number in numbers if number < place), default=0)
            yield words[begin : place + 1]
            yield words[max(begin, place - 1) : place + 1]


def _spaced(text: str) -> str:
    return r"\b" + _GAP.join(map(re.escape, text)) + r"\b"


def _telephone(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    national = re.sub(r"^(?:0044|44)?0?", "", digits)
    prefix = rf"(?<!\d)\(?(?:\+?(?:00)?44{_GAP}0?|0)"
    return prefix + "".join(f"{_GAP}{digit}" for digit in national) + r"(?!\d)"


def _word(word: str) -> str:
    group = _SYNONYMS.get(folded(word), (word,))
    return "(?:" + "|".join(map(re.escape, group)) + ")"
