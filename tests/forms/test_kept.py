"""A submission kept as text comes back equal; anything else is a fault that says no value."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answer import Answer, HowRead, PartialDate, Place, State, Value
from casework.faults import Kind
from forms.kept import KeptFormWrong
from forms.submit import from_json, to_json
from tests.support.forms import FORMS, a_form
from tests.support.submissions import a_submission

FORM = a_form("wesp_referral")


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_comes_back_equal(form_id: str):
    form = a_form(form_id)
    submission = a_submission(form)
    again = from_json(to_json(submission), form)
    assert again == submission
    assert to_json(again) == to_json(submission)


@given(
    value=st.one_of(
        st.dates(dt.date(1900, 1, 1)),
        st.builds(PartialDate, year=st.integers(1900, 2100), month=st.none() | st.integers(1, 12)),
    ),
    raw=st.text(max_size=40),
    state=st.sampled_from([state for state in State if state is not State.ANSWERED]),
)
def test_dates_states_and_words_come_back_equal(value: Value, raw: str, state: State):
    place = Place(page=2, box=(1.5, 2.0, 3.0, 4.0), path="p")
    dob = Answer(
        state=State.ANSWERED, value=value, raw=raw, readings=("a", raw), notes=("estimated",),
        place=place, how=HowRead.PERSON, sure=0.25,
    )  # fmt: skip
    submission = a_submission(FORM, dob=dob, surname=Answer(state=state, raw=raw))
    assert from_json(to_json(submission), FORM) == submission


def changed(**changes: Any) -> str:
    kept = json.loads(to_json(a_submission(FORM)))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = kept
        for parent in parents:
            place = place[parent]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps(kept)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ": json_invalid"),
        ("[]", ": model_type"),
        (changed(version=2), "version: literal_error"),
        (changed(colour="red"), "colour: extra_forbidden"),
        (changed(form_version="2"), "it is another form, or another version of it"),
        (changed(form_id="wesp_consent"), "it is another form, or another version of it"),
        (changed(answers__dob=None), "its questions are not those of the form"),
        (changed(answers__dob__state="said"), "answers.dob.state: enum"),
        (changed(answers__dob__state="blank"), "dob: state and value do not agree"),
        (changed(answers__dob__value={"text": "Secret"}), "dob: the value is not of its kind"),
        (changed(answers__dob__value={"date": "Secret"}), "answers.dob.value.date: date_from_"),
        (changed(answers__surname__value={"number": 1}), "surname: the value is not of its kind"),
        (changed(answers__surname__value={}), "surname: the value is not of its kind"),
        (changed(answers__criteria__value={"text": "a"}), "criteria: the value is not of its kind"),
        (changed(answers__children__value={"options": []}), "children: the value is not of its"),
        (changed(answers__esc_arrests_12m__value={"text": "2"}), "esc_arrests_12m: the value"),
        (changed(answers__dob__sure=2), "answers.dob.sure: less_than_equal"),
        ("[" * 9_000_000, "the text is too long"),
    ],
)  # fmt: skip
def test_what_is_not_such_a_text_is_a_fault_without_values(text: str, line: str):
    with pytest.raises(KeptFormWrong) as caught:
        from_json(text, FORM)
    assert caught.value.kind is Kind.REGISTER
    assert caught.value.reference == "wesp_referral"
    assert any(detail.startswith(line) for detail in caught.value.details), caught.value.details
    assert "Secret" not in "".join(caught.value.lines())
    assert caught.value.__cause__ is None
