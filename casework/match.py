"""That two cases may be about one person: found by comparing, decided by a person alone (W39)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a person said of two cases. LINKED are two people whose cases belong together."""

    SAME = "same"
    NOT_SAME = "not_same"
    LINKED = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two cases by reference and why they may be one person's: reasons and scores, no names.

    `by` and `decided` say who gave the verdict, and when; without one it is a suggestion.
    """

    case: str
    other: str
    strength: str = ""
    reasons: tuple[str, ...] = ()
    verdict: Verdict | None = None
    by: str = ""
    decided: dt.datetime | None = None

    def beside(self, reference: str) -> str:
        """The other one of the two."""
        return self.other if self.case == reference else self.case
