"""What was added to a placed page: dark where the blank is not, in a box, by lines."""
# pyright: basic
# OpenCV is untyped; what leaves this module is typed.

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.catalogue import Box
from forms.scan.pages import SCALE, Grey
from forms.scan.placing import SURELY, Placed

Mask = NDArray[np.bool_]

INK, FAINT = 150, 195  # of 255, where the paper is white: a pen or printer, a pale trace
_OWN = 215  # what the blank itself draws is darker
_OWN_AROUND = 3  # pixels about it that are left out, for a page that lies not quite so
_NEIGHBOURS, _MOST_FIT = 12, 0.35  # of the places about a box, so many are where they should be
_SPECK = 6  # pixels of ink that are dust
_LINE_GAP, _LINE_LEAST = 1, 9  # rows: between two lines; of the lowest letters


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def shrunk(self, by: int) -> Area:
        """The area without its rim."""
        return Area(self.left + by, self.top + by, self.right - by, self.bottom - by)


@dataclass(kw_only=True)
class Canvas:
    """A placed page beside its blank's page."""

    placed: Placed

    @property
    def grey(self) -> Grey:
        """The page, its paper white everywhere."""
        return self.placed.pixels

    @cached_property
    def calm(self) -> Grey:
        """The same without its grain."""
        return np.asarray(cv2.GaussianBlur(self.grey, (3, 3), 0), dtype=np.uint8)

    @cached_property
    def own(self) -> Mask:
        """Where the blank itself is dark, and a little about it."""
        dark = (self.placed.printed < _OWN).astype(np.uint8)
        around = np.ones((2 * _OWN_AROUND + 1, 2 * _OWN_AROUND + 1), np.uint8)
        return cv2.dilate(dark, around).astype(bool)

    def area(self, box: Box) -> Area:
        """A box of the blank in pixels of its picture."""
        height = self.placed.printed.shape[0]
        return Area(
            max(0, round(box.left * SCALE)), max(0, round(height - box.top * SCALE)),
            max(0, round(box.right * SCALE)), max(0, round(height - box.bottom * SCALE)),
        )  # fmt: skip

    def lies_surely(self, box: Box) -> bool:
        """Whether the print about a box is where the blank has it."""
        if self.placed.fit < SURELY:
            return False
        area, corners = self.area(box), self.placed.corners
        off = np.maximum(
            np.maximum(area.left - corners[:, 0], corners[:, 0] - area.right),
            np.maximum(area.top - corners[:, 1], corners[:, 1] - area.bottom),
        )
        near = self.placed.fits[np.argsort(off)[:_NEIGHBOURS]]
        return bool(near.mean() >= _MOST_FIT)

    def added(self, area: Area, *, darker_than: int = INK) -> Mask:
        """Where there is ink that the blank does not have."""
        return (self.calm[area.slices] < darker_than) & ~self.own[area.slices]

    def share(self, area: Area, *, darker_than: int = INK) -> float:
        """The share of the area that such ink covers."""
        found = self.added(area, darker_than=darker_than)
        return float(found.mean()) if found.size else 0.0

    def box_on_page(self, box: Box) -> Box:
        """A box of the blank as it lies on the page that came, in points from its bottom left."""
        area = self.area(box)
        corners = np.array(
            [[area.left, area.top], [area.right, area.top], [area.right, area.bottom],
             [area.left, area.bottom]], dtype=np.float32,
        )  # fmt: skip
        sheet = self.placed.sheet
        at = cv2.perspectiveTransform(corners[None], self.placed.to_page)[0] / sheet.scale
        (left, top), (right, bottom) = at.min(axis=0).tolist(), at.max(axis=0).tolist()
        return Box(
            round(left, 1), round(sheet.height - bottom, 1),
            round(right, 1), round(sheet.height - top, 1),
        )  # fmt: skip


def without_specks(mask: Mask) -> Mask:
    """The ink without its dust."""
    count, numbered, stats, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), connectivity=8
    )
    kept = np.asarray(stats)[:, cv2.CC_STAT_AREA] >= _SPECK
    kept[0] = False
    chosen = kept.take(np.asarray(numbered, dtype=np.intp))
    return np.asarray(chosen, dtype=np.bool_) if count > 1 else np.zeros_like(mask)


def lines(mask: Mask) -> list[Area]:
    """The lines of ink, top to bottom, each as wide as its ink."""
    rows = mask.any(axis=1)
    found: list[list[int]] = []
    for row in np.flatnonzero(rows).tolist():
        if found and row - found[-1][1] <= _LINE_GAP:
            found[-1][1] = row
        else:
            found.append([row, row])
    joined = _joined(found)
    return [
        Area(int(across[0]), top, int(across[-1]) + 1, bottom + 1)
        for top, bottom in joined
        if len(across := np.flatnonzero(mask[top : bottom + 1].any(axis=0)))
    ]


def _joined(runs: list[list[int]]) -> list[list[int]]:
    """The runs of rows as lines: accents and dots belong to the nearer of their neighbours."""
    if not runs:
        return []
    tall = [run for run in runs if run[1] - run[0] + 1 >= _LINE_LEAST]
    if not tall:
        return [[runs[0][0], runs[-1][1]]]
    for run in runs:
        if run in tall:
            continue
        near = min(tall, key=lambda one: max(one[0] - run[1], run[0] - one[1]))
        near[0], near[1] = min(near[0], run[0]), max(near[1], run[1])
    return tall
