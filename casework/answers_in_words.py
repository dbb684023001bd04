"""One answer in words for a paper: never more than was said, and nothing for a blank."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

from casework.ages import age_on, ages_on
from casework.answer import Answer, PartialDate, Row, State
from casework.dates import dates_in, partial, plain_day
from casework.notes import Note
from casework.question import Column, Question, QuestionKind

NOT_CLEAR = "Not clear on the form"
STATES: Mapping[State, str] = MappingProxyType(
    {
        State.UNKNOWN: "Unknown",
        State.NOT_DISCLOSED: "Not disclosed",
        State.NOT_ASKED_UNSAFE: "Not asked (unsafe)",
        State.CONTRADICTORY: NOT_CLEAR,
        State.UNREADABLE: NOT_CLEAR,
        State.MISMATCHED: NOT_CLEAR,
    }
)
_SAID = MappingProxyType({"yes": "Yes", "no": "No", "unknown": "Unknown"})
_DATE = re.compile(r"[\d./-]{8,10}")
_AGE = re.compile(r"(?:aged?\s*)?(\d{1,3})(?:\s*(?:y|yrs?|years?)(?:\s*old)?)?", re.IGNORECASE)


def in_words(question: Question, answer: Answer, *, age_on_day: dt.date | None = None) -> str:
    """The answer; "" for a blank and for what does not apply. With a day, a birth has its age."""
    if answer.state is State.NONE:
        return question.none_label or "None"
    if answer.state is not State.ANSWERED:
        return STATES.get(answer.state, "")
    return _value(question, answer, age_on_day)


def cell_in_words(row: Row, column: Column) -> str:
    """A cell: its text, or the words of its options."""
    text = row.cell(column.key)
    if not column.options:
        return text
    labels = {option.key: option.label for option in column.options}
    return ", ".join(labels.get(key, key) for key in text.split())


def age_in(text: str, today: dt.date) -> int | None:
    """The age that a "date of birth or age" says, None when it says neither."""
    if _DATE.fullmatch(text.strip()):
        return next((age_on(born, today) for born in dates_in(text)), None)
    age = _AGE.fullmatch(text.strip())
    return int(age.group(1)) if age else None


def _value(question: Question, answer: Answer, age_on_day: dt.date | None) -> str:
    match answer.value:
        case dt.date() | PartialDate() as date:
            about = "about " if Note.ESTIMATED in answer.notes else ""
            return f"{about}{_date(date, age_on_day)}"
        case frozenset() as ticked:
            listed = [option.key for option in question.options]
            ordered = sorted(ticked, key=lambda key: (key not in listed, _place(key, listed), key))
            return "; ".join(_option(question, key) for key in ordered)
        case str(text):
            return _option(question, text)
        case int(number):
            return f"about {number}" if Note.ESTIMATED in answer.notes else str(number)
        case _:
            return ""


def _date(date: dt.date | PartialDate, age_on_day: dt.date | None) -> str:
    text = plain_day(date) if isinstance(date, dt.date) else partial(date)
    if age_on_day is None:
        return text
    low, high = ages_on(date, age_on_day)
    return f"{text} (age {low})" if low == high else f"{text} (age {low} to {high})"


def _option(question: Question, key: str) -> str:
    label = question.option_label(key)
    choice = question.kind in {QuestionKind.YN, QuestionKind.YNU}
    return _SAID.get(label, label) if choice else label


def _place(key: str, listed: list[str]) -> int:
    return listed.index(key) if key in listed else 0
