"""Submissions made of the complete, invented fillings that the rehearsal's month is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from casework.answer import Answer
from casework.question import Form
from casework.submission import Submission
from forms.extracted import Extracted, ExtractedField, Found, Reader
from forms.fields import FieldKind, FieldSpec, fields_of
from forms.submit import to_submission
from procedures.rehearsal.fillings import complete

Values: TypeAlias = dict[str, str | bool]

ARRIVED = dt.datetime(2026, 12, 8, 10, 0, tzinfo=dt.UTC)
REFERRED = "07/12/2026"
NEXT_MEETING = "17/12/2026"


def complete_values(form: Form) -> Values:
    """A filling of the form with which every rule of its panel is content."""
    return complete(form)


def an_extracted(
    form: Form, values: Mapping[str, str | bool], *, reader: Reader = Reader.ACROFORM
) -> Extracted:
    """What a reader finds in the form filled with these values; rows beyond the printed ones too.

    Raises KeyError for a value of a field that the form has not.
    """
    specs = {spec.name: spec for spec in fields_of(form)}
    found = [_found(spec, values.get(spec.name, "")) for spec in specs.values()]
    for name in values.keys() - specs.keys():
        question, _, rest = name.partition(".")
        printed = specs[f"{question}.1.{rest.partition('.')[2]}"]
        found.append(_found(replace(printed, name=name), values[name]))
    return Extracted(
        form_id=form.id,
        form_version=form.version,
        panel_id=form.panel,
        blank_serial="BLANK-1",
        set_ref="SET-1",
        reader=reader,
        recognised_by="form_id",
        fields=tuple(found),
        pages=1,
    )


def _found(spec: FieldSpec, value: str | bool) -> ExtractedField:
    state = Found.VALUE if value else Found.EMPTY
    place: dict[str, object] = {"page": 1, "box": (72.0, 72.0, 300.0, 90.0)}
    chosen: tuple[str, ...] = ()
    if spec.kind is FieldKind.TICK:
        chosen = (spec.option,) if value else ()
    elif spec.kind in {FieldKind.CHOICE, FieldKind.CELL_CHOICE}:
        chosen = (str(value),) if value else ()
        assert set(chosen) <= {option.key for option in spec.options}, spec.name
    text = "" if chosen or not value else str(value)
    return ExtractedField.model_validate(
        {"name": spec.name, "found": state, "text": text, "chosen": chosen, **place}
    )


def a_submission(
    form: Form,
    *,
    values: Mapping[str, str | bool] | None = None,
    arrived: dt.datetime = ARRIVED,
    reader: Reader = Reader.ACROFORM,
    **answers: Answer,
) -> Submission:
    """A complete submission of the form with some field values or whole answers changed.

    An empty value empties the field: `a_submission(form, values={"dob": ""})`.
    """
    filled = {**complete_values(form), **(values or {})}
    submission = to_submission(an_extracted(form, filled, reader=reader), form, arrived=arrived)
    return replace(submission, answers={**submission.answers, **answers})
