"""Every way in which the letters of some pages follow the course of a Word blank.

A step's letters stand between the edges of its cell. Where two ways part, nothing is known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forms.word_course import Kind, Step

TICKED, EMPTY = "\u2612\u2611", "\u2610"
_SLACK = 1.5  # points that a letter's middle may lie beyond the edges


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Letters without blanks, the middle of each across the page, and where pages begin."""

    letters: str
    middles: NDArray[np.float64]
    starts: Sequence[int]


@dataclass(kw_only=True)
class _Ways:
    """The ways through a stream."""

    stream: Stream
    ends: dict[tuple[float, float], NDArray[np.int64]] = field(
        default_factory=dict[tuple[float, float], NDArray[np.int64]]
    )

    def end(self, place: int, step: Step) -> int:
        """The first letter from the place on that does not lie between the step's edges."""
        key = step.left, step.right
        if key not in self.ends:
            middles = self.stream.middles
            outside = (middles < step.left - _SLACK) | (middles > step.right + _SLACK)
            count = len(middles)
            at = np.append(np.where(outside, np.arange(count), count), count)
            self.ends[key] = np.minimum.accumulate(at[::-1])[::-1]
        return int(self.ends[key][place])

    def last(self, place: int, step: Step) -> int:
        """Where a text that begins there ends at the latest."""
        end = self.end(place, step)
        if step.stays:
            after = bisect_right(self.stream.starts, place)
            if after < len(self.stream.starts):
                end = min(end, self.stream.starts[after])
        return end

    def after_text(self, places: Iterable[int], step: Step) -> Iterable[int]:
        """Where texts that begin at one of the places may end, each place once."""
        done = -1
        for place in sorted(places):  # a later one never ends earlier
            last = self.last(place, step)
            yield from range(max(place, done + 1), last + 1)
            done = max(done, last)

    def after(self, place: int, step: Step) -> Iterable[int]:
        """Where the next step may begin, if this one begins there; not for a text."""
        letters = self.stream.letters
        if step.kind is Kind.HEAD:
            yield place
            if place in self.stream.starts:
                for cell in step.cells:
                    place = next(iter(self.after(place, cell)), -1)
                    if place < 0:
                        return
                yield place
            return
        words: Iterable[str] = (step.words,)
        if step.kind is Kind.TICK:
            words = (*TICKED, *EMPTY)
        elif step.kind is Kind.CHOICE:
            words = dict.fromkeys((step.words, *(said for _, said in step.options)))
        for one in words:
            end = place + len(one)
            if letters.startswith(one, place) and end <= self.end(place, step):
                yield end


def boundaries(stream: Stream, steps: Sequence[Step]) -> list[set[int]] | None:
    """Where each step may begin, and last where the letters end; None if they do not follow."""
    ways = _Ways(stream=stream)
    reached: list[set[int]] = [{0}]
    for step in steps:
        here = reached[-1]
        if step.kind is Kind.TEXT:
            found = set(ways.after_text(here, step))
        else:
            found = {after for one in here for after in ways.after(one, step)}
        if not found:
            return None
        reached.append(found)
    if len(stream.letters) not in reached[-1]:
        return None
    reached[-1] = {len(stream.letters)}
    for number in range(len(steps) - 1, -1, -1):
        step, later = steps[number], reached[number + 1]
        if step.kind is Kind.TEXT:
            places = sorted(later)
            reached[number] = {
                one
                for one in reached[number]
                if bisect_left(places, one) < bisect_right(places, ways.last(one, step))
            }
        else:
            reached[number] = {
                one for one in reached[number] if not later.isdisjoint(ways.after(one, step))
            }
    return reached
