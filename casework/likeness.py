"""How alike two written names are: misspelt, reordered or accented they stay the same (forms, 9.2).

A score suggests; where it decides, it decides that a person must look, never that two are one.
`sound` is a key under which names that are said alike fall together, whoever wrote them down:
consonants by class, vowels left out. It is coarse on purpose and never used alone.
"""

from __future__ import annotations

import re
import unicodedata

from casework.text import folded

SAME_PERSON = 0.85
LONGEST = 200
_APOSTROPHES = re.compile("['`\u2018\u2019]")
_WORD = re.compile(r"[^\W_]+")
# Spellings by their sound, in this order; the rest of a word stays as it is.
_SOUNDS = tuple(
    (re.compile(spelt), said)
    for spelt, said in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^x", "s"),
        (r"tch|sch|sh|ch|sz|cz|zh", "s"),
        (r"ph|bh|mh", "f"),
        (r"(?<=[aeo])w(?![aeiouy])", ""),
        (r"[vw]", "f"),
        (r"gh(?=t|$)", ""),
        (r"dg|g(?=[eiy])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"ck|c|q", "k"),
        (r"[zx]", "s"),
        (r"d", "t"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"^[aeiouy]+", "a"),
        (r"(?<!^)[aeiouy]", ""),
    )
)


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


def sound(word: str) -> str:
    """The key of one comparable word: `catherine` and `kathryn` have the same."""
    for spelt, said in _SOUNDS:
        word = spelt.sub(said, word)
    return word


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
