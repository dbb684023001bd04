"""Raw mails as people send them: whole as they come, a test changes the one thing it is about."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

ARRIVED = dt.datetime(2026, 12, 8, 16, 50, tzinfo=dt.UTC)
REFERRER = "alex.reed@council.example"
PANEL = "panel@charity.example"
TYPES = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "txt": ("text", "plain"),
    "png": ("image", "png"),
    "zip": ("application", "zip"),
}
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
_DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def a_mail(
    from_: str = f"Alex Reed <{REFERRER}>",
    subject: str = "Referral",
    body: str = "Please find our referral attached.\n",
    attachments: Sequence[tuple[str, bytes]] = (),
    *,
    to: str = PANEL,
    message_id: str = "<1208.1650@council.example>",
    html: str = "",
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    when: dt.datetime = ARRIVED,
) -> bytes:
    """The raw bytes of one mail; attachments are pairs of file name and bytes.

    A media type is chosen by the file name's ending; `headers` are further fields, on top.
    """
    mail = EmailMessage(policy=SMTP)
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        mail[name] = value
    mail["From"] = from_
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(when)
    if message_id:
        mail["Message-ID"] = message_id
    mail.set_content(body)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, data in attachments:
        maintype, subtype = TYPES.get(name.rpartition(".")[2].lower(), ("application", "x-unknown"))
        mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def a_forwarded(raw: bytes, **fields: str) -> bytes:
    """A mail that carries another one whole, as "forward as attachment" makes it."""
    outer = EmailMessage(policy=SMTP)
    outer["From"] = fields.get("from_", "Sam Okoro <sam.okoro@trust.example>")
    outer["To"] = PANEL
    outer["Subject"] = fields.get("subject", "FW: Referral")
    outer["Message-ID"] = fields.get("message_id", "<fw.77@trust.example>")
    outer.set_content(fields.get("body", "See attached.\n"))
    inner = EmailMessage(policy=SMTP)
    inner["Content-Type"] = "message/rfc822"
    inner["Content-Disposition"] = 'attachment; filename="Referral.eml"'
    inner.set_payload(raw.decode("ascii"))
    outer.make_mixed()
    outer.attach(inner)
    return outer.as_bytes()


def a_zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def a_docx(main: str = _DOCX_MAIN, extra: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """The smallest file that says of itself that it is a Word document of this kind."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    parts = [("[Content_Types].xml", types.encode()), ("word/document.xml", b"<w:document/>")]
    return a_zip([*parts, *extra])


def a_report(original: bytes, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report (RFC 3464) about one of our mails, as a mail server makes it."""
    return (
        b"Return-Path: <>\r\n"
        b"From: MAILER-DAEMON@mx.council.example\r\n"
        b"To: panel@charity.example\r\n"
        b"Subject: Undelivered Mail Returned to Sender\r\n"
        b"Message-ID: <bounce.5@mx.council.example>\r\n"
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="BB"\r\n'
        b"\r\n--BB\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        b"--BB\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.council.example\r\n\r\n"
        b"Final-Recipient: rfc822; alex.reed@council.example\r\n"
        + f"Action: {action}\r\nStatus: {status}\r\n".encode()
        + b"\r\n--BB\r\nContent-Type: message/rfc822\r\n\r\n"
        + original
        + b"\r\n--BB--\r\n"
    )
