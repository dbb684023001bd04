"""The last guard: it reads the finished bytes back and names every reason against leaving."""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import io
from dataclasses import replace
from email.policy import SMTP

import pytest
from reportlab.pdfgen.canvas import Canvas

from casework.agency import Agency, Person, Role
from casework.leaving import HoldReason, LeavingPolicy, MessageFacts, RecipientFacts, may_leave
from casework.mailing import Attachment, Intent, MailKind, Payload
from outbox import copies, guard, message
from tests.outbox.test_copies import FONTS, a_plan
from tests.support.papers import MARKING, a_paper

NOW = dt.datetime(2026, 12, 14, 16, 0, tzinfo=dt.UTC)
PASSWORD = "six words agreed by telephone today"  # noqa: S105  invented, for a copy in a test
POLICY = LeavingPolicy(
    marking=MARKING, isp_required=True, max_bytes=3_000_000, reference_prefix="WP"
)
PERSON = Person(
    id="PM-2", name="Alex Example", email="alex@agency.example", agency="AG-1", role=Role.LEAD
)
AGENCY = Agency(id="AG-1", name="Example Agency", agreement_signed=dt.date(2026, 1, 5))
RECIPIENT = RecipientFacts(
    person=PERSON, agency=AGENCY, entitled_cases=frozenset({"WP-7KQ4"}), names_to_hide=("Jo Doe",)
)


def a_copy(*pages: str, password: str = PASSWORD, number: int = 2, marking: str = MARKING) -> bytes:
    paper = a_paper(*pages or ("Case WP-7KQ4",), marking=marking)
    (copy,) = copies.make(paper, [(a_plan(number), password)], fonts=FONTS)
    return copy.pdf


def an_intent(pdf: bytes, **changes: object) -> Intent:
    attachment = Attachment(
        file_name="STRICTLY-CONFIDENTIAL_Panel-papers_2026-12-17_copy-02.pdf",
        media_type="application/pdf",
        blob="b",
        digest=hashlib.sha256(pdf).hexdigest(),
        payload=Payload.P1,
    )
    intent = Intent(
        key="D2.2026-12-17.1.PM-2",
        kind=MailKind.PAPERS,
        person="PM-2",
        address="alex@agency.example",
        subject=f"{MARKING} - Panel papers for Thursday 17 December 10am",
        body=f"{MARKING}\n\nDear colleague\n",
        attachments=(attachment,),
        copy_number=2,
    )
    return replace(intent, **changes)


def facts_of(pdf: bytes, intent: Intent, *, raw: bytes | None = None) -> MessageFacts:
    made = message.assemble(
        intent,
        [(attachment, pdf) for attachment in intent.attachments],
        sender="panel@charity.example",
        message_id="<clerk.d2.00@charity.example>",
        now=NOW,
        rehearsal=True,
    )
    return guard.read_back(raw or made, intent, policy=POLICY, password=PASSWORD, clear=[pdf])


def reasons(
    facts: MessageFacts, recipient: RecipientFacts = RECIPIENT, *, released: bool = True
) -> set[HoldReason]:
    return set(
        may_leave(
            recipient,
            facts,
            POLICY,
            released=released,
            registered_address=PERSON.email,
            today=NOW.date(),
        )
    )


def test_a_right_copy_to_a_right_person_may_leave():
    pdf = a_copy()
    assert reasons(facts_of(pdf, an_intent(pdf))) == set()


def test_nothing_leaves_before_a_person_releases_it():
    pdf = a_copy()
    assert reasons(facts_of(pdf, an_intent(pdf)), released=False) == {HoldReason.NOT_RELEASED}


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (a_copy(password=""), HoldReason.NOT_ENCRYPTED),
        (a_copy(password="another one"), HoldReason.NO_PASSWORD),
        (a_copy(number=3), HoldReason.WRONG_COPY),
        (a_copy(marking="not marked"), HoldReason.MARK_MISSING),
        (a_copy("Case WP-7KQ4", "Case WP-3HX9"), HoldReason.WRONG_CASES),
    ],
)
def test_a_copy_that_is_wrong_in_itself_is_held(pdf: bytes, reason: HoldReason):
    assert reason in reasons(facts_of(pdf, an_intent(pdf)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"subject": "Panel papers"}, HoldReason.MARK_MISSING),
        ({"subject": f"{MARKING} - about Jo Doe"}, HoldReason.NAME_IN_CLEAR),
        ({"body": f"{MARKING}\n\nThis is about jo  doe.\n"}, HoldReason.BODY_NOT_NEUTRAL),
        ({"body": f"Dear colleague\n{MARKING}\n"}, HoldReason.MARK_MISSING),
        ({"address": "alex@elsewhere.example"}, HoldReason.ADDRESS_CHANGED),
    ],
)
def test_a_message_that_says_too_much_or_goes_elsewhere_is_held(
    changes: dict[str, object], reason: HoldReason
):
    pdf = a_copy()
    assert reason in reasons(facts_of(pdf, an_intent(pdf, **changes)))


def test_a_file_that_was_changed_after_it_was_made_is_held():
    pdf = a_copy()
    intent = an_intent(pdf)
    other = a_copy("Case WP-7KQ4", "an added page")
    assert HoldReason.ALTERED in reasons(facts_of(other, intent))


@pytest.mark.parametrize("field", ["Cc", "Bcc", "Resent-To"])
def test_a_second_recipient_in_the_bytes_is_seen(field: str):
    pdf = a_copy()
    intent = an_intent(pdf)
    raw = message.assemble(
        intent,
        [(intent.attachments[0], pdf)],
        sender="panel@charity.example",
        message_id="<x@y.example>",
        now=NOW,
        rehearsal=False,
    )
    mail = email.message_from_bytes(raw, policy=SMTP)
    mail[field] = "other@agency.example"
    found = reasons(facts_of(pdf, intent, raw=mail.as_bytes()))
    assert HoldReason.MORE_THAN_ONE in found


@pytest.mark.parametrize(
    ("person", "agency", "reason"),
    [
        (replace(PERSON, until=dt.date(2026, 12, 14)), AGENCY, HoldReason.NOT_ENTITLED),
        (replace(PERSON, role=Role.OBSERVER), AGENCY, HoldReason.NOT_ENTITLED),
        (PERSON, replace(AGENCY, agreement_signed=None), HoldReason.AGREEMENT_ENDED),
        (PERSON, replace(AGENCY, agreement_ends=dt.date(2026, 12, 13)), HoldReason.AGREEMENT_ENDED),
        (PERSON, replace(AGENCY, leaves=dt.date(2026, 12, 14)), HoldReason.NOT_ENTITLED),
        (None, None, HoldReason.NOT_ENTITLED),
    ],
)
def test_who_may_not_receive_papers_now_does_not(
    person: Person | None, agency: Agency | None, reason: HoldReason
):
    pdf = a_copy()
    recipient = replace(RECIPIENT, person=person, agency=agency)
    assert reason in reasons(facts_of(pdf, an_intent(pdf)), recipient)


def test_a_member_is_one_until_the_last_day_of_notice():
    pdf = a_copy()
    recipient = replace(RECIPIENT, agency=replace(AGENCY, leaves=dt.date(2026, 12, 15)))
    assert reasons(facts_of(pdf, an_intent(pdf)), recipient) == set()


def test_a_message_is_the_same_under_the_same_intent_and_says_nothing_of_it():
    key = b"k" * 32
    one = message.message_id(key, "D2.2026-12-17.1.PM-2", "D2", "panel@charity.example")
    assert one == message.message_id(key, "D2.2026-12-17.1.PM-2", "D2", "panel@charity.example")
    assert one != message.message_id(key, "D2.2026-12-17.2.PM-2", "D2", "panel@charity.example")
    assert "PM" not in one
    assert "2026" not in one


def test_a_reference_parted_by_the_end_of_a_line_is_found():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(50, 800, MARKING)
    canvas.drawString(50, 700, "Case WP-7KQ4, heard with WP-")
    canvas.drawString(50, 686, "3HX9")
    canvas.save()
    (copy,) = copies.make(out.getvalue(), [(a_plan(2), PASSWORD)], fonts=FONTS)
    assert HoldReason.WRONG_CASES in reasons(facts_of(copy.pdf, an_intent(copy.pdf)))
