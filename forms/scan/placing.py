"""Which page of which blank an arrived page is, and how it lies: turned, tilted, photographed.

Features of the picture are matched with those of every blank's pages; what agrees on one
perspective is counted, and few mean that nothing is placed.
"""
# pyright: basic
# OpenCV is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.scan import blanks
from forms.scan.blanks import BlankPage, Points
from forms.scan.pages import DOTS, Grey, Sheet

FEWEST = 12  # places that agree, of a thousand
CLEAR = 2.0  # times as many as the next page's: then only this one is tried
LAID, SURELY = 0.55, 0.7  # of the print found where it should be; another page has a tenth
_RATIO = 0.8
_CANDIDATES = 3
_NEAR_COARSE, _NEAR_FINE = 6.0, 3.0
_ROUNDS, _FEWEST_CORNERS = 2, 12
_OFF = 1.5  # pixels of the smaller copy
_LONG_SIDE_INCHES = 11.69
_STRETCH = 4.0
_WINDOW = (21, 21)
_NOTHING = np.empty(0, np.float32)
Matrix: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An arrived page laid over its blank's: `pixels` as if drawn from the blank's own PDF.

    `to_page` brings a place of the blank's picture to the arrived one. `fit` is the confidence of
    it all: the share of the blank's print that is found where it should be; `corners` are those
    places (in pixels of the blank's picture) and `fits` whether each was found.
    """

    sheet: Sheet
    page: BlankPage
    to_page: Matrix
    pixels: Grey
    printed: Grey
    fit: float
    corners: NDArray[np.float32]
    fits: NDArray[np.bool_]


def dots(sheet: Sheet) -> float:
    """About how many pixels an inch of the paper has."""
    return max(sheet.pixels.shape) / _LONG_SIDE_INCHES


def place(sheet: Sheet, pages: Sequence[BlankPage]) -> Placed | None:
    """The page that it is; None when it is none."""
    found = blanks.coarse(sheet.pixels, dots(sheet))
    pairs = [(page, _matches(found, page.coarse)) for page in pages]
    pairs = sorted(pairs, key=lambda pair: -len(pair[1][0]))[:_CANDIDATES]
    best = _best(sheet, pairs)
    if best is not None and best.fit >= SURELY:
        return best
    more = blanks.harder(sheet.pixels, dots(sheet))
    looked = [(page, _matches(more, blanks.harder(page.pixels, DOTS))) for page, _ in pairs]
    again = _best(sheet, looked)
    return max((one for one in (best, again) if one is not None), key=_fit, default=None)


def _fit(placed: Placed) -> float:
    return placed.fit


def _best(sheet: Sheet, pairs: Sequence[tuple[BlankPage, Pair]]) -> Placed | None:
    """The candidate on whose print the page lies best, if it lies on any."""
    scored = [
        (agreeing, page, matrix)
        for page, pair in pairs
        for matrix, agreeing in [_perspective(*pair, _NEAR_COARSE)]
        if matrix is not None and agreeing >= FEWEST
    ]
    scored.sort(key=lambda one: -one[0])
    best: Placed | None = None
    for agreeing, page, matrix in scored:
        if best is not None and (best.fit >= SURELY or agreeing * CLEAR < scored[0][0]):
            break
        placed = _laid(sheet, page, matrix)
        if best is None or placed.fit > best.fit:
            best = placed
    return best if best is not None and best.fit >= LAID else None


def _laid(sheet: Sheet, page: BlankPage, matrix: Matrix) -> Placed:
    """The page unwarped roughly, and again by its print until that lies where it should."""
    printed = page.pixels
    target = blanks.half(printed)
    pixels = _warped(sheet.pixels, matrix, printed)
    shift, found = _followed(target, blanks.half(pixels), page.corners, levels=3)
    for _ in range(_ROUNDS):
        if found.sum() < _FEWEST_CORNERS:
            break
        source = (page.corners + shift)[found] * 2
        finer, _ = cv2.findHomography(source, page.corners[found] * 2, cv2.RANSAC, _NEAR_FINE)
        if finer is None:
            break
        matrix = np.asarray(finer @ matrix, dtype=np.float64)
        pixels = _warped(sheet.pixels, matrix, printed)
        shift, found = _followed(target, blanks.half(pixels), page.corners, levels=1)
    fits = found & (np.hypot(shift[:, 0], shift[:, 1]) <= _OFF)
    return Placed(
        sheet=sheet, page=page, pixels=pixels, printed=printed,
        to_page=np.asarray(np.linalg.inv(matrix), dtype=np.float64),
        fit=float(fits.mean()) if len(fits) else 0.0, corners=page.corners * 2, fits=fits,
    )  # fmt: skip


def _warped(pixels: Grey, matrix: Matrix, printed: Grey) -> Grey:
    size = (printed.shape[1], printed.shape[0])
    return np.asarray(
        cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255),
        dtype=np.uint8,
    )


def _followed(
    printed: Grey, pixels: Grey, corners: NDArray[np.float32], *, levels: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """How far each corner of the print lies off, and whether it was found, there and back."""
    there, seen, _ = cv2.calcOpticalFlowPyrLK(
        printed, pixels, corners, _NOTHING, winSize=_WINDOW, maxLevel=levels
    )
    back, again, _ = cv2.calcOpticalFlowPyrLK(
        pixels, printed, there, _NOTHING, winSize=_WINDOW, maxLevel=levels
    )
    lost = np.hypot(*(back - corners).T)
    return there - corners, np.asarray(seen)[:, 0].astype(bool) & np.asarray(again)[:, 0].astype(
        bool
    ) & (lost < 1)


def _matches(found: Points, printed: Points) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The places of both that look alike, and like nothing else."""
    nothing = np.empty((0, 2), np.float32)
    if len(found.looks) < 2 or len(printed.looks) < 2:  # noqa: PLR2004  the nearest two
        return nothing, nothing
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(found.looks, printed.looks, k=2)
    good = [first for first, second in pairs if first.distance < _RATIO * second.distance]
    return (
        found.places[[one.queryIdx for one in good]],
        printed.places[[one.trainIdx for one in good]],
    )


def _perspective(
    source: NDArray[np.float32], target: NDArray[np.float32], near: float
) -> tuple[Matrix | None, int]:
    """The perspective that most of the alike places agree on, and how many do."""
    if len(source) < 8:  # noqa: PLR2004  four fix a perspective, twice as many say something
        return None, 0
    matrix, agree = cv2.findHomography(source, target, cv2.RANSAC, near)
    if matrix is None:
        return None, 0
    found = np.asarray(matrix, dtype=np.float64)
    return (found, int(np.asarray(agree).sum())) if _is_a_page(found) else (None, 0)


def _is_a_page(matrix: Matrix) -> bool:
    """Whether the perspective is one in which a sheet can be seen: not folded, not squeezed."""
    turn = matrix[:2, :2]
    scale = np.linalg.svd(turn, compute_uv=False)
    return bool(np.linalg.det(turn) > 0 and scale[0] < _STRETCH * scale[1])
