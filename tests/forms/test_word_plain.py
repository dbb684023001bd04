"""Word forms of another layout: tables and lines read by labels, whatever marks the options."""

from __future__ import annotations

import pytest

from casework.answer import State
from forms.extracted import Extracted
from forms.submit import to_submission
from tests.support import plain_word, returned
from tests.support.forms import FORMS, a_form
from tests.support.libreoffice import saved_as
from tests.support.plain_word import Style
from tests.support.submissions import ARRIVED, complete_values

MARKS = (
    plain_word.glyphs, plain_word.behind, plain_word.brackets, plain_word.crosses,
    plain_word.wingdings, plain_word.wingdings_2, plain_word.struck, plain_word.bold,
)  # fmt: skip
LAYOUTS = (
    *(Style(marks=marks) for marks in MARKS),
    *(Style(answers=answers, marks=plain_word.glyphs) for answers in ("below", "behind", "lines")),
    Style(answers="lines", marks=plain_word.struck),
)
NAMES = [f"{style.answers}-{style.marks.__name__}" for style in LAYOUTS]
DANGER = {"urgent": "yes", "child_risk": "yes", "vulnerable_adult": "unknown"}


def read(form_id: str, values: plain_word.Values, style: Style) -> Extracted:
    found = returned.extracted(plain_word.document(a_form(form_id), values, style))
    assert found.form_id == form_id
    assert max(one.sure for one in found.fields) < 1
    assert all("unknown_layout" in one.notes for one in found.fields)
    return found


@pytest.mark.parametrize("style", LAYOUTS, ids=NAMES)
@pytest.mark.parametrize("form_id", FORMS)
def test_a_complete_form_gives_back_its_answers(form_id: str, style: Style):
    form = a_form(form_id)
    values = complete_values(form)
    assert returned.differences(form, values, read(form_id, values, style)) == {}


@pytest.mark.parametrize("style", LAYOUTS, ids=NAMES)
@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_with_gaps_has_exactly_those(form_id: str, style: Style):
    form = a_form(form_id)
    gaps = {question.id for question in form.questions[::3]}
    values = {
        name: value
        for name, value in complete_values(form).items()
        if not any(name == gap or name.startswith((f"{gap}.", f"{gap}_")) for gap in gaps)
    }
    assert returned.differences(form, values, read(form_id, values, style)) == {}


@pytest.mark.parametrize("style", LAYOUTS, ids=NAMES)
@pytest.mark.parametrize("form_id", FORMS)
def test_danger_is_read_as_danger(form_id: str, style: Style):
    form = a_form(form_id)
    asked = {question.id for question in form.read_first()} & DANGER.keys()
    values = {**complete_values(form), **{name: DANGER[name] for name in asked}}
    found = read(form_id, values, style)
    answers = to_submission(found, form, arrived=ARRIVED).answers
    for name in asked:
        expected = State.UNKNOWN if DANGER[name] == "unknown" else State.ANSWERED
        assert answers[name].state is expected
        assert answers[name].said("yes") is (DANGER[name] == "yes")


@pytest.mark.parametrize("form_id", FORMS)
def test_an_empty_form_of_another_layout_has_no_answers(form_id: str):
    form = a_form(form_id)
    for style in LAYOUTS:
        answers = to_submission(read(form_id, {}, style), form, arrived=ARRIVED).answers
        settled = {
            name for name, one in answers.items()
            if one.state not in {State.BLANK, State.NOT_APPLICABLE}
        }  # fmt: skip
        assert settled == set()


def test_an_option_that_stands_out_is_said_to_be_read_so():
    form = a_form("action_update")
    found = read("action_update", complete_values(form), Style(marks=plain_word.bold))
    assert "read_from_looks" in returned.field(found, "status.done").notes


@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
@pytest.mark.parametrize("form_id", ["wesp_referral", "mase_referral"])
def test_our_form_saved_as_an_older_kind_of_file_gives_back_its_answers(form_id: str, ending: str):
    form = a_form(form_id)
    values = complete_values(form)
    older = saved_as(ending, returned.word(form, values))
    found = returned.extracted(saved_as("docx", older, of=ending))
    assert returned.differences(form, values, found) == {}


def test_line_ends_that_libreoffice_takes_out_of_a_control_are_missed():
    form = a_form("action_update")
    filled = returned.word(form, {"outcome": "It is not.\nFi says so.", "by": "Kit Sample"})
    found = returned.extracted(saved_as("docx", filled))
    outcome, by = returned.field(found, "outcome"), returned.field(found, "by")
    assert (outcome.sure, outcome.notes) == (0.9, ("line_ends_lost",))
    assert (by.sure, by.notes) == (1.0, ())
