"""One question's answer: what was read, where it stood, how it was read and in which state it is.

A blank is not "Unknown": an answer is asked for its state and never tested for truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class State(StrEnum):
    """In which of its states a question ended (`what counts as an answer`)."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_DISCLOSED = "not_disclosed"
    NOT_ASKED_UNSAFE = "not_asked_unsafe"
    NONE = "none"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"
    CONTRADICTORY = "contradictory"
    UNREADABLE = "unreadable"
    MISMATCHED = "mismatched"


EXPLICIT_UNKNOWN = frozenset({State.UNKNOWN, State.NOT_DISCLOSED, State.NOT_ASKED_UNSAFE})
SETTLED = EXPLICIT_UNKNOWN | {State.ANSWERED, State.NONE, State.NOT_APPLICABLE}


class HowRead(StrEnum):
    """How we came by an answer, in the words shown to a coordinator."""

    TYPED = "typed"
    TICKED = "ticked"
    PRINT = "read from print"
    SCAN = "read from a scan"
    PERSON = "typed here by a coordinator"
    BODY = "in the email text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer stood. `box` is left, bottom, right, top in PDF points; `path` for Word."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A year, perhaps with a month: never completed with a day that nobody wrote."""

    year: int
    month: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table question.

    `key` is "1", "2" ... or the list item's id. `cells` holds a text or an option key a column
    (several keys with a blank between them where the column takes several); a cell nobody filled
    is absent.
    """

    key: str
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The cell's text, "" when nobody filled it."""
        return self.cells.get(column, "")


Value: TypeAlias = str | int | dt.date | PartialDate | frozenset[str] | tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A state with its value and its origin.

    `value` by kind of question: text, number, date, option key ("yes", "no", a list's id),
    a set of option keys, or rows. It is None unless the state is ANSWERED; a contradictory or
    mismatched answer keeps what was found in `readings`. `sure` runs from 0 to 1.
    """

    state: State
    value: Value | None = None
    raw: str = ""
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)
    how: HowRead = HowRead.TYPED
    sure: float = 1.0

    @property
    def is_settled(self) -> bool:
        """Whether the question is settled: answered, or explicitly Unknown or None."""
        return self.state in SETTLED

    def said(self, option: str) -> bool:
        """Whether exactly this option was chosen: a statement, never an inference from a blank."""
        return self.state is State.ANSWERED and self.value == option

    def includes(self, option: str) -> bool:
        """Whether this option is among the ticked ones."""
        return option in self.options

    @property
    def options(self) -> frozenset[str]:
        """The ticked options of a many-of-a-list question; empty when it has no answer."""
        return self.value if isinstance(self.value, frozenset) else frozenset()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The filled rows; empty when there are none, or no answer. Ask `state` which it is."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str:
        """The answer as a single text; empty when it has none or is not one text."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def date(self) -> dt.date | None:
        """The full date, if one was written."""
        return self.value if isinstance(self.value, dt.date) else None

    @property
    def number(self) -> int | None:
        """The whole number, if one was written."""
        return self.value if isinstance(self.value, int) else None


BLANK = Answer(state=State.BLANK)
NO_CELLS: Mapping[str, str] = MappingProxyType({})
