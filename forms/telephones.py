"""UK telephone numbers: shape only, an extension is kept; nothing is dialled or looked up."""

from __future__ import annotations

import re

import phonenumbers

_SHAPE = re.compile(r"([+()\d .\-]+)(?:(?:ext(?:ension)?\.?|x) ?\d{1,6})?", re.IGNORECASE)
_DIGITS = range(10, 12)


def uk_phone(untrusted_text: str) -> str | None:
    """The number as it is dialled within the country, or None when it is not one UK number."""
    text = " ".join(untrusted_text.split())
    found = _SHAPE.fullmatch(text)
    if found is None or sum(letter.isdigit() for letter in found[1]) < _DIGITS.start:
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
