"""A figure and how figures are taken: ways in turns, each with its median."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure; `how` says what was done and on what kind of machine."""

    name: str
    value: float
    target: float
    better: Better
    unit: str
    how: str

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        if self.better == "higher":
            return self.value >= self.target
        return self.value <= self.target


def figure(
    name: str, value: float, target: float, *, better: Better, unit: str, how: str
) -> Figure:
    """A figure, rounded as it is told, with the machine behind its account."""
    return Figure(
        name=name,
        value=round(value, 2),
        target=target,
        better=better,
        unit=unit,
        how=f"{how}; {machine()}",
    )


def machine() -> str:
    """The kind of machine: nothing that tells one from another of its kind."""
    cores = os.cpu_count() or 1
    return f"{cores} cores, {platform.system()}, Python {platform.python_version()}"


def milliseconds(act: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def in_turns(ways: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The median milliseconds of each way.

    Each is done once untimed; then they take turns, so that a busy machine slows them alike.
    """
    for act in ways.values():
        act()
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, act in ways.items():
            gc.collect()
            took[name].append(milliseconds(act))
    return {name: statistics.median(times) for name, times in took.items()}


def told(medians: Mapping[str, float]) -> str:
    """The medians in words."""
    return ", ".join(f"{name} {value:.3g} ms" for name, value in medians.items())


def say(line: str) -> None:
    """A line for the person who waits; standard output is for figures."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201  what it is for
