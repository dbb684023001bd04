"""The points of a notice that a form comes back, numbered as on the form itself (W32, forms 10).

A point names the question, what to do and what would satisfy; never what was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.document import Gap

MOST_POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the answers are wanted, in words; `closes` is empty for a panel without a deadline.

    `closes` is "5pm on Monday 14 December 2026", `closes_short` "5pm Monday 14 December".
    """

    closes: str
    closes_short: str
    meeting: str
    next_meeting: str


def points(gaps: Sequence[Gap]) -> tuple[tuple[str, ...], int]:
    """The first twelve points, in the order of their numbers, and how many more there are."""
    ordered = sorted(gaps, key=lambda gap: gap.number)
    shown = tuple(point(gap) for gap in ordered[:MOST_POINTS])
    return shown, len(ordered) - len(shown)


def point(gap: Gap) -> str:
    """One point: the place, and the finished sentence."""
    return f"{gap.place}: {gap.text}" if gap.place else gap.text


def sent_back(
    reference: str,
    gaps: Sequence[Gap],
    deadline: Deadline,
    *,
    marked: bool,
    contradictions: bool = False,
) -> dict[str, object]:
    """The values of A1. `marked` says that the form itself carries the numbers."""
    return {
        **_common(reference, gaps, deadline),
        "marked": marked,
        "contradictions": contradictions,
    }


def sent_back_again(
    reference: str, gaps: Sequence[Gap], deadline: Deadline, *, marked: bool, completed: int
) -> dict[str, object]:
    """The values of A2. `completed` counts the earlier gaps that are filled now."""
    return {**_common(reference, gaps, deadline), "marked": marked, "completed": completed}


def sent_back_without_form(
    reference: str, gaps: Sequence[Gap], deadline: Deadline
) -> dict[str, object]:
    """The values of A3: to an address that case material may not go to."""
    return _common(reference, gaps, deadline)


def other_half(
    reference: str,
    deadline: Deadline,
    *,
    referral_missing: bool,
    set_clause: str,
    ground_clause: str,
) -> dict[str, object]:
    """The values of A4: one form of the set came without the other."""
    return {
        **_times(reference, deadline),
        "referral_missing": referral_missing,
        "set_clause": set_clause,
        "ground_clause": ground_clause,
    }


def _common(reference: str, gaps: Sequence[Gap], deadline: Deadline) -> dict[str, object]:
    shown, more = points(gaps)
    return {**_times(reference, deadline), "count": len(gaps), "points": shown, "more": more}


def _times(reference: str, deadline: Deadline) -> dict[str, object]:
    return {
        "reference": reference,
        "closes": deadline.closes,
        "closes_short": deadline.closes_short,
        "meeting": deadline.meeting,
        "next_meeting": deadline.next_meeting,
    }
