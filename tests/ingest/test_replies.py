"""What a mail answers, and what it says of which action (mail, section 11; desk, 6.6)."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from casework.identifiers import reference
from ingest.replies import ActionReplies, Key, KeyKind, action_replies, answers_to, references_in
from ingest.said import Said
from tests.support.parsed import a_message

ON = dt.date(2026, 12, 17)
DRAW = random.Random(7).randrange  # noqa: S311  references for a test
ONE, OTHER = (reference("A", DRAW) for _ in range(2))
CASE = reference("WP", DRAW)
HISTORY = (
    "\n\nOn Tue, 8 Dec 2026 at 16:50, Panel coordinator <panel@charity.example> wrote:\n"
    f"> Reply with one of\n>   {ONE} DONE\n>   {ONE} NOT YET 14 January\n"
    "> If things have got worse for the person, add the word WORSE. We will call you.\n"
)


def read(body: str, subject: str = "Re: Panel action") -> ActionReplies:
    return action_replies(a_message(subject=subject, body=f"{body}\n"), on=ON)


def said(body: str, subject: str = "Re: Panel action") -> dict[str, Said]:
    return {reply.reference: reply.said for reply in read(body, subject).replies}


@pytest.mark.parametrize(
    "body",
    [
        f"{ONE} DONE",
        f"{ONE.lower()} done",
        f"{ONE.replace('-', chr(0x2011))} done",
        f"{ONE}: completed.",
        f"Done: {ONE}",
        f"| {ONE} | visit | DONE |",
        f"{ONE}\nDONE",
        f"{ONE}\n\nVisit\n\nDone",
        f"Hello,\n\n{ONE} is complete.\n\nSent from my iPhone",
        f"{ONE} done{HISTORY}",
        f"{HISTORY.strip()}\n\n{ONE} done",
        f"{ONE} done\n-- \nUrgent Care Team",
        f"{ONE} done\n{ONE} completed",
    ],
)
def test_a_clear_line_is_understood_in_every_form_people_send(body: str):
    assert said(body) == {ONE: Said.DONE}
    assert not read(body).worse


@pytest.mark.parametrize(
    "body",
    [
        f"{ONE} not done",
        f"{ONE} done?",
        f"{ONE}",
        f"{ONE} done\n{ONE} not yet 14 January",
        f"{ONE} not yet 14 January\n{ONE} not yet 15 January",
        f"Thanks for {ONE}, we are on it",
    ],
)
def test_anything_else_about_an_action_is_for_a_person(body: str):
    assert said(body) == {ONE: Said.UNCLEAR}


def test_each_reference_has_its_own_words():
    found = read(f"{ONE} DONE\n{OTHER} NOT YET 14 January\n")
    assert {reply.reference: (reply.said, reply.until) for reply in found.replies} == {
        ONE: (Said.DONE, None),
        OTHER: (Said.NOT_YET, dt.date(2027, 1, 14)),
    }
    assert said(f"{ONE} and {OTHER} done") == {ONE: Said.UNCLEAR, OTHER: Said.DONE}
    assert said(f"{ONE} done, {OTHER} cannot") == {ONE: Said.DONE, OTHER: Said.CANNOT}


def test_a_reply_without_a_reference_is_about_the_one_in_the_subject():
    subject = f"RE: STRICTLY CONFIDENTIAL - Panel action {ONE} is due"
    assert said(f"Done, thank you{HISTORY}", subject) == {ONE: Said.DONE}
    assert said("Not yet", subject) == {ONE: Said.NOT_YET}
    assert said(HISTORY, subject) == {ONE: Said.UNCLEAR}
    assert said("word " * 41 + "done", subject) == {ONE: Said.UNCLEAR}
    assert said("Done", f"{subject} {OTHER}") == {}
    assert said("Done", "Re: lunch") == {}


def test_what_stands_in_the_history_is_not_said():
    assert said(f"Thank you{HISTORY}") == {}
    assert not read(f"Thank you{HISTORY}").worse


@pytest.mark.parametrize("word", ["WORSE", "urgent", "Urgently", "at risk"])
def test_worse_is_an_alert_whatever_else_was_understood(word: str):
    for body in (f"{ONE} DONE {word}", f"{word}", f"things got {word}.\n{ONE} ???"):
        assert read(f"{body}{HISTORY}").worse


def test_a_reason_is_kept_on_one_line():
    (reply,) = read(f"{ONE} CANNOT because she\t moved").replies
    assert (reply.said, reply.untrusted_reason) == (Said.CANNOT, "she moved")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"[{CASE}]", (CASE,)),
        (f"{CASE.lower()} and {CASE}", (CASE,)),
        (CASE.replace("-", ""), (CASE,) if any(c.isdigit() for c in CASE[3:]) else ()),
        (CASE.replace("-", " "), (CASE,) if any(c.isdigit() for c in CASE[3:]) else ()),
        (CASE[:-1] + ("2" if CASE[-1] != "2" else "3"), ()),
        (f"x{CASE}", ()),
        (f"{CASE}x", ()),
        (ONE, ()),
    ],
)
def test_references_are_found_as_people_write_them(text: str, found: tuple[str, ...]):
    assert references_in(text, ("WP",)) == found


def test_ordinary_words_are_no_references():
    text = "A week, a visit, a need. A SEEN THERE A HOUSE a-ha. As many as were here."
    assert references_in(text, ("A", "AS", "WP")) == ()


def test_keys_come_the_surest_first():
    plus = "0123456789abcdefg"
    found = answers_to(
        a_message(
            subject=f"Re: [{CASE}]",
            body="a line\n" * 19 + f"{ONE}\n" + f"{OTHER}\n",
            to=f"panel+r.{plus}@charity.example",
            headers={"In-Reply-To": "<clerk.a1.x@charity.example>"},
        ),
        prefixes=("A", "WP"),
    )
    assert found == (
        Key(kind=KeyKind.TOKEN, value=plus),
        Key(kind=KeyKind.MESSAGE_ID, value="<clerk.a1.x@charity.example>"),
        Key(kind=KeyKind.REFERENCE, value=CASE),
        Key(kind=KeyKind.REFERENCE, value=ONE),
    )


@pytest.mark.parametrize("to", ["panel+x@charity.example", "panel+r.short@charity.example"])
def test_a_plus_that_is_not_ours_is_none(to: str):
    assert answers_to(a_message(to=to, body="x\n"), prefixes=("WP",)) == ()
