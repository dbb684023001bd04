"""Whatever comes, a person is told what to do, nothing is lost, and the next mail is unharmed."""

from __future__ import annotations

import email
from email.policy import SMTP
from pathlib import Path

import pytest

from casework.disposition import Disposition
from casework.receipt import ReceiptState
from mailboxes.port import Folder
from register import cases, findings, intake
from tests.support import hostile
from tests.support.installation import DANA, Clerk, files_of, text_of

REFERRAL, CONSENT = "wesp_referral", "wesp_consent"
KINDS = [
    "empty", "truncated", "noise", "word named as pdf", "text named as word", "locked",
    "flate bomb", "zip bomb", "entities", "reads files", "deep array", "old word", "rich text",
    "picture", "odd name",
]  # fmt: skip


def a_good_mail_is_still_read(clerk: Clerk) -> None:
    receipt = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    assert receipt.disposition is Disposition.ACCEPT


def test_every_bad_file_waits_for_a_person_and_the_next_mail_is_read(clerk: Clerk):
    _, pdf = clerk.form(CONSENT)
    bad = hostile.files(pdf)
    assert set(bad) == set(KINDS)
    for name in KINDS:
        receipt = clerk.receive(bad[name], subject="Form", body=f"The form: {name}.\n")
        assert receipt.disposition is Disposition.NEEDS_YOU, name
        assert receipt.state is ReceiptState.SETTLED, name
        assert receipt.reason, name
    assert clerk.out() == []  # nobody is told that a file nobody could read is incomplete
    assert len(clerk.rooms.mailbox.list(Folder.QUARANTINE)) == len(KINDS)
    a_good_mail_is_still_read(clerk)
    everything = "".join(
        path.read_text(errors="replace") for path in clerk.rooms.places.home.rglob("*.log")
    )
    assert "passwd" not in everything


def test_active_content_is_told_and_a_changed_value_is_held(clerk: Clerk):
    name, pdf = clerk.form(REFERRAL)
    script = clerk.receive((name, hostile.a_pdf_with_script(pdf)), clerk.form(CONSENT))
    told = {found.check for found in findings.of(script.reference)}
    assert "file.active-content" in told
    changed = hostile.a_pdf_with_another_value(pdf, "key_risks", "No risk at all")
    receipt = clerk.receive((name, changed), clerk.form(CONSENT))
    assert receipt.disposition is Disposition.NEEDS_YOU
    held = [found.field_id for found in findings.of(receipt.reference) if found.severity == "hold"]
    assert "key_risks" in held


KNOWN = "From: dana.fielding@outreach.example"
MALFORMED = {
    "two from": [KNOWN, "From: x@evil.example", "Subject: a", "", "Hi"],
    "address as name": ['From: "dana.fielding@outreach.example" <x@evil.example>', "", "Hi"],
    "two addresses": [f"{KNOWN}, x@evil.example", "Subject: a", "", "Hi"],
    "crlf in subject": [KNOWN, "Subject: =?utf-8?q?a=0D=0ABcc:_x@evil.example?=", "", "Hi"],
    "unknown charset": [KNOWN, "Content-Type: text/plain; charset=klingon", "", "\xff\xfe"],
    "no header": ["", "", "only a body"],
    "nothing": [],
    "broken multipart": [
        KNOWN,
        "Content-Type: multipart/mixed; boundary=x",
        "",
        "--x",
        "Content-Type: application/pdf",
        "Content-Transfer-Encoding: base64",
        "",
        "!!!!",
    ],
    "many headers": [*(f"X-{number}: y" for number in range(5000)), "", "Hi"],
    "long header": ["Subject: " + "a" * 100_000, "", "Hi"],
}


def test_malformed_mail_is_received_kept_and_never_answered(clerk: Clerk):
    for name, lines in MALFORMED.items():
        raw = "\r\n".join(lines).encode("latin-1")
        clerk.rooms.mailbox.deliver(raw, now=clerk.now)
        (receipt,) = clerk.work()
        assert receipt.state is ReceiptState.SETTLED, name
        assert receipt.disposition is Disposition.NEEDS_YOU, name
    assert clerk.out() == []
    assert len(intake.receipts()) == len(MALFORMED)
    a_good_mail_is_still_read(clerk)


def test_a_mail_larger_than_may_be_read_stays_where_it_is_and_is_told(clerk: Clerk, tmp_path: Path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.write(b"From: dana.fielding@outreach.example\r\nSubject: Form\r\n\r\n")
        file.truncate(100 * 1024 * 1024)
    large.rename(clerk.rooms.places.mail / "new" / "1.large")
    (receipt,) = clerk.work()
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.reason == "could_not_read:too_large"
    a_good_mail_is_still_read(clerk)


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }} {% for x in y %} </w:t></w:r> & <b>bold</b>",
        "Zoë Łukasz \u4e2d\u6587 \u0627\u0644\u0639 \U0001f600",
        "=cmd|' /C calc'!A0 \"quoted\" 'single'",
    ],
)
def test_what_an_answer_says_is_text_and_nothing_else(clerk: Clerk, text: str):
    words = f"{text} and many more words about what has happened to her this year"
    receipt = clerk.receive(clerk.form(REFERRAL, "word", background=words), clerk.form(CONSENT))
    assert receipt.disposition is Disposition.ACCEPT
    case = cases.case(receipt.case)
    (mail,) = clerk.out()
    assert text not in text_of(mail)
    assert files_of(mail) == {}
    assert case.meeting is not None


def test_headers_of_ours_cannot_be_added_by_a_subject(clerk: Clerk):
    receipt = clerk.receive(
        clerk.form(REFERRAL, dob=None),
        clerk.form(CONSENT),
        sender=DANA,
        subject="Referral",
        headers=[("X-Odd", "=?utf-8?q?a=0D=0ABcc:_x@evil.example?=")],
    )
    assert receipt.disposition is Disposition.SEND_BACK
    raw = next(clerk.rooms.places.outbox.glob("*.eml")).read_bytes()
    mail = email.message_from_bytes(raw, policy=SMTP)
    assert mail.get_all("Bcc") is None
    assert mail.get_all("To") == ["dana.fielding@outreach.example"]
