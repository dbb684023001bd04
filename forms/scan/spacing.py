"""Whether a line as read can be the ink that is there: its letters' distances, blanks and dots.

The model drops signs that it does not know and is sure of the rest. Here what it says is held
against the picture: a letter too few leaves a hole, a lost blank a gap, a lost dot a speck.
"""
# pyright: basic
# reportlab and OpenCV are untyped; what leaves this module is typed.

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from reportlab.pdfbase import pdfmetrics

Mask: TypeAlias = NDArray[np.bool_]
Pair: TypeAlias = tuple[str, str, int, float, float]

_FONT = "Helvetica"  # most sans-serif fonts have about its widths
_BLANK = 0.278  # its blank, in ems
_HOLE = 0.38  # ems by which two letters may stand farther apart than their widths say
_LEAST_BLANK, _MOST_GAP, _MOST_LOOSE = 0.23, 0.35, 0.45  # ems without ink: for a blank, without one
_LOOSE = frozenset("'\"1.,:;!-/()[]ijlItf\u2019\u201c\u201d")  # stand loose in their width
_BLUR = 1.5  # pixels by which a gap looks narrower than it is
_LOOK = 3  # pixels by which a letter's place may be off
_TWO_PARTS = frozenset('ij;:!?=%\u00f7\u201c\u201d"')
_DOUBLE = frozenset("\u0308\u030b")  # two dots, two strokes
_FEET = frozenset("aceilostuxzBCDEGIJOSUZ")
_HEADS = frozenset("ABCDEFGIOPQRSTZl")
_FEW, _ROOM, _MOSTLY, _PARTLY = 3, 0.17, 0.55, 0.4
_ABOUT = 3  # pixels
_SMALL = 0.45  # of the line's height


def fits(text: str, places: Sequence[float], ink: Mask, traces: Mask) -> bool:
    """Whether the text can be what the ink of its line shows; `traces` has all that is pale too."""
    inked = np.asarray(ink.any(axis=0), dtype=np.bool_)
    pairs = _pairs(text, places)
    if not pairs:
        return True
    em = _em(pairs)
    return (
        _is_even(pairs, em, inked)
        and _has_no_more_dots(text, ink)
        and _is_as_tall(text, places, traces)
    )


def _em(pairs: Sequence[Pair]) -> float:
    """The size of the letters, in pixels."""
    return float(np.median([(pair[4] - pair[3]) / _apart(pair) for pair in pairs]))


def _apart(pair: Pair) -> float:
    """How far apart two letters should stand, in ems."""
    one, other, blanks, *_ = pair
    return (_width(one) + _width(other)) / 2 + blanks * _BLANK


def _is_even(pairs: Sequence[Pair], em: float, inked: Mask) -> bool:
    for pair in pairs:
        one, other, blanks, start, end = pair
        gap = (_gap(inked, start, end) + _BLUR) / em
        loose = _MOST_LOOSE if {one, other} & _LOOSE else _MOST_GAP
        if (blanks and gap < _LEAST_BLANK) or (not blanks and gap > loose):
            return False
        if (end - start) / em - _apart(pair) > _HOLE:
            return False
    return True


def _pairs(text: str, places: Sequence[float]) -> list[Pair]:
    """Two letters after each other, how many blanks lie between, and where both stand."""
    letters = [(number, sign) for number, sign in enumerate(text) if sign != " "]
    return [
        (sign, after, other - number - 1, places[number], places[other])
        for (number, sign), (other, after) in pairwise(letters)
    ]


def _gap(inked: Mask, start: float, end: float) -> int:
    """The widest run of columns without ink between two places."""
    widest = run = 0
    for column in inked[max(0, int(start) - _LOOK) : int(end) + _LOOK + 1].tolist():
        run = 0 if column else run + 1
        widest = max(widest, run)
    return widest


@cache
def _width(letter: str) -> float:
    """A letter's width in ems; one with a mark is as wide as without."""
    plain = unicodedata.normalize("NFKD", letter)[:1]
    known = plain.encode("latin-1", "ignore").decode("latin-1")
    return (pdfmetrics.stringWidth(known, _FONT, 1) if known else 0.0) or 0.5


def _is_as_tall(text: str, places: Sequence[float], ink: Mask) -> bool:
    """Whether no letter without a mark reaches higher or lower than its like do in this line.

    The model may read a letter with a mark that it does not know as the letter without. Only
    letters whose head or foot is in their middle are looked at.
    """
    spans = [(letter, _span(ink, place)) for letter, place in zip(text, places, strict=True)]
    feet = [span[:, 1] for letter, span in spans if letter in _FEET and span.size]
    heads = [span[:, 0] for letter, span in spans if letter in _HEADS and span.size]
    if len(feet) < _FEW:
        return True
    foot = float(np.median([one.max() for one in feet]))
    head = float(np.median([one.min() for one in heads])) if heads else 0.0
    room = _ROOM * max(foot - head, 1)
    if any(np.mean(one > foot + room) > _PARTLY for one in feet):
        return False
    return len(heads) < _FEW or not any(np.mean(one < head - room) > _MOSTLY for one in heads)


def _span(ink: Mask, place: float) -> NDArray[np.int64]:
    """The highest and lowest ink of the columns about a place."""
    columns = ink[:, max(0, int(place) - _ABOUT) : int(place) + _ABOUT + 1]
    inked = columns[:, columns.any(axis=0)]
    tops = inked.argmax(axis=0)
    bottoms = ink.shape[0] - 1 - inked[::-1].argmax(axis=0)
    return np.stack([tops, bottoms], axis=1) if inked.size else np.empty((0, 2), np.int64)


def _has_no_more_dots(text: str, ink: Mask) -> bool:
    """Whether no more dots and marks stand over or under letters than the text has."""
    return _dots(ink) <= sum(map(_parts_of, text))


@cache
def _parts_of(letter: str) -> int:
    """How many small pieces may stand over or under the letter's largest."""
    marks = unicodedata.normalize("NFKD", letter)[1:]
    return (letter in _TWO_PARTS) + sum(2 if mark in _DOUBLE else 1 for mark in marks)


def _dots(ink: Mask) -> int:
    """How many small pieces of ink stand over or under a larger one."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    pieces = np.asarray(stats)[1:count].tolist()
    found = 0
    for left, top, width, height, _area in pieces:
        middle = left + width / 2
        if height >= _SMALL * ink.shape[0]:
            continue
        found += any(
            other_left - 1 <= middle <= other_left + other_width + 1
            and other_height > height
            and (other_top > top + height or other_top + other_height < top)
            for other_left, other_top, other_width, other_height, _ in pieces
        )
    return found
