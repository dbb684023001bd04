"""Ticked options in running text: a box before each option's words, or behind each.

A lone ticked box says nothing: which words are its own is known only where two answers are seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from casework.question import Question, QuestionKind
from forms import words
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.fields import choice_options

TICK_KINDS = frozenset(
    {QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE, QuestionKind.MANY, QuestionKind.TICK}
)
FEWEST = 2
_LOST = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_APART = re.compile(r"\W+")
# The boxes of the fonts of symbols, which print them as letters of the private use area.
_SYMBOLS = str.maketrans(
    {
        "\uf0a8": "\u2610", "\uf06f": "\u2610", "\uf071": "\u2610", "\uf0a3": "\u2610",
        "\uf0fe": "\u2611", "\uf0fd": "\u2612", "\uf0fc": "\u2713", "\uf0fb": "\u2717",
        "\uf052": "\u2611", "\uf053": "\u2612", "\uf050": "\u2713", "\uf04f": "\u2717",
    }
)  # fmt: skip
_GLYPH = re.compile(f"([{''.join(sorted(EMPTY_GLYPHS | TICKED_GLYPHS))}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The option keys whose box was seen, and whether it is ticked."""

    boxes: Mapping[str, bool]


def with_boxes(text: str) -> str:
    """The text with the boxes of symbol fonts as boxes."""
    return text.translate(_SYMBOLS)


def has_lost_letters(text: str) -> bool:
    """Whether a letter of it has no meaning outside its font."""
    return _LOST.search(text) is not None


def ticks_of(question: Question, text: str) -> Ticks | None:
    """Which options are ticked; None when that cannot be told for certain."""
    pieces = _GLYPH.split(text)
    glyphs, said = pieces[1::2], pieces[0::2]
    is_before, is_behind = not said[0].strip(), not said[-1].strip()
    if len(glyphs) < FEWEST or is_before is is_behind:
        return None
    labels = {words.comparable(option.label): option.key for option in choice_options(question)}
    found: dict[str, bool] = {}
    for glyph, label in zip(glyphs, said[1:] if is_before else said[:-1], strict=True):
        key = labels.get(words.comparable(label))
        if key in found or (key is None and glyph in TICKED_GLYPHS):
            return None
        if key is not None:
            found[key] = glyph in TICKED_GLYPHS
    return Ticks(boxes=found) if found else None


def is_in_doubt(question: Question, text: str) -> bool:
    """Whether words are not an answer of their own: boxes, a lone mark, several printed options."""
    if question.kind is QuestionKind.TICK:
        return bool(text) and "yes" not in words.options_meant(text, "")
    if TICKED_GLYPHS & set(text) or has_lost_letters(text):
        return True
    if EMPTY_GLYPHS & set(text):
        return bool(_GLYPH.sub("", text).strip())
    said = _spaced(text)
    seen = [one for one in choice_options(question) if _spaced(one.label) in said]
    return len(seen) >= FEWEST


def _spaced(text: str) -> str:
    return f" {words.comparable(_APART.sub(' ', text))} "
