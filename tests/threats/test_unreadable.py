"""Every file that cannot be read is known by its content, held, and its sender told one fix.

The table of forms, section 8: what arrives, the reason kept, the words of the draft. Nothing is
sent by itself, nothing is called incomplete, and the file stays in the message that is kept.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage

import pikepdf
import pytest
from PIL import Image

from casework.disposition import Disposition
from casework.mailing import MailKind
from casework.receipt import Receipt
from ingest import conversion
from register import cases, outgoing
from tests.support import locks
from tests.support.installation import Clerk
from tests.support.mails import PDF, a_docx, a_zip

REFERRAL = "wesp_referral"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def xfa_only(_: Clerk) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        page.Contents = made.make_stream(b"BT ET")
        made.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([]), XFA=made.make_stream(b"<xdp:xdp/>")
        )
        made.Root.NeedsRendering = True
        made.save(out)
    return out.getvalue()


def nothing_filled(clerk: Clerk) -> bytes:
    blank = clerk.rooms.catalogue.of_form(REFERRAL)[-1]
    return (clerk.rooms.places.forms / f"{blank.stem}.pdf").read_bytes()


def nothing_filled_word(clerk: Clerk) -> bytes:
    blank = clerk.rooms.catalogue.of_form(REFERRAL)[-1]
    return (clerk.rooms.places.forms / f"{blank.stem}.docx").read_bytes()


def for_certificates(_: Clerk) -> bytes:
    lock = b"/Encrypt <</Filter /Adobe.PubSec /V 4>>"
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R " + lock + b">>\n%%EOF"


def locked_pdf(clerk: Clerk) -> bytes:
    return locks.pdf_by_qpdf(clerk.form(REFERRAL)[1])


def locked_word(clerk: Clerk) -> bytes:
    return locks.word(clerk.form(REFERRAL, "word")[1])


def locked_zip(clerk: Clerk) -> bytes:
    return locks.zip_by_aes([clerk.form(REFERRAL)])


def damaged(clerk: Clerk) -> bytes:
    return clerk.form(REFERRAL, "word")[1][:-3000]


Make = Callable[[Clerk], bytes]
ROWS: dict[str, tuple[Make, str, str]] = {
    "apple pages": (
        lambda _: a_zip([("Index/Document.iwa", b"x"), ("preview.jpg", b"y")]),
        "pages",
        "of a type we do not open (Pages)",
    ),
    "locked pdf": (locked_pdf, "password", "Please telephone the password"),
    "locked word": (locked_word, "password", "Please telephone the password"),
    "locked zip": (locked_zip, "password", "Please telephone the password"),
    "7z": (lambda _: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(200), "archive", "an archive"),
    "rar": (lambda _: b"Rar!\x1a\x07\x01\0" + bytes(200), "archive", "do not email it"),
    "zip of several": (
        lambda _: a_zip([("a.pdf", PDF), ("b.pdf", PDF + b"%")]),
        "archive",
        "Please attach the forms themselves",
    ),
    "certificate": (for_certificates, "certificate", "We will open it by hand"),
    "macros": (lambda _: a_docx(MACROS), "macros", "a template, or holds a program"),
    "template": (lambda _: a_docx(f"{WORD}template.main+xml"), "macros", "Word Document (.docx)"),
    "damaged": (damaged, "damaged", "Please send it again."),
    "empty": (lambda _: b"", "empty", "Please send it again."),
    "wait page": (xfa_only, "xfa", "the answers are not in it"),
    "no answers": (nothing_filled, "no_answers", "the answers are not in it"),
    "no answers in Word": (nothing_filled_word, "no_answers", "the answers are not in it"),
}
NO_BLANK = {"password", "certificate"}


def draft_of(receipt: Receipt) -> tuple[str, str, int]:
    (mail,) = (m for m in outgoing.every(receipt=receipt.reference))
    assert mail.intent.kind is MailKind.COULD_NOT_READ
    return mail.intent.subject, " ".join(mail.intent.body.split()), len(mail.intent.attachments)


@pytest.mark.parametrize("what", list(ROWS))
def test_a_file_is_held_for_what_it_is_and_its_sender_told_one_fix(clerk: Clerk, what: str):
    make, reason, words = ROWS[what]
    name = "form.doc.pdf.docx"  # says nothing
    receipt = clerk.receive((name, make(clerk)))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.reason == f"could_not_read:{reason}"
    subject, body, files = draft_of(receipt)
    assert words in body
    assert "We have kept it and your place in time." in body
    assert not {"incomplete", "missing"} & set(body.casefold().split())
    assert files == (0 if reason in NO_BLANK else 1)
    assert ("A blank form is attached." in body) is (files == 1)
    assert name not in subject + body
    assert clerk.out() == []
    clerk.release()
    clerk.work()
    (sent,) = clerk.out()
    assert isinstance(sent, EmailMessage)
    assert len(list(sent.iter_attachments())) == files


BODIES = {
    "attachment": ("Please see the form attached.\n", "no_attachment", "It had no attachment."),
    "link": (
        "The form is here: https://council.sharepoint.com/:w:/s/x\n",
        "sharing_link",
        "we cannot open links",
    ),
    "typed": (
        "I want to refer a woman.\nSurname: Example\nDate of birth: 1 May 1990\nConcerns: many\n",
        "referral_in_the_body",
        "written in the email itself",
    ),
}


@pytest.mark.parametrize("what", list(BODIES))
def test_a_mail_without_a_form_is_held_and_answered_with_what_it_lacks(clerk: Clerk, what: str):
    body, reason, words = BODIES[what]
    receipt = clerk.receive(body=body, subject="STRICTLY CONFIDENTIAL")
    assert (receipt.disposition, receipt.reason) == (Disposition.NEEDS_YOU, reason)
    _, text, files = draft_of(receipt)
    assert words in text
    assert files == 1


@pytest.mark.parametrize(
    "body",
    [
        "When is the next meeting?\n",
        "Thank you.\n\nSent from https://www.council.example/privacy\n",
        "Her address has changed.\n",
    ],
)
def test_a_mail_that_lacks_nothing_is_held_and_gets_no_draft(clerk: Clerk, body: str):
    receipt = clerk.receive(body=body, subject="STRICTLY CONFIDENTIAL")
    assert (receipt.disposition, receipt.reason) == (Disposition.NEEDS_YOU, "not_a_form")
    assert outgoing.every(receipt=receipt.reference) == ()


def test_nobody_is_told_that_a_file_of_another_kind_is_no_attachment(clerk: Clerk):
    receipt = clerk.receive(("notes.txt", b"Some notes"), body="Please see the file attached.\n")
    assert (receipt.disposition, receipt.reason) == (Disposition.NEEDS_YOU, "not_a_form")
    assert outgoing.every(receipt=receipt.reference) == ()


def test_danger_in_a_mail_without_a_form_is_told_at_once(clerk: Clerk):
    word = clerk.rooms.protocol.danger_words[0]
    body = f"I refer a woman. Surname: Example. Date of birth: 1 May 1990. {word}.\n"
    receipt = clerk.receive(body=body, subject="STRICTLY CONFIDENTIAL")
    kinds = {mail.intent.kind for mail in outgoing.every(receipt=receipt.reference)}
    assert MailKind.ALERT in kinds


def test_a_stranger_is_told_nothing(clerk: Clerk):
    for what, (make, reason, _) in ROWS.items():
        receipt = clerk.receive(
            ("form.pdf", make(clerk)), sender="x@elsewhere.example", subject=what
        )
        assert receipt.reason == f"could_not_read:{reason}", what
        assert outgoing.every(receipt=receipt.reference) == (), what


def test_without_libreoffice_old_types_are_answered_precisely(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", "/nowhere")
    assert not conversion.is_installed()
    rows = {
        "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"WordDocument".decode().encode("utf-16-le"),
        "rich text": b"{\\rtf1 A form}",
        "OpenDocument": a_zip([("mimetype", b"application/vnd.oasis.opendocument.text")]),
    }
    for words, data in rows.items():
        receipt = clerk.receive(("form.pdf", data), subject=words)
        assert receipt.disposition is Disposition.NEEDS_YOU
        _, body, files = draft_of(receipt)
        assert f"of a type we do not open ({words})" in body
        assert "save it as .docx or .pdf" in body
        assert files == 1


def test_the_same_file_twice_in_a_mail_is_one_submission(clerk: Clerk):
    name, data = clerk.form(REFERRAL)
    archive = a_zip([("again.pdf", data)])
    consent = clerk.form("wesp_consent")
    receipt = clerk.receive((name, data), consent, ("copy.pdf", data), ("forms.zip", archive))
    assert receipt.disposition is Disposition.ACCEPT
    assert sorted(paper.form for paper in cases.history(receipt.case)) == ["wesp_consent", REFERRAL]


def test_a_photograph_is_never_bounced(clerk: Clerk):
    for kind in ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"):
        out = io.BytesIO()
        Image.new("RGB", (600, 800), "white").save(out, kind)
        receipt = clerk.receive(("form.pdf", out.getvalue()), subject=kind)
        assert receipt.disposition is Disposition.NEEDS_YOU, kind
        assert receipt.reason.startswith("could_not_read:"), kind
        assert clerk.out() == []
