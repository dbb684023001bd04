from __future__ import annotations

import datetime as dt

import pytest

from casework.answer import Answer, PartialDate, Row, State, Value
from casework.answers_in_words import NOT_CLEAR, age_in, cell_in_words, in_words
from casework.notes import Note
from casework.question import Column, Option, Question, QuestionKind

TODAY = dt.date(2026, 12, 14)
OPTIONS = (Option(key="b", label="Beta"), Option(key="a", label="Alpha"))


def a_question(kind: QuestionKind = QuestionKind.LINE, *options: Option) -> Question:
    return Question(
        id="q", number="1.1", section="1", label="Question", kind=kind, options=options,
        none_label="None known",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.BLANK, ""),  # a blank is not "Unknown"
        (State.NOT_APPLICABLE, ""),
        (State.UNKNOWN, "Unknown"),
        (State.NOT_DISCLOSED, "Not disclosed"),
        (State.NOT_ASKED_UNSAFE, "Not asked (unsafe)"),
        (State.NONE, "None known"),
        (State.CONTRADICTORY, NOT_CLEAR),
        (State.UNREADABLE, NOT_CLEAR),
        (State.MISMATCHED, NOT_CLEAR),
    ],
)
def test_a_state_without_a_value_in_words(state: State, words: str):
    assert in_words(a_question(), Answer(state=state)) == words


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (QuestionKind.PARA, "As written.\nTwo lines.", "As written.\nTwo lines."),
        (QuestionKind.DATE, dt.date(1996, 2, 9), "9 February 1996"),
        (QuestionKind.DATE, PartialDate(year=1990, month=3), "March 1990"),
        (QuestionKind.INT, 0, "0"),
        (QuestionKind.ONE, "a", "Alpha"),
        (QuestionKind.ONE, "gone", "gone"),
        (QuestionKind.MANY, frozenset({"a", "b"}), "Beta; Alpha"),
        (QuestionKind.MANY, frozenset({"gone", "a"}), "Alpha; gone"),
        (QuestionKind.YN, "yes", "Yes"),
        (QuestionKind.YNU, "no", "No"),
        (QuestionKind.LINE, "yes", "yes"),
        (QuestionKind.ROWS, (), ""),
    ],
)
def test_a_value_in_words(kind: QuestionKind, value: Value, words: str):
    answer = Answer(state=State.ANSWERED, value=value)
    assert in_words(a_question(kind, *OPTIONS), answer) == words


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (dt.date(1996, 2, 14), "14 February 1996 (age 30)"),
        (dt.date(2008, 12, 14), "14 December 2008 (age 18)"),
        (dt.date(2008, 12, 15), "15 December 2008 (age 17)"),
        (PartialDate(year=2009), "2009 (age 16 to 17)"),
        (PartialDate(year=2009, month=3), "March 2009 (age 17)"),
    ],
)
def test_a_date_of_birth_has_its_age_beside_it(born: Value, words: str):
    answer = Answer(state=State.ANSWERED, value=born)
    assert in_words(a_question(QuestionKind.DATE), answer, age_on_day=TODAY) == words


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (QuestionKind.DATE, PartialDate(year=1986), "about 1986"),
        (QuestionKind.INT, 34, "about 34"),
    ],
)
def test_an_estimate_is_printed_as_one(kind: QuestionKind, value: Value, words: str):
    answer = Answer(state=State.ANSWERED, value=value, notes=(Note.ESTIMATED,))
    assert in_words(a_question(kind), answer) == words


def test_a_cell_in_words():
    column = Column(key="answer", label="Answer", options=OPTIONS, many=True)
    row = Row(key="1", cells={"answer": "b a", "text": "b a"})
    assert cell_in_words(row, column) == "Beta, Alpha"
    assert cell_in_words(row, Column(key="text", label="Text")) == "b a"
    assert cell_in_words(row, Column(key="empty", label="Empty")) == ""


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("17", 17),
        ("aged 17", 17),
        ("17 years old", 17),
        ("17yrs", 17),
        ("15/12/2008", 17),
        ("14.12.2008", 18),
        ("31/02/2010", None),
        ("about 17", None),
        ("17 or 18", None),
        ("", None),
    ],
)
def test_an_age_is_read_only_where_one_is_said(text: str, age: int | None):
    assert age_in(text, TODAY) == age
