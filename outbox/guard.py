# pyright: basic
"""Reads a finished message back from its very bytes, so that `casework.leaving` can decide.

It does not trust the row that the message was made from: recipients, marking, copy numbers and
case references are what the bytes say.
"""

from __future__ import annotations

import email
import hashlib
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP

import pypdfium2

from casework.identifiers import found_on_page
from casework.leaving import FileFacts, LeavingPolicy, MessageFacts
from casework.mailing import Attachment, Intent, Payload
from casework.marking import pages_without

_PDF = "application/pdf"
_RECIPIENT_FIELDS = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")


def read_back(
    raw: bytes, intent: Intent, *, policy: LeavingPolicy, password: str, clear: Iterable[bytes]
) -> MessageFacts:
    """The facts of a message that is about to leave.

    `clear` are the attachments' bytes as stored, in order; `password` the person's, "" if none.
    """
    mail = email.message_from_bytes(raw, policy=SMTP)
    addresses = [
        address.addr_spec
        for field in _RECIPIENT_FIELDS
        for header in mail.get_all(field, [])
        for address in header.addresses
    ]
    body = _body(mail)
    carried = [_payload(part) for part in mail.iter_attachments()]
    names = [part.get_filename() or "" for part in mail.iter_attachments()]
    files = tuple(
        _file(attachment, name, data, same, intent=intent, policy=policy, password=password)
        for attachment, name, data, same in zip(
            intent.attachments, names, carried, clear, strict=True
        )
    )
    return MessageFacts(
        recipients=tuple(addresses),
        carries_more=any(mail.get_all(field) for field in _RECIPIENT_FIELDS[1:]),
        subject=str(mail["Subject"] or ""),
        first_line=body.partition("\n")[0],
        body=body,
        size_bytes=len(raw),
        files=files,
    )


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part is not None else ""


def _payload(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _file(
    attachment: Attachment,
    name: str,
    data: bytes,
    stored: bytes,
    *,
    intent: Intent,
    policy: LeavingPolicy,
    password: str,
) -> FileFacts:
    same = hashlib.sha256(data).hexdigest() == attachment.digest and data == stored
    is_paper = intent.copy_number is not None and attachment.media_type == _PDF
    open_text = _pages(data, "") if attachment.media_type == _PDF else None
    shut_text = _pages(data, password) if is_paper and password else None
    pages = shut_text if shut_text is not None else open_text or ()
    wanted = f"Copy {intent.copy_number or 0:02d} of"
    return FileFacts(
        file_name=name,
        payload=attachment.payload,
        digest_is_right=same,
        is_paper=is_paper,
        opens_without_password=open_text is not None,
        opens_with_password=shut_text is not None,
        pages_unmarked=pages_without(policy.marking, pages),
        pages_without_copy=pages_without(wanted, pages) if is_paper else (),
        cases_found=_cases(pages, attachment, policy),
    )


def _cases(pages: Iterable[str], attachment: Attachment, policy: LeavingPolicy) -> frozenset[str]:
    if attachment.payload is Payload.P0:
        return frozenset()
    prefix = policy.reference_prefix
    return frozenset(case for page in pages for case in found_on_page(page, prefix))


def _pages(data: bytes, password: str) -> tuple[str, ...] | None:
    """Each page's text, or None when it does not open with this password."""
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError:
        return None
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
