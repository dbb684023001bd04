"""A message that a person opened: what it leads to now stands in the place of what it led to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from casework.faults import Fault, Kind
from casework.receipt import Receipt, ReceiptState, Ruling
from register import audit, intake, outgoing
from register.audit import Entry, What
from register.models import EffectRow, FindingRow


class NotRuledYet(Fault):
    """This message was not read yet, so there is nothing to open by hand."""

    kind = Kind.REGISTER
    next_step = "wait until it has been read, then run the command again."


def record(ruling: Ruling, *, opened: int, by: str, now: dt.datetime) -> Receipt:
    """Rule a message anew, in ONE commit, because file `opened` of it was opened by a person.

    Its earlier findings go, its earlier mails that have not left and are about no case are
    stopped; cases and papers stay, and the new papers are added to them. Raises NotRuledYet.
    """
    with transaction.atomic():
        row = intake.row_of(ruling.receipt, lock=True)
        if row.state == ReceiptState.STORED.value:
            raise NotRuledYet(row.reference)
        EffectRow.objects.filter(receipt=row).delete()
        FindingRow.objects.filter(receipt=row).delete()
        row.state = ReceiptState.STORED.value
        row.save(update_fields=["state"])
        stopped = outgoing.stop_answers_to(row.reference, by=by)
        entry = Entry(
            what=What.RECEIPT_OPENED, subject=row.reference, detail=f"file:{opened}", who=by
        )
        audit.append([entry, *stopped], now=now)
        return intake.record(ruling, now=now)


def opened_files(reference: str) -> frozenset[int]:
    """The numbers of a message's files that a person has opened."""
    return frozenset(
        int(entry.detail.partition(":")[2])
        for _, _, entry in audit.entries(subject=reference)
        if entry.what is What.RECEIPT_OPENED
    )
