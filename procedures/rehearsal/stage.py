"""The month on its stage: the folder it may empty, the order of what happens, mails delivered."""

from __future__ import annotations

import datetime as dt
import email
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import IntEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from casework.faults import Fault, Kind
from casework.mailing import MailKind, Outgoing, OutgoingState
from casework.receipt import Receipt
from mailboxes.port import MessageRef
from procedures.office import Office
from procedures.rehearsal import mails
from procedures.rehearsal.month import Mail, Month, Sitting
from register import actions, blobs, cases, outgoing

MARKER = "rehearsal.txt"
PAPERS = frozenset({MailKind.PAPERS, MailKind.INVITATION})
_DATES = "dates = ["
_SAYS = "Made by a rehearsal. Everything in this folder is made up; the next one empties it.\n"


class FolderNotOurs(Fault):
    """This folder holds something that no rehearsal made, so it was left as it is."""

    kind = Kind.USAGE
    next_step = "name a folder that does not exist, or an empty one."


class NothingToAnswer(Fault):
    """A mail of the month answers a mail of ours that was never sent."""

    kind = Kind.USAGE
    next_step = "report this line to the maintainer."


@runtime_checkable
class Letterbox(Protocol):
    """A mailbox that takes a message in as a mail server would put it there: the folder alone."""

    def deliver(self, untrusted_raw: bytes, *, now: dt.datetime) -> MessageRef:
        """Put the message into the inbox; `now` is its time of arrival."""
        ...


class What(IntEnum):
    """What happens next; of one moment the lower comes first."""

    MAIL = 1
    AGENDA = 2
    PAPERS = 3
    CLOSED = 4
    LAST_LOOK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that happens at a moment: a mail comes, or the coordinator does something."""

    at: dt.datetime
    what: What
    mail: Mail | None = None
    sitting: Sitting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A mail of the month as it came, and the receipt it ended with."""

    mail: Mail
    receipt: Receipt


def cleared(folder: Path) -> Path:
    """The folder, new and empty but for its marker. Raises FolderNotOurs and touches nothing."""
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).is_file()):
            raise FolderNotOurs(folder.name)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text(_SAYS, encoding="utf-8")
    return folder


def add_dates(panel_file: Path, month: Month) -> None:
    """Write the month's meetings that the panel's own list does not have into its file."""
    text = panel_file.read_text(encoding="utf-8")
    lines = "".join(
        f'\n    {{ date = {sitting.date}, start = {sitting.start}:00, venue = "{sitting.venue}" }},'
        for sitting in month.sittings
        if sitting.added
    )
    panel_file.write_text(text.replace(_DATES, f"{_DATES}{lines}", 1), encoding="utf-8")


def acts(month: Month) -> tuple[Act, ...]:
    """Everything that happens, in order."""
    return tuple(sorted(_acts(month), key=lambda act: (act.at, act.what)))


def _acts(month: Month) -> Iterator[Act]:
    for mail in month.mails:
        yield Act(at=mail.came, what=What.MAIL, mail=mail)
        if mail.again is not None:
            yield Act(at=mail.again, what=What.MAIL, mail=mail)
    for sitting in month.sittings:
        moments = {
            What.AGENDA: sitting.agenda,
            What.PAPERS: sitting.papers,
            What.CLOSED: sitting.closed,
        }
        for what, at in moments.items():
            if at is not None:
                yield Act(at=at, what=what, sitting=sitting)
    yield Act(at=month.ends, what=What.LAST_LOOK)


def deliver(mail: Mail, month: Month, office: Office, *, now: dt.datetime) -> None:
    """Put the mail into the mailbox as it reaches it at this moment."""
    answered = _answered(mail, office) if mail.answers else None
    raw = mails.build(mail, month, desk(office), answered=answered)
    assert isinstance(office.mailbox, Letterbox)  # noqa: S101  a rehearsal has no other mailbox
    office.mailbox.deliver(raw, now=now)


def notes(sitting: Sitting, office: Office, cases_of: Mapping[str, str]) -> Path:
    """The coordinator's notes of the meeting, as a file; `cases_of` are the cases by their mail."""
    lines: list[str] = []
    for line in sitting.agreed:
        heading = cases_of[line.case]
        if heading not in lines:
            lines.append(heading)
        day_ = f"{line.due.day} {line.due:%B} {line.due.year}"
        kind = line.kind.replace("_", " ")
        lines.append(
            f"!{line.agency}: {line.text.rstrip('.')} by {day_} [owner {line.owner}] [{kind}]"
        )
    file = office.places.home / f"notes-{sitting.date}.txt"
    file.write_text("\n".join((*lines, "")), encoding="utf-8")
    return file


def lay_out_papers(office: Office, meeting: dt.date) -> int:
    """Copy the numbered copies that left into the installation's papers folder; gives how many."""
    office.places.papers.mkdir(exist_ok=True)
    number = 0
    for mail in outgoing.every(meeting=meeting):
        for attachment in mail.intent.attachments if mail.intent.kind in PAPERS else ():
            number += 1
            file = office.places.papers / attachment.file_name
            file.write_bytes(blobs.read(attachment.blob))
    return number


def desk(office: Office) -> mails.Desk:
    """What the builder of mails needs of this installation."""
    return mails.Desk(
        forms=office.forms,
        blanks=office.places.forms,
        fonts=office.fonts,
        address=office.protocol.mailbox,
    )


def _answered(mail: Mail, office: Office) -> mails.Answered:
    """Our last mail of this kind to the sender, as it left. Raises NothingToAnswer."""
    sent = [
        ours
        for ours in outgoing.every(state=OutgoingState.ACCEPTED)
        if ours.intent.kind.value == mail.answers and ours.intent.address == mail.sender
    ]
    if not sent:
        raise NothingToAnswer(mail.key)
    left = read(sent[-1])
    carried = [part.get_payload(decode=True) for part in left.iter_attachments()]
    return mails.Answered(
        message_id=str(left["Message-ID"]),
        subject=str(left["Subject"]),
        text=text_of(left),
        form=next((data for data in carried if isinstance(data, bytes)), b""),
        action=_action_of(mail.sender, office),
    )


def read(mail: Outgoing) -> EmailMessage:
    """A mail of ours that was assembled, read back from its bytes."""
    return email.message_from_bytes(blobs.read(mail.blob), policy=SMTP)


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    part = message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def _action_of(sender: str, office: Office) -> str:
    """The first open action of the sender's agency at the last meeting that set one."""
    person = next((one for one in office.people.persons if one.email == sender), None)
    own = [one for one in actions.every() if person is not None and one.agency == person.agency]
    return own[-1].reference if own else ""


def form_that_came(receipt: Receipt) -> bytes:
    """The first form of a message, as it was kept; nothing where it brought none."""
    kept = cases.history(receipt.case) if receipt.case else ()
    blob = next((paper.blob for paper in kept if paper.receipt == receipt.reference), "")
    return blobs.read(blob) if blob else b""
