"""Lays a printed page over the blank's: which page it is, how far moved, and what size.

Printers shift and shrink. The blank's own words, found again on the page, say by how much.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forms.catalogue import Box, Sheet, Word

SAME_PAGE = 0.5
FEWEST_WORDS = 6
FARTHEST = 3.0  # points a word may be from its place before the layout counts as moved
_NEAR = 1.0
_ROUNDS = 4


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


def pages_matched(
    sheets: Sequence[Sheet], pages: Mapping[int, frozenset[str]]
) -> tuple[dict[int, int], bool]:
    """Which page (by number) is which sheet (from 0), and whether two pages are the same sheet."""
    wanted = [frozenset(unified(word.text) for word in sheet.words) for sheet in sheets]
    scored = sorted(
        (
            (len(sheet & found) / max(1, len(sheet)), -page, number)
            for number, sheet in enumerate(wanted)
            for page, found in pages.items()
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    best: Counter[int] = Counter()
    for page in pages:
        score, _, number = max(one for one in scored if one[1] == -page)
        best[number] += score >= SAME_PAGE
    for score, minus_page, number in scored:
        if score >= SAME_PAGE and -minus_page not in matched and number not in matched.values():
            matched[-minus_page] = number
    return matched, any(count > 1 for count in best.values())


def unified(text: str) -> str:
    """A word in one writing of its letters."""
    return unicodedata.normalize("NFKC", text)


def words_of(text: str, boxes: NDArray[np.float64]) -> Iterator[Word]:
    """The words of a page's text with their boxes, as the catalogue measures them."""
    start = 0
    for place, letter in enumerate(f"{text} "):
        if not letter.isspace():
            continue
        if place > start:
            own = boxes[start:place]
            own = own[own[:, 3] > own[:, 1]]
            if len(own):
                low, high = own.min(axis=0).tolist(), own.max(axis=0).tolist()
                yield Word(text[start:place], Box(low[0], low[1], high[2], high[3]))
        start = place + 1


def laid(sheet: Sheet, found: Iterable[Word]) -> Laid:
    """The shift and scale under which the words that stand once on both come to lie best."""
    printed, page = _once(sheet.words), _once(found)
    shared = [word for word in printed if word in page]
    if len(shared) < FEWEST_WORDS:
        return Laid(scale=1.0, across=0.0, up=0.0, residual=float("inf"), words=len(shared))
    source = np.array([_middle(printed[word]) for word in shared])
    target = np.array([_middle(page[word]) for word in shared])
    scale, across, up = 1.0, *np.median(target - source, axis=0).tolist()
    used = np.ones(len(shared), dtype=bool)
    for _ in range(_ROUNDS):
        scale, across, up = _least_squares(source[used], target[used])
        off = np.hypot(*(source * scale + (across, up) - target).T)
        limit = max(_NEAR, 3 * float(np.median(off)))
        if used.sum() >= FEWEST_WORDS and bool((used == (off <= limit)).all()):
            break
        used = off <= limit
        if used.sum() < FEWEST_WORDS:
            used = np.ones(len(shared), dtype=bool)
            break
    off = np.hypot(*(source * scale + (across, up) - target).T)
    return Laid(
        scale=scale, across=across, up=up,
        residual=float(np.quantile(off, 0.9)), words=len(shared),
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


def _once(words: Iterable[Word]) -> dict[str, Box]:
    """The words that stand on a page exactly once."""
    known = list(words)
    counted = Counter(unified(word.text) for word in known)
    return {
        text: word.box
        for word in known
        if counted[text := unified(word.text)] == 1 and len(text) > 1
    }


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2
