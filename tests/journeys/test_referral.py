"""A referral mailed in: accepted, sent back marked, corrected, or kept for a person."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest

from casework.case import CaseState
from casework.disposition import Disposition
from casework.receipt import MessageKind
from mailboxes.port import Folder
from register import alerts, cases, findings, intake
from tests.support.installation import DANA, PAT, Clerk, files_of, text_of

GAPS: dict[str, Any] = {"dob": None, "child_risk": None, "key_risks": None}
CONSENT = "wesp_consent"
REFERRAL = "wesp_referral"


def returned(reference: str) -> list[tuple[str, str]]:
    """What a message was sent back for: form and question."""
    return [
        (finding.form, finding.field_id)
        for finding in findings.of(reference)
        if finding.severity == "return"
    ]


@pytest.mark.parametrize("style", ["pdf", "word", "printed"])
def test_a_complete_referral_is_accepted_and_acknowledged(clerk: Clerk, style: str):
    receipt = clerk.receive(clerk.form(REFERRAL, style), clerk.form(CONSENT, style))
    assert (receipt.disposition, returned(receipt.reference)) == (Disposition.ACCEPT, [])
    case = cases.case(receipt.case)
    assert (case.state, case.meeting) == (CaseState.READY, dt.date(2026, 12, 17))
    (mail,) = clerk.out()
    assert mail["To"] == "dana.fielding@outreach.example"
    assert mail["Subject"] == (
        f"STRICTLY CONFIDENTIAL - Panel form {receipt.case} is complete, nothing to do"
    )
    assert len(clerk.rooms.mailbox.list(Folder.PROCESSED)) == 1


@pytest.mark.parametrize("style", ["pdf", "word"])
def test_a_form_with_gaps_goes_back_marked_and_still_fillable(clerk: Clerk, style: str):
    receipt = clerk.receive(clerk.form(REFERRAL, style, **GAPS), clerk.form(CONSENT, style))
    assert receipt.disposition is Disposition.SEND_BACK
    assert returned(receipt.reference) == [
        (REFERRAL, "child_risk"),
        (REFERRAL, "dob"),
        (REFERRAL, "key_risks"),
    ]
    (mail,) = clerk.out()
    assert "needs 3 more answers by 5pm Monday 14 December" in mail["Subject"]
    text = text_of(mail)
    for number in ("2.3", "3.5", "9.3"):
        assert f"question {number}" in text
    (name,) = files_of(mail)
    suffix = "docx" if style == "word" else "pdf"
    assert name == f"STRICTLY-CONFIDENTIAL_Form-{receipt.case}-to-complete.{suffix}"
    if style == "pdf":
        with pikepdf.open(io.BytesIO(files_of(mail)[name])) as pdf:
            assert len(pdf.Root.AcroForm.Fields) > 100
            notes = [str(note.get("/NM", "")) for page in pdf.pages for note in page.Annots]
        assert sum(note.startswith("panel-gap") for note in notes) >= 3


def test_what_is_filled_in_on_the_returned_form_completes_it(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    (name, untrusted_marked) = next(iter(files_of(clerk.out()[0]).items()))
    with pikepdf.open(io.BytesIO(untrusted_marked)) as pdf:
        pdf.Root.AcroForm.NeedAppearances = True
        for field in pdf.Root.AcroForm.Fields:
            if field.T == "dob":
                field.V = pikepdf.String("14/02/1996")
            if field.T == "key_risks":
                field.V = pikepdf.String(
                    "Violence by a buyer last month and nowhere safe to stay now"
                )
            if field.T == "child_risk":
                field.V = pikepdf.Name("/no")
                for kid in field.Kids:
                    states = [key for key in kid.AP.N if key != "/Off"]
                    kid.AS = pikepdf.Name("/no" if states == ["/no"] else "/Off")
        saved = io.BytesIO()
        pdf.save(saved)
    clerk.now += dt.timedelta(days=1)
    again = clerk.receive(
        (name, saved.getvalue()), subject=f"RE: Panel form {first.case} needs 3 more answers"
    )
    assert again.case == first.case
    assert (again.disposition, returned(again.reference)) == (Disposition.ACCEPT, [])
    assert cases.case(first.case).state is CaseState.READY
    assert clerk.out()[-1]["Subject"].endswith("is complete, nothing to do")


def test_a_referral_without_its_second_form_is_asked_for_it(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL))
    assert receipt.disposition is Disposition.SEND_BACK
    (mail,) = clerk.out()
    assert "needs its second form" in mail["Subject"]
    assert len(files_of(mail)) == 2


def test_an_unknown_sender_is_read_and_gets_no_answer(clerk: Clerk):
    receipt = clerk.receive(
        clerk.form(REFERRAL), clerk.form(CONSENT), sender="Somebody <x@elsewhere.example>"
    )
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert clerk.out() == []
    assert cases.case(receipt.case).state is CaseState.NEEDS_YOU


def test_danger_in_a_broken_file_is_an_alert_at_once(clerk: Clerk):
    name, whole = clerk.form(REFERRAL, urgent="yes")
    receipt = clerk.receive((name, whole[:2000]), subject="URGENT child at risk, please ring")
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert [alert.receipt for alert in alerts.every(receipt=receipt.reference)]
    (mail,) = clerk.out()
    assert mail["To"] == "coordinator@charity.example"
    assert mail["Subject"] == "STRICTLY CONFIDENTIAL - Panel desk: look now"


def test_under_age_is_held_and_alerted_and_nothing_of_it_leaves(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL, dob="01/02/2010"), clerk.form(CONSENT))
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert {alert.rule for alert in alerts.every(case=receipt.case)} >= {"W21"}
    assert [mail["To"] for mail in clerk.out()] == ["coordinator@charity.example"]


def test_a_mail_delivered_twice_is_one(clerk: Clerk):
    files = (clerk.form(REFERRAL), clerk.form(CONSENT))
    first = clerk.receive(*files, message_id="<same@sender.example>")
    second = clerk.receive(*files, message_id="<same@sender.example>")
    assert second.same_as == first.reference
    assert len(cases.cases()) == 1
    assert len(clerk.out()) == 1


def test_the_same_files_with_words_of_danger_are_not_taken_for_a_repetition(clerk: Clerk):
    files = (clerk.form(REFERRAL), clerk.form(CONSENT))
    clerk.receive(*files)
    again = clerk.receive(*files, body="She is in immediate danger now, please call me.\n")
    assert again.same_as == ""
    assert alerts.every(case=again.case)
    quiet = clerk.receive(*files, body="Sending it again to be sure.\n")
    assert quiet.same_as


def test_the_same_file_from_another_person_is_their_own(clerk: Clerk):
    blank = ("blank.pdf", clerk.form(CONSENT)[1])
    clerk.receive(blank)
    assert clerk.receive(blank, sender=PAT).same_as == ""


def test_a_note_of_thanks_is_filed_and_not_answered(clerk: Clerk):
    receipt = clerk.receive(subject="Thank you", body="Thanks for yesterday, very helpful.\n")
    assert (receipt.kind, receipt.disposition) == (MessageKind.UNKNOWN, Disposition.NEEDS_YOU)
    assert clerk.out() == []


def test_a_crash_after_the_commit_is_finished_from_the_receipt(clerk: Clerk):
    clerk.deliver(
        clerk.form(REFERRAL), clerk.form(CONSENT), subject="STRICTLY CONFIDENTIAL", body="Forms.\n"
    )
    (ref,) = clerk.rooms.mailbox.list(Folder.INBOX)
    clerk.work()
    clerk.rooms.mailbox.move(
        next(iter(clerk.rooms.mailbox.list(Folder.PROCESSED))), Folder.INBOX
    )  # as if the move had been lost
    clerk.work()
    assert ref.place
    assert len(intake.receipts()) == 1
    assert len(clerk.out()) == 1


@pytest.mark.parametrize("level", ["4"])
def test_the_highest_level_of_need_is_diverted(childrens_clerk: Clerk, level: str):
    receipt = childrens_clerk.receive(
        childrens_clerk.form("mase_referral", need_level=level, csc_referral_date=None),
        sender=DANA,
    )
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert alerts.every(case=receipt.case)
    childrens_clerk.release()
    assert any("must go to another service" in mail["Subject"] for mail in childrens_clerk.out())


def test_a_complete_childs_referral_is_accepted(childrens_clerk: Clerk):
    receipt = childrens_clerk.receive(childrens_clerk.form("mase_referral", "word"))
    assert (receipt.disposition, returned(receipt.reference)) == (Disposition.ACCEPT, [])
