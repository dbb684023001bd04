"""From what a reader found to a typed submission: every question of the form gets its answer.

Nothing here judges the referral. Two readings are contradictory, no sure reading is unreadable,
what the blank itself held is blank, and a blank stays blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from casework.answer import BLANK, EXPLICIT_UNKNOWN, Answer, State
from casework.conditions import holds
from casework.dates import local_day
from casework.notes import UNKNOWN_FIELDS, Note
from casework.question import Form, Need, Question, QuestionKind
from casework.submission import Submission
from forms import boxes, words
from forms.ages import said_age
from forms.choices import read_choice, read_many, read_tick
from forms.extracted import Extracted, ExtractedField, Found, Reader
from forms.fields import EXPLICIT, HIDDEN, HIDDEN_PREFIX, NONE, choice_options, fields_of
from forms.kept import from_json, to_json
from forms.rows import is_cell, read_rows
from forms.values import read_text

__all__ = ["answer_of", "from_json", "to_json", "to_submission"]

REFERRAL_DATE, BORN, BORN_OTHER, AGE = "referral_date", "dob", "dob_other", "age_estimate"
SIGNED = frozenset({"ink", "signature", Note.SIGNED_BY_HAND})
_CHOICES = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE})
_OWN_STATES: Mapping[str, State] = MappingProxyType(
    {NONE: State.NONE, **{option.key: State(option.key) for option in EXPLICIT}}
)


def to_submission(
    extracted: Extracted, form: Form, *, arrived: dt.datetime, file: str = ""
) -> Submission:
    """The form's answers. `arrived` is aware; ages count on the date of the referral if it reads.

    A conditional question that is blank and not asked for by the other answers does not apply;
    conditions on the panel's settings and on lateness are left to the rules.
    """
    day = local_day(arrived)
    found, notes = _by_question(extracted, form)
    asked = form.question(REFERRAL_DATE)
    dated = BLANK if asked is None else answer_of(asked, found, reader=extracted.reader, on=day)
    on = dated.date or day
    answers = {
        question.id: answer_of(question, found, reader=extracted.reader, on=on)
        for question in form.questions
    }
    _share_dates(form, answers, on=on)
    for question in form.questions:
        answers[question.id] = _applied(question, answers, on=on)
    return Submission(
        form=form,
        answers=MappingProxyType(answers),
        reader=extracted.reader,
        recognised_by=extracted.recognised_by,
        blank_serial=extracted.blank_serial,
        set_ref=extracted.set_ref,
        file=file,
        notes=tuple(dict.fromkeys((*extracted.notes, *notes))),
    )


def answer_of(
    question: Question,
    found: Mapping[str, Sequence[ExtractedField]],
    *,
    reader: Reader,
    on: dt.date,
) -> Answer:
    """One question's answer from its boxes, with where it stood and how it was read."""
    own = found.get(question.id, ())
    answer = _judged(question, own, on=on)
    defaults = ", ".join(boxes.stored(box) for box in boxes.of_state(own, Found.DEFAULT))
    return replace(
        answer,
        raw=answer.raw or defaults,
        notes=tuple(dict.fromkeys((*answer.notes, *boxes.notes_of(own)))),
        place=boxes.place_of(own),
        how=boxes.how_read(reader, own),
        sure=boxes.sureness(own),
    )


def _by_question(
    extracted: Extracted, form: Form
) -> tuple[Mapping[str, Sequence[ExtractedField]], tuple[str, ...]]:
    """The found fields by question; a note when there are some that the form does not have."""
    questions = form.by_id()
    names = {field.name: field.question for field in fields_of(form)}
    found: dict[str, list[ExtractedField]] = {}
    strange = False
    for box in extracted.fields:
        head = names.get(box.name) or box.name.partition(".")[0]
        question = questions.get(head)
        if question is not None and _belongs(question, box.name):
            found.setdefault(head, []).append(box)
        elif box.name not in HIDDEN and not box.name.startswith(HIDDEN_PREFIX):
            strange = True
    return found, ((UNKNOWN_FIELDS,) if strange else ())


def _belongs(question: Question, name: str) -> bool:
    """Whether a question has a box of this name."""
    if _own_tick(question, name) is not None:
        return True
    if question.kind is QuestionKind.ROWS:
        return is_cell(question, name)
    options = {option.key for option in choice_options(question)}
    return name.removeprefix(question.id).removeprefix(".") in {"", "yes", *options}


def _judged(question: Question, own: Sequence[ExtractedField], *, on: dt.date) -> Answer:
    """The state of the question: what is in doubt first, then its boxes against its own ticks."""
    if all(box.found is Found.EMPTY for box in own):
        return BLANK
    if differing := boxes.of_state(own, Found.MISMATCH):
        readings = tuple(text for box in differing for text in _both(question, box))
        raw = "; ".join(boxes.stored(box) for box in differing)
        return Answer(state=State.MISMATCHED, raw=raw, readings=readings)
    # A table keeps its sure cells: see `read_rows`.
    unsure = [
        box
        for box in boxes.of_state(own, Found.DOUBT)
        if question.kind is not QuestionKind.ROWS or _own_tick(question, box.name) is not None
    ]
    if unsure:
        raw = "; ".join(boxes.stored(box) for box in unsure)
        return Answer(state=State.UNREADABLE, raw=raw, notes=(Note.READER_UNSURE,))
    names = {box.name for box in own if _own_tick(question, box.name) is not None}
    ticks = [box for box in own if box.name in names]
    rest = [box for box in own if box.name not in names]
    return _against_ticks(question, _read(question, rest, on=on), ticks)


def _both(question: Question, box: ExtractedField) -> tuple[str, str]:
    """What the file holds in a box and what a person sees, as words."""
    labels = {option.key: option.label for option in choice_options(question)}
    held = ", ".join(labels.get(key, key) for key in box.chosen) or box.text
    part = box.name.removeprefix(question.id).removeprefix(".")
    head = f"{part}: " if part else ""
    return f"{head}{held}", f"{head}{box.drawn}"


def _own_tick(question: Question, name: str) -> State | None:
    """The state that a tick beside a text or table stands for: "none", "unknown" ..."""
    tail = name.removeprefix(question.id)
    if question.kind in _CHOICES or tail[:1] not in {".", "_"}:
        return None
    option = tail[1:]
    known = {option.key for option in question.options}
    return None if option in known else _OWN_STATES.get(option)


def _against_ticks(question: Question, answer: Answer, ticks: Sequence[ExtractedField]) -> Answer:
    """The answer together with the "none" and "unknown" ticks beside it."""
    if any(boxes.ticked(box) is None for box in ticks):
        return Answer(state=State.UNREADABLE, raw=answer.raw, notes=(Note.READER_UNSURE,))
    ticked = (_own_tick(question, box.name) for box in ticks if boxes.ticked(box))
    states = [state for state in dict.fromkeys(ticked) if state is not None]
    if not states:
        return answer
    same = answer.state in EXPLICIT_UNKNOWN and states[0] in EXPLICIT_UNKNOWN
    if len(states) == 1 and (answer.state is State.BLANK or answer.state is states[0] or same):
        return Answer(state=states[0], raw=answer.raw)
    written = (answer.raw or answer.state,) if answer.state is not State.BLANK else ()
    return Answer(state=State.CONTRADICTORY, raw=answer.raw, readings=(*written, *states))


def _read(question: Question, own: Sequence[ExtractedField], *, on: dt.date) -> Answer:
    """What the boxes of a question say, its own ticks left out."""
    match question.kind:
        case QuestionKind.ROWS:
            return read_rows(question, own, on=on)
        case QuestionKind.YN | QuestionKind.YNU | QuestionKind.ONE:
            return read_choice(question, own, on=on)
        case QuestionKind.MANY:
            return read_many(question, own)
        case QuestionKind.TICK:
            return read_tick(own)
        case _:
            return _text(question, own, on=on)


def _text(question: Question, own: Sequence[ExtractedField], *, on: dt.date) -> Answer:
    """The text box's answer; the same box found twice with two texts is contradictory."""
    texts = tuple(
        dict.fromkeys(text for box in own if (text := boxes.written(box) or boxes.stored_keys(box)))
    )
    if question.kind is QuestionKind.SIGN and any(SIGNED & set(box.notes) for box in own):
        value = texts[0] if texts else Note.SIGNED_BY_HAND
        return Answer(state=State.ANSWERED, value=value, notes=(Note.SIGNED_BY_HAND,))
    said = tuple(text for text in texts if not words.is_no_answer(text))
    if len(said) > 1:
        return Answer(state=State.CONTRADICTORY, raw="\n".join(said), readings=said)
    text = (*said, *texts, "")[0]
    return read_text(question, text, on=on)


def _share_dates(form: Form, answers: dict[str, Answer], *, on: dt.date) -> None:
    """What else stands in the box of the date of birth goes where it is asked for.

    Further dates to the other dates given, an age to the estimated age; only to empty boxes.
    """
    born = answers.get(BORN, BLANK)
    moved: dict[str, str] = {}
    if Note.TWO_READINGS in born.notes:
        moved[BORN_OTHER] = "; ".join(born.readings[1:])
    if Note.AN_AGE in born.notes:
        moved[AGE] = str(said_age(born.raw))
    for to, text in moved.items():
        question = form.question(to)
        if question is None or answers[to].state is not State.BLANK:
            continue
        read = read_text(question, text, on=on)
        answers[to] = replace(
            read,
            raw=born.raw,
            notes=(*read.notes, Note.MOVED_HERE),
            place=born.place,
            how=born.how,
            sure=born.sure,
        )


def _applied(question: Question, answers: Mapping[str, Answer], *, on: dt.date) -> Answer:
    """The answer, or that the question does not apply: it is blank and its condition is false."""
    answer = answers[question.id]
    if question.need is not Need.CONDITIONAL or answer.state is not State.BLANK:
        return answer
    told = holds(question.condition, answers, settings={}, referral_date=on, late=None)
    return replace(answer, state=State.NOT_APPLICABLE) if told is False else answer
