"""The way of the data, from a message in the mailbox to a decision in the register.

Each arrow is one call. A crash between two of them is mended by running the message again: the
receipt knows how far it came, and every step may be repeated (mail, section 8.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from casework.claim import MOST_TRIES
from casework.receipt import Fate, MessageKind, Receipt, ReceiptState, Ruling
from ingest import kinds, sender
from ingest.message import Message, Unparsable
from ingest.sender import Known
from mailboxes.port import Folder, Gone, MessageRef, TooLarge
from procedures import answers, judging, reading, threads
from procedures.judging import Arrival
from procedures.office import Office
from register import cases, intake

RECEIPT = "M"
TOO_LARGE = "too_large"
_FOLDERS = {
    Fate.PROCESSED: Folder.PROCESSED,
    Fate.REJECTED: Folder.REJECTED,
    Fate.QUARANTINE: Folder.QUARANTINE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message to work on: where it lies, if it still does, and its receipt, if it has one."""

    ref: MessageRef | None
    receipt: Receipt | None


def waiting(office: Office) -> Iterator[Waiting]:
    """Everything that is not settled: what lies in the inbox, and receipts a crash left open."""
    refs = office.mailbox.list(Folder.INBOX)
    known = intake.at_places(refs[0].mailbox, [ref.place for ref in refs]) if refs else {}
    for ref in refs:
        yield Waiting(ref=ref, receipt=known.get(ref.place))
    here = {ref.place for ref in refs}
    for receipt in intake.open_receipts():
        if receipt.place not in here:
            yield Waiting(ref=None, receipt=receipt)


def take_in(found: Waiting, office: Office, *, now: dt.datetime) -> Receipt:
    """One message, from wherever it stopped to settled."""
    receipt = found.receipt or _keep(found.ref, office, now=now)
    if receipt.state is ReceiptState.STORED:
        untrusted_raw = office.spool.read(receipt.spool) if receipt.spool else b""
        parsed = reading.open_message(untrusted_raw, office)
        ruling = _rule(receipt, parsed, office, now=now)
        receipt = intake.record(ruling, now=now)  # the one commit
    if found.ref is not None:
        _move(found.ref, receipt, office)  # only now
    intake.settle(receipt.reference, now=now)
    return intake.receipt(receipt.reference)


def stumble(found: Waiting, office: Office, *, now: dt.datetime) -> Receipt | None:
    """After a step failed: it is tried again, and after the third time a person is asked."""
    places = [found.ref.place] if found.ref else []
    known = intake.at_places(found.ref.mailbox, places) if found.ref else {}
    receipt = found.receipt or next(iter(known.values()), None)
    if receipt is None:
        return None  # nothing was kept yet: it is still in the inbox
    if intake.attempt(receipt.reference, now=now) <= MOST_TRIES:
        return None
    given_up = intake.give_up(receipt.reference, "tried_three_times", now=now)
    if found.ref is not None:
        _move(found.ref, given_up, office)
    intake.settle(receipt.reference, now=now)
    return intake.receipt(receipt.reference)


def _keep(ref: MessageRef | None, office: Office, *, now: dt.datetime) -> Receipt:
    """Durable before anything looks inside: spooled, then committed."""
    assert ref is not None  # noqa: S101  a message without a receipt lies in the inbox
    try:
        untrusted_raw = office.mailbox.fetch(ref).untrusted_raw
        spooled = office.spool.keep(untrusted_raw)
    except TooLarge:
        untrusted_raw, spooled = b"", ""  # its bytes stay where they are
    return intake.store(
        cases.new_reference(RECEIPT),
        mailbox=ref.mailbox,
        place=ref.place,
        spool=spooled,
        arrived=ref.received or now,
        size_bytes=len(untrusted_raw) or ref.size_bytes or 0,
        now=now,
    )


def _rule(
    receipt: Receipt, parsed: Message | Unparsable, office: Office, *, now: dt.datetime
) -> Ruling:
    """Danger first; then what it is, whether it is known already, and what it leads to."""
    if isinstance(parsed, Unparsable):
        return answers.unparsable(receipt, parsed.reason if receipt.spool else TOO_LARGE)
    trust = office.settings.mailbox.trust.results
    believed = sender.verdict(parsed, office.people, trust=trust, on=receipt.arrived.date())
    known = intake.known(
        fingerprint=parsed.fingerprint,
        message_id_digest=parsed.message_id_digest,
        file_digests=parsed.file_digests,
    )
    if known is not None:
        return answers.known_already(known, receipt, parsed, believed=isinstance(believed, Known))
    papers = reading.read_papers(parsed, office, arrived=receipt.arrived)
    thread = threads.follow(parsed, papers, believed, office)
    arrival = Arrival(
        parsed=parsed, papers=papers, sender=believed, thread=thread, arrived=receipt.arrived
    )
    proposal = kinds.propose(
        parsed,
        forms_found=[paper.submission.form.role for paper in papers if paper.submission],
        own_addresses=(office.protocol.mailbox,),
        answers=thread.answers,
        actions=thread.actions,
    )
    judged = () if proposal.kind is MessageKind.AUTOMATIC else judging.judge(arrival, office)
    return answers.rule(receipt, arrival, judged, proposal, office, now=now)


def _move(ref: MessageRef, receipt: Receipt, office: Office) -> None:
    try:
        office.mailbox.move(ref, _FOLDERS[receipt.fate or Fate.QUARANTINE])
    except Gone:
        return  # somebody moved it, or a crash came after the move
