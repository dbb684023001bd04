"""Words and phrases of a list that stand in somebody's text, and whether a date does (A13, H19)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from casework.text import folded

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}} ?[./-] ?\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ .-]*{_MONTH}\b"
    rf"|\b{_MONTH}\.? \d{{1,4}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d{{2}}\b"
)


def phrases_in(untrusted_text: str, phrases: Collection[str]) -> tuple[str, ...]:
    """Those of the phrases that stand in the text as whole words, in the order of the list.

    Case, line ends and how many blanks stand between words do not matter.
    """
    text = folded(untrusted_text)
    wanted = tuple(phrases)
    if not text or not wanted or not _whole_words(wanted).search(text):
        return ()
    return tuple(phrase for phrase in wanted if _whole_words((phrase,)).search(text))


@lru_cache(maxsize=256)
def _whole_words(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of them."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(folded(one)) for one in phrases)})(?!\w)")


def mentions_date(text: str) -> bool:
    """Whether a day, or a month with its year, stands somewhere in the text."""
    return _DATE.search(folded(text)) is not None
