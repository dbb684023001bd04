"""Which letters of a page have a line drawn through them."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from forms.drawn import Page

THIN, SHORT = 3.0, 4.0  # points: a line is no higher than the one, and longer than the other
MOST_LINES = 4_000  # of one page
_FROM, _TO = 0.2, 0.8  # of a letter's height


def struck(page: Page) -> NDArray[np.bool_]:
    """For every character of the page's text whether a level line goes through it."""
    boxes = page.letters.boxes
    found = np.zeros(len(boxes), dtype=np.bool_)
    left, bottom, right, top = boxes.T if len(boxes) else np.zeros((4, 0))
    across, height = (left + right) / 2, top - bottom
    for begin, low, end, high in islice(page.paths(), MOST_LINES):
        if high - low > THIN or end - begin < SHORT:
            continue
        up = (low + high) / 2
        found |= (
            (begin < across) & (across < end) & (height > 0)
            & (bottom + _FROM * height < up) & (up < bottom + _TO * height)
        )  # fmt: skip
    return found
