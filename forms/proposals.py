"""Which of a paper's wordings is which question of ours: proposed by likeness, never decided.

A proposal says how sure it is; a person confirms it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from casework.question import Option
from forms import label_cells, words
from forms.catalogue import Blank
from forms.layouts import labels_of

FEWEST = 0.62  # likeness of two wordings that may be one
RIVAL, DOUBTED = 0.05, 0.75  # another question as like makes a proposal less sure
OPTION_LIKE = 0.86
_SHORT = 4
_LONGEST = 160
# Words that two papers put differently around the same question.
_FILLING = frozenset(
    {
        "a", "an", "any", "are", "at", "be", "by", "client", "clients", "do", "does", "for", "her",
        "his", "if", "in", "is", "it", "known", "of", "on", "or", "person", "please", "say", "she",
        "service", "specify", "state", "tell", "the", "their", "them", "they", "this", "to", "us",
        "user", "what", "which", "who", "you", "young", "your",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words on a paper that may be a question, and where they stand."""

    text: str
    page: int | None = None
    corners: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A question of ours, the words it may be asked in there, and how sure that is."""

    question: str
    wording: Wording
    sure: float


def matches(blank: Blank, wordings: Iterable[Wording]) -> tuple[Match, ...]:
    """The best wording of each question that has one; each wording is used once."""
    offered: dict[str, Wording] = {}
    for one in wordings:
        if 1 < len(one.text) <= _LONGEST:
            offered.setdefault(label_cells.plain(one.text), one)
    known = {
        question: [plain for label in labels if (plain := label_cells.plain(label))]
        for question, labels in labels_of(blank).items()
    }
    scored = [
        (score, question, plain)
        for plain in offered
        for question, labels in known.items()
        if (score := max((likeness(plain, label) for label in labels), default=0.0)) >= FEWEST
    ]
    found: dict[str, Match] = {}
    used: set[str] = set()
    for score, question, plain in sorted(scored, key=lambda one: (-one[0], one[1])):
        if question in found or plain in used:
            continue
        used.add(plain)
        is_rivalled = any(
            other_plain == plain and other != question and score - other_score < RIVAL
            for other_score, other, other_plain in scored
        )
        sure = score * (DOUBTED if is_rivalled else 1.0)
        found[question] = Match(question=question, wording=offered[plain], sure=round(sure, 2))
    return tuple(found[question] for question in known if question in found)


def likeness(one: str, other: str) -> float:
    """How like two wordings in their plain form are, 0 to 1."""
    if one == other:
        return 1.0
    short = min(len(one), len(other))
    if short < _SHORT:
        return 0.0
    whole = max(fuzz.ratio(one, other), 0.97 * fuzz.token_sort_ratio(one, other)) / 100
    kept, other_kept = _kept(one), _kept(other)
    if min(len(kept), len(other_kept)) < _SHORT:
        return whole
    return max(whole, 0.95 * fuzz.token_sort_ratio(kept, other_kept) / 100)


def option_meant(text: str, options: Sequence[Option]) -> str:
    """The key of the option that these words are, or are very like; "" for none or two."""
    said = words.comparable(text)
    if not said:
        return ""
    labels: Mapping[str, str] = {one.key: words.comparable(one.label) for one in options}
    same = [key for key, label in labels.items() if said in {label, key.replace("_", " ")}]
    if len(same) == 1:
        return same[0]
    like = [key for key, label in labels.items() if likeness(said, label) >= OPTION_LIKE]
    return like[0] if len(like) == 1 and not same else ""


def _kept(text: str) -> str:
    return " ".join(word for word in text.replace("'", " ").split() if word not in _FILLING)
