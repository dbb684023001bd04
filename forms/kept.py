"""A submission as the register keeps it: versioned JSON, read back strictly.

What is kept is checked again on the way in: every question of the form exactly once, and each
value of the kind that its question takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.answer import Answer, HowRead, PartialDate, Place, Row, State, Value
from casework.faults import Fault, Kind
from casework.question import Form, QuestionKind
from casework.submission import Submission

MOST_TEXT = 8_000_000
_TEXTS = frozenset(
    {
        QuestionKind.LINE,
        QuestionKind.PARA,
        QuestionKind.SIGN,
        QuestionKind.TICK,
        QuestionKind.YN,
        QuestionKind.YNU,
        QuestionKind.ONE,
    }
)


class KeptFormWrong(Fault):
    """A kept form cannot be read back."""

    kind = Kind.REGISTER
    next_step = "run `clerk doctor`; if it names this form, restore it from the last backup."


class KeptPart(BaseModel):
    """A table of the kept text: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptPlace(KeptPart):
    """Where an answer stood."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str = ""


class KeptRow(KeptPart):
    """One row of a table."""

    key: str
    cells: dict[str, str]


class KeptValue(KeptPart):
    """One value: exactly one of these."""

    text: str | None = None
    number: int | None = Field(default=None, strict=True)
    date: dt.date | None = None
    partial: tuple[int, int | None] | None = None
    options: tuple[str, ...] | None = None
    rows: tuple[KeptRow, ...] | None = None


class KeptAnswer(KeptPart):
    """One answer."""

    state: State
    value: KeptValue | None = None
    raw: str = ""
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    place: KeptPlace = KeptPlace()
    how: HowRead
    sure: float = Field(ge=0, le=1)


class KeptSubmission(KeptPart):
    """A submission; `version` is that of this layout, `form_version` that of the form."""

    version: Literal[1]
    form_id: str
    form_version: str
    reader: str
    recognised_by: str
    blank_serial: str
    set_ref: str
    file: str
    notes: tuple[str, ...]
    answers: dict[str, KeptAnswer]


def to_json(submission: Submission) -> str:
    """The submission as text; `from_json` gives an equal one back."""
    return KeptSubmission(
        version=1,
        form_id=submission.form.id,
        form_version=submission.form.version,
        reader=submission.reader,
        recognised_by=submission.recognised_by,
        blank_serial=submission.blank_serial,
        set_ref=submission.set_ref,
        file=submission.file,
        notes=submission.notes,
        answers={key: _kept(answer) for key, answer in submission.answers.items()},
    ).model_dump_json(exclude_defaults=True)


def from_json(untrusted_text: str, form: Form) -> Submission:
    """The submission that `to_json` made of this very form and version.

    Raises KeptFormWrong, whose details name questions and never say what was answered.
    """
    if len(untrusted_text) > MOST_TEXT:
        raise KeptFormWrong(form.id, "the text is too long")
    try:
        kept = KeptSubmission.model_validate_json(untrusted_text)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        lines = (f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in told)
        raise KeptFormWrong(form.id, *lines) from None
    if faults := tuple(_faults(kept, form)):
        raise KeptFormWrong(form.id, *faults)
    answers = {question.id: _answer(kept.answers[question.id]) for question in form.questions}
    return Submission(
        form=form,
        answers=MappingProxyType(answers),
        reader=kept.reader,
        recognised_by=kept.recognised_by,
        blank_serial=kept.blank_serial,
        set_ref=kept.set_ref,
        file=kept.file,
        notes=kept.notes,
    )


def _faults(kept: KeptSubmission, form: Form) -> Iterator[str]:
    if (kept.form_id, kept.form_version) != (form.id, form.version):
        yield "it is another form, or another version of it"
        return
    asked = form.by_id()
    if asked.keys() != kept.answers.keys():
        yield "its questions are not those of the form"
        return
    for key, answer in kept.answers.items():
        if (answer.state is State.ANSWERED) is not (answer.value is not None):
            yield f"{key}: state and value do not agree"
        elif answer.value is not None and not _fits(answer.value, asked[key].kind):
            yield f"{key}: the value is not of its kind"


def _fits(value: KeptValue, kind: QuestionKind) -> bool:
    given = value.model_fields_set
    match kind:
        case QuestionKind.INT:
            return given == {"number"} and value.number is not None
        case QuestionKind.DATE:
            dated = value.date is not None or value.partial is not None
            return given in ({"date"}, {"partial"}) and dated
        case QuestionKind.MANY:
            return given == {"options"} and value.options is not None
        case QuestionKind.ROWS:
            return given == {"rows"} and value.rows is not None
        case _:
            return kind in _TEXTS and given == {"text"} and value.text is not None


def _kept(answer: Answer) -> KeptAnswer:
    return KeptAnswer(
        state=answer.state,
        value=None if answer.value is None else _kept_value(answer.value),
        raw=answer.raw,
        readings=answer.readings,
        notes=answer.notes,
        place=KeptPlace(page=answer.place.page, box=answer.place.box, path=answer.place.path),
        how=answer.how,
        sure=answer.sure,
    )


def _kept_value(value: Value) -> KeptValue:
    match value:
        case str():
            return KeptValue(text=value)
        case int():
            return KeptValue(number=value)
        case dt.date():
            return KeptValue(date=value)
        case PartialDate():
            return KeptValue(partial=(value.year, value.month))
        case frozenset():
            return KeptValue(options=tuple(sorted(value)))
        case tuple():
            rows = tuple(KeptRow(key=row.key, cells=dict(row.cells)) for row in value)
            return KeptValue(rows=rows)


def _answer(kept: KeptAnswer) -> Answer:
    place = Place(page=kept.place.page, box=kept.place.box, path=kept.place.path)
    return Answer(
        state=kept.state,
        value=None if kept.value is None else _value(kept.value),
        raw=kept.raw,
        readings=kept.readings,
        notes=kept.notes,
        place=place,
        how=kept.how,
        sure=kept.sure,
    )


def _value(kept: KeptValue) -> Value | None:
    if kept.options is not None:
        return frozenset(kept.options)
    if kept.rows is not None:
        return tuple(Row(key=row.key, cells=MappingProxyType(row.cells)) for row in kept.rows)
    if kept.partial is not None:
        return PartialDate(year=kept.partial[0], month=kept.partial[1])
    return next(
        (one for one in (kept.date, kept.number, kept.text) if one is not None),
        None,
    )
