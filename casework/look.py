"""How an answer looks in the picture of a form: four looks, each with its words and colour."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from casework.answer import Answer, State
from casework.finding import Severity

SURE = 0.9
Colour: TypeAlias = tuple[int, int, int]
_PRESSING = frozenset({Severity.ALERT, Severity.HOLD, Severity.RETURN})


class Look(StrEnum):
    """What a person is to do with an answer."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    GAP = "gap"
    BLANK = "blank"


LOOKS: Mapping[Look, tuple[Colour, str]] = MappingProxyType(
    {
        Look.ANSWERED: ((24, 128, 60), "answered"),
        Look.UNSURE: ((214, 118, 0), "look at it"),
        Look.GAP: ((200, 16, 36), "blank, and needed"),
        Look.BLANK: ((120, 130, 145), "blank, may stay so"),
    }
)


def look_of(answer: Answer, found: Collection[Severity]) -> Look | None:
    """The look of an answer with findings of these severities; None for one that nobody asks."""
    pressing = not _PRESSING.isdisjoint(found)
    if answer.state is State.NOT_APPLICABLE:
        return None
    if answer.state is State.BLANK:
        return Look.GAP if pressing else Look.BLANK
    if not answer.is_settled or answer.sure < SURE or pressing:
        return Look.UNSURE
    return Look.ANSWERED
