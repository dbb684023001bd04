"""Whether a finished mail may leave, decided from facts that the guard read out of its bytes.

All reasons are given at once; none of them can be talked away here (mail, section 13.3).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from casework.agency import DESK, Agency, Person, Role
from casework.mailing import Payload
from casework.text import folded


class HoldReason(StrEnum):
    """Why a mail stays here; `WAY_OUT` says what to do about it."""

    NOT_RELEASED = "not_released"
    NOT_ENTITLED = "not_entitled"
    AGREEMENT_ENDED = "agreement_ended"
    ADDRESS_CHANGED = "address_changed"
    MORE_THAN_ONE = "more_than_one"
    MARK_MISSING = "mark_missing"
    WRONG_COPY = "wrong_copy"
    WRONG_CASES = "wrong_cases"
    NO_PASSWORD = "no_password"  # noqa: S105  the name of a reason
    NOT_ENCRYPTED = "not_encrypted"
    NAME_IN_CLEAR = "name_in_clear"
    BODY_NOT_NEUTRAL = "body_not_neutral"
    TOO_LARGE = "too_large"
    ALTERED = "altered"


WAY_OUT = {
    HoldReason.NOT_RELEASED: "A person has to release it: clerk outbox release.",
    HoldReason.NOT_ENTITLED: "This person may not receive it now. Look at people.toml.",
    HoldReason.AGREEMENT_ENDED: "The agency's sharing agreement is not signed or has ended.",
    HoldReason.ADDRESS_CHANGED: "The address is no longer the registered one. Make it again.",
    HoldReason.MORE_THAN_ONE: "It names more than one recipient. Report this to the maintainer.",
    HoldReason.MARK_MISSING: "The confidentiality marking is missing somewhere. Make it again.",
    HoldReason.WRONG_COPY: "The copy number is not this person's. Make the copies again.",
    HoldReason.WRONG_CASES: "It holds a case this person may not see. Make the pack again.",
    HoldReason.NO_PASSWORD: "No password was agreed with this person: clerk people passwords.",
    HoldReason.NOT_ENCRYPTED: "The attachment opens without a password. Make the copies again.",
    HoldReason.NAME_IN_CLEAR: "A name stands in a subject or file name. Make it again.",
    HoldReason.BODY_NOT_NEUTRAL: "The text names somebody. Correct the mail's template.",
    HoldReason.TOO_LARGE: "It is larger than the mail system takes. Hand out a paper copy.",
    HoldReason.ALTERED: "It is not the file that was made and approved. Make it again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFacts:
    """Who it is for, as the register says now. `withheld` are cases this person may not see."""

    person: Person | None
    agency: Agency | None
    entitled_cases: frozenset[str]
    names_to_hide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What was read back from one attachment's bytes. `pages_unmarked` are page numbers."""

    file_name: str
    payload: Payload
    digest_is_right: bool
    is_paper: bool
    opens_without_password: bool
    opens_with_password: bool
    pages_unmarked: tuple[int, ...]
    pages_without_copy: tuple[int, ...]
    cases_found: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """What was read back from the finished message's bytes."""

    recipients: tuple[str, ...]
    carries_more: bool
    subject: str
    first_line: str
    body: str
    size_bytes: int
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingPolicy:
    """The panel's side: marking, what must be encrypted, whether an agreement is needed."""

    marking: str
    isp_required: bool
    max_bytes: int
    reference_prefix: str


def may_leave(
    recipient: RecipientFacts,
    message: MessageFacts,
    policy: LeavingPolicy,
    *,
    released: bool,
    registered_address: str,
    today: dt.date,
) -> tuple[HoldReason, ...]:
    """Every reason why this message may not leave now; empty means that it may."""
    reasons: list[HoldReason] = []
    if not released:
        reasons.append(HoldReason.NOT_RELEASED)
    reasons += _about_the_person(recipient, message, policy, today=today)
    reasons += _about_the_head(recipient, message, policy, registered_address)
    for file in message.files:
        reasons += _about_a_file(file, recipient)
    return tuple(dict.fromkeys(reasons))


def _about_the_person(
    recipient: RecipientFacts, message: MessageFacts, policy: LeavingPolicy, *, today: dt.date
) -> list[HoldReason]:
    """W55, W56, W68: current, of a member agency with a signed agreement."""
    person = recipient.person
    if person is None or not person.is_current(today):
        return [HoldReason.NOT_ENTITLED]
    carries = any(file.payload is Payload.P1 for file in message.files)
    if not carries or person.role in DESK:
        return []
    reasons: list[HoldReason] = []
    if person.role is Role.OBSERVER:
        reasons.append(HoldReason.NOT_ENTITLED)
    agency = recipient.agency
    if agency is None or not agency.belongs(today):
        reasons.append(HoldReason.NOT_ENTITLED)
    elif _needs_agreement(person, policy) and not agency.has_agreement(today):
        reasons.append(HoldReason.AGREEMENT_ENDED)
    return reasons


def _needs_agreement(person: Person, policy: LeavingPolicy) -> bool:
    """An invited professional signs the confidentiality sheet instead (W18, A7)."""
    return policy.isp_required and person.role is not Role.INVITEE


def _about_the_head(
    recipient: RecipientFacts,
    message: MessageFacts,
    policy: LeavingPolicy,
    registered_address: str,
) -> list[HoldReason]:
    reasons: list[HoldReason] = []
    if len(message.recipients) != 1 or message.carries_more:
        reasons.append(HoldReason.MORE_THAN_ONE)
    if message.recipients[:1] != (registered_address,):
        reasons.append(HoldReason.ADDRESS_CHANGED)
    marking = policy.marking
    if marking not in message.subject or not message.first_line.startswith(marking):
        reasons.append(HoldReason.MARK_MISSING)
    if message.size_bytes > policy.max_bytes:
        reasons.append(HoldReason.TOO_LARGE)
    outward = " ".join((message.subject, *(file.file_name for file in message.files)))
    if _names_somebody(outward, recipient.names_to_hide):
        reasons.append(HoldReason.NAME_IN_CLEAR)
    if _names_somebody(message.body, recipient.names_to_hide):
        reasons.append(HoldReason.BODY_NOT_NEUTRAL)
    return reasons


def _about_a_file(file: FileFacts, recipient: RecipientFacts) -> list[HoldReason]:
    reasons: list[HoldReason] = []
    if not file.digest_is_right:
        reasons.append(HoldReason.ALTERED)
    if file.payload is Payload.P0:
        return reasons
    if file.is_paper:
        if not file.opens_with_password:
            reasons.append(HoldReason.NO_PASSWORD)
        if file.opens_without_password:
            reasons.append(HoldReason.NOT_ENCRYPTED)
        if file.pages_unmarked:
            reasons.append(HoldReason.MARK_MISSING)
        if file.pages_without_copy:
            reasons.append(HoldReason.WRONG_COPY)
    if not file.cases_found <= recipient.entitled_cases:
        reasons.append(HoldReason.WRONG_CASES)
    return reasons


def _names_somebody(text: str, names: tuple[str, ...]) -> bool:
    """Whether one of the names stands in the text as whole words."""
    inside = folded(text)
    return any(
        re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", inside) for name in names if name
    )
