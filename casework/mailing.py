"""A mail we intend to send: to one person, of one kind, held until it may leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class MailKind(StrEnum):
    """The mails of the panel's month, by the letters they have in the handbooks."""

    SENT_BACK = "A1"
    SENT_BACK_AGAIN = "A2"
    SENT_BACK_NO_FORM = "A3"
    OTHER_HALF = "A4"
    COULD_NOT_READ = "B"
    READY = "C1"
    NEXT_LIST = "C2"
    ELSEWHERE = "C5"
    FIRST_AGENDA = "D1"
    PAPERS = "D2"
    EXTRA_PAPERS = "D3"
    INVITATION = "D4"
    ACTION_THANKS = "E6"
    ACTION_UNCLEAR = "E7"
    ACTION_LOG = "F1"
    ALERT = "G2"


class Payload(StrEnum):
    """Whether a mail carries case material: P1 needs a secure route, P0 does not."""

    P0 = "P0"
    P1 = "P1"


class OutgoingState(StrEnum):
    """What is known of an outgoing mail (mail, section 12.3)."""

    HELD = "held"
    WAITING = "waiting"
    PREPARING = "preparing"
    LEAVING = "leaving"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A finished file: its outward name and where its sealed bytes are.

    `media_type` as in RFC 2046; `digest` is the SHA-256 of the clear bytes, in hex.
    """

    file_name: str
    media_type: str
    blob: str
    digest: str
    payload: Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A mail to be written down as an outgoing row: one kind, one person, one edition.

    `key` makes a step that runs twice write one row. `released` is true for the kinds that the
    panel's file lets go by itself. `answers` is the Message-ID replied to.
    """

    key: str
    kind: MailKind
    person: str
    address: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    case: str = ""
    meeting: dt.date | None = None
    receipt: str = ""
    released: bool = False
    hold_reasons: tuple[str, ...] = ()
    answers: str = ""
    auto: str = "auto-replied"
    cases: tuple[str, ...] = ()
    copy_number: int | None = None

    @property
    def payload(self) -> Payload:
        """P1 as soon as one attachment carries case material."""
        carried = {attachment.payload for attachment in self.attachments}
        return Payload.P1 if Payload.P1 in carried else Payload.P0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An outgoing row as the other rooms see it.

    `blob` and `digest` are the finished message, once it is assembled: every attempt sends it.
    """

    id: int
    intent: Intent
    state: OutgoingState
    message_id: str
    created: dt.datetime
    sent: dt.datetime | None = None
    attempts: int = 0
    fence: int = 0
    evidence: str = ""
    blob: str = ""
    digest: str = ""
