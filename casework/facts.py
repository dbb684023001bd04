"""What rules need besides the forms, gathered before they run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum


class SenderStanding(StrEnum):
    """What the register says of the sender of a message (W29)."""

    MEMBER = "member"
    NO_AGREEMENT = "no_agreement"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"


class Naming(StrEnum):
    """Why a person must say whether a message belongs to the case that it names (forms, 9.2)."""

    OTHER_SENDER = "other_sender"
    COLLEAGUE = "colleague"
    OTHER_PERSON = "other_person"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCase:
    """A case that may be about the same person: a suggestion with its reasons (W39).

    `confirmed` says that a person has said so. `named` is why a case that the message names is not
    simply continued. `papers` are the roles of the forms that an open case has; of one that is
    over, none.
    """

    reference: str
    strength: str = ""
    reasons: tuple[str, ...] = ()
    last_heard: dt.date | None = None
    confirmed: bool = False
    named: Naming | None = None
    papers: frozenset[str] = frozenset()

    def because(self, strength: str, reasons: tuple[str, ...]) -> EarlierCase:
        """This case with what makes it a suggestion."""
        return replace(self, strength=strength, reasons=reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The meeting a referral is for: its date, and the instant its list closes."""

    meeting: dt.date
    closes: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The circumstances of one set: when it came, from whom, and what the register knows.

    `arrived` is the receiving server's stamp (B11), aware. `danger_words` are the words of the
    panel's list found in subject and body. `unread_papers` counts files that look like forms but
    could not be read.
    """

    arrived: dt.datetime
    today: dt.date
    sender: SenderStanding = SenderStanding.UNKNOWN
    sender_secure: bool = True
    sender_domain: str = ""
    marked: bool = True
    danger_words: tuple[str, ...] = ()
    agencies: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    meeting_dates: tuple[dt.date, ...] = ()
    next_meeting: Deadline | None = None
    missed_meeting: Deadline | None = None
    earlier: tuple[EarlierCase, ...] = ()
    unread_papers: int = 0
    people_in_message: int = 1
