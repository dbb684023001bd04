"""Mail that a machine wrote is never answered (S13, mail 10.1)."""

from __future__ import annotations

import pytest

from ingest.automatic import Sign, is_report, sign
from ingest.message import Message
from tests.support.corpus import CORPUS, corpus_file
from tests.support.mails import a_forwarded, a_mail, a_report
from tests.support.parsed import a_message, parsed


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("Return-Path", "<>", Sign.EMPTY_RETURN_PATH),
        ("Return-Path", "<MAILER-DAEMON@x.example>", Sign.EMPTY_RETURN_PATH),
        ("Auto-Submitted", "auto-replied", Sign.AUTO_SUBMITTED),
        ("Auto-Submitted", "auto-generated; owner=x", Sign.AUTO_SUBMITTED),
        ("X-Failed-Recipients", "a@x.example", Sign.MARK),
        ("Precedence", "bulk", Sign.PRECEDENCE),
        ("Precedence", "AUTO_REPLY", Sign.PRECEDENCE),
        ("X-Autoreply", "yes", Sign.MARK),
        ("List-Id", "<list.x.example>", Sign.MARK),
        ("List-Unsubscribe", "<mailto:x@x.example>", Sign.MARK),
        ("X-MS-Exchange-Inbox-Rules-Loop", "a@x.example", Sign.MARK),
        ("X-Loop", "a@x.example", Sign.MARK),
        # what looks like one and is not
        ("Return-Path", "<alex@x.example>", None),
        ("Auto-Submitted", "no", None),
        ("Auto-Submitted", "No (a person)", None),
        ("Precedence", "normal", None),
        ("X-Auto-Response-Suppress", "All", None),
        ("X-Mailer", "auto", None),
    ],
)
def test_a_field_shows_a_machine(field: str, value: str, found: Sign | None):
    assert sign(parsed(f"{field}: {value}\r\n".encode() + a_mail())) is found


@pytest.mark.parametrize(
    ("sender", "is_machine"),
    [
        ("MAILER-DAEMON@mx.example", True),
        ("Mail Delivery System <mailer-daemon@mx.example>", True),
        ("MAILER-DAEMON <>", True),
        ("postmaster@x.example", True),
        ("no-reply@x.example", True),
        ("noreply+123@x.example", True),
        ("do_not_reply@x.example", True),
        ("Scanner <donotreply@x.example>", True),
        ("mail-delivery-subsystem@x.example", True),
        ("dino.reply@x.example", False),
        ("reply@x.example", False),
        ("alex@noreply.example", False),
        ("The Postmaster <alex@x.example>", False),
    ],
)
def test_an_address_shows_a_machine(sender: str, *, is_machine: bool):
    raw = f"From: {sender}\r\nMessage-ID: <1@x.example>\r\n\r\nx".encode()
    assert (sign(parsed(raw)) is Sign.MACHINE_SENDER) is is_machine


def test_words_in_a_subject_are_no_proof():
    assert sign(a_message(subject="Automatic reply: out of office")) is None


def test_a_report_is_one_and_a_person_who_forwards_one_is_not():
    report = parsed(a_report(a_mail()))
    assert (sign(report), is_report(report)) == (Sign.REPORT, True)
    assert sign(parsed(a_forwarded(a_report(a_mail())))) is None


def collected(*folder: str) -> list[Message]:
    corpus_file(*folder)
    paths = sorted(CORPUS.joinpath(*folder).rglob("*"))
    wanted = [path for path in paths if path.is_file() and path.suffix not in {".xml", ".json"}]
    return [parsed(path.read_bytes()) for path in wanted]


def test_of_sixty_real_bounces_all_but_two_show_it_themselves():
    """The two others are no bounces: a person who forwards one, and a look-alike."""
    messages = collected("mail", "bounces-and-autoreplies")
    assert (len(messages), sum(sign(message) is not None for message in messages)) == (60, 58)


def test_of_eighty_ordinary_mails_only_reports_and_lists_show_it():
    messages = collected("mail", "mime")
    shown = [sign(message) for message in messages]
    assert shown.count(None) == len(messages) - 7
    assert shown.count(Sign.REPORT) == 5
