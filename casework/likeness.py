"""How alike two written names are: misspelt, reordered or accented they stay the same (forms, 9.2).

A score suggests; where it decides, it decides that a person must look, never that two are one.
"""

from __future__ import annotations

import re
import unicodedata

from casework.text import folded

SAME_PERSON = 0.85
LONGEST = 200
_APOSTROPHES = re.compile("['`\u2018\u2019]")
_WORD = re.compile(r"[^\W_]+")


def likeness(one: str, other: str) -> float:
    """From 0 to 1: twice the longest common subsequence over both lengths, words sorted."""
    left, right = comparable(one), comparable(other)
    if not left or not right:
        return 0.0
    return 2 * _common(left, right) / (len(left) + len(right))


def same_name(one: str, other: str) -> bool:
    """Whether the two may be taken for one name."""
    return likeness(one, other) >= SAME_PERSON


def comparable(name: str) -> str:
    """The name without accents, case and punctuation, its words in alphabetical order."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", _APOSTROPHES.sub("", folded(name[:LONGEST])))
        if not unicodedata.combining(letter)
    )
    return " ".join(sorted(_WORD.findall(bare)))


def _common(one: str, other: str) -> int:
    """The length of the longest sequence of letters that both have in this order."""
    above = [0] * (len(other) + 1)
    for letter in one:
        line = [0]
        for place, against in enumerate(other, start=1):
            same = above[place - 1] + 1 if letter == against else 0
            line.append(max(same, above[place], line[place - 1]))
        above = line
    return above[-1]
