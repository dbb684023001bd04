"""The new words of a reply, wherever they stand around the mail that it answers."""

from __future__ import annotations

import pytest

from ingest.history import cut, is_answer, without_signature
from tests.support.parsed import a_message

GMAIL = "On Tue, 8 Dec 2026 at 16:50, Panel coordinator <panel@charity.example> wrote:"
WRAPPED = "On Tue, 8 Dec 2026 at 16:50, Panel coordinator\n<panel@charity.example> wrote:"
OUTLOOK = "From: Panel coordinator <panel@charity.example>\nSent: 08 December 2026\nTo: Alex"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (f"Done\n\n{GMAIL}\n> old", "Done"),
        (f"Done\n\n{WRAPPED}\n\n> old\n> old", "Done"),
        (f"{GMAIL}\n> old\n\nDone", "Done"),
        (f"First\n{GMAIL}\n> one\nSecond\n> two\nThird", "First\nSecond\nThird"),
        (f"Done\n{GMAIL}\nold without marks", "Done"),
        ("Done\n\n-----Original Message-----\nold", "Done"),
        ("Done\n--- Forwarded message ---\nold", "Done"),
        ("Done\nBegin forwarded message:\nold", "Done"),
        (f"Done\n\n{OUTLOOK}\nSubject: x\n\nold", "Done"),
        ("Done\n*From:* Panel <p@x>\n*Sent:* today\n\nold", "Done"),
        (f"Done\n________________________________\n{OUTLOOK}\nold", "Done"),
        ("__________________\nBANNER\n\nDone", "__________________\nBANNER\n\nDone"),
        ("> old\n>> older\nDone", "Done"),
        ("Panel coordinator <panel@charity.example> wrote:\n> old\nDone", "Done"),
        ("She wrote: I am safe", "She wrote: I am safe"),
        ("From: her window she saw", "From: her window she saw"),
        (
            "On 5 May she came.\nOn 6 May she wrote:\nhelp",
            "On 5 May she came.\nOn 6 May she wrote:\nhelp",
        ),
        ("", ""),
        (f"{GMAIL}\n> all of it", ""),
    ],
)
def test_the_history_is_cut_and_nothing_else(text: str, new: str):
    found = cut(text)
    assert found.new.strip("\n").replace("\n\n", "\n") == new.replace("\n\n", "\n")
    assert sorted(filter(None, (*found.new.split("\n"), *found.history.split("\n")))) == sorted(
        filter(None, text.split("\n"))
    )


def test_a_long_line_is_no_mark_and_costs_nothing():
    text = "-" * 200_000 + "\n" + "_" * 200_000 + "\nDone"
    assert cut(text).new == text


@pytest.mark.parametrize(
    ("subject", "headers", "found"),
    [
        ("Re: form", {}, True),
        ("RE[2]: form", {}, True),
        ("form", {"In-Reply-To": "<1@x.example>"}, True),
        ("form", {"References": "<1@x.example>"}, True),
        ("FW: form", {"References": "<1@x.example>"}, False),
        ("Fwd: Re: form", {"In-Reply-To": "<1@x.example>"}, False),
        ("form", {}, False),
        ("Regarding: form", {}, False),
    ],
)
def test_an_answer_is_told_from_what_is_passed_on(
    subject: str, headers: dict[str, str], *, found: bool
):
    assert is_answer(a_message(subject=subject, headers=headers)) is found


def test_a_signature_begins_at_its_line_alone():
    assert without_signature("Done\n-- \nAdults at Risk Team") == "Done"
    assert without_signature("-- \nTeam") == ""
    assert without_signature("a -- b\n--\nDone") == "a -- b\n--\nDone"
