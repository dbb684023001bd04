"""Phrases of a list in somebody's text, and whether a date stands there (A13, H19)."""

from __future__ import annotations

import pytest

from casework.phrases import mentions_date, phrases_in

WORDS = ("urgent", "going to kill", "life-threatening", "999")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("URGENT: please read", ("urgent",)),
        ("He is going\r\n to   kill her. Urgent!", ("urgent", "going to kill")),
        ("It is life-threatening", ("life-threatening",)),
        ("We called 999.", ("999",)),
        ("ur\u200bgent", ("urgent",)),
        ("\uff35rgent", ("urgent",)),
        ("insurgent", ()),
        ("urgently", ()),
        ("going to skill up", ()),
        ("020 7946 1999", ()),
        ("", ()),
    ],
)
def test_phrases_are_whole_words_however_they_are_written(text: str, expected: tuple[str, ...]):
    assert phrases_in(text, WORDS) == expected


def test_no_list_finds_nothing():
    assert phrases_in("urgent", ()) == ()


@pytest.mark.parametrize(
    "text",
    ["on 3/12", "3.12.2026", "the 3rd of December", "3 Dec", "December 3", "in May 2026",
     "2026-12-03", "on 1st june", "May 12th"],
)  # fmt: skip
def test_a_date_is_seen(text: str):
    assert mentions_date(text)


@pytest.mark.parametrize("text", ["", "12 times", "last week", "May", "in the 3rd week"])
def test_no_date_is_seen_where_there_is_none(text: str):
    assert not mentions_date(text)
