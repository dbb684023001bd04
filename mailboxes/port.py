"""What every mail system promises: raw messages in and out, nothing decided, nothing tried twice.

An adapter never retries, never logs more than counts and reasons, and drops the texts of its
library: they may hold the message. The sentences below are the contract; one test runs them over
every mail system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Protocol, TypeAlias

from casework.faults import Fault, Kind


class Folder(StrEnum):
    """Where a message can be."""

    INBOX = "inbox"
    PROCESSED = "processed"
    REJECTED = "rejected"
    QUARANTINE = "quarantine"


class SendState(StrEnum):
    """What is known after one attempt. UNKNOWN is settled by looking, never by sending again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class SendReason(StrEnum):
    """Why an attempt ended as it did. The words for a person are made elsewhere."""

    OK = "ok"
    NOT_CONNECTED = "not_connected"
    NAME_NOT_FOUND = "name_not_found"
    THROTTLED = "throttled"
    GREYLISTED = "greylisted"
    TLS = "tls"
    SIGNED_OUT = "signed_out"
    RECIPIENT_REFUSED = "recipient_refused"
    CONTENT_REFUSED = "content_refused"
    TOO_LARGE = "too_large"
    NOT_ALLOWED = "not_allowed"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no_answer"
    ODD_ANSWER = "odd_answer"
    DRAFT_GONE = "draft_gone"


class EvidenceKey(StrEnum):
    """What an attempt can prove. Never an address, a subject, or free text of a server."""

    HANDLE = "handle"
    DIGEST = "digest"
    REPLY_CODE = "reply_code"
    QUEUE_ID = "queue_id"
    REQUEST_ID = "request_id"
    TLS_VERSION = "tls_version"
    TLS_CIPHER = "tls_cipher"
    PEER_CERTIFICATE = "peer_certificate"


class CheckState(StrEnum):
    """How a row of `clerk doctor` stands."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Where a message is now. Dead after a move.

    `mailbox` is its id from the settings: a ref is never used on another mailbox. `place` means
    something to its own mail system only. `received` is the receiving server's stamp, aware; it is
    never the Date field (B11).
    """

    mailbox: str
    folder: Folder
    place: str
    untrusted_message_id: str | None
    size_bytes: int | None
    received: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """A message as it came.

    `untrusted_headers` is the transport header as the server keeps it, topmost field first; empty
    says that it is to be read from the raw bytes.
    """

    untrusted_raw: bytes = field(repr=False)
    untrusted_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


_NOTHING: Mapping[EvidenceKey, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What one attempt told us. `again_after_s` goes with REFUSED; None: again will not help."""

    state: SendState
    reason: SendReason
    again_after_s: int | None = None
    evidence: Mapping[EvidenceKey, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What a mail system can promise; until it was probed, the worse answer holds.

    `max_message_bytes` is of the message handed to `send`. `verbatim`: `fetch` gives the delivered
    bytes, and the same bytes twice. `absence_is_proof`: `sent` can answer False.
    """

    max_message_bytes: int
    verbatim: bool
    keeps_headers: bool
    keeps_message_id: bool
    sees_next_hop_tls: bool
    next_hop_is_recipient: bool
    ids_survive_move: bool
    can_find_sent: bool
    absence_is_proof: bool
    delivery_reports: bool
    plus_addressing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A row of `clerk doctor`: its name, how it stands, what that means, what to do next."""

    name: str
    state: CheckState
    meaning: str
    next_step: str = ""


class MailboxFault(Fault):
    """The mail system did not do what it was asked."""

    kind: ClassVar[Kind] = Kind.MAILBOX
    next_step: ClassVar[str] = "run `clerk doctor`."


class Gone(MailboxFault):
    """The message is no longer where it was."""

    next_step = "nothing: the mailbox is listed again."


class TooLarge(MailboxFault):
    """The message is larger than may be read."""

    next_step = "open the email in the mailbox, and ask its sender for the form without pictures."

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"{size_bytes} bytes")
        self.size_bytes = size_bytes


class Unreadable(MailboxFault):
    """The mail system cannot give the message. It is not an empty one."""

    next_step = "open the email in the mailbox and enter its form by hand."


class Unreachable(MailboxFault):
    """The mail system cannot be reached."""

    next_step = "wait; if it goes on, run `clerk doctor`."

    def __init__(self, again_after_s: int = 60) -> None:
        super().__init__()
        self.again_after_s = again_after_s


class SignedOut(MailboxFault):
    """The mail system refused our sign-in. Nothing was tried again."""

    next_step = "put the right credential in its place, then run `clerk doctor`."


class Retired(MailboxFault):
    """The mail system has ended this way of reaching it."""

    next_step = "choose another mailbox system in the settings file."


class InboxStays(MailboxFault):
    """Nothing is removed for good from the inbox."""

    next_step = "move the message first."


class Withdrawn(Exception):  # noqa: N818  the row was stopped in time: that is no error
    """The mail may not leave any more. Raised by `leaving`, understood by `send`."""


# Given the handle (a draft's id or the Message-ID): commits that it may have left from now on,
# or raises Withdrawn.
Leaving: TypeAlias = Callable[[str], None]


class Sender(Protocol):
    """One attempt, one recipient."""

    @property
    def caps(self) -> Caps:
        """What this mail system can promise."""
        ...

    def send(self, raw: bytes, recipient: str, *, leaving: Leaving) -> SendResult:
        """Make exactly one attempt to send to exactly one recipient.

        Call `leaving` once, immediately before the step after which the message may have left.
        Before that call every failure is REFUSED. If `leaving` raises Withdrawn, undo and return
        REFUSED.
        """
        ...

    def sent(self, message_id: str, *, handle: str | None = None) -> bool | None:
        """True: proof that it left. False: proof that it did not. None: cannot be told."""
        ...


class Mailbox(Sender, Protocol):
    """Where messages come from, and where they go."""

    def list(self, folder: Folder) -> Sequence[MessageRef]:
        """Every message of the folder, oldest first. Ids and sizes only; never changes a flag."""
        ...

    def fetch(self, ref: MessageRef) -> RawMessage:
        """The message, within the size limit. Gone | TooLarge | Unreadable | Unreachable."""
        ...

    def move(self, ref: MessageRef, to: Folder) -> None:
        """Move it on the server, durably. Gone if it is no longer where the ref says."""
        ...

    def wait(self, seconds: float) -> None:
        """Return when something may have come, or after the time; early is always allowed."""
        ...


class Care(Protocol):
    """The upkeep of a mailbox, done by the same class."""

    def prepare(self) -> None:
        """Make the folders. Twice is the same as once."""
        ...

    def remove(self, ref: MessageRef) -> None:
        """Remove a message for good (DP8, disposal). InboxStays for the inbox."""
        ...

    def drop_draft(self, handle: str) -> None:
        """Remove a draft of ours that was left behind."""
        ...

    def checks(self) -> Iterable[Check]:
        """The rows of `clerk doctor`."""
        ...
