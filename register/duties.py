"""Work that a date brings about, written down before its time comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from casework.claim import DutyKind
from register.models import DutyRow


def plan(duties: Sequence[tuple[DutyKind, str, dt.datetime]]) -> None:
    """Write down what is to be done about which subject, and from when on; in one commit.

    A duty that is there already keeps what became of it; while it is open its time may move.
    """
    with transaction.atomic():
        known = {(row.kind, row.subject): row for row in DutyRow.objects.select_for_update()}
        new: list[DutyRow] = []
        moved: list[DutyRow] = []
        for kind, subject, due_at in duties:
            row = known.get((kind.value, subject))
            if row is None:
                new.append(DutyRow(kind=kind.value, subject=subject, due_at=due_at))
            elif row.done is None and row.due_at != due_at:
                row.due_at = due_at
                moved.append(row)
        DutyRow.objects.bulk_create(new)
        DutyRow.objects.bulk_update(moved, ("due_at",))


def waiting() -> tuple[tuple[DutyKind, str, dt.datetime], ...]:
    """What is still to be done, the earliest first."""
    rows = DutyRow.objects.filter(done__isnull=True).order_by("due_at", "pk")
    return tuple((DutyKind(row.kind), row.subject, row.due_at) for row in rows)
