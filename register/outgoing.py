"""Mails we intend to send: written once for each intent, released by a person, proved by evidence.

The address, subject and body of a mail are sealed. The steps of sending are in `register.sending`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from casework.faults import Fault, Kind
from casework.mailing import Attachment, Intent, MailKind, Outgoing, OutgoingState, Payload
from register import audit, keys
from register.audit import Entry, What
from register.models import EvidenceRow, OutgoingRow
from register.seals import Seal

UNSENT = (OutgoingState.HELD, OutgoingState.WAITING, OutgoingState.PREPARING)


class NoSuchMail(Fault):
    """The register has no outgoing mail of this number."""

    kind = Kind.REGISTER
    next_step = "run `clerk outbox list` and use one of its numbers."


def add(intents: Sequence[Intent], *, now: dt.datetime) -> tuple[Outgoing, ...]:
    """Write these down in one commit; an intent that is known already stays as it is."""
    with transaction.atomic():
        audit.append(plan(intents, now=now), now=now)
    indexes = [_intent_index(intent.key) for intent in intents]
    return _values(OutgoingRow.objects.filter(intent_key__in=indexes).order_by("pk"))


def plan(intents: Sequence[Intent], *, now: dt.datetime) -> list[Entry]:
    """Write the new ones down inside the caller's commit; the entries are for its audit."""
    by_index = {_intent_index(intent.key): intent for intent in intents}
    known = set(
        OutgoingRow.objects.filter(intent_key__in=list(by_index)).values_list(
            "intent_key", flat=True
        )
    )
    new = {index: intent for index, intent in by_index.items() if index not in known}
    owners = {index: _owner(intent) for index, intent in new.items()}
    seals = {owner: keys.ring().seal_for(owner) for owner in set(owners.values())}
    OutgoingRow.objects.bulk_create(
        _row(index, intent, seals[owners[index]], now=now) for index, intent in new.items()
    )
    return [
        Entry(what=What.OUTGOING_PLANNED, subject=index, detail=intent.kind.value)
        for index, intent in new.items()
    ]


def every(
    *,
    state: OutgoingState | None = None,
    meeting: dt.date | None = None,
    case: str = "",
    receipt: str = "",
) -> tuple[Outgoing, ...]:
    """The outgoing mails of a state, a meeting, a case or a receipt, oldest first; or all."""
    rows = OutgoingRow.objects.order_by("pk")
    if state is not None:
        rows = rows.filter(state=state.value)
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
    if case:
        rows = rows.filter(case=case)
    if receipt:
        rows = rows.filter(receipt=receipt)
    return _values(rows)


def get(number: int) -> Outgoing:
    """One of them. Raises NoSuchMail."""
    found = _values(OutgoingRow.objects.filter(pk=number))
    if not found:
        raise NoSuchMail(str(number))
    return found[0]


def by_message_id(message_id: str) -> Outgoing | None:
    """The mail of this Message-ID, as a report or a reply names it."""
    found = _values(OutgoingRow.objects.filter(message_id=message_id)[:1]) if message_id else ()
    return found[0] if found else None


def automatic_since(person: str, since: dt.datetime) -> int:
    """How many mails this person was sent without anybody's release since then (mail, 10.3)."""
    mails = OutgoingRow.objects.filter(person=person, created__gte=since, released_by="")
    return mails.exclude(released=None).count()


def release(
    numbers: Collection[int], *, by: str, now: dt.datetime, hold_minutes: int = 0
) -> tuple[int, ...]:
    """Let held mails go, after so many minutes in which they can be stopped; gives those it let."""
    with transaction.atomic():
        rows = _locked(numbers, (OutgoingState.HELD,))
        OutgoingRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=OutgoingState.WAITING.value,
            hold_reasons=[],
            released=now,
            released_by=by,
            due_at=now + dt.timedelta(minutes=hold_minutes),
            attempts=0,
        )
        detail = OutgoingState.WAITING.value
        audit.append([entry(row, by=by, detail=detail) for row in rows], now=now)
    return tuple(row.pk for row in rows)


def stop(numbers: Collection[int], *, by: str, now: dt.datetime) -> tuple[int, ...]:
    """Stop mails that have not left; gives those it stopped. A worker's `leaving` then refuses."""
    with transaction.atomic():
        rows = _locked(numbers, UNSENT)
        audit.append(_stopped(rows, by=by), now=now)
    return tuple(row.pk for row in rows)


def stop_of(case: str, *, by: str) -> list[Entry]:
    """Stop a case's mails that have not left, inside the caller's commit; for its audit."""
    numbers = OutgoingRow.objects.filter(case=case).values_list("pk", flat=True)
    return _stopped(_locked(list(numbers), UNSENT), by=by)


def stop_answers_to(receipt: str, *, by: str) -> list[Entry]:
    """Stop what a message was to be answered without a case, inside the caller's commit."""
    numbers = OutgoingRow.objects.filter(receipt=receipt, case="").values_list("pk", flat=True)
    return _stopped(_locked(list(numbers), UNSENT), by=by)


def entry(row: OutgoingRow, *, by: str = audit.CLERK, detail: str = "", digest: str = "") -> Entry:
    """What the audit says of a row that changed."""
    return Entry(
        what=What.OUTGOING_STATE,
        subject=row.intent_key,
        detail=detail or row.state,
        who=by,
        digest=digest,
    )


def _stopped(rows: Sequence[OutgoingRow], *, by: str) -> list[Entry]:
    state = OutgoingState.STOPPED.value
    OutgoingRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
    return [entry(row, by=by, detail=state) for row in rows]


def _locked(numbers: Collection[int], states: Sequence[OutgoingState]) -> list[OutgoingRow]:
    """Those of these mails that stand in one of these states, locked."""
    rows = OutgoingRow.objects.select_for_update().filter(
        pk__in=list(numbers), state__in=[state.value for state in states]
    )
    return list(rows.order_by("pk"))


def _intent_index(key: str) -> str:
    return keys.index("intent", key)


def _owner(intent: Intent) -> str:
    """Whose key seals the letter: the case's, else the receipt's, the meeting's, the person's."""
    if intent.case or intent.receipt:
        return intent.case or intent.receipt
    return f"meeting:{intent.meeting}" if intent.meeting else intent.person or "outgoing"


def _row(index: str, intent: Intent, seal: Seal, *, now: dt.datetime) -> OutgoingRow:
    held = not intent.released or intent.hold_reasons
    texts = {
        "key": intent.key,
        "address": intent.address,
        "subject": intent.subject,
        "body": intent.body,
        "answers": intent.answers,
    }
    return OutgoingRow(
        intent_key=index,
        kind=intent.kind.value,
        person=intent.person,
        case=intent.case,
        cases=list(intent.cases),
        meeting=intent.meeting,
        receipt=intent.receipt,
        payload=intent.payload.value,
        auto=intent.auto,
        copy_number=intent.copy_number,
        owner=seal.owner,
        letter=seal.close_texts(texts, thing=index, kind="letter"),
        attachments=[
            {
                "file_name": attachment.file_name,
                "media_type": attachment.media_type,
                "blob": attachment.blob,
                "digest": attachment.digest,
                "payload": attachment.payload.value,
            }
            for attachment in intent.attachments
        ],
        state=(OutgoingState.HELD if held else OutgoingState.WAITING).value,
        hold_reasons=list(intent.hold_reasons),
        created=now,
        released=None if held else now,
        due_at=now,
    )


def _values(rows: Iterable[OutgoingRow]) -> tuple[Outgoing, ...]:
    found = list(rows)
    seals = keys.ring().seals([row.owner for row in found])
    newest: dict[int, str] = dict(
        EvidenceRow.objects.filter(outgoing_id__in=[row.pk for row in found])
        .order_by("pk")
        .values_list("outgoing_id", "facts")
    )
    return tuple(_value(row, seals.get(row.owner), newest.get(row.pk, "")) for row in found)


def _value(row: OutgoingRow, seal: Seal | None, facts: str) -> Outgoing:
    """The mail; where its key was destroyed, address and texts are empty and the proof stays."""
    texts: dict[str, str] = {}
    if seal is not None:
        texts = seal.open_texts(bytes(row.letter), thing=row.intent_key, kind="letter")
    intent = Intent(
        key=texts.get("key", ""),
        kind=MailKind(row.kind),
        person=row.person,
        address=texts.get("address", ""),
        subject=texts.get("subject", ""),
        body=texts.get("body", ""),
        attachments=tuple(
            Attachment(
                file_name=kept["file_name"],
                media_type=kept["media_type"],
                blob=kept["blob"],
                digest=kept["digest"],
                payload=Payload(kept["payload"]),
            )
            for kept in row.attachments
        ),
        case=row.case,
        meeting=row.meeting,
        receipt=row.receipt,
        released=row.released is not None,
        hold_reasons=tuple(row.hold_reasons),
        answers=texts.get("answers", ""),
        auto=row.auto,
        cases=tuple(row.cases),
        copy_number=row.copy_number,
    )
    return Outgoing(
        id=row.pk,
        intent=intent,
        state=OutgoingState(row.state),
        message_id=row.message_id,
        created=row.created,
        sent=row.sent,
        attempts=row.attempts,
        fence=row.fence,
        evidence=facts,
        blob=row.blob,
        digest=row.digest,
    )
