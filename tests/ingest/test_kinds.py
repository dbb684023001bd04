"""What a mail is, by the first row that fits; a breach is heard whatever it is (mail 8.3)."""

from __future__ import annotations

import pytest

from casework.mailing import MailKind
from casework.question import FormRole
from casework.receipt import MessageKind
from ingest.automatic import Sign
from ingest.kinds import Proposal, Why, propose
from ingest.message import Message
from tests.support.mails import PANEL, PDF, a_mail, a_report
from tests.support.parsed import a_message, parsed

OWN = (PANEL,)
REFERRAL, CONSENT = FormRole.REFERRAL, FormRole.CONSENT
OUR_ID = "<clerk.a1.0123456789abcdef0123456789abcdef@charity.example>"


def kind(
    message: Message,
    *forms: FormRole,
    answers: MailKind | None = None,
    actions: tuple[str, ...] = (),
) -> tuple[MessageKind, Why]:
    found = proposed(message, *forms, answers=answers, actions=actions)
    return found.kind, found.why


def proposed(
    message: Message,
    *forms: FormRole,
    answers: MailKind | None = None,
    actions: tuple[str, ...] = (),
) -> Proposal:
    return propose(message, forms_found=forms, own_addresses=OWN, answers=answers, actions=actions)


def body(text: str) -> Message:
    return a_message(subject="Hello", body=f"{text}\n")


@pytest.mark.parametrize(
    ("forms", "answers", "found"),
    [
        ([REFERRAL, CONSENT], None, MessageKind.REFERRAL),
        ([REFERRAL], None, MessageKind.REFERRAL),
        ([CONSENT], None, MessageKind.SET_PART),
        ([FormRole.WITHOUT_CONSENT], None, MessageKind.SET_PART),
        ([FormRole.ACTION_UPDATE], None, MessageKind.ACTION_UPDATE),
        ([FormRole.ACTION_UPDATE, REFERRAL], None, MessageKind.REFERRAL),
        ([REFERRAL], MailKind.SENT_BACK, MessageKind.RESEND),
        ([CONSENT], MailKind.OTHER_HALF, MessageKind.RESEND),
        ([REFERRAL], MailKind.COULD_NOT_READ, MessageKind.RESEND),
        ([REFERRAL], MailKind.PAPERS, MessageKind.REFERRAL),
        ([FormRole.ACTION_UPDATE], MailKind.SENT_BACK, MessageKind.ACTION_UPDATE),
    ],
)
def test_a_form_says_what_it_is(
    forms: list[FormRole], answers: MailKind | None, found: MessageKind
):
    said = body("We withdraw from the panel, and there was a complaint.")
    assert kind(said, *forms, answers=answers) == (found, Why.FORM)


@pytest.mark.parametrize(
    ("text", "answers", "actions", "found"),
    [
        ("Done", None, ("A-2GJX",), (MessageKind.ACTION_UPDATE, Why.ACTION_REFERENCE)),
        ("Done", MailKind.ACTION_UNCLEAR, (), (MessageKind.ACTION_UPDATE, Why.ANSWER)),
        ("Apologies, I can't attend.", MailKind.PAPERS, (), (MessageKind.APOLOGY, Why.ANSWER)),
        ("I cannot attend", MailKind.FIRST_AGENDA, (), (MessageKind.APOLOGY, Why.ANSWER)),
        ("Which room is it?", MailKind.INVITATION, (), (MessageKind.PAPERS_QUERY, Why.ANSWER)),
        ("Page 3 is empty", MailKind.PAPERS, (), (MessageKind.PAPERS_QUERY, Why.ANSWER)),
        ("Apologies for the delay", None, (), (MessageKind.UNKNOWN, Why.NOTHING)),
        ("I got the pack that was sent to the wrong person", MailKind.PAPERS, (),
         (MessageKind.BREACH, Why.WORDS)),
        ("There was a breach", None, (), (MessageKind.BREACH, Why.WORDS)),
        ("I want to make a complaint", None, (), (MessageKind.COMPLAINT, Why.WORDS)),
        ("We give notice: we leave the panel", None, (), (MessageKind.WITHDRAWAL, Why.WORDS)),
        ("Should we refer her?", None, (), (MessageKind.ADVICE_REQUEST, Why.WORDS)),
        ("Thank you so much", None, (), (MessageKind.UNKNOWN, Why.NOTHING)),
        ("I do not have time for the form", MailKind.SENT_BACK, (),
         (MessageKind.UNKNOWN, Why.NOTHING)),
        ("", None, (), (MessageKind.UNKNOWN, Why.NOTHING)),
    ],
)  # fmt: skip
def test_without_a_form_it_is_what_it_answers_or_says(
    text: str,
    answers: MailKind | None,
    actions: tuple[str, ...],
    found: tuple[MessageKind, Why],
):
    assert kind(body(text), answers=answers, actions=actions) == found


def test_the_history_below_an_answer_says_nothing_about_it():
    text = "Thanks\n\n-----Original Message-----\nI want to make a complaint about a breach"
    message = a_message(subject="Re: Hello", body=f"{text}\n")
    assert kind(message) == (MessageKind.UNKNOWN, Why.NOTHING)


def test_our_own_mail_that_comes_back_is_a_loop_whatever_it_carries():
    for message in (
        a_message(message_id=OUR_ID),
        a_message(f"Panel coordinator <{PANEL.upper()}>"),
    ):
        found = proposed(message, REFERRAL)
        assert (found.kind, found.why) == (MessageKind.AUTOMATIC, Why.LOOP)
        assert found.by_machine is Sign.LOOP
    foreign = a_message(message_id=OUR_ID.replace("charity", "other"))
    assert kind(foreign) == (MessageKind.UNKNOWN, Why.NOTHING)


def test_a_report_about_our_mail_is_one_even_with_our_form_in_it():
    report = parsed(a_report(a_mail(attachments=[("form.pdf", PDF)])))
    assert [file.is_form_like for file in report.files] == [False, True]
    assert kind(report, REFERRAL) == (MessageKind.AUTOMATIC, Why.REPORT)


def test_a_form_from_a_scanner_is_taken_in_and_never_answered():
    message = a_message("Scanner <noreply@council.example>", attachments=[("scan.pdf", PDF)])
    found = proposed(message, REFERRAL)
    assert (found.kind, found.by_machine) == (MessageKind.REFERRAL, Sign.MACHINE_SENDER)
    without = proposed(message)
    assert (without.kind, without.why) == (MessageKind.AUTOMATIC, Why.MACHINE)


@pytest.mark.parametrize(
    "message",
    [
        a_message(attachments=[("message.rpmsg", b"x\x00")]),
        a_message(body="You have a secure message.\nhttps://portal.example/x\n"),
        a_message(body="Read your message: https://portal.example\n"),
    ],
)
def test_another_companys_protection_waits_for_a_person(message: Message):
    assert kind(message) == (MessageKind.UNKNOWN, Why.WRAPPED)
    assert kind(message, REFERRAL) == (MessageKind.REFERRAL, Why.FORM)


@pytest.mark.parametrize(
    "message",
    [
        a_message(body="Please read the message below.\n"),
        a_message(body="Our site: https://council.example\n"),
        a_message(body="A secure message: https://x.example\n", attachments=[("form.pdf", PDF)]),
    ],
)
def test_a_link_or_the_words_alone_are_no_wrapper(message: Message):
    assert kind(message) == (MessageKind.UNKNOWN, Why.NOTHING)


def test_a_breach_told_beside_a_form_is_heard():
    found = proposed(body("Last month's pack went to the wrong house."), REFERRAL)
    assert (found.kind, found.tells_of_breach) == (MessageKind.REFERRAL, True)
    assert not proposed(body("Here it is."), REFERRAL).tells_of_breach


def test_a_machine_tells_of_no_breach():
    found = proposed(a_message("noreply@x.example", body="There was a breach\n"))
    assert (found.kind, found.tells_of_breach) == (MessageKind.AUTOMATIC, False)
