"""A file behind a password is held, opened by a person's word, and the word is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from casework.disposition import Disposition
from casework.mailing import MailKind, OutgoingState
from mailboxes.port import Folder
from procedures import unlocking
from procedures.unlocking import NotLocked, NotOpened, WrongPassword
from register import audit, blobs, cases, findings, intake, outgoing
from register.audit import What
from tests.support import locks
from tests.support.installation import Clerk
from tests.support.locks import WORD
from tests.support.mails import a_zip

REFERRAL, CONSENT = "wesp_referral", "wesp_consent"
Lock = Callable[[list[tuple[str, bytes]]], bytes]


def everything(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def draft(clerk: Clerk, receipt: str) -> str:
    (mail,) = outgoing.every(receipt=receipt)
    assert mail.intent.kind is MailKind.COULD_NOT_READ
    assert clerk.out() == []
    return mail.intent.body


@pytest.mark.parametrize("style", ["pdf", "word"])
def test_two_locked_forms_are_held_opened_one_by_one_and_accepted(clerk: Clerk, style: str):
    lock = locks.pdf_by_qpdf if style == "pdf" else locks.word
    forms = [clerk.form(REFERRAL, style), clerk.form(CONSENT, style)]
    receipt = clerk.receive(*((name, lock(data)) for name, data in forms))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.reason == "could_not_read:password"
    words = draft(clerk, receipt.reference)
    assert "locked with a password" in words
    assert "incomplete" not in words

    waiting = unlocking.locked_files(receipt.reference, clerk.rooms)
    assert [one.number for one in waiting] == [1, 2]
    first = unlocking.open_file(receipt.reference, 1, WORD, clerk.rooms, now=clerk.now)
    assert first.disposition == Disposition.NEEDS_YOU.value
    case = cases.case(first.case)
    again = unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert (again.case, again.disposition) == (case.reference, Disposition.ACCEPT.value)
    papers = cases.papers(case.reference)
    assert {paper.form for paper in papers} == {REFERRAL, CONSENT}
    assert next(blobs.read(paper.blob) for paper in papers if paper.form == REFERRAL)[:4] in {
        b"%PDF",
        b"PK\x03\x04",
    }
    assert case.first_arrival == receipt.arrived

    assert unlocking.locked_files(receipt.reference, clerk.rooms) == ()
    (mail,) = (one for one in outgoing.every(receipt=receipt.reference) if not one.intent.case)
    assert mail.state is OutgoingState.STOPPED
    ready = [mail.intent.kind for mail in outgoing.every(case=case.reference)]
    assert ready == [MailKind.READY]
    opened = [e for _, _, e in audit.entries(subject=receipt.reference)]
    assert [e.detail for e in opened if e.what is What.RECEIPT_OPENED] == ["file:1", "file:2"]
    assert audit.verify() is None
    assert WORD.encode() not in everything(clerk.rooms.places.home)
    assert len(clerk.rooms.mailbox.list(Folder.PROCESSED)) == 1


@pytest.mark.parametrize("lock", [locks.zip_by_zip, locks.zip_by_aes])
def test_a_locked_archive_of_the_whole_set_is_opened(clerk: Clerk, lock: Lock):
    forms = [clerk.form(REFERRAL), clerk.form(CONSENT, "word")]
    receipt = clerk.receive(("forms.zip", lock(forms)))
    assert receipt.reason == "could_not_read:password"
    with pytest.raises(WrongPassword):
        unlocking.open_file(receipt.reference, 0, "apple", clerk.rooms, now=clerk.now)
    assert intake.receipt(receipt.reference) == receipt
    opened = unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert opened.disposition == Disposition.ACCEPT.value
    assert len(cases.papers(opened.case)) == 2


@pytest.mark.parametrize("password", ["", "wrong", WORD.upper(), "x" * 500, "\udcff", "a\0b"])
@pytest.mark.parametrize("kind", ["pdf", "word", "zip", "aes"])
def test_a_wrong_password_is_said_and_changes_nothing(clerk: Clerk, kind: str, password: str):
    name, data = clerk.form(REFERRAL, "word" if kind == "word" else "pdf")
    made = {
        "pdf": lambda: locks.pdf_by_qpdf(data),
        "word": lambda: locks.word(data),
        "zip": lambda: locks.zip_by_zip([(name, data)]),
        "aes": lambda: locks.zip_by_aes([(name, data)]),
    }[kind]()
    receipt = clerk.receive((name, made))
    before = audit.head()
    with pytest.raises(WrongPassword) as said:
        unlocking.open_file(receipt.reference, 1, password, clerk.rooms, now=clerk.now)
    assert not password or password not in " ".join(said.value.lines())
    assert intake.receipt(receipt.reference) == receipt
    assert audit.head() == before


def test_an_open_referral_keeps_its_case_when_its_locked_half_is_opened(clerk: Clerk):
    _, consent = clerk.form(CONSENT)
    receipt = clerk.receive(clerk.form(REFERRAL), ("consent.pdf", locks.pdf_by_qpdf(consent)))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert receipt.case
    opened = unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert (opened.case, opened.disposition) == (receipt.case, Disposition.ACCEPT.value)
    assert len(cases.papers(receipt.case)) == 2
    assert len(cases.cases()) == 1


def test_danger_behind_a_lock_is_told_at_once(clerk: Clerk):
    _, data = clerk.form(REFERRAL, urgent="yes")
    receipt = clerk.receive(("form.pdf", locks.pdf_by_qpdf(data)), clerk.form(CONSENT))
    opened = unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert opened.alerts
    assert cases.case(opened.case).urgent


def test_an_incomplete_form_behind_a_lock_is_sent_back(clerk: Clerk):
    _, data = clerk.form(REFERRAL, dob=None)
    receipt = clerk.receive(("form.pdf", locks.pdf_by_qpdf(data)))
    opened = unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert opened.disposition == Disposition.SEND_BACK.value
    assert "dob" in {found.field_id for found in findings.of(receipt.reference)}


def test_a_pdf_that_opens_without_a_password_is_read_like_any_other(clerk: Clerk):
    for bits in ("256", "128"):
        _, data = clerk.form(REFERRAL)
        owner_only = locks.pdf_by_qpdf(data, user="", bits=bits)
        receipt = clerk.receive(("form.pdf", owner_only), clerk.form(CONSENT), subject=bits)
        assert receipt.disposition is Disposition.ACCEPT, bits


def test_what_is_not_locked_is_not_opened(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL), ("notes.pdf", b"%PDF-1.7 broken"))
    for number in (0, 1, 2, 7):
        with pytest.raises(NotLocked):
            unlocking.open_file(receipt.reference, number, WORD, clerk.rooms, now=clerk.now)


def test_a_locked_archive_without_a_form_stays_as_it_is(clerk: Clerk):
    receipt = clerk.receive(("forms.zip", locks.zip_by_aes([("notes.txt", b"none")])))
    with pytest.raises(NotOpened):
        unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    inner = a_zip([("notes.txt", b"none")])
    receipt = clerk.receive(("more.zip", locks.zip_by_aes([("a.zip", inner)])), subject="more")
    with pytest.raises(NotOpened):
        unlocking.open_file(receipt.reference, 0, WORD, clerk.rooms, now=clerk.now)
    assert intake.receipt(receipt.reference) == receipt
