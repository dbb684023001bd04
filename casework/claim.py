"""A due row that one worker has taken for a while: which, until when, and on which attempt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MOST_TRIES = 3


class Queue(StrEnum):
    """Where due rows are found."""

    RECEIPTS = "receipts"
    OUTGOING = "outgoing"
    DUTIES = "duties"


class DutyKind(StrEnum):
    """Work that a date brings about."""

    AGENDA = "agenda"
    PAPERS = "papers"
    CLOSE_OF_LIST = "close_of_list"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A taken row. `fence` goes up with every claim: a worker with an old one may not finish.

    `subject` is the receipt's reference, the outgoing row's number, or the duty's
    `kind:subject`; `attempts` counts this one.
    """

    queue: Queue
    subject: str
    fence: int
    attempts: int
    lease_until: dt.datetime
