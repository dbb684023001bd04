"""A dated sitting of the panel and the cases on its list (W40, W41)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class MeetingState(StrEnum):
    """How far a meeting has come."""

    PLANNED = "planned"
    AGENDA_SENT = "agenda_sent"
    PAPERS_MADE = "papers_made"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One sitting: its date is its name. `agenda_version` counts issued agendas.

    `added` says that the panel's own list of dates does not have it.
    """

    date: dt.date
    start: dt.time
    venue: str
    mode: str = "in_person"
    chair: str = ""
    state: MeetingState = MeetingState.PLANNED
    agenda_version: int = 0
    pack_version: int = 0
    added: bool = False
