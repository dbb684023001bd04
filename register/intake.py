"""Receipts: every message that came, what was ruled on it, and that it was settled.

Three commits a message: stored, ruled, settled. Each may be repeated after a crash: the place in
the mailbox, the state of the receipt and the fingerprint of its content make a second effect
impossible.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Q

from casework.case import Refused
from casework.claim import MOST_TRIES
from casework.disposition import Disposition
from casework.faults import Fault, Kind
from casework.mailing import Intent
from casework.receipt import (
    Alert,
    Fate,
    Known,
    MessageKind,
    Receipt,
    ReceiptState,
    Ruling,
    Sameness,
)
from register import actions, alerts, audit, findings, keys, outgoing, rulings
from register.audit import Entry, What
from register.models import EffectRow, PaperRow, ReceiptRow

CASE_MOVED_ON = "case_moved_on"
_GAVE_UP_WORDS = f"Tried {MOST_TRIES} times, stopped. Open the email and enter it by hand."


class NoSuchReceipt(Fault):
    """The register has no receipt of this reference."""

    kind = Kind.REGISTER
    next_step = "look the email up in the list of all email."


class LeaseLost(Fault):
    """Another worker has taken this over meanwhile."""

    kind = Kind.REGISTER
    next_step = "nothing: the other worker finishes it."


def store(
    reference: str,
    *,
    mailbox: str,
    place: str,
    spool: str,
    arrived: dt.datetime,
    size_bytes: int,
    now: dt.datetime,
    lease_s: int = 0,
) -> Receipt:
    """Commit that a message is here; its spooled bytes are durable already (mail, 8.2).

    A place that has a receipt gives that one back. Storing counts as the first try: `attempt` is
    for the later ones. With a lease, whoever stores it has it for so long, under fence 0.
    """
    new = ReceiptRow(
        reference=reference,
        mailbox=mailbox,
        place=place,
        spool=spool,
        arrived=arrived,
        stored=now,
        size_bytes=size_bytes,
        state=ReceiptState.STORED.value,
        due_at=now,
        lease_until=now + dt.timedelta(seconds=lease_s) if lease_s else None,
    )
    here = ReceiptRow.objects.filter(mailbox=mailbox, place=place)
    try:
        with transaction.atomic():
            row = here.first()
            if row is None:
                row = new
                row.save(force_insert=True)
                audit.append([Entry(what=What.RECEIPT_STORED, subject=reference)], now=now)
    except IntegrityError:
        # Another worker came first, between the look and the commit.
        row = here.get()
    return _value(row)


def receipt(reference: str) -> Receipt:
    """One receipt. Raises NoSuchReceipt."""
    return _value(row_of(reference))


def at_places(mailbox: str, places: Collection[str]) -> dict[str, Receipt]:
    """The receipts of those places of a mailbox that have one, by place."""
    wanted = sorted(places)
    found: dict[str, Receipt] = {}
    for start in range(0, len(wanted), 500):
        rows = ReceiptRow.objects.filter(mailbox=mailbox, place__in=wanted[start : start + 500])
        found.update({row.place: _value(row) for row in rows})
    return found


def open_receipts() -> tuple[Receipt, ...]:
    """Those not settled yet, the oldest first."""
    rows = ReceiptRow.objects.exclude(state=ReceiptState.SETTLED.value)
    return tuple(_value(row) for row in rows.order_by("arrived", "pk"))


def receipts(*, case: str = "") -> tuple[Receipt, ...]:
    """All receipts, or a case's, the oldest first."""
    rows = ReceiptRow.objects.order_by("arrived", "pk")
    if case:
        brought = PaperRow.objects.filter(case_id=case).values("receipt_id")
        rows = rows.filter(Q(case=case) | Q(pk__in=brought))
    return tuple(_value(row) for row in rows)


def sender(reference: str) -> str:
    """The address a ruled message came from; empty when nobody could tell, or its key is gone."""
    row = row_of(reference)
    seal = keys.ring().seals((reference,)).get(reference)
    if seal is None or not row.sender:
        return ""
    return seal.open(bytes(row.sender), thing=reference, kind="sender").decode()


def known(
    *, fingerprint: str, message_id_digest: str, file_digests: Collection[str]
) -> Known | None:
    """The earlier believed message that this one repeats, by the first rule that fits (mail, 7)."""
    effect = EffectRow.objects.select_related("receipt").filter(pk=fingerprint).first()
    if effect is not None:
        return Known(earlier=_value(effect.receipt), how=Sameness.SAME)
    earlier = ReceiptRow.objects.filter(believed=True).order_by("stored", "pk")
    files = _files_digest(file_digests)
    if message_id_digest:
        row = earlier.filter(message_id_digest=message_id_digest).first()
        if row is not None:
            is_same = row.files_digest == files
            how = Sameness.OTHER_SERVER if is_same else Sameness.OTHER_CONTENT
            return Known(earlier=_value(row), how=how)
    row = earlier.filter(files_digest=files).first() if files else None
    return Known(earlier=_value(row), how=Sameness.SAME_FILES) if row else None


def record(ruling: Ruling, *, now: dt.datetime, fence: int | None = None) -> Receipt:
    """Write everything one message leads to, in ONE commit.

    A receipt that is ruled already stays as it is. Content that took effect through another
    receipt meanwhile becomes "same as" that one. Where the case may not take the event now, its
    papers are kept, its mails are held and the receipt waits for a person. With a `fence`, raises
    LeaseLost when the row has been claimed again since.
    """
    try:
        return _record(ruling, now=now, fence=fence)
    except IntegrityError:
        # Another worker gave the same content its effect, or made the same intent, meanwhile:
        # seen from here it has, now that its commit is done.
        return _record(ruling, now=now, fence=fence)


def settle(*references: str, now: dt.datetime) -> None:
    """Commit that these were moved to where they belong. Settling again changes nothing."""
    with transaction.atomic():
        ruled = ReceiptRow.objects.select_for_update().filter(
            pk__in=references, state=ReceiptState.CLASSIFIED.value
        )
        rows = list(ruled.order_by("pk"))
        ReceiptRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=ReceiptState.SETTLED.value, settled=now, lease_until=None
        )
        audit.append(
            [
                Entry(what=What.RECEIPT_SETTLED, subject=row.reference, detail=row.fate)
                for row in rows
            ],
            now=now,
        )


def attempt(reference: str, *, now: dt.datetime) -> int:
    """Count another try at a stored message, before it; beyond `MOST_TRIES` give it up."""
    with transaction.atomic():
        row = row_of(reference, lock=True)
        row.attempts += 1
        row.due_at = now
        row.save(update_fields=["attempts", "due_at"])
    return row.attempts


def give_up(reference: str, reason: str, *, now: dt.datetime) -> Receipt:
    """Stop trying: a person must look, is told at once, and the message goes to Quarantine.

    `reason` is an id. A receipt that is ruled already stays as it is.
    """
    with transaction.atomic():
        row = row_of(reference, lock=True)
        if row.state == ReceiptState.STORED.value:
            row.state, row.kind = ReceiptState.CLASSIFIED.value, MessageKind.UNKNOWN.value
            row.disposition, row.fate = Disposition.NEEDS_YOU.value, Fate.QUARANTINE.value
            row.reason, row.lease_until, row.attempts = reason, None, 0
            row.save()
            alert = Alert(
                check=f"receipt.{reason}",
                rule="mail",
                clause="",
                words=_GAVE_UP_WORDS,
                receipt=reference,
            )
            entry = Entry(what=What.RECEIPT_GIVEN_UP, subject=reference, detail=reason)
            audit.append([entry, *alerts.add((alert,), now=now)], now=now)
    return _value(row)


def _record(ruling: Ruling, *, now: dt.datetime, fence: int | None) -> Receipt:
    with transaction.atomic():
        row = row_of(ruling.receipt, lock=True)
        if fence is not None and row.fence != fence:
            raise LeaseLost(row.reference)
        if row.state != ReceiptState.STORED.value:
            return _value(row)
        ruling = _effective(ruling)
        _rule(row, ruling)
        entries = _write(row, ruling, now=now)
        ruled = Entry(
            what=What.RECEIPT_RULED,
            subject=row.reference,
            detail=f"{row.kind}:{row.disposition or row.same_as or row.fate}",
            digest=ruling.fingerprint,
        )
        audit.append([ruled, *entries], now=now)
    return _value(row)


def _effective(ruling: Ruling) -> Ruling:
    """The ruling, or that it is the same as a receipt whose content took effect meanwhile."""
    if ruling.same_as or not ruling.believed or not ruling.fingerprint:
        return ruling
    effect = EffectRow.objects.filter(pk=ruling.fingerprint).first()
    if effect is None:
        return ruling
    return dataclasses.replace(
        ruling,
        same_as=effect.receipt_id,
        disposition=None,
        cases=(),
        findings=(),
        alerts=(),
        outgoing=(),
        action_updates=(),
    )


def _rule(row: ReceiptRow, ruling: Ruling) -> None:
    """What the ruling says of the receipt itself."""
    row.state = ReceiptState.CLASSIFIED.value
    row.kind = ruling.kind.value
    row.fate = ruling.fate.value
    row.disposition = ruling.disposition.value if ruling.disposition else ""
    row.reason = ruling.reason
    row.same_as = ruling.same_as
    row.case = ruling.cases[0].reference if ruling.cases else ""
    row.fingerprint = ruling.fingerprint
    row.message_id_digest = ruling.message_id_digest
    row.files_digest = _files_digest(ruling.file_digests)
    row.believed = ruling.believed and not ruling.same_as
    row.lease_until, row.attempts = None, 0
    if ruling.sender:
        seal = keys.ring().seal_for(row.reference)
        row.sender = seal.close(ruling.sender.encode(), thing=row.reference, kind="sender")


def _write(row: ReceiptRow, ruling: Ruling, *, now: dt.datetime) -> list[Entry]:
    """The receipt with everything it leads to; the entries are for the audit of the commit."""
    entries: list[Entry] = []
    refused: set[str] = set()
    for case_ruling in ruling.cases:
        decision, written = rulings.rule(case_ruling, row, now=now)
        entries += written
        if isinstance(decision, Refused):
            refused.add(case_ruling.reference)
    if refused:
        row.disposition, row.reason = Disposition.NEEDS_YOU.value, CASE_MOVED_ON
    row.save()
    if row.believed and row.fingerprint:
        EffectRow.objects.create(fingerprint=row.fingerprint, receipt=row)
    findings.add(row.reference, ruling.findings)
    for case_ruling in ruling.cases:
        findings.add(row.reference, case_ruling.findings, case=case_ruling.reference)
    entries += alerts.add(ruling.alerts, now=now)
    mails = [held(mail) if mail.case in refused else mail for mail in ruling.outgoing]
    entries += outgoing.plan(mails, now=now)
    entries += actions.say(ruling.action_updates, now=now)
    return entries


def held(mail: Intent) -> Intent:
    """A mail that says something of its case which the case did not take."""
    reasons = (*mail.hold_reasons, CASE_MOVED_ON)
    return dataclasses.replace(mail, released=False, hold_reasons=reasons)


def _files_digest(file_digests: Collection[str]) -> str:
    """One digest for a set of files; empty for none."""
    if not file_digests:
        return ""
    return hashlib.sha256("\n".join(sorted(set(file_digests))).encode()).hexdigest()


def row_of(reference: str, *, lock: bool = False) -> ReceiptRow:
    """The receipt's row, for the register's own modules. Raises NoSuchReceipt."""
    rows = ReceiptRow.objects.select_for_update() if lock else ReceiptRow.objects.all()
    row = rows.filter(pk=reference).first()
    if row is None:
        raise NoSuchReceipt(reference)
    return row


def _value(row: ReceiptRow) -> Receipt:
    return Receipt(
        reference=row.reference,
        mailbox=row.mailbox,
        place=row.place,
        spool=row.spool,
        arrived=row.arrived,
        size_bytes=row.size_bytes,
        state=ReceiptState(row.state),
        kind=MessageKind(row.kind) if row.kind else None,
        disposition=Disposition(row.disposition) if row.disposition else None,
        case=row.case,
        same_as=row.same_as,
        fate=Fate(row.fate) if row.fate else None,
        reason=row.reason,
        fingerprint=row.fingerprint,
        attempts=row.attempts,
    )
