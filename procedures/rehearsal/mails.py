"""Builds the raw bytes of the month's mails: blanks filled as a referrer's program fills them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from casework.question import Form
from forms import filled
from generators import pictures
from procedures.rehearsal.fillings import complete
from procedures.rehearsal.month import FormFile, Mail, Month, Style

WORD_TYPE = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {
    ".pdf": ("application", "pdf"),
    ".docx": ("application", WORD_TYPE),
    ".jpg": ("image", "jpeg"),
}
_LOST = 2  # of a truncated file only the first part of so many arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the builder needs of an installation: its blanks, its fonts and its address."""

    forms: Mapping[str, Form]
    blanks: Path
    fonts: Path
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A mail of ours that is answered; `form` is the marked form in it, `action` its action."""

    message_id: str
    subject: str
    text: str
    form: bytes = b""
    action: str = ""


def build(mail: Mail, month: Month, desk: Desk, *, answered: Answered | None = None) -> bytes:
    """The mail as it reaches the mailbox. A mail that answers one of ours needs it as `answered`.

    A text may name `{action}`: the action that the mail is about.
    """
    built = _message(mail, month, desk.address, answered)
    for file in mail.files:
        returned = answered.form if file.returned and answered else b""
        maintype, subtype = _TYPES[Path(file.name).suffix]
        data = file_bytes(file, desk, returned=returned)
        built.add_attachment(data, maintype=maintype, subtype=subtype, filename=file.name)
    return (_forwarded(built, mail, month, desk.address) if mail.forwarded_by else built).as_bytes()


def file_bytes(file: FormFile, desk: Desk, *, returned: bytes = b"") -> bytes:
    """The bytes of an attachment; `returned` is the form we sent back, if it is that."""
    form = desk.forms[file.form]
    is_word = file.style is Style.WORD or (file.style is Style.DAMAGED and ".docx" in file.name)
    values = dict(file.values) if returned else {**complete(form), **file.values}
    blank = returned or _blank(desk.blanks, form, ".docx" if is_word else ".pdf")
    if is_word:
        made = filled.word(blank, {name: value for name, value in values.items() if value})
    else:
        made = filled.pdf(blank, {name: value for name, value in values.items() if value},
                          fonts=desk.fonts)  # fmt: skip
    match file.style:
        case Style.PRINTED:
            return filled.printed(made)
        case Style.PHOTO:
            return pictures.photograph(made)
        case Style.TRUNCATED:
            return made[: len(made) // _LOST]
        case Style.DAMAGED:
            return made[: len(made) // _LOST] + bytes(len(made) // _LOST)
        case _:
            return made


def _blank(folder: Path, form: Form, ending: str) -> bytes:
    (path,) = folder.glob(f"{form.id}-v{form.version}-*{ending}")
    return path.read_bytes()


def _message(mail: Mail, month: Month, address: str, answered: Answered | None) -> EmailMessage:
    built = _head(mail.sender, month, address, mail.came, f"{mail.key}.{month.panel}")
    built["Subject"] = mail.subject or f"RE: {answered.subject if answered else ''}"
    if answered is not None:
        built["In-Reply-To"] = built["References"] = answered.message_id
    if mail.automatic:
        built["Auto-Submitted"] = "auto-replied"
    quoted = (
        "\n".join(f"> {line}".rstrip() for line in answered.text.splitlines()) if answered else ""
    )
    introduced = f"\n\nOn {mail.came:%d %B %Y} the Panel coordinator wrote:\n{quoted}\n"
    body = mail.body.strip().replace("{action}", answered.action if answered else "")
    built.set_content(f"{body}\n{introduced if answered else ''}")
    return built


def _head(sender: str, month: Month, address: str, came: dt.datetime, key: str) -> EmailMessage:
    built = EmailMessage(policy=SMTP)
    built["From"] = f"{month.person_name(sender)} <{sender}>"
    built["To"] = address
    built["Date"] = format_datetime(came)
    built["Message-ID"] = f"<{key}.{came:%Y%m%d%H%M}@{sender.partition('@')[2]}>"
    return built


def _forwarded(inner: EmailMessage, mail: Mail, month: Month, address: str) -> EmailMessage:
    """A mail that carries another one whole, as "forward as attachment" makes it."""
    outer = _head(mail.forwarded_by, month, address, mail.came, f"fw.{mail.key}.{month.panel}")
    outer["Subject"] = f"FW: {mail.subject}"
    outer.set_content(f"{mail.forwarded_body.strip()}\n")
    outer.add_attachment(inner, filename="Referral.eml")
    return outer
