"""The issued blanks as pictures: what an arrived page is found by, laid over and compared with."""
# pyright: basic
# OpenCV and pypdfium2 are untyped; what leaves this module is typed.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from forms.catalogue import Blank, Catalogue
from forms.scan.pages import DOTS, SCALE, Grey, drawn

FINDING_DOTS, FINDING_POINTS = 100, 700
HARD_DOTS, HARD_POINTS = 150, 2500  # for a page that is not found so
CORNERS, CORNERS_APART = 220, 18  # of a page at half its size: how many, how far apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Marked places of a picture, in its own pixels, and what each looks like."""

    places: NDArray[np.float32]
    looks: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPage:
    """One page of a blank at 200 dots an inch, kept small; `number` is from 1.

    `corners` are places of its print that can be found again, in pixels of a copy half as large.
    """

    blank: Blank
    number: int
    coarse: Points
    corners: NDArray[np.float32]
    png: bytes

    @property
    def key(self) -> tuple[str, int]:
        """Which page it is."""
        return self.blank.serial, self.number

    @property
    def pixels(self) -> Grey:
        """The page in grey."""
        return np.asarray(
            cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_GRAYSCALE), dtype=np.uint8
        )


def load(folder: Path, catalogue: Catalogue) -> tuple[BlankPage, ...]:
    """Every page of every blank in the folder."""
    return tuple(
        page for blank in catalogue.blanks for page in _pages(folder / f"{blank.stem}.pdf", blank)
    )


def _pages(path: Path, blank: Blank) -> list[BlankPage]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    found: list[BlankPage] = []
    for number, page in enumerate(document, start=1):
        pixels = drawn(page, SCALE)
        found.append(
            BlankPage(
                blank=blank, number=number, coarse=coarse(pixels, DOTS), corners=_corners(pixels),
                png=cv2.imencode(".png", pixels)[1].tobytes(),
            )
        )  # fmt: skip
    document.close()
    return found


def coarse(pixels: Grey, dots: float) -> Points:
    """The places by which a page is found among all."""
    return points(pixels, FINDING_DOTS / dots, FINDING_POINTS)


def harder(pixels: Grey, dots: float) -> Points:
    """More places, for a page that is not found by the few."""
    return points(pixels, HARD_DOTS / dots, HARD_POINTS)


def half(pixels: Grey) -> Grey:
    """A copy half as large, in which print is followed."""
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _corners(pixels: Grey) -> NDArray[np.float32]:
    found = cv2.goodFeaturesToTrack(half(pixels), CORNERS, 0.05, CORNERS_APART)
    if found is None:
        return np.empty((0, 2), np.float32)
    return np.asarray(found, dtype=np.float32).reshape(-1, 2)


def points(pixels: Grey, share: float, count: int) -> Points:
    """The places found in a copy made smaller by `share`."""
    small = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    finder = cv2.ORB.create(count, 1.2, 8, fastThreshold=10)
    places, looks = finder.detectAndCompute(small, None)
    if looks is None:
        return Points(places=np.empty((0, 2), np.float32), looks=np.empty((0, 32), np.uint8))
    at = np.array([place.pt for place in places], dtype=np.float32) / share
    return Points(places=at, looks=np.asarray(looks, dtype=np.uint8))
