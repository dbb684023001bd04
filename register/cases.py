"""Cases: their states, papers and history. Read, decide, write; the decision is casework's."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from casework import identifiers
from casework.case import (
    Case,
    CaseEvent,
    CaseState,
    KnownIdentity,
    Moment,
    Refused,
    advance,
)
from casework.faults import Fault, Kind
from casework.receipt import Paper
from register import audit, keys
from register.audit import Entry, What
from register.models import (
    ActionRow,
    AlertRow,
    CaseRow,
    EventRow,
    OutgoingRow,
    PaperRow,
    ReceiptRow,
)
from register.seals import Seal


class NoSuchCase(Fault):
    """The register has no case of this reference."""

    kind = Kind.REGISTER
    next_step = "run `clerk case list` and use one of its references."


class OutOfReferences(Fault):
    """No free reference was found."""

    kind = Kind.REGISTER
    next_step = "choose another reference prefix in the panel's file."


def new_reference(prefix: str) -> str:
    """A free reference: random, never given before, four letters when three run short."""
    for length in (3,) * 8 + (4,) * 24:
        drawn = identifiers.reference(prefix, secrets.randbelow, length=length)
        if not (_in_use(prefix, drawn) or keys.ring().knows(drawn)):
            return drawn
    raise OutOfReferences(prefix)


def case(reference: str) -> Case:
    """One case. Raises NoSuchCase."""
    row = row_of(reference)
    return value(row, keys.ring().seals((reference,)).get(reference))


def cases(*, state: CaseState | None = None, meeting: dt.date | None = None) -> tuple[Case, ...]:
    """The cases of a state, of a meeting, or all, in order of arrival."""
    rows = CaseRow.objects.order_by("first_arrival", "pk")
    if state is not None:
        rows = rows.filter(state=state.value)
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
    found = list(rows)
    seals = keys.ring().seals([row.reference for row in found])
    return tuple(value(row, seals.get(row.reference)) for row in found)


def lacking(role: str, *, state: CaseState) -> tuple[Case, ...]:
    """The cases of a state for which no form of this role came, in order of arrival."""
    have = PaperRow.objects.filter(role=role).values("case_id")
    rows = CaseRow.objects.filter(state=state.value).exclude(pk__in=have)
    found = list(rows.order_by("first_arrival", "pk"))
    seals = keys.ring().seals([row.reference for row in found])
    return tuple(value(row, seals.get(row.reference)) for row in found)


def apply(
    reference: str,
    event: CaseEvent,
    *,
    now: dt.datetime,
    by: str = audit.CLERK,
    reason: str = "",
    meeting: dt.date | None = None,
) -> Case | Refused:
    """Let an event happen to a case, or give back the refusal: then nothing was changed.

    `meeting` is the sitting the case is for from now on; without it that stays as it is.
    """
    seal = keys.ring().seals((reference,)).get(reference)
    with transaction.atomic():
        row = row_of(reference, lock=True)
        decision = advance(value(row, seal), event, now=now)
        if isinstance(decision, Refused):
            return decision
        audit.append([happen(row, decision, event, by=by, reason=reason, meeting=meeting)], now=now)
    return value(row, seal)


def list_for(
    reference: str, meeting: dt.date, *, now: dt.datetime, by: str = audit.CLERK
) -> Case | Refused:
    """Put a case on the list of a meeting."""
    return apply(reference, CaseEvent.LIST, now=now, by=by, meeting=meeting)


def papers(reference: str) -> tuple[Paper, ...]:
    """The newest version of each form of a case."""
    newest = {paper.form: paper for paper in history(reference)}
    return tuple(newest.values())


def history(reference: str) -> tuple[Paper, ...]:
    """Every version of every form that came for a case, in the order they came.

    Raises KeyGone when the case was destroyed.
    """
    seal = keys.ring().seal(reference)
    rows = PaperRow.objects.filter(case_id=reference).order_by("pk")
    return tuple(_paper(row, seal) for row in rows)


def identities() -> tuple[KnownIdentity, ...]:
    """Who the cases are about, to be compared in memory and nowhere written (W39)."""
    rows = CaseRow.objects.filter(joined="").order_by("reference")
    found = [
        row for row in rows.values_list("reference", "state", "identity", "last_heard") if row[2]
    ]
    roles: dict[str, set[str]] = defaultdict(set)
    for reference, role in PaperRow.objects.values_list("case_id", "role").distinct():
        roles[reference].add(role)
    seals = keys.ring().seals([row[0] for row in found])
    return tuple(
        KnownIdentity(
            reference=reference,
            state=CaseState(state),
            identity=seals[reference].open_texts(bytes(sealed), thing=reference, kind="identity"),
            last_heard=last_heard,
            roles=frozenset(roles[reference]),
        )
        for reference, state, sealed, last_heard in found
        if reference in seals
    )


def identity(reference: str) -> Mapping[str, str]:
    """Who a case is about, as it was sealed; empty when it is not known, or its key is gone."""
    row, seal = row_of(reference), keys.ring().seals((reference,)).get(reference)
    if seal is None or not row.identity:
        return {}
    return seal.open_texts(bytes(row.identity), thing=reference, kind="identity")


def timeline(reference: str) -> tuple[Moment, ...]:
    """Everything that happened to a case, in order. Raises NoSuchCase."""
    row_of(reference)
    moments = [
        Moment(at=row.at, what=row.event, subject=row.receipt, by=row.by, detail=row.state)
        for row in EventRow.objects.filter(case_id=reference).order_by("pk")
    ]
    moments += [
        Moment(at=row.came, what="paper", subject=row.receipt_id, detail=f"{row.form} {row.number}")
        for row in PaperRow.objects.filter(case_id=reference)
    ]
    moments += [
        Moment(at=row.raised, what="alert", subject=row.receipt, detail=row.check_id)
        for row in AlertRow.objects.filter(case=reference)
    ]
    for row in OutgoingRow.objects.filter(case=reference):
        moments.append(
            Moment(at=row.created, what="mail", subject=str(row.pk), detail=f"{row.kind} planned")
        )
        if row.sent is not None:
            moments.append(
                Moment(at=row.sent, what="mail", subject=str(row.pk), detail=f"{row.kind} sent")
            )
    return tuple(sorted(moments, key=lambda moment: moment.at))


def happen(
    row: CaseRow,
    decision: Case,
    event: CaseEvent,
    *,
    by: str,
    reason: str = "",
    meeting: dt.date | None = None,
) -> Entry:
    """Write a decided event, inside the caller's commit; the entry is for its audit."""
    row.state, row.since = decision.state.value, decision.since
    row.meeting = meeting or row.meeting
    if event is CaseEvent.DISCUSS:
        row.last_heard = row.meeting
    row.save(update_fields=["state", "since", "meeting", "last_heard"])
    event_row = EventRow.objects.create(
        case_id=row.reference,
        event=event.value,
        state=row.state,
        at=decision.since,
        by=by,
        meeting=row.meeting,
        reason=reason,
    )
    return entry(event_row)


def row_of(reference: str, *, lock: bool = False) -> CaseRow:
    """The case's row, for the register's own modules. Raises NoSuchCase."""
    rows = CaseRow.objects.select_for_update() if lock else CaseRow.objects.all()
    row = rows.filter(pk=reference).first()
    if row is None:
        raise NoSuchCase(reference)
    return row


def value(row: CaseRow, seal: Seal | None) -> Case:
    """The case of a row; without its key, what was sealed is empty."""
    contact: dict[str, str] = {}
    if seal is not None and row.contact:
        contact = seal.open_texts(bytes(row.contact), thing=row.reference, kind="contact")
    return Case(
        reference=row.reference,
        state=CaseState(row.state),
        since=row.since,
        first_arrival=row.first_arrival,
        meeting=row.meeting,
        urgent=row.urgent,
        earlier=row.earlier,
        version=row.version,
        returns=row.returns,
        referrer=contact.get("referrer", ""),
        also=tuple(filter(None, contact.get("also", "").split("\n"))),
        approved_late=contact.get("approved_late", ""),
        joined=row.joined,
        last_heard=row.last_heard,
    )


def entry(row: EventRow) -> Entry:
    """What the audit says of an event."""
    return Entry(
        what=What.CASE_EVENT, subject=row.case_id, detail=f"{row.event}:{row.state}", who=row.by
    )


def paper_thing(case_reference: str, form: str, number: int) -> str:
    """What the contents of a paper are bound to."""
    return f"{case_reference}/{form}/{number}"


def _paper(row: PaperRow, seal: Seal) -> Paper:
    thing = paper_thing(row.case_id, row.form, row.number)
    contents = seal.open_texts(bytes(row.contents), thing=thing, kind="paper")
    return Paper(
        form=row.form,
        form_version=row.form_version,
        role=row.role,
        file_name=contents["file_name"],
        media_type=row.media_type,
        blob=row.blob,
        digest=row.digest,
        answers=contents["answers"],
        number=row.number,
        receipt=row.receipt_id,
        came=row.came,
    )


def _in_use(prefix: str, reference: str) -> bool:
    if prefix == identifiers.RECEIPT:
        return ReceiptRow.objects.filter(pk=reference).exists()
    if prefix == identifiers.ACTION:
        return ActionRow.objects.filter(pk=reference).exists()
    return CaseRow.objects.filter(pk=reference).exists()
