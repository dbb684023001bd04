"""The way of the data, from a message in the mailbox to a decision in the register.

Each arrow is one call. A crash between two of them is mended by running the message again: the
receipt knows how far it came, and every step may be repeated (mail, section 8.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from casework.claim import Claim, Queue
from casework.receipt import Fate, MessageKind, Receipt, ReceiptState, Ruling
from ingest import kinds, sender
from ingest.message import Message, Unparsable
from ingest.sender import Known
from mailboxes.port import Folder, Gone, MessageRef, TooLarge, Unreadable
from procedures import answers, judging, reading, threads
from procedures.judging import Arrival
from procedures.office import Office
from register import cases, claims, intake

RECEIPT = "M"
LEASE_S = 120
Stamped: TypeAlias = Callable[[dt.datetime], dt.datetime]
TOO_LARGE, UNREADABLE = "too_large", "unreadable"
_FOLDERS = {
    Fate.PROCESSED: Folder.PROCESSED,
    Fate.REJECTED: Folder.REJECTED,
    Fate.QUARANTINE: Folder.QUARANTINE,
}


def as_stamped(stamp: dt.datetime) -> dt.datetime:
    """The arrival as the receiving server stamped it."""
    return stamp


def keep_all(office: Office, *, now: dt.datetime, stamped: Stamped = as_stamped) -> int:
    """Keep what lies in the inbox and is not kept yet, durably; the listing is the truth (B7).

    `stamped` gives the arrival from the receiving server's stamp (B11): a rehearsal has a clock
    of its own, the server has not.
    """
    refs = office.mailbox.list(Folder.INBOX)
    known = intake.at_places(refs[0].mailbox, [ref.place for ref in refs]) if refs else {}
    new = [ref for ref in refs if ref.place not in known]
    for ref in new:
        _keep(ref, office, now=now, arrived=min(stamped(ref.received or now), now))
    return len(new)


def due(*, now: dt.datetime) -> Claim | None:
    """The next kept message to work on, taken for a while; three tries, then a person."""
    return claims.claim(Queue.RECEIPTS, now=now, lease_s=LEASE_S)


def take_in(claim: Claim, office: Office, *, now: dt.datetime) -> Receipt:
    """One message, from wherever it stopped to settled."""
    receipt = intake.receipt(claim.subject)
    if receipt.state is ReceiptState.STORED:
        parsed = _opened(receipt, office)
        ruling = _rule(receipt, parsed, office, now=now)
        receipt = intake.record(ruling, now=now, fence=claim.fence)  # the one commit
    _move(receipt, office)  # only now
    intake.settle(receipt.reference, now=now)
    return intake.receipt(receipt.reference)


def _keep(ref: MessageRef, office: Office, *, now: dt.datetime, arrived: dt.datetime) -> None:
    """Durable before anything looks inside: spooled, then committed."""
    try:
        untrusted_raw = office.mailbox.fetch(ref).untrusted_raw
        spooled = office.spool.keep(untrusted_raw)
    except (TooLarge, Unreadable):
        untrusted_raw, spooled = b"", ""  # its bytes stay where they are
    except Gone:
        return
    intake.store(
        cases.new_reference(RECEIPT),
        mailbox=ref.mailbox,
        place=ref.place,
        spool=spooled,
        arrived=arrived,
        size_bytes=len(untrusted_raw) or ref.size_bytes or 0,
        now=now,
    )


def _opened(receipt: Receipt, office: Office) -> Message | Unparsable:
    if not receipt.spool:
        is_large = receipt.size_bytes > office.settings.mailbox.max_bytes
        return Unparsable(reason=TOO_LARGE if is_large else UNREADABLE)
    untrusted_raw = office.spool.read(receipt.spool)
    return reading.open_message(untrusted_raw, office)


def _rule(
    receipt: Receipt, parsed: Message | Unparsable, office: Office, *, now: dt.datetime
) -> Ruling:
    """Danger first; then what it is, whether it is known already, and what it leads to."""
    if isinstance(parsed, Unparsable):
        return answers.unparsable(receipt, parsed.reason)
    trust = office.settings.mailbox.trust.results
    believed = sender.verdict(parsed, office.people, trust=trust, on=receipt.arrived.date())
    known = intake.known(
        fingerprint=parsed.fingerprint,
        message_id_digest=parsed.message_id_digest,
        file_digests=parsed.file_digests,
    )
    if known is not None and threads.only_repeats(known, parsed, office):
        return answers.known_already(known, receipt, parsed, believed=isinstance(believed, Known))
    papers = reading.read_papers(parsed, office, arrived=receipt.arrived)
    thread = threads.follow(parsed, believed, office)
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


def _move(receipt: Receipt, office: Office) -> None:
    """Out of the inbox, to where its ruling says."""
    here = MessageRef(
        mailbox=receipt.mailbox,
        folder=Folder.INBOX,
        place=receipt.place,
        untrusted_message_id=None,
        size_bytes=None,
        received=None,
    )
    try:
        office.mailbox.move(here, _FOLDERS[receipt.fate or Fate.QUARANTINE])
    except Gone:
        return  # somebody moved it, or a crash came after the move
