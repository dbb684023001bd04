"""Whether a date, an age or a number is said to be a guess: "c.", "about", a question mark."""

from __future__ import annotations

import re
import unicodedata

_BEFORE = re.compile(
    r"(?:(?:circa|approx(?:imately)?|abt|about|around|roughly|est(?:imated?)?|maybe|possibly"
    r"|probably|perhaps|thought to be|believed to be|could be|mid|early|late|ca|c)[.:\-]? ?"
    r"|[~?\u2248] ?)+"
)
_AFTER = re.compile(
    r"(?:[ \-]?(?:\((?:approx\.?|approximately|circa|est\.?|estimated?|about|tbc|unconfirmed|\?)\)"
    r"|approx\.?|est\.?|estimated|or so|ish|unconfirmed|tbc|\?))+$"
)


def without_estimate(folded_text: str) -> tuple[str, bool]:
    """The folded text without the words that call it a guess, and whether there were any."""
    start = _BEFORE.match(folded_text)
    text = folded_text[start.end() :] if start else folded_text
    end = _AFTER.search(text)
    text = text[: end.start()] if end else text
    return text.strip(), bool(start or end)


def has_odd_figures(untrusted_text: str) -> bool:
    """Whether it has raised, circled or Roman figures or fractions, or a hyphen that may not show.

    Folded, a footnote's mark would be one more figure of the number before it.
    """
    return any(
        letter == "\u00ad" or unicodedata.category(letter) in {"No", "Nl"}
        for letter in untrusted_text
    )
