"""Each person's own numbered copy: stamped, shut with their password, kept sealed (W50, W58)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Sequence
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
from outbox import copies
from procedures.office import Office
from procedures.papers import Original
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
    wanted: Sequence[tuple[Person, Original]], meeting: Meeting, office: Office, *, today: dt.date
) -> tuple[OwnCopy, ...]:
    """A copy for each person, numbered in this order; those of one original are made together."""
    destroy_by = day(timetable.destroy_by(meeting.date, office.protocol))
    plans = [
        CopyPlan(
            person=person.id,
            copy_number=number,
            of=len(wanted),
            name=person.name,
            cases=original.cases,
            made=today,
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
        for copy in _of_one(originals[digest], planned, office)
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
    original: Original, planned: Iterable[tuple[Person, CopyPlan]], office: Office
) -> Iterator[OwnCopy]:
    listed = tuple(planned)
    agreed = [people.password(person.id) or "" for person, _ in listed]
    # A copy for which no password was agreed is shut with one that nobody knows.
    shut = [password or secrets.token_urlsafe(32) for password in agreed]
    plans = [(plan, password) for (_, plan), password in zip(listed, shut, strict=True)]
    made = list(copies.make(original.made.pdf, plans, fonts=office.fonts))
    kept = blobs.keep_all(original.document.owner, [("copy", copy.pdf) for copy in made])
    for (person, plan), password, sealed in zip(listed, agreed, kept, strict=True):
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
            has_password=bool(password),
        )
