"""Whole numbers as people write them, and NHS numbers for panels that ask for one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.text import folded
from forms.estimates import has_odd_figures, without_estimate

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_NOUGHT = frozenset({"nil", "none", "nought"})
_DIGITS = re.compile(r"[0-9]{1,6}")
_ONE = rf"[0-9]{{1,6}}|{'|'.join(_WORDS)}"
_COUNT = re.compile(
    rf"(?:aged? |age: ?)?(?P<number>{_ONE}) ?(?:times|occasions|years?(?: old)?|yrs?(?: old)?)?"
)
_RANGE = re.compile(
    rf"(?:between )?(?P<low>{_ONE}) ?(?:-|/|to|or|and) ?(?P<high>{_ONE})"
    r" ?(?:times|occasions|years?(?: old)?|yrs?(?: old)?)?"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NHS_WEIGHTS = range(10, 1, -1)
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNumber:
    """A number as written: its value, or both ends of a range, which is none of them."""

    value: int | None = None
    is_estimate: bool = False
    readings: tuple[str, ...] = ()


def written_number(untrusted_text: str) -> WrittenNumber | None:
    """The number that stands there; None for what is none ("several", "5+")."""
    if len(untrusted_text) > LONGEST or has_odd_figures(untrusted_text):
        return None
    text = _DASHES.sub("-", folded(untrusted_text)).removesuffix(".")
    if text in _NOUGHT:
        return WrittenNumber(value=0)
    plain, is_estimate = without_estimate(text)
    if both := _RANGE.fullmatch(plain):
        return WrittenNumber(readings=(both["low"], both["high"]))
    found = _COUNT.fullmatch(plain)
    value = counted(found["number"]) if found else None
    return None if value is None else WrittenNumber(value=value, is_estimate=is_estimate)


def counted(folded_text: str) -> int | None:
    """The number in figures or as a word up to ten."""
    if folded_text in _WORDS:
        return _WORDS.index(folded_text)
    return int(folded_text) if _DIGITS.fullmatch(folded_text) else None


def nhs_number(untrusted_text: str) -> str | None:
    """The ten digits of an NHS number whose check digit is right, else None."""
    digits = re.sub(r"[ \u00a0-]", "", untrusted_text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_NHS_WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 11
    return digits if check == int(digits[9]) else None
