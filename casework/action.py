"""An action: what an agency agreed to do by when, and what may become of it (W11-W13, W53, W54)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ActionState(StrEnum):
    """How an action stands; `not possible` is kept apart from `not done`."""

    OPEN = "open"
    DONE_TO_CONFIRM = "done_to_confirm"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    NOT_DONE = "not_done"
    HANDED_ON = "handed_on"


class ActionKind(StrEnum):
    """What sort of action it is (11.5)."""

    FLAG = "flag"
    VISIT = "visit"
    REFERRAL = "referral"
    CSC_REFERRAL = "csc_referral"
    SERVICE_REFERRAL = "service_referral"
    DISCLOSURE = "disclosure"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A task with an agency, a named owner and a due date; `line` is its place in the log.

    `said` is what its agency last wrote of it, not yet confirmed by anybody.
    """

    reference: str
    line: int
    meeting: dt.date
    case: str
    text: str
    agency: str
    owner: str
    set_on: dt.date
    due: dt.date
    kind: ActionKind = ActionKind.OTHER
    state: ActionState = ActionState.OPEN
    done_on: dt.date | None = None
    last_update: dt.date | None = None
    reason: str = ""
    said: str = ""

    def overdue_days(self, today: dt.date) -> int:
        """Days past the due date while nothing has come; 0 when settled or in time."""
        if self.state is not ActionState.OPEN:
            return 0
        return max(0, (today - self.due).days)
