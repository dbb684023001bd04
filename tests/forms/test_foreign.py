"""Papers that others laid out: the predecessor's form, an own version, a stranger's form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from casework.answer import State
from casework.submission import Submission
from forms.extracted import Extracted, NoForm
from forms.submit import to_submission
from tests.support import returned
from tests.support.foreign import OLD_ANSWERS, OLD_TITLE, as_pdf, old_form, two_columns
from tests.support.forms import a_form
from tests.support.submissions import ARRIVED

OLD_VALUES: Mapping[str, object] = {
    "referrer_name": "Robin Sample", "first_name": "Ada", "surname": "Example",
    "postcode": "E1 6AN", "address_safe": "yes", "housing_status": "supported",
    "language_support": "yes", "language": "Polish", "public_funds": "yes", "eq_gender": "woman",
    "eq_disability": "no", "children_at_home": "no", "csc_involved": "no", "merlin": "no",
    "arrests": "yes", "arrests_detail": "A caution in May.",
    "support_sought": frozenset({"health", "housing"}),
}  # fmt: skip
NEVER_ASKED = {"urgent", "child_risk", "vulnerable_adult", "eq_orientation", "red_flags", "area"}


def said(data: bytes) -> tuple[Extracted, Submission]:
    found = returned.extracted(data)
    return found, to_submission(found, a_form(found.form_id), arrived=ARRIVED)


@pytest.mark.parametrize("box_first", [False, True])
@pytest.mark.parametrize("way", ["word", "pdf"])
def test_the_predecessors_form_is_an_older_version_of_ours(
    way: str, tmp_path: Path, *, box_first: bool
):
    data = old_form(box_first=box_first)
    found, submission = said(data if way == "word" else as_pdf(data, tmp_path))
    assert (found.form_id, found.layout) == ("wesp_referral", "thpp-referral")
    assert found.recognised_by == "labels"
    assert "older_version" in found.notes
    assert "questions_not_found" not in found.notes
    assert max(one.sure for one in found.fields) < 1
    values = {name: submission.answers[name].value for name in OLD_VALUES}
    assert values == OLD_VALUES
    assert submission.answers["dob"].date is not None


@pytest.mark.parametrize("way", ["word", "pdf"])
def test_what_the_predecessors_form_never_asked_is_blank(way: str, tmp_path: Path):
    data = old_form()
    _, submission = said(data if way == "word" else as_pdf(data, tmp_path))
    assert {submission.answers[name].state for name in NEVER_ASKED} == {State.BLANK}


@pytest.mark.parametrize("way", ["word", "pdf"])
def test_an_empty_predecessors_form_has_no_answer(way: str, tmp_path: Path):
    data = old_form({})
    found, submission = said(data if way == "word" else as_pdf(data, tmp_path))
    assert found.layout == "thpp-referral"
    states = {answer.state for answer in submission.answers.values()}
    assert states <= {State.BLANK, State.NOT_APPLICABLE}


def test_an_option_that_our_list_has_not_is_for_a_person():
    _, submission = said(old_form({**OLD_ANSWERS, "Gender": "Transgender"}))
    assert submission.answers["eq_gender"].state is State.UNREADABLE


def test_two_ticks_are_contradictory():
    label = "Children living in the home?"
    _, submission = said(old_form({**OLD_ANSWERS, label: "Yes, No"}))
    assert submission.answers["children_at_home"].state is State.CONTRADICTORY


def test_a_letter_about_the_predecessor_is_no_form():
    letter = two_columns(f"Minutes of the {OLD_TITLE}", [("Present", "Robin Sample")])
    assert returned.no_form(letter).why == "unknown_form"


# --- an agency's own version, which nobody has confirmed ---


def own_version(left_out: frozenset[str] = frozenset()) -> bytes:
    rows = [
        (question.label, f"Sample {number}")
        for number, question in enumerate(a_form("action_update").questions)
        if question.id not in left_out
    ]
    return two_columns(a_form("action_update").title, rows)


@pytest.mark.parametrize("way", ["word", "pdf"])
def test_an_own_version_with_every_question_is_read_and_marked(way: str, tmp_path: Path):
    data = own_version() if way == "word" else as_pdf(own_version(), tmp_path)
    found = returned.extracted(data)
    assert (found.form_id, found.recognised_by, found.layout) == ("action_update", "labels", "")
    assert all("unknown_layout" in one.notes for one in found.fields)
    assert "questions_not_found" not in found.notes


@pytest.mark.parametrize("way", ["word", "pdf"])
def test_an_own_version_without_a_question_waits_for_a_person(way: str, tmp_path: Path):
    made = own_version(frozenset({"by"}))
    found = returned.extracted(made if way == "word" else as_pdf(made, tmp_path))
    assert "questions_not_found" in found.notes


# --- what must not be misread ---


def test_another_panels_form_is_none_of_ours():
    rows = [(f"{one} of the vehicle", "Sample") for one in ("Make", "Colour", "Keeper", "Number")]
    assert isinstance(returned.outcome(two_columns("Vehicle form", rows)), NoForm)
