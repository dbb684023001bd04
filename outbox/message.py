"""One finished message: one recipient, plain text, attachments, serialised once (mail, 12.1)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from casework.mailing import Attachment, Intent

_POLICY = SMTP.clone(cte_type="7bit", max_line_length=998)
_SENDER_NAME = "Panel coordinator"


def message_id(key: bytes, intent_key: str, kind: str, address: str) -> str:
    """The same id on every attempt of one intent; nobody without the key can guess it."""
    digest = hmac.new(key, intent_key.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<clerk.{kind.lower()}.{digest}@{address.rpartition('@')[2]}>"


def assemble(
    intent: Intent,
    files: Sequence[tuple[Attachment, bytes]],
    *,
    sender: str,
    message_id: str,
    now: dt.datetime,
    rehearsal: bool,
) -> bytes:
    """The RFC 5322 bytes of one mail to one person. `sender` is the panel mailbox's address."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = f"{_SENDER_NAME} <{sender}>"
    mail["To"] = intent.address
    mail["Subject"] = intent.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    if intent.answers:
        mail["In-Reply-To"] = intent.answers
        mail["References"] = intent.answers
    mail["Auto-Submitted"] = intent.auto
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Sensitivity"] = "Company-Confidential"
    if rehearsal:
        mail["X-Rehearsal"] = "yes"
    mail.set_content(intent.body)
    for attachment, data in files:
        maintype, _, subtype = attachment.media_type.partition("/")
        mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=attachment.file_name)
    return mail.as_bytes()
