"""The fields of a form's blank, derived from its questions: one name for PDF, Word and readers.

A name is the AcroForm field name and the Word content-control tag:
`surname`; `urgent` with options (one radio group in PDF; in Word one check box an option, tagged
`urgent.yes`); `criteria.escalation` (a check box an option); `children.1.name` (a cell);
`red_flags.trafficking.answer` (a cell of a fixed row); `children.none` (a table's own tick);
`dob_unknown` (the tick beside a box: PDF has no field that is both a box and a parent of fields).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework.question import Form, Option, Question, QuestionKind

ROWS_PRINTED = 4
HIDDEN = ("form_id", "form_version", "panel_id", "blank_serial", "set_ref", "token")
HIDDEN_PREFIX = "clerk."
YES_NO = (Option(key="yes", label="Yes"), Option(key="no", label="No"))
UNKNOWN = Option(key="unknown", label="Unknown")
EXPLICIT = (
    UNKNOWN,
    Option(key="not_disclosed", label="Not disclosed"),
    Option(key="not_asked_unsafe", label="Not asked: unsafe to ask"),
)
NONE = "none"


class FieldKind(StrEnum):
    """What a field is on paper."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    TICK = "tick"
    CHOICE = "choice"
    CELL_CHOICE = "cell_choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a blank.

    TEXT, LONG and DATE take a text. TICK is one check box; `option` is its key and its on-state.
    CHOICE is one of `options`: a radio group in PDF, a check box an option in Word.
    CELL_CHOICE is one of `options` in a table's cell: a drop-down in Word; in PDF a radio group
    where the rows are a list, a drop-down (its stored value is the key) where they are numbered.
    """

    name: str
    question: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    option: str = ""
    row: str = ""
    column: str = ""


def fields_of(form: Form) -> tuple[FieldSpec, ...]:
    """Every field of the form, in printed order."""
    return tuple(field for question in form.questions for field in question_fields(question))


def question_fields(question: Question) -> Iterator[FieldSpec]:
    """The fields of one question, its explicit "none" and "unknown" ticks last."""
    match question.kind:
        case QuestionKind.LINE | QuestionKind.INT | QuestionKind.SIGN:
            yield _field(question, FieldKind.TEXT)
        case QuestionKind.PARA:
            yield _field(question, FieldKind.LONG)
        case QuestionKind.DATE:
            yield _field(question, FieldKind.DATE)
        case QuestionKind.YN | QuestionKind.YNU | QuestionKind.ONE:
            yield _field(question, FieldKind.CHOICE, options=choice_options(question))
        case QuestionKind.MANY:
            for option in question.options:
                yield _tick(question, option)
        case QuestionKind.TICK:
            yield FieldSpec(
                name=question.id, question=question.id, kind=FieldKind.TICK, option="yes"
            )
        case QuestionKind.ROWS:
            yield from _cells(question)
    yield from _own_ticks(question)


def choice_options(question: Question) -> tuple[Option, ...]:
    """What may be chosen in a yes/no, yes/no/unknown or one-of-a-list question."""
    match question.kind:
        case QuestionKind.YN:
            options = YES_NO
        case QuestionKind.YNU:
            options = (*YES_NO, UNKNOWN)
        case _:
            options = question.options
    if not question.unknown:
        return options
    present = {option.key for option in options}
    return (*options, *(option for option in EXPLICIT if option.key not in present))


def row_keys(question: Question) -> tuple[str, ...]:
    """The keys of the printed rows: a list's ids, or "1", "2" ..."""
    if question.rows_of:
        return tuple(option.key for option in question.rows_of)
    return tuple(str(number) for number in range(1, ROWS_PRINTED + 1))


def _cells(question: Question) -> Iterator[FieldSpec]:
    for row in row_keys(question):
        for column in question.columns:
            name = f"{question.id}.{row}.{column.key}"
            if column.many:
                for option in column.options:
                    yield FieldSpec(
                        name=f"{name}.{option.key}",
                        question=question.id,
                        kind=FieldKind.TICK,
                        option=option.key,
                        row=row,
                        column=column.key,
                    )
                continue
            yield FieldSpec(
                name=name,
                question=question.id,
                kind=FieldKind.CELL_CHOICE if column.options else FieldKind.TEXT,
                options=column.options,
                row=row,
                column=column.key,
            )


def _own_ticks(question: Question) -> Iterator[FieldSpec]:
    """The ticks beside a box: "none" for a table, the explicit unknowns where they count."""
    if question.kind is QuestionKind.ROWS and not question.rows_of and question.none_label:
        yield _tick(question, Option(key=NONE, label=question.none_label))
    chosen = question.kind in {QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE}
    if question.unknown and not chosen and not question.rows_of:
        listed = {option.key for option in question.options}
        for option in EXPLICIT:
            if option.key not in listed:
                yield _tick(question, option, joint=_joint(question))


def _joint(question: Question) -> str:
    """What stands between a question's id and its own tick's key.

    A point makes the question a parent of fields in PDF, which a box cannot be.
    """
    return "." if question.kind in {QuestionKind.ROWS, QuestionKind.MANY} else "_"


def _field(question: Question, kind: FieldKind, *, options: tuple[Option, ...] = ()) -> FieldSpec:
    return FieldSpec(name=question.id, question=question.id, kind=kind, options=options)


def _tick(question: Question, option: Option, *, joint: str = ".") -> FieldSpec:
    return FieldSpec(
        name=f"{question.id}{joint}{option.key}",
        question=question.id,
        kind=FieldKind.TICK,
        option=option.key,
    )
