"""What was made for a meeting: originals, numbered copies, and the mails that carry them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from casework.document import Audience, DocumentKind, MadeCopy, MadeDocument
from casework.faults import Fault, Kind
from casework.mailing import Intent
from casework.meeting import Meeting, MeetingState
from register import audit, meetings, outgoing
from register.audit import Entry, What
from register.models import CopyRow, DocumentRow, MeetingRow

_ORDER = tuple(MeetingState)


class MeetingClosed(Fault):
    """The meeting is closed: nothing more is made for it."""

    kind = Kind.REGISTER
    next_step = "put what is still to be done on the next meeting."


def issue(
    date: dt.date,
    *,
    documents: Sequence[MadeDocument],
    copies: Sequence[MadeCopy] = (),
    mails: Sequence[Intent] = (),
    now: dt.datetime,
    by: str = audit.CLERK,
) -> Meeting:
    """Write down what was made for a meeting and the mails that carry it: one commit.

    An agenda or a pack moves the meeting on and sets its version. An edition that is there
    already stays as it is, so that a step may run twice. Raises MeetingClosed, except for the
    action log, which is made after the meeting.
    """
    with transaction.atomic():
        row = meetings.row_of(date, lock=True)
        kinds = {document.kind for document in documents}
        if row.state == MeetingState.CLOSED.value and kinds - {DocumentKind.ACTION_LOG}:
            raise MeetingClosed(str(date))
        entries = _keep_documents(documents, copies, now=now, by=by)
        for document in documents:
            _move_on(row, document)
        row.save(update_fields=["state", "agenda_version", "pack_version"])
        entries.append(meetings.entry(row, detail=row.state, by=by))
        entries += outgoing.plan(mails, now=now)
        audit.append(entries, now=now)
    return meetings.value(row)


def documents(date: dt.date, kind: DocumentKind | None = None) -> tuple[MadeDocument, ...]:
    """What was made for a meeting, in the order it was made."""
    rows = DocumentRow.objects.filter(meeting_id=date).order_by("pk")
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return tuple(
        MadeDocument(
            kind=DocumentKind(row.kind),
            meeting=row.meeting_id,
            version=row.version,
            audience=Audience(row.audience),
            owner=row.owner,
            blob=row.blob,
            digest=row.digest,
            cases=tuple(row.cases),
            case=row.case,
            variant=row.variant,
        )
        for row in rows
    )


def copies(date: dt.date) -> tuple[MadeCopy, ...]:
    """Every numbered copy of a meeting's documents, in the order they were made."""
    rows = CopyRow.objects.filter(document__meeting_id=date).select_related("document")
    return tuple(
        MadeCopy(
            person=row.person,
            copy_number=row.number,
            of=row.of,
            original=row.document.digest,
            owner=row.owner,
            blob=row.blob,
            digest=row.digest,
            cases=tuple(row.cases),
        )
        for row in rows.order_by("pk")
    )


def _keep_documents(
    documents: Sequence[MadeDocument], copies: Sequence[MadeCopy], *, now: dt.datetime, by: str
) -> list[Entry]:
    entries: list[Entry] = []
    by_digest: dict[str, DocumentRow] = {}
    for document in documents:
        row, is_new = DocumentRow.objects.get_or_create(
            meeting_id=document.meeting,
            kind=document.kind.value,
            version=document.version,
            audience=document.audience.value,
            case=document.case,
            variant=document.variant,
            defaults={
                "owner": document.owner,
                "blob": document.blob,
                "digest": document.digest,
                "cases": list(document.cases),
                "made": now,
            },
        )
        by_digest[document.digest] = row
        if is_new:
            detail = f"{row.kind}:{row.version}"
            subject, digest = str(row.meeting_id), row.digest
            made = Entry(
                what=What.DOCUMENT_MADE, subject=subject, detail=detail, who=by, digest=digest
            )
            entries.append(made)
    known = set(
        CopyRow.objects.filter(document__in=list(by_digest.values())).values_list(
            "document_id", "person"
        )
    )
    rows = [
        CopyRow(
            document=by_digest[copy.original],
            person=copy.person,
            number=copy.copy_number,
            of=copy.of,
            owner=copy.owner,
            blob=copy.blob,
            digest=copy.digest,
            cases=list(copy.cases),
            made=now,
        )
        for copy in copies
        if (by_digest[copy.original].pk, copy.person) not in known
    ]
    CopyRow.objects.bulk_create(rows)
    return entries + [
        Entry(
            what=What.COPY_MADE,
            subject=row.person,
            detail=f"{row.document.meeting_id}:{row.number}",
            who=by,
            digest=row.digest,
        )
        for row in rows
    ]


def _move_on(row: MeetingRow, document: MadeDocument) -> None:
    leads_to = {
        DocumentKind.AGENDA: MeetingState.AGENDA_SENT,
        DocumentKind.PACK: MeetingState.PAPERS_MADE,
    }
    if document.kind is DocumentKind.AGENDA:
        row.agenda_version = max(row.agenda_version, document.version)
    if document.kind is DocumentKind.PACK:
        row.pack_version = max(row.pack_version, document.version)
    following = leads_to.get(document.kind)
    if following and _ORDER.index(following) > _ORDER.index(MeetingState(row.state)):
        row.state = following.value
