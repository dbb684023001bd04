"""A case's life: which events may follow which state. What the table does not list is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class CaseState(StrEnum):
    """Where a case stands; the desk's words for it are in `WORDS`."""

    RECEIVED = "received"
    NEEDS_YOU = "needs_you"
    SENT_BACK = "sent_back"
    READY = "ready"
    LISTED = "listed"
    DISCUSSED = "discussed"
    CLOSED = "closed"


class CaseEvent(StrEnum):
    """What can happen to a case."""

    HOLD = "hold"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    LIST = "list"
    DEFER = "defer"
    DISCUSS = "discuss"
    CLOSE = "close"
    REFER_AGAIN = "refer_again"


_JUDGED = {
    CaseEvent.HOLD: CaseState.NEEDS_YOU,
    CaseEvent.SEND_BACK: CaseState.SENT_BACK,
    CaseEvent.ACCEPT: CaseState.READY,
    CaseEvent.CLOSE: CaseState.CLOSED,
}
LIFECYCLE = MappingProxyType(
    {
        CaseState.RECEIVED: _JUDGED,
        CaseState.NEEDS_YOU: _JUDGED,
        CaseState.SENT_BACK: _JUDGED,
        CaseState.READY: {**_JUDGED, CaseEvent.LIST: CaseState.LISTED},
        CaseState.LISTED: {
            CaseEvent.HOLD: CaseState.NEEDS_YOU,
            CaseEvent.DEFER: CaseState.READY,
            CaseEvent.DISCUSS: CaseState.DISCUSSED,
            CaseEvent.CLOSE: CaseState.CLOSED,
        },
        CaseState.DISCUSSED: {
            CaseEvent.LIST: CaseState.LISTED,
            CaseEvent.CLOSE: CaseState.CLOSED,
            CaseEvent.REFER_AGAIN: CaseState.RECEIVED,
        },
        CaseState.CLOSED: {CaseEvent.REFER_AGAIN: CaseState.RECEIVED},
    }
)
OVER = frozenset({CaseState.DISCUSSED, CaseState.CLOSED})
WORDS = MappingProxyType(
    {
        CaseState.RECEIVED: "Received",
        CaseState.NEEDS_YOU: "Needs you",
        CaseState.SENT_BACK: "Sent back",
        CaseState.READY: "Ready",
        CaseState.LISTED: "On the agenda",
        CaseState.DISCUSSED: "Discussed",
        CaseState.CLOSED: "Closed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One individual's matter before the panel, by reference.

    `meeting` is the sitting it is for; `first_arrival` when its first message came (B1);
    `version` counts the referral forms received for it, `returns` the notices sent. `joined` is
    the case that this one became part of; `also` are further referrers of a case so joined (B8);
    `last_heard` is the last meeting that discussed it.
    """

    reference: str
    state: CaseState
    since: dt.datetime
    first_arrival: dt.datetime
    meeting: dt.date | None = None
    urgent: bool = False
    earlier: str = ""
    version: int = 1
    returns: int = 0
    referrer: str = ""
    also: tuple[str, ...] = ()
    approved_late: str = ""
    joined: str = ""
    last_heard: dt.date | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was heard, or closed: what comes now is a new matter."""
        return self.state in OVER

    @property
    def referrers(self) -> tuple[str, ...]:
        """Everybody who referred it, the first one first."""
        return tuple(filter(None, (self.referrer, *self.also)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIdentity:
    """Who a case is about, as far as it can be compared; for finding earlier cases (W39).

    `last_heard` is the date of the last meeting that discussed it; `roles` are those of the forms
    that came for it.
    """

    reference: str
    state: CaseState
    identity: Mapping[str, str]
    last_heard: dt.date | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether it was heard, or closed."""
        return self.state in OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened to a case: `what` and `detail` are ids, `subject` a reference."""

    at: dt.datetime
    what: str
    subject: str = ""
    by: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An event that may not happen in this state: a value, not an error."""

    state: CaseState
    event: CaseEvent


def advance(case: Case, event: CaseEvent, *, now: dt.datetime) -> Case | Refused:
    """The case after the event, or the refusal as a value. The clock is the caller's."""
    following = LIFECYCLE[case.state].get(event)
    if following is None:
        return Refused(state=case.state, event=event)
    return replace(case, state=following, since=now)
