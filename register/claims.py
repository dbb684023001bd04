"""Claims: a worker takes the next due row for a while, and finishes it only under its own fence.

A row that was tried three times without an end stops and waits for a person, so that one bad
message holds up nobody else's.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from django.db import transaction
from django.db.models import Q

from casework.claim import MOST_TRIES, Claim, Queue
from casework.mailing import OutgoingState
from casework.receipt import Alert, ReceiptState
from register import alerts, audit, intake, outgoing
from register.audit import Entry, What
from register.models import DutyRow, OutgoingRow, ReceiptRow

STOPPED = "tried_too_often"
_STOPPED_WORDS = f"Tried {MOST_TRIES} times, stopped. Look at it, then let it go again by hand."

DueRow: TypeAlias = ReceiptRow | OutgoingRow | DutyRow


def claim(queue: Queue, *, now: dt.datetime, lease_s: int) -> Claim | None:
    """The next due row of a queue, taken until the lease is over; None when nothing is due.

    One commit a row. Those that nobody finished in `MOST_TRIES` tries are stopped on the way.
    """
    lease_until = now + dt.timedelta(seconds=lease_s)
    while True:
        with transaction.atomic():
            row = _next(queue, now=now)
            if row is None:
                return None
            # A ruled receipt only waits to be moved: that is no reason to rule it again.
            is_ruled = isinstance(row, ReceiptRow) and row.state != ReceiptState.STORED.value
            if row.attempts >= MOST_TRIES and not is_ruled:
                _stop(row, now=now)
                continue
            return _take(queue, row, lease_until=lease_until)


def finish(claim: Claim, *, now: dt.datetime) -> bool:
    """The step is done; False when the fence is stale: then another worker has the row.

    A duty is over with it. Receipts and mails end by what is recorded of them; here only the
    lease goes.
    """
    with transaction.atomic():
        row = _claimed(claim)
        if row is None:
            return False
        row.lease_until = None
        if isinstance(row, DutyRow):
            row.done = now
            audit.append(
                [Entry(what=What.DUTY_DONE, subject=row.subject, detail=row.kind)], now=now
            )
        row.save()
    return True


def postpone(claim: Claim, *, until: dt.datetime) -> bool:
    """Nothing is wrong with the row, but now is not the time; False when the fence is stale."""
    with transaction.atomic():
        row = _claimed(claim)
        if row is None:
            return False
        row.lease_until, row.due_at, row.attempts = None, until, 0
        if isinstance(row, OutgoingRow) and row.state == OutgoingState.PREPARING.value:
            row.state = OutgoingState.WAITING.value
        row.save()
    return True


def end_leases(*, now: dt.datetime) -> int:
    """End every lease: for the only runner of an installation, when it starts after a crash."""
    with transaction.atomic():
        return sum(
            model.objects.filter(lease_until__gt=now).update(lease_until=now)
            for model in (ReceiptRow, OutgoingRow, DutyRow)
        )


def _next(queue: Queue, *, now: dt.datetime) -> DueRow | None:
    """The row that has been due longest; one that another worker holds is passed over."""
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = Q(due_at__lte=now) & is_free
    match queue:
        case Queue.RECEIPTS:
            rows = ReceiptRow.objects.select_for_update(skip_locked=True).filter(
                due, ~Q(state=ReceiptState.SETTLED.value)
            )
            return rows.order_by("due_at", "arrived").first()
        case Queue.OUTGOING:
            # A lapsed PREPARING cannot have left; a lapsed LEAVING is for `sending.recover`.
            open_states = (OutgoingState.WAITING.value, OutgoingState.PREPARING.value)
            mails = OutgoingRow.objects.select_for_update(skip_locked=True).filter(
                due, state__in=open_states
            )
            return mails.order_by("due_at", "pk").first()
        case Queue.DUTIES:
            duties = DutyRow.objects.select_for_update(skip_locked=True).filter(
                due, done__isnull=True, needs_you=False
            )
            return duties.order_by("due_at", "pk").first()


def _take(queue: Queue, row: DueRow, *, lease_until: dt.datetime) -> Claim:
    row.attempts += 1
    row.fence += 1
    row.lease_until = lease_until
    fields = ["attempts", "fence", "lease_until"]
    if isinstance(row, OutgoingRow):
        row.state = OutgoingState.PREPARING.value
        fields.append("state")
    row.save(update_fields=fields)
    return Claim(
        queue=queue,
        subject=_subject(row),
        fence=row.fence,
        attempts=row.attempts,
        lease_until=lease_until,
    )


def _stop(row: DueRow, *, now: dt.datetime) -> None:
    """Three tries without an end: it waits for a person, who is told."""
    if isinstance(row, ReceiptRow):
        intake.give_up(row.reference, STOPPED, now=now)
        return
    row.lease_until = None
    row.fence += 1
    if isinstance(row, OutgoingRow):
        row.state, row.hold_reasons = OutgoingState.HELD.value, [STOPPED]
        entry = outgoing.entry(row, detail=STOPPED)
        case, receipt = row.case, row.receipt
    else:
        row.needs_you = True
        entry = Entry(what=What.DUTY_STOPPED, subject=row.subject, detail=row.kind)
        case = receipt = ""
    row.save()
    alert = Alert(
        check=f"row.{STOPPED}",
        rule="mail",
        clause="",
        words=_STOPPED_WORDS,
        case=case,
        receipt=receipt,
    )
    audit.append([entry, *alerts.add((alert,), now=now)], now=now)


def _claimed(claim: Claim) -> DueRow | None:
    match claim.queue:
        case Queue.RECEIPTS:
            rows = ReceiptRow.objects.select_for_update()
            return rows.filter(pk=claim.subject, fence=claim.fence).first()
        case Queue.OUTGOING:
            mails = OutgoingRow.objects.select_for_update()
            return mails.filter(pk=claim.subject, fence=claim.fence).first()
        case Queue.DUTIES:
            kind, _, subject = claim.subject.partition(":")
            duties = DutyRow.objects.select_for_update()
            return duties.filter(kind=kind, subject=subject, fence=claim.fence).first()


def _subject(row: DueRow) -> str:
    if isinstance(row, DutyRow):
        return f"{row.kind}:{row.subject}"
    return str(row.pk)
