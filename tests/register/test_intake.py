from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.case import CaseState
from casework.disposition import Disposition
from casework.mailing import OutgoingState
from casework.receipt import Fate, Known, MessageKind, ReceiptState, Sameness
from register import alerts, audit, cases, findings, intake, outgoing
from tests.support import register
from tests.support.register import LATER, NOW
from tests.support.rulings import (
    CANARIES,
    a_case,
    a_case_ruling,
    a_finding,
    a_paper,
    a_receipt,
    a_ruling,
    an_alert,
    an_intent,
    digest_of,
)

pytestmark = pytest.mark.usefixtures("home")


def test_a_message_that_came_has_a_receipt():
    stored = a_receipt("cur/1")
    assert intake.receipt(stored.reference) == stored
    assert stored.state is ReceiptState.STORED
    assert stored.attempts == 1
    assert intake.open_receipts() == (stored,)
    assert intake.at_places("panel", ["cur/1", "cur/2"]) == {"cur/1": stored}


def test_one_place_of_a_mailbox_is_taken_in_once():
    first = a_receipt("1")
    assert a_receipt("1") == first
    assert a_receipt("1", mailbox="other").reference != first.reference
    assert len(intake.receipts()) == 2


def test_an_unknown_receipt_is_a_fault():
    with pytest.raises(intake.NoSuchReceipt):
        intake.receipt("M-2222")


def test_open_receipts_are_given_oldest_first():
    late = a_receipt("1", arrived=NOW)
    early = a_receipt("2", arrived=NOW - dt.timedelta(days=1))
    settled = a_receipt("3")
    intake.record(a_ruling(settled), now=NOW)
    intake.settle(settled.reference, now=NOW)
    assert [row.reference for row in intake.open_receipts()] == [early.reference, late.reference]


def test_everything_that_one_message_leads_to_is_there_after_one_commit():
    receipt = a_receipt()
    case = a_case_ruling(disposition=Disposition.SEND_BACK, sent_back=True)
    ruling = a_ruling(
        receipt,
        case,
        disposition=Disposition.SEND_BACK,
        findings=(a_finding(), a_finding(check="dob.blank", values={})),
        alerts=(an_alert(case=case.reference),),
        outgoing=(an_intent(case=case.reference, receipt=receipt.reference),),
    )
    ruled = intake.record(ruling, now=NOW)

    assert ruled.state is ReceiptState.CLASSIFIED
    assert (ruled.kind, ruled.fate) == (MessageKind.REFERRAL, Fate.PROCESSED)
    assert (ruled.disposition, ruled.case) == (Disposition.SEND_BACK, case.reference)
    assert intake.sender(receipt.reference) == CANARIES["address"]
    assert findings.of(receipt.reference) == ruling.findings
    assert alerts.every(case=case.reference) == ruling.alerts
    kept = cases.case(case.reference)
    assert (kept.state, kept.version, kept.returns) == (CaseState.SENT_BACK, 1, 1)
    assert (kept.first_arrival, kept.since) == (receipt.arrived, NOW)
    assert kept.referrer == CANARIES["address"]
    [mail] = outgoing.every(case=case.reference)
    assert mail.intent == ruling.outgoing[0]
    assert mail.state is OutgoingState.WAITING
    assert audit.verify() is None


def test_ruling_twice_writes_once():
    receipt = a_receipt()
    case = a_case_ruling()
    ruling = a_ruling(receipt, case, findings=(a_finding(),), alerts=(an_alert(),))
    first = intake.record(ruling, now=NOW)
    before = register.everything_stored()
    assert intake.record(ruling, now=LATER) == first
    assert register.everything_stored() == before


def test_a_receipt_that_was_settled_stays_settled():
    receipt = a_receipt()
    intake.record(a_ruling(receipt), now=NOW)
    intake.settle(receipt.reference, now=NOW)
    assert intake.receipt(receipt.reference).state is ReceiptState.SETTLED
    before = register.everything_stored()
    intake.settle(receipt.reference, now=LATER)
    intake.record(a_ruling(receipt), now=LATER)
    assert register.everything_stored() == before


def test_a_message_that_was_not_ruled_is_not_settled():
    receipt = a_receipt()
    intake.settle(receipt.reference, now=NOW)
    assert intake.receipt(receipt.reference).state is ReceiptState.STORED


def test_nothing_is_written_when_one_part_cannot_be():
    receipt = a_receipt()
    before = register.everything_stored()
    ruling = a_ruling(receipt, a_case_ruling(), a_case_ruling("WP-2222", is_new=False))
    with pytest.raises(cases.NoSuchCase):
        intake.record(ruling, now=NOW)
    assert register.everything_stored() == before


@pytest.mark.parametrize(
    ("content", "message_id", "files", "expected"),
    [
        ("content 1", "id 9", ["file 9"], Sameness.SAME),
        ("content 9", "id 1", ["file 1"], Sameness.OTHER_SERVER),
        ("content 9", "id 1", ["file 1", "file 9"], Sameness.OTHER_CONTENT),
        ("content 9", "id 9", ["file 1"], Sameness.SAME_FILES),
        ("content 9", "id 9", ["file 9"], None),
        ("content 9", "id 9", [], None),  # no files are not the same files
        ("content 9", "", ["file 9"], None),  # no number is not the same number
    ],
)
def test_a_message_is_known_by_the_first_rule_that_fits(
    content: str, message_id: str, files: list[str], expected: Sameness | None
):
    receipt = a_receipt("1")
    intake.record(a_ruling(receipt), now=NOW)
    found = intake.known(
        fingerprint=digest_of(content),
        message_id_digest=digest_of(message_id) if message_id else "",
        file_digests=[digest_of(name) for name in files],
    )
    assert (found.how if found else None) is expected
    if found:
        assert found.earlier.reference == receipt.reference


def test_a_message_of_a_sender_nobody_knows_never_swallows_the_genuine_one():
    forged, genuine = a_receipt("1"), a_receipt("2")
    content = digest_of("the same content")
    intake.record(a_ruling(forged, believed=False, fingerprint=content), now=NOW)
    assert _known(content) is None
    intake.record(a_ruling(genuine, a_case_ruling(), fingerprint=content), now=NOW)
    known = _known(content)
    assert known is not None
    assert known.earlier.reference == genuine.reference
    assert len(cases.cases()) == 1


def test_content_that_took_effect_meanwhile_has_no_second_effect():
    first, second = a_receipt("1"), a_receipt("2")
    content = digest_of("the same content")
    intake.record(a_ruling(first, a_case_ruling(), fingerprint=content), now=NOW)
    ruled = intake.record(
        a_ruling(second, a_case_ruling(), fingerprint=content, outgoing=(an_intent(),)), now=NOW
    )
    assert ruled.same_as == first.reference
    assert len(cases.cases()) == 1
    assert outgoing.every() == ()


def test_an_intent_that_is_known_stays_as_it_is():
    first, second = a_receipt("1"), a_receipt("2")
    intake.record(a_ruling(first, outgoing=(an_intent("same"),)), now=NOW)
    intake.record(a_ruling(second, outgoing=(an_intent("same", body="other"),)), now=LATER)
    [mail] = outgoing.every()
    assert mail.intent.body == CANARIES["body"]


def test_a_corrected_form_is_the_next_version_and_the_first_is_kept():
    reference = a_case(disposition=Disposition.SEND_BACK)
    again = a_receipt("2")
    ruling = a_case_ruling(
        reference, is_new=False, papers=(a_paper(reference, form_version="1.1"),), identity={}
    )
    intake.record(a_ruling(again, ruling), now=LATER)
    assert cases.case(reference).state is CaseState.READY
    assert cases.case(reference).version == 2
    assert [(paper.number, paper.form_version) for paper in cases.history(reference)] == [
        (1, "1.0"),
        (2, "1.1"),
    ]
    assert [paper.receipt for paper in cases.papers(reference)] == [again.reference]
    assert [known.identity["names"] for known in cases.identities()] == [CANARIES["name"]]


def test_the_first_arrival_counts():
    reference = a_case(disposition=Disposition.SEND_BACK)
    before = cases.case(reference).first_arrival
    intake.record(
        a_ruling(a_receipt("2", now=LATER), a_case_ruling(reference, is_new=False)), now=LATER
    )
    assert cases.case(reference).first_arrival == before


def test_a_form_for_a_closed_case_refers_it_again():
    reference = a_case()
    cases.apply(reference, cases.CaseEvent.CLOSE, now=NOW)
    again = a_receipt("2", now=LATER)
    intake.record(a_ruling(again, a_case_ruling(reference, is_new=False)), now=LATER)
    kept = cases.case(reference)
    assert (kept.state, kept.first_arrival) == (CaseState.READY, again.arrived)
    assert [moment.what for moment in cases.timeline(reference) if moment.by] == [
        "accept",
        "close",
        "refer_again",
        "accept",
    ]


def test_a_form_for_a_case_that_is_on_an_agenda_is_kept_and_waits_for_a_person():
    reference = a_case()
    cases.list_for(reference, dt.date(2026, 12, 17), now=NOW)
    receipt = a_receipt("2")
    ruled = intake.record(
        a_ruling(
            receipt,
            a_case_ruling(reference, is_new=False),
            outgoing=(an_intent(case=reference), an_intent("other")),
        ),
        now=LATER,
    )
    assert (ruled.disposition, ruled.reason) == (Disposition.NEEDS_YOU, intake.CASE_MOVED_ON)
    assert cases.case(reference).state is CaseState.LISTED
    assert [paper.number for paper in cases.history(reference)] == [1, 2]
    about_it, other = outgoing.every()
    assert (about_it.state, about_it.intent.hold_reasons) == (
        OutgoingState.HELD,
        (intake.CASE_MOVED_ON,),
    )
    assert other.state is OutgoingState.WAITING


def test_three_tries_then_a_person_is_told():
    receipt = a_receipt()
    assert [intake.attempt(receipt.reference, now=NOW) for _ in range(2)] == [2, 3]
    given_up = intake.give_up(receipt.reference, "tried_too_often", now=NOW)
    assert (given_up.state, given_up.fate) == (ReceiptState.CLASSIFIED, Fate.QUARANTINE)
    assert (given_up.disposition, given_up.reason) == (Disposition.NEEDS_YOU, "tried_too_often")
    [(number, alert)] = alerts.unseen()
    assert (alert.receipt, alert.check) == (receipt.reference, "receipt.tried_too_often")
    assert alerts.see(number, by="PM-K3WM", now=LATER)
    assert not alerts.see(number, by="PM-K3WM", now=LATER)
    assert alerts.unseen() == ()


def test_giving_up_does_not_undo_a_ruling():
    receipt = a_receipt()
    ruled = intake.record(a_ruling(receipt), now=NOW)
    assert intake.give_up(receipt.reference, "tried_too_often", now=LATER) == ruled
    assert alerts.unseen() == ()


def test_several_workers_that_take_in_the_same_at_once_have_one_effect(home: Path):
    register.several_at_once("several.py", home)
    receipts = intake.receipts()
    assert len([row for row in receipts if row.place.startswith("shared")]) == 20
    ruled = [row for row in receipts if row.state is ReceiptState.CLASSIFIED]
    firsts = [row for row in ruled if not row.same_as]
    assert (len(ruled), len(firsts)) == (80, 20)
    assert {row.same_as for row in ruled} - {""} == {row.reference for row in firsts}
    assert {case.reference for case in cases.cases()} == {row.case for row in firsts}
    assert len(outgoing.every()) == 20
    assert audit.verify() is None


def _known(content: str) -> Known | None:
    return intake.known(fingerprint=content, message_id_digest="", file_digests=[])
