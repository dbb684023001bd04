"""A real installation in a folder: mails in, the clerk at work, mails out."""

from __future__ import annotations

import datetime as dt
import email
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from casework.receipt import Receipt
from forms import filled
from procedures import installation, office, outgoing, pipeline, upkeep
from procedures.office import Office
from tests.support import mails
from tests.support.submissions import complete_values

NOW = dt.datetime(2026, 12, 9, 9, 42, tzinfo=dt.UTC)
DANA = "Dana Fielding <dana.fielding@outreach.example>"
PAT = "Pat Lead <pat.lead@police.example>"


@dataclass
class Clerk:
    """The clerk of one installation, with the clock in the test's hand."""

    rooms: Office
    now: dt.datetime = NOW
    sent: list[EmailMessage] = field(default_factory=list[EmailMessage])

    def form(
        self, form_id: str, style: str = "pdf", **changes: str | bool | None
    ) -> tuple[str, bytes]:
        """A filled form as a file: complete but for the changes; None leaves a field empty."""
        blank = self.rooms.catalogue.of_form(form_id)[-1]
        values = {
            name: value
            for name, value in {**complete_values(blank.form), **changes}.items()
            if value is not None
        }
        stem = self.rooms.places.forms / blank.stem
        if style == "word":
            data = filled.word(stem.with_name(f"{blank.stem}.docx").read_bytes(), values)
            return f"{form_id}.docx", data
        pdf = stem.with_name(f"{blank.stem}.pdf").read_bytes()
        data = filled.pdf(pdf, values, fonts=self.rooms.fonts)
        return f"{form_id}.pdf", filled.printed(data) if style == "printed" else data

    def receive(
        self,
        *files: tuple[str, bytes],
        sender: str = DANA,
        subject: str = "STRICTLY CONFIDENTIAL referral",
        body: str = "Please find the forms attached.\n",
        **more: Any,
    ) -> Receipt:
        """A mail comes in and is worked on to its end."""
        self.deliver(*files, sender=sender, subject=subject, body=body, **more)
        return self.work()[-1]

    def deliver(
        self, *files: tuple[str, bytes], sender: str = DANA, subject: str, body: str, **more: Any
    ) -> None:
        """A mail comes in."""
        number = len(list((self.rooms.places.mail / "cur").parent.rglob("*.M*")))
        fields: dict[str, Any] = {
            "to": self.rooms.protocol.mailbox,
            "message_id": f"<{number}.{self.now:%H%M%S%f}@sender.example>",
            **more,
        }
        raw = mails.a_mail(sender, subject, body, files, **fields)
        self.rooms.mailbox.deliver(raw, now=self.now)

    def work(self) -> list[Receipt]:
        """Everything that waits, once."""
        pipeline.keep_all(self.rooms, now=self.now)
        done: list[Receipt] = []
        while (claim := pipeline.due(now=self.now)) is not None:
            done.append(pipeline.take_in(claim, self.rooms, now=self.now))
        upkeep.do_due(self.rooms, now=self.now)
        return done

    def release(self) -> None:
        """The coordinator releases all that is held."""
        outgoing.release(self.rooms, (), every=True, now=self.now)

    def out(self) -> list[EmailMessage]:
        """Every mail in the outbox folder, by the order of sending."""
        return [read(path) for path in tray(self.rooms.places.outbox)]


def tray(folder: Path) -> Sequence[Path]:
    """The finished mails of an outbox folder, oldest first."""
    return sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


def read(path: Path) -> EmailMessage:
    """A finished mail, parsed by the standard library."""
    return email.message_from_bytes(path.read_bytes(), policy=SMTP)


def files_of(mail: EmailMessage) -> Mapping[str, bytes]:
    """A mail's attachments by name."""
    found: dict[str, bytes] = {}
    for part in mail.iter_attachments():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        found[part.get_filename() or ""] = data
    return found


def text_of(mail: EmailMessage) -> str:
    """A mail's words."""
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


@contextmanager
def a_clerk(folder: Path, panel: str = "wesp", people: Path | None = None) -> Iterator[Clerk]:
    """A new installation of this panel, opened, its people with passwords."""
    home = folder / "panel"
    installation.create(home, panel=panel, people=people)
    with office.opened(home, cwd=folder, environment={}, now=NOW, reading=True) as rooms:
        installation.passwords(rooms, now=NOW)
        yield Clerk(rooms=rooms)
