"""Whole numbers as people write them, and NHS numbers for panels that ask for one."""

from __future__ import annotations

import re
import unicodedata

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_DIGITS = re.compile(r"[0-9]{1,6}")
_NHS_WEIGHTS = range(10, 1, -1)


def whole_number(untrusted_text: str) -> int | None:
    """The number in figures or as a word up to ten; None for anything else ("several", "5+")."""
    text = unicodedata.normalize("NFKC", untrusted_text).strip().removesuffix(".").casefold()
    if text in _WORDS:
        return _WORDS.index(text)
    return int(text) if _DIGITS.fullmatch(text) else None


def nhs_number(untrusted_text: str) -> str | None:
    """The ten digits of an NHS number whose check digit is right, else None."""
    digits = re.sub(r"[ \u00a0-]", "", untrusted_text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_NHS_WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 11
    return digits if check == int(digits[9]) else None
