"""Text from outside made printable: what XML and PDF cannot carry is made visible and counted."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")


def printable(untrusted_text: str) -> tuple[str, int]:
    """The text with line ends as LF, and how many characters had to be replaced.

    Characters outside XML 1.0 become U+FFFD, direction overrides a visible mark.
    """
    text = untrusted_text.replace("\r\n", "\n").replace("\r", "\n")
    text, unprintable = _UNPRINTABLE.subn("\ufffd", text)
    text, turned = _BIDI.subn("\u2b0c", text)
    return text, unprintable + turned


def folded(untrusted_text: str) -> str:
    """The text for comparing: NFKC, no invisible characters, single blanks, case folded."""
    text = unicodedata.normalize("NFKC", untrusted_text)
    return " ".join(_INVISIBLE.sub("", text).split()).casefold()


def one_line(untrusted_text: str, *, most: int = 200) -> str:
    """The text on one line without controls, cut at `most` characters."""
    text, _ = printable(untrusted_text)
    flat = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return _BLANKS.sub(" ", flat).strip()[:most]


def words_in(text: str) -> int:
    """How many words a text has: runs that hold at least one letter or digit."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())
