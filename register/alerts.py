"""What a coordinator is told of at once, until somebody has seen it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from casework.receipt import Alert
from register import audit
from register.audit import Entry, What
from register.models import AlertRow


def add(alerts: Sequence[Alert], *, now: dt.datetime) -> list[Entry]:
    """Write them down, inside the caller's commit; the entries are for its audit."""
    AlertRow.objects.bulk_create(
        AlertRow(
            check_id=alert.check,
            rule=alert.rule,
            clause=alert.clause,
            words=alert.words,
            case=alert.case,
            receipt=alert.receipt,
            raised=now,
        )
        for alert in alerts
    )
    return [
        Entry(what=What.ALERT_RAISED, subject=alert.case or alert.receipt, detail=alert.check)
        for alert in alerts
    ]


def unseen() -> tuple[tuple[int, Alert], ...]:
    """Those that nobody has seen yet with their numbers, oldest first."""
    return tuple(
        (row.pk, _value(row))
        for row in AlertRow.objects.filter(seen__isnull=True).order_by("raised", "pk")
    )


def every(*, case: str = "", receipt: str = "") -> tuple[Alert, ...]:
    """All of a case, of a receipt, or all there are, oldest first."""
    rows = AlertRow.objects.order_by("raised", "pk")
    if case:
        rows = rows.filter(case=case)
    if receipt:
        rows = rows.filter(receipt=receipt)
    return tuple(_value(row) for row in rows)


def see(number: int, *, by: str, now: dt.datetime) -> bool:
    """Somebody has seen it; False when it had been seen before, or there is none."""
    with transaction.atomic():
        row = AlertRow.objects.select_for_update().filter(pk=number, seen__isnull=True).first()
        if row is None:
            return False
        row.seen, row.seen_by = now, by
        row.save(update_fields=["seen", "seen_by"])
        subject = row.case or row.receipt
        audit.append(
            [Entry(what=What.ALERT_SEEN, subject=subject, detail=row.check_id, who=by)], now=now
        )
    return True


def _value(row: AlertRow) -> Alert:
    return Alert(
        check=row.check_id,
        rule=row.rule,
        clause=row.clause,
        words=row.words,
        case=row.case,
        receipt=row.receipt,
    )
