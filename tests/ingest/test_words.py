"""Danger words are found wherever they were written, and not in what we wrote ourselves (S44)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import protocols
from ingest import words
from ingest.words import comparable, danger_words, danger_words_in, own_words, says_breach
from tests.support.mails import a_forwarded, a_mail
from tests.support.parsed import a_message, parsed
from tests.support.source import ROOT

LIST = ("immediate danger", "emergency", "999", "life-threatening", "can't wait", "at risk")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She is in immediate danger.", ("immediate danger",)),
        ("IMMEDIATE\n   DANGER", ("immediate danger",)),
        ("imme\u00addiate danger", ("immediate danger",)),
        ("imm\u200bediate\u00a0danger", ("immediate danger",)),
        ("\uff25mergency", ("emergency",)),
        ("life threatening", ("life-threatening",)),
        ("life\u2013threatening", ("life-threatening",)),
        ("It can\u2019t wait", ("can't wait",)),
        ("(999)", ("999",)),
        ("emergency, immediate danger", ("immediate danger", "emergency")),
        ("call 0999 123", ()),
        ("emergencyroom", ()),
        ("no danger", ()),
        ("", ()),
    ],
)
def test_words_are_found_folded_and_whole(text: str, found: tuple[str, ...]):
    assert danger_words(a_message(body=f"{text}\n"), LIST) == found
    assert danger_words_in([text], LIST) == found


def test_every_place_of_a_mail_is_looked_at():
    assert danger_words(a_message(subject="EMERGENCY", body="x\n"), LIST) == ("emergency",)
    assert danger_words(a_message(body="x\n", html="<p>at <b>risk</b></p>"), LIST) == ("at risk",)
    inner = a_mail(subject="Emergency", body="She is at risk\n")
    assert danger_words(parsed(a_forwarded(inner)), LIST) == ("emergency", "at risk")


QUOTED = (
    "Thank you.\n\nOn Tue, 8 Dec 2026 at 16:50, Panel coordinator\n<panel@charity.example> wrote:\n"
    "> She is in immediate danger\n> emergency\n"
)


def test_the_history_of_an_answer_was_looked_at_when_it_came():
    answer = a_message(subject="Re: form", body=QUOTED)
    assert danger_words(answer, LIST) == ()
    outlook = "Thanks\n\nFrom: Alex\nSent: Tuesday\nTo: Panel\nSubject: x\n\nemergency\n"
    headers = {"In-Reply-To": "<1@x.example>"}
    assert danger_words(a_message(subject="form", body=outlook, headers=headers), LIST) == ()


def test_what_is_passed_on_or_pasted_into_a_new_mail_is_new_to_us():
    for subject in ("FW: help", "Fwd: Re: help", "Help"):
        headers = {"References": "<1@x.example>"} if subject != "Help" else {}
        found = danger_words(a_message(subject=subject, body=QUOTED, headers=headers), LIST)
        assert found == ("immediate danger", "emergency")


def test_a_real_emergency_beside_our_own_sentence_is_found():
    text = "If someone is in immediate danger, call 999. But she is in immediate danger!\n"
    assert danger_words(a_message(body=text), LIST) == ("immediate danger",)
    asked = "We ask for an emergency meeting.\n"
    assert danger_words(a_message(body=asked), LIST) == ("emergency",)


PANELS = protocols.shipped_panels()
TEMPLATES = sorted((ROOT / "generators" / "templates" / "mail").glob("*.txt"))


def our_own(path: Path) -> str:
    """A mail as we send it, its places filled."""
    text = re.sub(r"\{%.*?%\}", "", path.read_text(encoding="utf-8"))
    text = re.sub(r"\{\{[^}]*phone[^}]*\}\}", "0000 000 000", text)
    return re.sub(r"\{\{.*?\}\}", "", text)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name != "forbidden.txt"], ids=lambda path: path.stem
)
def test_no_mail_of_ours_raises_an_alert_when_it_comes_back(panel: str, path: Path, tmp_path: Path):
    protocols.copy_panel(panel, tmp_path)
    listed = protocols.load(tmp_path, panel).danger_words
    assert listed
    text = our_own(path)
    said = "\n".join(f"> {line}" for line in text.split("\n"))
    for body in (text, said, text.replace("\n", " "), f"FYI\n\n{text}"):
        assert danger_words(a_message(subject="FW: form", body=body), listed) == ()
    assert not says_breach(own_words(a_message(subject="FW: form", body=text)))


@pytest.mark.parametrize("panel", PANELS)
def test_no_blank_of_ours_raises_an_alert(panel: str, tmp_path: Path):
    protocols.copy_panel(panel, tmp_path)
    listed = protocols.load(tmp_path, panel).danger_words
    text = "If someone is in immediate danger call 999. Do not wait for this form."
    assert danger_words_in([text], listed) == ()


@pytest.mark.parametrize(
    ("text", "is_breach"),
    [
        ("I think there was a breach.", True),
        ("The pack was sent to the wrong person", True),
        ("A copy went to the WRONG address", True),
        ("He is in breach of bail.", False),
        ("Arrested for breach of a non-molestation order", False),
        ("Breach of the restraining order, and a data breach", True),
        ("All well.", False),
    ],
)
def test_a_breach_of_papers_is_told_from_a_breach_of_bail(text: str, *, is_breach: bool):
    assert says_breach(own_words(a_message(body=f"{text}\n"))) is is_breach


def test_what_stands_under_every_mail_of_an_organisation_says_nothing():
    text = (
        "Thank you.\n\nThis email and any attachments are confidential. Any breach of\nconfidence"
        " may be a data breach.\n\nRegards\n"
    )
    said = own_words(a_message(body=text))
    assert "breach" not in said
    assert "regards" in said


def test_the_word_file_holds_each_phrase_once_and_comparable():
    for name, phrases in words.kind_words():
        assert len(set(map(comparable, phrases))) == len(phrases), name
        assert all(phrase == phrase.casefold() for phrase in phrases), name
