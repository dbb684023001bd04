"""UK telephone numbers: shape only, an extension is kept; nothing is dialled or looked up."""

from __future__ import annotations

import re

import phonenumbers

_SHAPE = re.compile(r"([+()\d .\-]+)(?:(?:ext(?:ension)?\.?|x) ?\d{1,6})?", re.IGNORECASE)
_DIGITS = range(10, 12)
LONGEST = 400


def uk_phone(untrusted_text: str) -> str | None:
    """The number as it is dialled within the country, or None when it is not one UK number."""
    text = " ".join(untrusted_text.split())
    found = _SHAPE.fullmatch(text)
    whole = found is not None or [match.raw_string for match in _matches(text)] == [text]
    return _dialled(found[1] if found else text, text) if whole else None


def numbers_in(untrusted_text: str) -> tuple[str, ...]:
    """The UK numbers that stand in a text, as they are dialled."""
    text = " ".join(untrusted_text.split())
    found = (
        _dialled(match.raw_string, match.raw_string)
        for match in _matches(text)
        if not text[: match.start][-1:].isalnum()
    )
    return tuple(dict.fromkeys(number for number in found if number))


def _matches(text: str) -> list[phonenumbers.PhoneNumberMatch]:
    leniency = phonenumbers.Leniency.POSSIBLE
    return list(phonenumbers.PhoneNumberMatcher(text[:LONGEST], "GB", leniency=leniency))


def _dialled(figures: str, text: str) -> str | None:
    """The text's number in its usual form, if enough of its figures were written."""
    if sum(letter.isdecimal() for letter in figures) < _DIGITS.start:
        return None
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != phonenumbers.country_code_for_region("GB"):
        return None
    digits = len(phonenumbers.national_significant_number(number)) + 1  # the leading 0
    if digits not in _DIGITS:
        return None
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return dialled if dialled.startswith("0") else text
