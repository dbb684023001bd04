"""Which letters of a page have a line drawn through them."""
# pyright: basic
# pypdfium2 is untyped; what leaves this module is typed.

from __future__ import annotations

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from forms.drawn import Page

THIN, SHORT = 3.0, 4.0  # points: a line is no higher than the one, and longer than the other
MOST_LINES = 4_000  # of one page
_DEEP = 3
_FROM, _TO = 0.2, 0.8  # of a letter's height


def struck(page: Page) -> NDArray[np.bool_]:
    """For every character of the page's text whether a level line goes through it."""
    boxes = page.letters.boxes
    found = np.zeros(len(boxes), dtype=np.bool_)
    left, bottom, right, top = boxes.T if len(boxes) else np.zeros((4, 0))
    across, height = (left + right) / 2, top - bottom
    for number, line in enumerate(
        page.page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=_DEEP)
    ):
        if number >= MOST_LINES:
            break
        begin, low, end, high = line.get_bounds()
        if high - low > THIN or end - begin < SHORT:
            continue
        up = (low + high) / 2
        found |= (
            (begin < across) & (across < end) & (height > 0)
            & (bottom + _FROM * height < up) & (up < bottom + _TO * height)
        )  # fmt: skip
    return found
