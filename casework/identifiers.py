"""References that can be read over a telephone: random, without meaning, with a check character.

`WP-7KQ4`: prefix, three characters, one check character over an alphabet of 31, a prime, so that
any one wrong character and any swap of two neighbours is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
WEIGHTS = (3, 8, 18, 5)
RECEIPT, ACTION, AGENCY, PERSON, FAULT = "M", "A", "AG", "PM", "E"
AVOIDED = frozenset({"SEX", "ASS", "FAT", "DIE", "DEAD", "HATE", "FKU"})
_LINE_END_HYPHEN = re.compile("[-\u2010\u2011\x02\ufffe]\\s*")
_SHAPE = re.compile(r"\b([A-Z]{1,2})[- ]?([2-9A-HJKMNP-Z]{4,5})\b", re.IGNORECASE)


def check_character(body: str) -> str:
    """The character that completes the three or four random ones."""
    total = sum(
        weight * ALPHABET.index(letter)
        for weight, letter in zip(WEIGHTS[: len(body)], body, strict=True)
    )
    return ALPHABET[total % len(ALPHABET)]


def reference(prefix: str, draw: Callable[[int], int], *, length: int = 3) -> str:
    """A new reference. `draw(n)` gives a random number below n; the caller ensures uniqueness."""
    while True:
        body = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(length))
        if body not in AVOIDED:
            return f"{prefix}-{body}{check_character(body)}"


def is_right(text: str) -> bool:
    """Whether a reference's check character fits; case, space and hyphen do not matter."""
    return normal(text) is not None


def normal(text: str) -> str | None:
    """The reference as we print it, or None when it is not one or has a mistake in it."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    prefix, rest = match.group(1).upper(), match.group(2).upper()
    return f"{prefix}-{rest}" if check_character(rest[:-1]) == rest[-1] else None


def found_in(untrusted_text: str, prefix: str) -> tuple[str, ...]:
    """Every sound reference of this prefix in a text, in order, each once."""
    found: list[str] = []
    for match in _SHAPE.finditer(untrusted_text):
        if match.group(1).upper() != prefix:
            continue
        known = normal(match.group(0))
        if known is not None and known not in found:
            found.append(known)
    return tuple(found)


def found_on_page(page_text: str, prefix: str) -> tuple[str, ...]:
    """As `found_in`, in the text of a PDF page, where the end of a line may part a reference."""
    return found_in(_LINE_END_HYPHEN.sub("-", page_text), prefix)
