"""Outgoing mails: what is held, what is released, and the one attempt to send each (mail, 12)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from casework.claim import Claim, Queue
from casework.dates import LONDON
from casework.leaving import WAY_OUT, HoldReason, LeavingPolicy, RecipientFacts, may_leave
from casework.mailing import Attachment, Outgoing, OutgoingState
from mailboxes.port import SendResult, SendState, Withdrawn
from outbox import guard, message
from procedures import entitlements, matching
from procedures.office import Office
from register import blobs, cases, claims, keys, outgoing, people, sending

LEASE_S = 120
MESSAGE_KEY = "message-id"
WORDS: Mapping[OutgoingState, str] = MappingProxyType(
    {
        OutgoingState.HELD: "Ready, not released",
        OutgoingState.WAITING: "Waiting",
        OutgoingState.PREPARING: "Sending",
        OutgoingState.LEAVING: "Sending",
        OutgoingState.ACCEPTED: "Sent",
        OutgoingState.FAILED: "Could not be sent",
        OutgoingState.UNKNOWN: "Not sure, checking",
        OutgoingState.STOPPED: "Stopped",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """An outgoing mail in a list: numbers and references, no names."""

    id: int
    kind: str
    to: str
    standing: str
    subject: str
    case: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailShown:
    """One mail as it would leave."""

    line: MailLine
    body: str
    files: tuple[str, ...]
    evidence: tuple[str, ...]


def listing(office: Office) -> tuple[MailLine, ...]:
    """Every outgoing mail, the newest last."""
    del office  # the register is the open one
    return tuple(map(_line, outgoing.every()))


def show(number: int, office: Office, *, now: dt.datetime) -> MailShown:
    """One mail, with what stands against its leaving now."""
    mail = outgoing.get(number)
    line = _line(mail)
    reasons = list(line.reasons)
    if mail.state in {OutgoingState.HELD, OutgoingState.WAITING}:
        raw = _raw(mail, office, now=now)
        reasons += [WAY_OUT[reason] for reason in _against(mail, raw, office, now=now)]
    return MailShown(
        line=replace(line, reasons=tuple(dict.fromkeys(reasons))),
        body=mail.intent.body,
        files=tuple(attachment.file_name for attachment in mail.intent.attachments),
        evidence=sending.evidence(number),
    )


def in_words(shown: MailShown) -> tuple[str, ...]:
    """A mail for the screen."""
    return (
        f"No. {shown.line.id}  {shown.line.kind}  to {shown.line.to}  {shown.line.standing}",
        *(f"  ! {reason}" for reason in shown.line.reasons),
        "",
        f"Subject: {shown.line.subject}",
        "",
        shown.body.rstrip(),
        "",
        *(f"With: {name}" for name in shown.files),
    )


def release(
    office: Office, numbers: Collection[int], *, every: bool, now: dt.datetime, by: str = "desk"
) -> tuple[MailLine, ...]:
    """Release held mails and send them; what the guard stops stays, with its reasons."""
    held = {mail.id for mail in outgoing.every(state=OutgoingState.HELD)}
    wanted = held if every else {outgoing.get(number).id for number in numbers} & held
    let = outgoing.release(sorted(wanted), by=by, now=now)
    send_due(office, now=now)
    return tuple(_line(outgoing.get(number)) for number in let)


def send_due(office: Office, *, now: dt.datetime) -> int:
    """Send every mail whose time has come, each once; gives how many left."""
    left = 0
    while (claim := claims.claim(Queue.OUTGOING, now=now, lease_s=LEASE_S)) is not None:
        left += _attempt(claim, office, now=now)
    return left


def settle_doubts(office: Office, *, now: dt.datetime) -> None:
    """After a crash: what was on its way is looked up, never sent again blindly (12.5)."""
    sending.recover(now=now)
    for mail in outgoing.every(state=OutgoingState.UNKNOWN):
        arrived = office.mailbox.sent(mail.message_id)
        if arrived is None:
            continue
        state = OutgoingState.ACCEPTED if arrived else OutgoingState.WAITING
        sending.ended(mail.id, state, fence=mail.fence, facts='{"how": "found"}', now=now)


def _attempt(claim: Claim, office: Office, *, now: dt.datetime) -> bool:
    number, fence = int(claim.subject), claim.fence
    mail = outgoing.get(number)
    raw = blobs.read(mail.blob) if mail.blob else _raw(mail, office, now=now)
    reasons = _against(mail, raw, office, now=now)
    if reasons:
        sending.hold(number, [reason.value for reason in reasons], fence=fence, now=now)
        return False
    if not mail.blob:
        kept = blobs.keep(_owner(mail), "message", raw)
        prepared = sending.prepared(
            number, fence=fence, message_id=_message_id(mail, office), kept=kept, now=now
        )
        if not prepared:
            return False

    def leaving(handle: str) -> None:
        if not sending.leaving(number, handle, fence=fence, now=now):
            raise Withdrawn

    result = office.mailbox.send(raw, mail.intent.address, leaving=leaving)
    return _end(number, fence, result, now=now)


def _end(number: int, fence: int, result: SendResult, *, now: dt.datetime) -> bool:
    """Write down what the one attempt told us."""
    proof = {key.value: text for key, text in result.evidence.items()}
    facts = json.dumps({"reason": result.reason.value, **proof})
    again: dt.datetime | None = None
    match result.state:
        case SendState.ACCEPTED:
            state = OutgoingState.ACCEPTED
        case SendState.UNKNOWN:
            state = OutgoingState.UNKNOWN
        case SendState.REFUSED if result.again_after_s is not None:
            state = OutgoingState.WAITING
            again = now + dt.timedelta(seconds=result.again_after_s)
        case SendState.REFUSED:
            state = OutgoingState.FAILED
    sending.ended(number, state, fence=fence, facts=facts, now=now, again_at=again)
    return state is OutgoingState.ACCEPTED


def _raw(mail: Outgoing, office: Office, *, now: dt.datetime) -> bytes:
    return message.assemble(
        mail.intent,
        list(_files(mail)),
        sender=office.protocol.mailbox,
        message_id=_message_id(mail, office),
        now=now.astimezone(LONDON),
        rehearsal=office.rehearsal,
    )


def _files(mail: Outgoing) -> Iterator[tuple[Attachment, bytes]]:
    for attachment in mail.intent.attachments:
        yield attachment, blobs.read(attachment.blob)


def _message_id(mail: Outgoing, office: Office) -> str:
    return message.message_id(
        keys.derived_key(MESSAGE_KEY),
        mail.intent.key,
        mail.intent.kind.value,
        office.protocol.mailbox,
    )


def _owner(mail: Outgoing) -> str:
    """Whose key seals the finished message: its case's, else its meeting's, else the person's."""
    intent = mail.intent
    if intent.case:
        return intent.case
    return f"meeting:{intent.meeting}" if intent.meeting else intent.person


def _against(
    mail: Outgoing, raw: bytes, office: Office, *, now: dt.datetime
) -> tuple[HoldReason, ...]:
    """Every reason of the guard against this message's leaving now (13.3)."""
    policy = LeavingPolicy(
        marking=office.protocol.marking.text,
        isp_required=office.protocol.members.isp_required,
        max_bytes=office.mailbox.caps.max_message_bytes,
        reference_prefix=office.protocol.ref_prefix,
    )
    person = office.people.person(mail.intent.person)
    password = people.password(mail.intent.person) or ""
    facts = guard.read_back(
        raw,
        mail.intent,
        policy=policy,
        password=password,
        clear=[data for _, data in _files(mail)],
    )
    recipient = RecipientFacts(
        person=person,
        agency=office.people.agency(person.agency) if person else None,
        entitled_cases=entitlements.of_mail(mail.intent, office, today=now.date()),
        names_to_hide=_names(mail),
    )
    return may_leave(
        recipient,
        facts,
        policy,
        released=mail.state is not OutgoingState.HELD,
        registered_address=person.email if person else "",
        today=now.date(),
    )


def _names(mail: Outgoing) -> tuple[str, ...]:
    """The names of the people whose cases the mail is about: none may stand outside its files."""
    wanted = {mail.intent.case, *mail.intent.cases} - {""}
    return tuple(
        name
        for row in cases.identities()
        if row.reference in wanted
        for name in matching.unsealed(row.identity).names
    )


def _line(mail: Outgoing) -> MailLine:
    reasons = [
        WAY_OUT[HoldReason(reason)] if reason in set(HoldReason) else reason
        for reason in mail.intent.hold_reasons
    ]
    return MailLine(
        id=mail.id,
        kind=mail.intent.kind.value,
        to=mail.intent.person,
        standing=WORDS[mail.state],
        subject=mail.intent.subject,
        case=mail.intent.case,
        reasons=tuple(reasons),
    )
