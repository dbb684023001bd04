"""What a message does to its case: the event, the papers, the identity, inside one commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max

from casework.case import Case, CaseEvent, CaseState, Refused, advance
from casework.disposition import Disposition
from casework.question import FormRole
from casework.receipt import CaseRuling, Paper
from register import audit, cases, keys, matches
from register.audit import Entry, What
from register.models import CaseRow, EventRow, PaperRow, ReceiptRow
from register.seals import Seal

_JUDGED = {
    Disposition.ACCEPT: CaseEvent.ACCEPT,
    Disposition.SEND_BACK: CaseEvent.SEND_BACK,
    Disposition.NEEDS_YOU: CaseEvent.HOLD,
}


def rule(
    ruling: CaseRuling, receipt: ReceiptRow, *, now: dt.datetime
) -> tuple[Case | Refused, list[Entry]]:
    """Write what a message does to its case, inside the caller's commit.

    Its papers are kept even when the case may not take the event now: then the refusal is given
    back and the case stays as it was. The entries are for the caller's audit.
    """
    seal = keys.ring().seal_for(ruling.reference)
    row = (
        _opened(ruling, receipt, now=now)
        if ruling.is_new
        else cases.row_of(ruling.reference, lock=True)
    )
    before = cases.value(row, seal)
    wanted = [_JUDGED[ruling.disposition]]
    if before.is_over:
        wanted.insert(0, CaseEvent.REFER_AGAIN)
    decision: Case | Refused = before
    events: list[EventRow] = []
    for event in wanted:
        decision = advance(decision, event, now=now)
        if isinstance(decision, Refused):
            break
        events.append(
            EventRow(
                case_id=row.reference,
                event=event.value,
                state=decision.state.value,
                at=now,
                by=audit.CLERK,
                receipt=receipt.reference,
                meeting=ruling.meeting,
            )
        )
    if isinstance(decision, Case):
        row.state, row.since = decision.state.value, decision.since
        _take_over(row, ruling, seal, arrived=receipt.arrived, again=before.is_over)
        EventRow.objects.bulk_create(events)
    row.save(force_insert=ruling.is_new)
    entries = [cases.entry(event) for event in events]
    entries += _keep(ruling.papers, row, receipt, seal)
    entries += matches.note(ruling.matches, now=now)
    return (cases.value(row, seal) if isinstance(decision, Case) else decision), entries


def _opened(ruling: CaseRuling, receipt: ReceiptRow, *, now: dt.datetime) -> CaseRow:
    return CaseRow(
        reference=ruling.reference,
        state=CaseState.RECEIVED.value,
        since=now,
        first_arrival=receipt.arrived,
        version=0,
    )


def _take_over(
    row: CaseRow, ruling: CaseRuling, seal: Seal, *, arrived: dt.datetime, again: bool
) -> None:
    """Write what the ruling says of the case; what it leaves open stays."""
    # B1: the first arrival counts, and a re-referral begins anew.
    row.first_arrival = arrived if again else min(row.first_arrival, arrived)
    row.meeting = ruling.meeting or row.meeting
    row.urgent = ruling.urgent or (row.urgent and not again)
    row.earlier = ruling.earlier or row.earlier
    row.returns += ruling.sent_back
    brings_referral = any(paper.role == FormRole.REFERRAL for paper in ruling.papers)
    row.version = max(1, row.version + brings_referral)
    if ruling.identity:
        row.identity = seal.close_texts(ruling.identity, thing=row.reference, kind="identity")
    if ruling.referrer:
        contact = {"referrer": ruling.referrer, "also": "\n".join(ruling.also)}
        row.contact = seal.close_texts(contact, thing=row.reference, kind="contact")


def _keep(papers: Sequence[Paper], row: CaseRow, receipt: ReceiptRow, seal: Seal) -> list[Entry]:
    """Keep these forms, each as the next version of its form."""
    if not papers:
        return []
    newest: dict[str, int] = dict(
        PaperRow.objects.filter(case_id=row.reference)
        .values_list("form")
        .annotate(newest=Max("number"))
        .order_by()
    )
    kept: list[PaperRow] = []
    for paper in papers:
        number = newest[paper.form] = newest.get(paper.form, 0) + 1
        contents = {"file_name": paper.file_name, "answers": paper.answers}
        thing = cases.paper_thing(row.reference, paper.form, number)
        kept.append(
            PaperRow(
                case_id=row.reference,
                receipt_id=receipt.reference,
                form=paper.form,
                form_version=paper.form_version,
                role=paper.role,
                number=number,
                media_type=paper.media_type,
                blob=paper.blob,
                digest=paper.digest,
                contents=seal.close_texts(contents, thing=thing, kind="paper"),
                came=receipt.arrived,
            )
        )
    PaperRow.objects.bulk_create(kept)
    return [
        Entry(
            what=What.PAPER_KEPT,
            subject=row.reference,
            detail=f"{paper.form}:{paper.number}",
            digest=paper.digest,
        )
        for paper in kept
    ]
