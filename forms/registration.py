"""Lays a printed page over the blank's: which page it is, how far moved, and what size.

Printers shift and shrink. The blank's own words, found again on the page, say by how much.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forms.catalogue import Box, Word

SAME_PAGE = 0.5
FEWEST_WORDS = 6
ELSEWHERE = 40.0  # points that words are off when they are laid out in another way
FARTHEST = 3.0  # points a word may be from its place before the layout counts as moved
_NEAR = 1.0
_ROUNDS = 4
_MOST_WORDS = 0.97  # of the words have to be where they should be
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """How the blank's page lies on the printed one; `residual` is how far words are off."""

    scale: float
    across: float
    up: float
    residual: float
    words: int

    def box(self, box: Box) -> Box:
        """A box of the blank, as it stands on the page."""
        left, bottom, right, top = box
        return Box(
            left * self.scale + self.across, bottom * self.scale + self.up,
            right * self.scale + self.across, top * self.scale + self.up,
        )  # fmt: skip

    @property
    def is_sure(self) -> bool:
        """Whether the words are where they should be."""
        return self.words >= FEWEST_WORDS and self.residual <= FARTHEST

    @property
    def is_elsewhere(self) -> bool:
        """Whether the words stand in quite other places: these are the words, not the page."""
        return self.words >= FEWEST_WORDS and self.residual > ELSEWHERE


def pages_matched(
    sheets: Sequence[frozenset[str]], pages: Mapping[int, frozenset[str]]
) -> tuple[dict[int, int], Mapping[int, Sequence[int]]]:
    """Which page (by number) is which sheet (from 0), and the sheets that several pages look like.

    Sheets and pages are given as their words.
    """
    scored = sorted(
        (
            (len(sheet & found) / max(1, len(sheet)), -page, number)
            for number, sheet in enumerate(sheets)
            for page, found in pages.items()
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    best: dict[int, int] = {}
    for score, minus_page, number in scored:
        best.setdefault(-minus_page, number if score >= SAME_PAGE else -1)
        if score >= SAME_PAGE and -minus_page not in matched and number not in matched.values():
            matched[-minus_page] = number
    alike: dict[int, list[int]] = {}
    for page, number in best.items():
        if number >= 0:
            alike.setdefault(number, []).append(page)
    return matched, {number: found for number, found in alike.items() if len(found) > 1}


def unified(text: str) -> str:
    """A word in one writing of its letters."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def words_of(text: str, boxes: NDArray[np.float64]) -> tuple[Word, ...]:
    """The words of a page's text with their boxes, as the catalogue measures them."""
    spans = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    if not spans:
        return ()
    seen = boxes[:, 3] > boxes[:, 1]
    low = np.where(seen[:, None], boxes, np.inf)
    high = np.where(seen[:, None], boxes, -np.inf)
    starts = [start for start, _ in spans]
    lows = np.minimum.reduceat(low, starts, axis=0).tolist()
    highs = np.maximum.reduceat(high, starts, axis=0).tolist()
    return tuple(
        Word(word, Box(least[0], least[1], most[2], most[3]))
        for (_, word), least, most in zip(spans, lows, highs, strict=True)
        if least[0] < most[2]
    )


def laid(printed: Mapping[str, Box], found: Iterable[Word]) -> Laid:
    """The shift and scale under which the words that stand once on both come to lie best.

    `printed` are those of the blank's page.
    """
    page = once(found)
    shared = [word for word in printed if word in page]
    if len(shared) < FEWEST_WORDS:
        return Laid(scale=1.0, across=0.0, up=0.0, residual=float("inf"), words=len(shared))
    source = np.array([_middle(printed[word]) for word in shared])
    target = np.array([_middle(page[word]) for word in shared])
    used = np.ones(len(shared), dtype=bool)
    scale, across, up, off = 1.0, 0.0, 0.0, np.zeros(len(shared))
    for _ in range(_ROUNDS):
        scale, across, up = _least_squares(source[used], target[used])
        off = np.hypot(*(source * scale + (across, up) - target).T)
        near = off <= max(_NEAR, 3 * float(np.median(off)))
        if near.sum() < FEWEST_WORDS or bool((near == used).all()):
            break
        used = near
    return Laid(
        scale=scale, across=across, up=up,
        residual=float(np.quantile(off, _MOST_WORDS)), words=len(shared),
    )  # fmt: skip


def _least_squares(
    source: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[float, float, float]:
    """One scale for both directions, and a shift in each."""
    middle, aim = source.mean(axis=0), target.mean(axis=0)
    spread = source - middle
    total = float((spread**2).sum())
    scale = float((spread * (target - aim)).sum()) / total if total else 1.0
    across, up = (aim - scale * middle).tolist()
    return scale, across, up


def once(words: Iterable[Word]) -> dict[str, Box]:
    """The words that stand on a page exactly once."""
    known = [(unified(word.text), word.box) for word in words if len(word.text) > 1]
    counted = Counter(text for text, _ in known)
    return {text: box for text, box in known if counted[text] == 1}


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2
