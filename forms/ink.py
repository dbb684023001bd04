"""How much ink stands in a box: the share of dark pixels of a page drawn at 72 dots an inch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DARK = 90  # of 255: a coloured background is lighter, a pen's or a printer's mark is darker


def share(
    pixels: NDArray[np.uint8], box: tuple[float, float, float, float], *, height: float
) -> float:
    """The share of pixels darker than DARK in a box given as left, bottom, right, top in points.

    `pixels` are grey, one a point, top row first; `height` is the page's. 0.0 outside the page.
    """
    left, bottom, right, top = box
    across = slice(max(0, round(left)), max(0, round(right)))
    down = slice(max(0, round(height - top)), max(0, round(height - bottom)))
    inside = pixels[down, across]
    return float(np.mean(inside < DARK)) if inside.size else 0.0
