"""The durable record that a message came, and what was ruled on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casework.disposition import Disposition
from casework.finding import Finding
from casework.mailing import Intent
from casework.match import Match


class ReceiptState(StrEnum):
    """How far a message has come (mail, section 8.1)."""

    STORED = "stored"
    CLASSIFIED = "classified"
    SETTLED = "settled"


class MessageKind(StrEnum):
    """What a message is: a proposal that a person can change (protocols, section 8)."""

    REFERRAL = "referral"
    SET_PART = "set_part"
    RESEND = "resend"
    ACTION_UPDATE = "action_update"
    APOLOGY = "apology"
    INVITE_REQUEST = "invite_request"
    CLIENT_CONCERN = "client_concern"
    ADVICE_REQUEST = "advice_request"
    COMPLAINT = "complaint"
    BREACH = "breach"
    WITHDRAWAL = "withdrawal"
    PAPERS_QUERY = "papers_query"
    AUTOMATIC = "automatic"
    UNKNOWN = "unknown"


class Fate(StrEnum):
    """Where the message is moved when it is settled."""

    PROCESSED = "processed"
    REJECTED = "rejected"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One message that came. `reason` is an id of a closed list, never text of the message."""

    reference: str
    mailbox: str
    place: str
    spool: str
    arrived: dt.datetime
    size_bytes: int
    state: ReceiptState
    kind: MessageKind | None = None
    disposition: Disposition | None = None
    case: str = ""
    same_as: str = ""
    fate: Fate | None = None
    reason: str = ""
    fingerprint: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form that came, as kept: its original (sealed), its answers and its findings.

    `answers` is the JSON text of the submission (`casework.submission` through
    `forms.submit.to_json`); `role` and `form` as in its spec. `number` counts the versions of
    this form in its case, from 1; the register gives it, with `receipt` and `came`.
    """

    form: str
    form_version: str
    role: str
    file_name: str
    media_type: str
    blob: str
    digest: str
    answers: str
    number: int = 1
    receipt: str = ""
    came: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something a coordinator is told of at once: the check and its clause, no values."""

    check: str
    rule: str
    clause: str
    words: str
    case: str = ""
    receipt: str = ""


class Sameness(StrEnum):
    """Why a message is one we know already (mail, section 7)."""

    SAME = "same"
    OTHER_SERVER = "other_server"
    OTHER_CONTENT = "other_content"
    SAME_FILES = "same_files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An earlier message that this one repeats; OTHER_CONTENT holds it for a person."""

    earlier: Receipt
    how: Sameness


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRuling:
    """What a message does to its case.

    `reference` is the case's; `is_new` opens it. `identity` holds the comparable identity
    (names, dates of birth) that the register seals for later matching; `matches` are the cases
    that it may be the same person's as; `also` are the referrers beside the first.
    """

    reference: str
    is_new: bool
    disposition: Disposition
    meeting: dt.date | None
    urgent: bool
    papers: tuple[Paper, ...]
    identity: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()
    referrer: str = ""
    also: tuple[str, ...] = ()
    earlier: str = ""
    sent_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Everything one message leads to: written in ONE commit, or not at all.

    `believed` is false while the sender is not known: such a message never counts as the earlier
    one of a genuine copy. `findings` are those of no case. `action_updates` pair an action's
    reference with what was said of it.
    """

    receipt: str
    kind: MessageKind
    fate: Fate
    fingerprint: str
    message_id_digest: str
    file_digests: tuple[str, ...]
    sender: str
    disposition: Disposition | None = None
    same_as: str = ""
    reason: str = ""
    cases: tuple[CaseRuling, ...] = ()
    findings: tuple[Finding, ...] = ()
    alerts: tuple[Alert, ...] = ()
    outgoing: tuple[Intent, ...] = ()
    action_updates: tuple[tuple[str, str], ...] = ()
    believed: bool = True
