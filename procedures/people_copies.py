"""Each person's own numbered copy: stamped, shut with their password, kept sealed (W50, W58)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework import timetable
from casework.agency import Person
from casework.dates import day
from casework.document import CopyPlan, DocumentKind, MadeCopy
from casework.leaving import HoldReason
from casework.mailing import Attachment, Intent, MailKind, OutgoingState, Payload
from casework.marking import file_name
from casework.meeting import Meeting
from generators import mail_texts
from outbox import copies, shut
from outbox.shut import Lock
from procedures import papers
from procedures.meeting_cases import Listed
from procedures.office import Office
from procedures.papers import Original, Paper
from register import blobs, outgoing, people

PDF = "application/pdf"
UNSENT = frozenset({OutgoingState.HELD, OutgoingState.WAITING, OutgoingState.PREPARING})
# What a new edition takes the place of, as long as it has not left.
REPLACES = {
    DocumentKind.AGENDA: frozenset({MailKind.FIRST_AGENDA}),
    DocumentKind.PACK: frozenset(
        {MailKind.FIRST_AGENDA, MailKind.PAPERS, MailKind.EXTRA_PAPERS, MailKind.INVITATION}
    ),
    DocumentKind.ACTION_LOG: frozenset(
        {
            MailKind.FIRST_AGENDA, MailKind.PAPERS, MailKind.EXTRA_PAPERS, MailKind.INVITATION,
            MailKind.ACTION_LOG,
        }
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCopy:
    """One person's finished copy. Without an agreed password nobody can open it: it stays here."""

    person: Person
    copy: MadeCopy
    kind: DocumentKind
    pages: int
    has_password: bool

    @property
    def number(self) -> str:
        """`07`."""
        return f"{self.copy.copy_number:02d}"


def make(
    record: Paper,
    wanted: Sequence[tuple[Person, Paper]],
    listed: Listed,
    office: Office,
    *,
    kind: DocumentKind,
    version: int,
) -> tuple[dict[Paper, Original], tuple[OwnCopy, ...]]:
    """The proved original of each paper, and a copy for each person, numbered in this order.

    The locks of the copies are made while the originals are drawn.
    """
    agreed = {person.id: people.password(person.id) or "" for person, _ in wanted}
    with shut.locks_ahead(filter(None, agreed.values())) as lock:
        made = papers.originals(
            record, [paper for _, paper in wanted], listed, office, kind=kind, version=version
        )
        own = _copies(
            [(person, made[paper]) for person, paper in wanted],
            listed,
            office,
            agreed=agreed,
            lock=lock,
        )
    return made, own


def _copies(
    wanted: Sequence[tuple[Person, Original]],
    listed: Listed,
    office: Office,
    *,
    agreed: Mapping[str, str],
    lock: Callable[[str], Lock],
) -> tuple[OwnCopy, ...]:
    """Those of one original are made together."""
    destroy_by = day(timetable.destroy_by(listed.meeting.date, office.protocol))
    plans = [
        CopyPlan(
            person=person.id,
            copy_number=number,
            of=len(wanted),
            name=person.name,
            cases=original.cases,
            made=listed.today,
            destroy_by=destroy_by,
        )
        for number, (person, original) in enumerate(wanted, start=1)
    ]
    by_digest: dict[str, list[tuple[Person, CopyPlan]]] = {}
    originals = {original.document.digest: original for _, original in wanted}
    for (person, original), plan in zip(wanted, plans, strict=True):
        by_digest.setdefault(original.document.digest, []).append((person, plan))
    made = [
        copy
        for digest, planned in by_digest.items()
        for copy in _of_one(originals[digest], planned, office, agreed=agreed, lock=lock)
    ]
    return tuple(sorted(made, key=lambda one: one.copy.copy_number))


def mail(
    kind: MailKind,
    own: OwnCopy,
    values: dict[str, object],
    meeting: Meeting,
    office: Office,
    *,
    version: int,
) -> Intent:
    """The mail that carries a copy to its person: held until somebody releases it."""
    number = own.copy.copy_number
    text = mail_texts.compose(
        kind.value,
        {**values, "copy": number, "encrypted": own.has_password},
        frame=office.frame,
        templates=office.templates,
    )
    attached = file_name(
        office.protocol.marking.text,
        own.kind.value,
        str(meeting.date),
        f"copy-{own.number}",
        suffix=".pdf",
    )
    is_extract = own.kind is DocumentKind.EXTRACT
    return Intent(
        key=f"{kind.value}.{meeting.date}.v{version}.{own.person.id}",
        kind=kind,
        person=own.person.id,
        address=own.person.email,
        subject=text.subject,
        body=text.body,
        attachments=(
            Attachment(
                file_name=attached,
                media_type=PDF,
                blob=own.copy.blob,
                digest=own.copy.digest,
                payload=Payload.P1,
            ),
        ),
        case=own.copy.cases[0] if is_extract else "",
        meeting=meeting.date,
        released=False,
        hold_reasons=() if own.has_password else (HoldReason.NO_PASSWORD.value,),
        auto="no",
        cases=own.copy.cases,
        copy_number=number,
    )


def stop_replaced(meeting: Meeting, kind: DocumentKind, *, now: dt.datetime) -> int:
    """Stop the mails of earlier editions that have not left; gives how many."""
    old = [
        row.id
        for row in outgoing.every(meeting=meeting.date)
        if row.intent.kind in REPLACES[kind] and row.state in UNSENT
    ]
    return len(outgoing.stop(old, by="desk", now=now))


def _of_one(
    original: Original,
    planned: Sequence[tuple[Person, CopyPlan]],
    office: Office,
    *,
    agreed: Mapping[str, str],
    lock: Callable[[str], Lock],
) -> Iterator[OwnCopy]:
    # A copy for which no password was agreed is shut with one that nobody knows.
    plans = [(plan, agreed[person.id] or secrets.token_urlsafe(32)) for person, plan in planned]
    made = list(copies.make(original.made.pdf, plans, fonts=office.fonts, lock=lock))
    kept = blobs.keep_all(original.document.owner, [("copy", copy.pdf) for copy in made])
    for (person, plan), sealed in zip(planned, kept, strict=True):
        yield OwnCopy(
            person=person,
            copy=MadeCopy(
                person=person.id,
                copy_number=plan.copy_number,
                of=plan.of,
                original=original.document.digest,
                owner=sealed.owner,
                blob=sealed.blob,
                digest=sealed.digest,
                cases=plan.cases,
            ),
            kind=original.document.kind,
            pages=original.made.proved.pages,
            has_password=bool(agreed[person.id]),
        )
