"""Labels as they are compared, and what is said of every value that was found by one."""

from __future__ import annotations

import re
from functools import lru_cache

from forms import words

NOTE = "unknown_layout"
SURE = 0.6
_NUMBER = re.compile(r"^\s*\d{1,2}(\.\d{1,2})?[a-z]?[.)]?\s+")
_END = re.compile(r"[\s?:.*]+$")
_HINT = re.compile(r"(?:\s*\([^()]{0,80}\)){1,3}\s*$")


def plain(label: str) -> str:
    """A label without its number, its hints and its last sign."""
    bare = _HINT.sub("", _END.sub("", _NUMBER.sub("", label)))
    return words.comparable(_END.sub("", bare))


@lru_cache(maxsize=4096)
def of_ours(label: str) -> str:
    """The same of a label of our own form, which comes again with every paper."""
    return plain(label)
