"""From the text of one box to an answer: what is written, in its state, and never a guess.

A text that is no answer of its kind is UNREADABLE with a note and its raw words; one that stands
but looks wrong is ANSWERED with a note. Nothing here looks at another question.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from casework import identifiers
from casework.answer import EXPLICIT_UNKNOWN, Answer, PartialDate, State
from casework.notes import Note
from casework.question import Question, QuestionKind
from casework.text import folded, printable
from forms import words
from forms.dates import in_figures, read_date, read_dates
from forms.emails import email_address
from forms.fields import choice_options
from forms.figures import nhs_number, written_number
from forms.names import read_name
from forms.postcodes import alike, postcode
from forms.telephones import numbers_in, uk_phone

DOB, DATES = "dob", "dates"
YES = "yes"
_CHOICES = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE})
_NO_HOME = frozenset(
    {"nfa", "n.f.a", "no fixed abode", "no fixed address", "no fixed abode (nfa)", "homeless"}
)
_LED = re.compile(r"[\W_]*(?P<said>[^\W\d_]+)\s*[,;:.(\-\u2010-\u2015]\W*(?P<rest>\w.*)", re.DOTALL)


def read_text(question: Question, untrusted_text: str, *, on: dt.date) -> Answer:
    """The answer of a question's text box. `on` is the day of the referral (for ages and years)."""
    text = printable(untrusted_text)[0].strip()
    labels = (question.label, *question.variants)
    if words.is_no_answer(text, labels):
        notes = (Note.NOT_AN_ANSWER,) if text else ()
        return Answer(state=State.BLANK, raw=text, notes=notes)
    if question.kind in _CHOICES:
        return _written_choice(question, text)
    if words.is_not_applicable(text):
        return Answer(state=State.BLANK, raw=text, notes=(Note.NOT_AN_ANSWER,))
    if (state := words.explicit_unknown(text)) is not None:
        return said_unknown(question, state, raw=text)
    return replace(_of_kind(question, text, on=on), raw=text)


def said_unknown(question: Question, state: State, *, raw: str) -> Answer:
    """An explicit Unknown: an answer where the question takes it, no answer elsewhere."""
    if question.unknown or question.kind is QuestionKind.YNU:
        return Answer(state=state, raw=raw)
    return Answer(state=State.BLANK, raw=raw, notes=(Note.UNKNOWN_NOT_ACCEPTED,))


def written_option(untrusted_text: str, labels: Mapping[str, str], check_as: str) -> str | None:
    """The key of the option that is written as its label or in words that mean it; else None."""
    text = words.comparable(untrusted_text)
    found = {key for key, label in labels.items() if text == words.comparable(label)}
    found |= {key for key in words.options_meant(untrusted_text, check_as) if key in labels}
    return found.pop() if len(found) == 1 else None


def _written_choice(question: Question, text: str) -> Answer:
    """A choice that was typed and not ticked."""
    labels = {option.key: option.label for option in choice_options(question)}
    key = written_option(text, labels, question.check_as)
    if key is None:
        return _explained(question, text, labels) or _no_option(question, text, labels)
    if "?" in folded(text):
        return Answer(state=State.CONTRADICTORY, raw=text, readings=(labels[key], text))
    return replace(chosen_option(key), raw=text, notes=(Note.WRITTEN,))


def _explained(question: Question, text: str, labels: Mapping[str, str]) -> Answer | None:
    """A Yes or No with words behind it ("Yes - since May"); None for anything else.

    Words of doubt behind it leave it open; a No to a danger question has to stand alone.
    """
    led = _LED.fullmatch(text)
    if led is None or question.kind is QuestionKind.ONE:
        return None
    key = written_option(led["said"], labels, "")
    if key is None or (question.read_first and key != YES):
        return None
    if words.leaves_open(led["rest"], key):
        return Answer(state=State.CONTRADICTORY, raw=text, readings=(labels[key], text))
    return replace(chosen_option(key), raw=text, notes=(Note.WRITTEN, Note.WORDS_BESIDE))


def chosen_option(key: str) -> Answer:
    """The answer of one chosen option: its key, or the explicit Unknown that it stands for."""
    if key in EXPLICIT_UNKNOWN:
        return Answer(state=State(key))
    return Answer(state=State.ANSWERED, value=key)


def _no_option(question: Question, text: str, labels: Mapping[str, str]) -> Answer:
    """What was typed for a choice and names no single option."""
    if (state := words.explicit_unknown(text)) is not None:
        return said_unknown(question, state, raw=text)
    if words.is_not_applicable(text):
        return Answer(state=State.BLANK, raw=text, notes=(Note.NOT_AN_ANSWER,))
    several = _options_within(text, labels, question.check_as)
    if len(several) > 1:
        readings = tuple(labels[one] for one in several)
        return Answer(state=State.CONTRADICTORY, raw=text, readings=readings)
    return Answer(state=State.UNREADABLE, raw=text, notes=(Note.NOT_AN_OPTION,))


def _options_within(text: str, labels: Mapping[str, str], check_as: str) -> tuple[str, ...]:
    """The options named between strokes, commas and "or": `Y/N`, "Yes or No"."""
    pieces = re.split(r"[/,;]|\bor\b|\band\b", folded(text))
    found = (written_option(piece, labels, check_as) for piece in pieces if piece.strip())
    return tuple(dict.fromkeys(key for key in found if key is not None))


def _of_kind(question: Question, text: str, *, on: dt.date) -> Answer:
    """The answer of a text that says something."""
    match question.kind:
        case QuestionKind.DATE:
            return _date(question, text, on=on)
        case QuestionKind.INT:
            return _number(question, text)
        case QuestionKind.SIGN:
            signed = read_name(text)
            return _stands(text, Note.TYPED_NAME) if signed.value else signed
        case _ if question.check_as == DATES:
            return _dates(text, on=on)
        case _:
            flat = text if question.kind is QuestionKind.PARA else " ".join(text.split())
            checked = CHECKS.get(question.check_as, _stands)
            return checked(flat)


def _date(question: Question, text: str, *, on: dt.date) -> Answer:
    """A date; `low` and `high` of its question are years."""
    answer = read_date(text, on=on, birth=question.check_as == DOB)
    if not isinstance(answer.value, dt.date | PartialDate):
        return answer
    return replace(answer, notes=(*answer.notes, *_range(question, answer.value.year)))


def _range(question: Question, number: int) -> tuple[Note, ...]:
    low = question.low is not None and number < question.low
    high = question.high is not None and number > question.high
    return (Note.OUT_OF_RANGE,) if low or high else ()


def _number(question: Question, text: str) -> Answer:
    number = written_number(text)
    if number is None:
        return _refused(Note.NOT_A_NUMBER)
    if number.value is None:
        return Answer(state=State.CONTRADICTORY, notes=(Note.AMBIGUOUS,), readings=number.readings)
    notes = (Note.ESTIMATED,) if number.is_estimate else ()
    return Answer(
        state=State.ANSWERED, value=number.value, notes=(*notes, *_range(question, number.value))
    )


def _stands(text: str, *notes: Note) -> Answer:
    return Answer(state=State.ANSWERED, value=text, notes=notes)


def _refused(*notes: Note) -> Answer:
    return Answer(state=State.UNREADABLE, notes=notes)


def _phone(text: str) -> Answer:
    if number := uk_phone(text):
        return _stands(number)
    numbers = numbers_in(text)
    if len(numbers) > 1:
        return replace(_stands(text, Note.SEVERAL_NUMBERS), readings=numbers)
    return _stands(text, Note.WORDS_BESIDE if numbers else Note.NOT_A_UK_PHONE)


def _postcode(text: str) -> Answer:
    known = postcode(text)
    if others := alike(text):
        return replace(_stands(known or text, Note.LIKE_A_POSTCODE), readings=(text, *others))
    return _stands(known) if known else _stands(text, Note.NOT_A_POSTCODE)


def _email(text: str) -> Answer:
    address = email_address(text)
    return _stands(address) if address else _refused(Note.NOT_AN_EMAIL)


def _nhs_number(text: str) -> Answer:
    number = nhs_number(text)
    return _stands(number) if number else _stands(text, Note.NOT_AN_NHS_NUMBER)


def _reference(text: str) -> Answer:
    known = identifiers.normal(text.strip(" []"))
    return _stands(known) if known else _stands(text, Note.NOT_A_REFERENCE)


def _address(text: str) -> Answer:
    """An address, or NFA in any of its spellings."""
    return _stands("NFA" if words.comparable(text) in _NO_HOME else text)


def _dates(text: str, *, on: dt.date) -> Answer:
    """Several dates of birth in one line, each as it was read; else the line as it was typed."""
    read = read_dates(text, on=on)
    notes = tuple(dict.fromkeys(note for one in read for note in one.notes))
    if not read or any(one.state is State.UNREADABLE for one in read):
        return _stands(text, Note.NOT_A_DATE)
    if readings := tuple(reading for one in read for reading in one.readings):
        return replace(_stands(text, *map(Note, notes)), readings=readings)
    return _stands("; ".join(map(in_figures, read)), *map(Note, notes))


# A text's check by the name that specs give it; the rest belong to a kind or to a table.
_OF_TEXT: Mapping[str, Callable[[str], Answer]] = MappingProxyType(
    {
        "": _stands,
        "name": read_name,
        "phone_uk": _phone,
        "postcode": _postcode,
        "email": _email,
        "nhs_number": _nhs_number,
        "reference": _reference,
        "address": _address,
    }
)
CHECKS: Mapping[str, Callable[[str], Answer]] = MappingProxyType(
    {
        **_OF_TEXT,
        **dict.fromkeys((DOB, DATES, "aliases", "people", *words.checks_with_words()), _stands),
    }
)
CELL_CHECKS = frozenset({"", DOB})
