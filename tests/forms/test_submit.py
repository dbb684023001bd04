"""From what a reader found to a typed submission: every question in one state, nothing guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.answer import SETTLED, Answer, HowRead, PartialDate, Place, Row, State
from casework.notes import UNKNOWN_FIELDS, Note
from casework.question import Form, Need, QuestionKind
from forms.extracted import Extracted, ExtractedField, Found, Reader
from forms.fields import fields_of
from forms.submit import to_submission
from tests.support.forms import FORMS, a_form
from tests.support.submissions import ARRIVED, a_submission, an_extracted, complete_values


def a_field(name: str, text: str = "", *chosen: str, **more: Any) -> ExtractedField:
    found = Found.VALUE if text or chosen else Found.EMPTY
    return ExtractedField.model_validate(
        {"name": name, "found": found, "text": text, "chosen": chosen, **more}
    )


def read(
    *fields: ExtractedField,
    form: Form | None = None,
    reader: Reader = Reader.ACROFORM,
    arrived: dt.datetime = ARRIVED,
) -> dict[str, Answer]:
    """The answers of a form in which these fields were found and no others."""
    form = form or a_form("wesp_referral")
    extracted = Extracted(form_id=form.id, reader=reader, recognised_by="form_id", fields=fields)
    return dict(to_submission(extracted, form, arrived=arrived).answers)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("reader", list(Reader))
def test_a_complete_form_has_every_answer_settled(form_id: str, reader: Reader):
    form = a_form(form_id)
    submission = a_submission(form, reader=reader)
    assert list(submission.answers) == [question.id for question in form.questions]
    asked_by_rules = {"escalation_since", "exceptional_late"}
    assert [
        question.id
        for question in form.questions
        if not submission.answer(question.id).is_settled
        and question.need is not Need.OPTIONAL
        and question.id not in asked_by_rules
    ] == []
    assert submission.notes == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_an_empty_form_is_blank_in_every_question(form_id: str):
    form = a_form(form_id)
    submission = to_submission(an_extracted(form, {}), form, arrived=ARRIVED)
    assert {answer.state for answer in submission.answers.values()} == {State.BLANK}
    assert {answer.value for answer in submission.answers.values()} == {None}


@pytest.mark.parametrize("form_id", FORMS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_subset_removed_leaves_exactly_those_blanks(form_id: str, data: st.DataObject):
    form = a_form(form_id)
    values = complete_values(form)
    whole = a_submission(form)
    answered = sorted({field.question for field in fields_of(form) if values.get(field.name)})
    removed = data.draw(st.sets(st.sampled_from(answered)))
    gone = {field.name: "" for field in fields_of(form) if field.question in removed}
    submission = a_submission(form, values=gone)
    for question in form.questions:
        before, after = whole.answer(question.id), submission.answer(question.id)
        if question.id in removed:
            assert after.state in {State.BLANK, State.NOT_APPLICABLE}
            assert after.value is None
            assert after.state is State.BLANK or question.need is Need.CONDITIONAL
        elif before.state in {State.BLANK, State.NOT_APPLICABLE}:
            assert after.state in {State.BLANK, State.NOT_APPLICABLE}
        else:
            assert after == before


def test_a_conditional_question_applies_by_what_the_others_say():
    states = {
        answer: a_submission(
            a_form("wesp_referral"), values={"child_risk": answer, "csc_referral_date": ""}
        ).answer("csc_referral_date").state
        for answer in ("yes", "no", "unknown", "")
    }  # fmt: skip
    assert states == {
        "yes": State.BLANK,
        "no": State.NOT_APPLICABLE,
        "unknown": State.NOT_APPLICABLE,
        "": State.BLANK,  # a blank says nothing, so nothing can be told from it
    }


def test_what_does_not_apply_carries_to_what_hangs_on_it():
    nowhere = {name: "" for name in complete_values(a_form("wesp_referral")) if "contact" in name}
    answers = a_submission(
        a_form("wesp_referral"), values={**nowhere, "contact_phone_unknown": True}
    ).answers
    assert answers["contact_phone"].state is State.UNKNOWN
    for question in ("contact_safe_call", "contact_times", "contact_voicemail"):
        assert answers[question].state is State.NOT_APPLICABLE


def test_an_answer_is_kept_although_its_condition_is_false():
    answers = read(a_field("child_risk", "", "no"), a_field("csc_referral_ref", "REF-1"))
    assert answers["csc_referral_ref"].value == "REF-1"


def test_not_applicable_in_words_counts_only_where_it_is_so():
    said = [a_field("csc_referral_ref", "N/A"), a_field("reasons", "N/A")]
    answers = read(a_field("child_risk", "", "no"), *said)
    assert answers["csc_referral_ref"].state is State.NOT_APPLICABLE
    assert answers["reasons"].state is State.BLANK
    assert read(a_field("child_risk", "", "yes"), *said)["csc_referral_ref"].state is State.BLANK


@pytest.mark.parametrize(
    ("fields", "state", "readings"),
    [
        ([a_field("urgent", "", "yes", "no")], State.CONTRADICTORY, ("Yes", "No")),
        ([a_field("urgent.yes", "", "yes"), a_field("urgent.no", "", "no")],
         State.CONTRADICTORY, ("Yes", "No")),
        ([a_field("urgent", "No", "yes")], State.CONTRADICTORY, ("Yes", "No")),
        ([a_field("urgent", "Yes, I think", "yes")], State.CONTRADICTORY, ("Yes", "Yes, I think")),
        ([a_field("urgent", "Yes", "yes")], State.ANSWERED, ()),
        ([a_field("urgent.yes", "x")], State.ANSWERED, ()),
        ([a_field("urgent.yes", "", "1")], State.ANSWERED, ()),  # its own name for "on"
        ([a_field("urgent.yes", "see the letter")], State.UNREADABLE, ()),
        ([a_field("urgent", "", "perhaps")], State.UNREADABLE, ()),
        ([a_field("urgent.unknown", "", "unknown")], State.BLANK, ()),  # no such box on the form
        ([a_field("urgent")], State.BLANK, ()),
        ([], State.BLANK, ()),
    ],
)  # fmt: skip
def test_a_choice_is_one_option_or_none(
    fields: list[ExtractedField], state: State, readings: tuple[str, ...]
):
    answer = read(*fields)["urgent"]
    assert (answer.state, answer.readings) == (state, readings)
    assert answer.value == ("yes" if state is State.ANSWERED else None)


def test_an_explicit_unknown_is_a_state_however_it_is_said():
    assert read(a_field("child_risk", "", "unknown"))["child_risk"].state is State.UNKNOWN
    assert read(a_field("child_risk", "Unknown"))["child_risk"].state is State.UNKNOWN
    assert read(a_field("dob_unknown", "", "unknown"))["dob"].state is State.UNKNOWN
    assert read(a_field("dob", "not known"))["dob"].state is State.UNKNOWN
    answer = read(a_field("eq_orientation", "", "not_asked_unsafe"))["eq_orientation"]
    assert answer.state is State.NOT_ASKED_UNSAFE


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ([a_field("dob", "14/02/1996"), a_field("dob_unknown", "", "unknown")],
         State.CONTRADICTORY),
        ([a_field("dob_unknown", "", "1"), a_field("dob_not_disclosed", "", "1")],
         State.CONTRADICTORY),
        ([a_field("dob", "N/K"), a_field("dob_unknown", "", "1")], State.UNKNOWN),
        ([a_field("dob", "N/K"), a_field("dob_not_disclosed", "", "1")], State.NOT_DISCLOSED),
        ([a_field("dob", "TBC"), a_field("dob_unknown", "", "1")], State.UNKNOWN),
        ([a_field("dob", "14/02/1996"), a_field("dob_unknown")], State.ANSWERED),
        ([a_field("dob_unknown", "he said so")], State.UNREADABLE),
    ],
)  # fmt: skip
def test_a_box_and_its_own_tick_say_one_thing(fields: list[ExtractedField], state: State):
    assert read(*fields)["dob"].state is state


def test_ticked_options_are_a_set():
    answers = read(
        a_field("criteria.escalation", "", "On"), a_field("criteria.professional_judgement"),
        a_field("setting", "", "on_street", "off_street"),
        a_field("support_sought", "Housing; legal help"),
        a_field("survival_basis", "Food, TBC, Love"),
    )  # fmt: skip
    assert answers["criteria"].options == {"escalation"}
    assert answers["setting"].options == {"on_street", "off_street"}
    assert answers["support_sought"].options == {"housing", "legal"}
    assert answers["support_sought"].notes == (Note.WRITTEN,)
    assert answers["survival_basis"].state is State.UNREADABLE
    assert read(a_field("criteria.escalation"))["criteria"].state is State.BLANK


def test_a_tick_is_never_answered_by_being_left():
    assert read(a_field("declaration"))["declaration"].state is State.BLANK
    assert read(a_field("declaration", "", "1"))["declaration"].value == "yes"
    assert read(a_field("declaration", "X"))["declaration"].value == "yes"
    assert read(a_field("declaration", "-"))["declaration"].state is State.BLANK
    assert read(a_field("declaration", "later"))["declaration"].state is State.UNREADABLE


def test_a_signature_says_whether_it_was_typed():
    typed = read(a_field("signed_name", "Robin Sample"))["signed_name"]
    assert (typed.value, typed.notes) == ("Robin Sample", (Note.TYPED_NAME,))
    inked = read(a_field("signed_name", "", notes=("ink",), found=Found.VALUE))["signed_name"]
    assert inked.state is State.ANSWERED
    assert Note.SIGNED_BY_HAND in inked.notes


@pytest.mark.parametrize(
    ("found", "state", "note"),
    [
        (Found.DOUBT, State.UNREADABLE, Note.READER_UNSURE),
        (Found.DEFAULT, State.BLANK, Note.BLANK_DEFAULT),
        (Found.CLIPPED, State.ANSWERED, Note.MAY_BE_CUT_OFF),
        (Found.EMPTY, State.BLANK, None),
    ],
)
@pytest.mark.parametrize(
    "name_and_words",
    [("surname", "Example", ()), ("urgent", "", ("yes",)), ("criteria.escalation", "", ("1",))],
)
def test_how_a_box_was_found_decides(
    found: Found, state: State, note: Note | None, name_and_words: tuple[str, str, tuple[str, ...]]
):
    name, text, chosen = name_and_words
    answer = read(a_field(name, text, *chosen, found=found))[name.partition(".")[0]]
    assert answer.state is state
    assert set(answer.notes) == ({note} if note else set())
    if found is Found.DEFAULT:
        assert answer.raw  # a ticked box of the blank itself is still shown


def test_a_stored_value_that_is_not_what_is_seen_is_never_trusted():
    fields = [
        a_field("surname", "Example", found=Found.MISMATCH, drawn="Sample"),
        a_field("child_risk", "", "no", found=Found.MISMATCH, drawn="Yes"),
        a_field("criteria.escalation", "", "escalation", found=Found.MISMATCH),
        a_field("children.1.name", "Charlie", found=Found.MISMATCH, drawn="Chris"),
        a_field("children.2.name", "Ben"),
    ]
    answers = read(*fields)
    assert answers["surname"].readings == ("Example", "Sample")
    assert answers["child_risk"].readings == ("No", "Yes")
    assert answers["criteria"].readings == ("escalation: Escalation", "escalation: ")
    assert answers["children"].readings == ("1.name: Charlie", "1.name: Chris")
    for question in ("surname", "child_risk", "criteria", "children"):
        assert (answers[question].state, answers[question].value) == (State.MISMATCHED, None)


def test_an_answer_keeps_where_it_stood_how_it_was_read_and_how_sure():
    field = a_field("surname", "Example", page=2, box=(1, 2, 3, 4), path="t1.r2.c1", sure=0.7)
    answer = read(a_field("urgent", "", "no", sure=0.9), field)["surname"]
    assert answer.place == Place(page=2, box=(1, 2, 3, 4), path="t1.r2.c1")
    assert (answer.how, answer.sure, answer.raw) == (HowRead.TYPED, 0.7, "Example")
    assert read(a_field("urgent", "", "no"))["urgent"].how is HowRead.TICKED
    assert read(field, reader=Reader.PRINTED)["surname"].how is HowRead.PRINT
    empty = read(a_field("surname", page=3))["surname"]
    assert empty.place == Place(page=3)  # where the gap is to be marked


def test_the_same_box_with_two_texts_is_contradictory():
    answer = read(a_field("surname", "Example"), a_field("surname", "Sample"))["surname"]
    assert (answer.state, answer.readings) == (State.CONTRADICTORY, ("Example", "Sample"))
    assert read(*[a_field("surname", "Example")] * 2)["surname"].value == "Example"
    prompted = read(a_field("surname", "Example"), a_field("surname", "TBC"))["surname"]
    assert prompted.value == "Example"


def test_short_years_count_from_the_date_of_the_referral():
    fields = [a_field("dob", "7/12/26"), a_field("referral_date", "07/12/2037")]
    assert read(*fields)["dob"].value == dt.date(2026, 12, 7)  # 1926 would be 111
    assert read(fields[0])["dob"].value is None  # by the day it came, 1926 and 2026 both can be


def test_further_dates_of_birth_stand_under_the_other_dates_given():
    answers = read(a_field("dob", "14/02/1996 or 15/02/1996"))
    assert answers["dob"].value == dt.date(1996, 2, 14)
    assert answers["dob"].readings == ("14/02/1996", "15/02/1996")
    assert (answers["dob_other"].value, answers["dob_other"].notes) == (
        "15/02/1996", (Note.MOVED_HERE,),
    )  # fmt: skip
    kept = read(a_field("dob", "14/02/1996 or 15/02/1996"), a_field("dob_other", "16/02/1996"))
    assert kept["dob_other"].value == "16/02/1996"


def test_an_age_in_the_box_of_the_date_of_birth_is_the_estimated_age():
    answers = read(a_field("dob", "about 34"))
    assert (answers["dob"].state, answers["dob"].value) == (State.UNREADABLE, None)
    moved = answers["age_estimate"]
    assert (moved.value, moved.raw, moved.notes) == (34, "about 34", (Note.MOVED_HERE,))
    kept = read(a_field("dob", "about 34"), a_field("age_estimate", "40"))
    assert kept["age_estimate"].value == 40
    young = read(a_field("dob", "age 16"))["age_estimate"]
    assert (young.value, young.notes) == (16, (Note.OUT_OF_RANGE, Note.MOVED_HERE))


def test_dates_and_ages_move_only_to_questions_that_the_form_asks():
    form = a_form("mase_referral")
    answers = read(a_field("dob", "14/02/2010 or 15/02/2010"), form=form)
    assert "dob_other" not in answers
    assert answers["dob"].readings == ("14/02/2010", "15/02/2010")


def test_an_estimate_is_no_date_and_no_unknown():
    answers = read(a_field("dob", "c.1986"))
    assert answers["dob"].value == PartialDate(year=1986)
    assert Note.ESTIMATED in answers["dob"].notes
    assert answers["age_estimate"].state is State.NOT_APPLICABLE


def test_fields_that_the_form_does_not_have_are_noted_and_nothing_more():
    form = a_form("wesp_referral")
    strange = ("colour", "surname.first", "children.one.name", "children.1.colour", "urgent.maybe")
    extracted = an_extracted(form, complete_values(form))
    for name in strange:
        more = extracted.model_copy(update={"fields": (*extracted.fields, a_field(name, "Red"))})
        submission = to_submission(more, form, arrived=ARRIVED)
        assert submission.notes == (UNKNOWN_FIELDS,)
        assert submission.answers == a_submission(form).answers
    hidden = (*extracted.fields, a_field("clerk.form_id", form.id), a_field("set_ref", "SET-1"))
    more = extracted.model_copy(update={"fields": hidden})
    assert to_submission(more, form, arrived=ARRIVED).notes == ()


def test_what_the_reader_said_of_the_file_goes_with_the_submission():
    form = a_form("wesp_consent")
    extracted = replace_notes(an_extracted(form, {}), "signed", "older_version")
    submission = to_submission(extracted, form, arrived=ARRIVED, file="F-1")
    assert submission.notes == ("signed", "older_version")
    assert (submission.file, submission.set_ref, submission.blank_serial) == (
        "F-1", "SET-1", "BLANK-1",
    )  # fmt: skip
    assert (submission.reader, submission.recognised_by) == ("acroform", "form_id")


def replace_notes(extracted: Extracted, *notes: str) -> Extracted:
    return extracted.model_copy(update={"notes": notes})


def test_the_builder_changes_one_answer_and_leaves_the_rest():
    form = a_form("wesp_referral")
    changed = a_submission(form, dob=Answer(state=State.BLANK))
    assert changed.answer("dob").state is State.BLANK
    assert changed.answers == {**a_submission(form).answers, "dob": Answer(state=State.BLANK)}
    with pytest.raises(KeyError):
        a_submission(form, values={"colour.1.name": "red"})


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_state_comes_from_nowhere(data: st.DataObject):
    """Whatever is found: a settled state has its words, and a blank has none of its own."""
    form = a_form(data.draw(st.sampled_from(FORMS)))
    specs = data.draw(st.lists(st.sampled_from(fields_of(form)), max_size=8))
    texts = st.sampled_from(
        ["", "Yes", "no", "Unknown", "None", "N/A", "14/02/1996", "3", "x", "a b"]
    )
    fields = [
        a_field(
            spec.name,
            data.draw(texts),
            *data.draw(st.lists(st.sampled_from(["yes", "no", spec.option or "1"]), max_size=2)),
            found=data.draw(st.sampled_from(list(Found))),
        )
        for spec in specs
    ]
    answers = read(*fields, form=form)
    touched = {spec.question for spec in specs}
    for question in form.questions:
        answer = answers[question.id]
        assert (answer.value is not None) is (answer.state is State.ANSWERED)
        if question.id not in touched and question.id != "dob_other":
            assert answer.state in {State.BLANK, State.NOT_APPLICABLE}
        elif all(field.found is Found.EMPTY for field in fields):
            assert answer.state not in SETTLED - {State.NOT_APPLICABLE}
        if question.kind is QuestionKind.ROWS and answer.state is State.ANSWERED:
            assert all(isinstance(row, Row) and row.cells for row in answer.rows)


def test_a_clock_of_the_evening_counts_the_local_day():
    late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # 1 July in London
    answers = read(a_field("children.1.name", "A"), a_field("children.1.dob_or_age", "1/7/2016"),
                   arrived=late)  # fmt: skip
    assert answers["children"].rows[0].cell("dob_or_age.age") == "10"
    early = replace_hour(late, 22)
    again = read(a_field("children.1.dob_or_age", "1/7/2016"), arrived=early)
    assert again["children"].rows[0].cell("dob_or_age.age") == "9"


def replace_hour(moment: dt.datetime, hour: int) -> dt.datetime:
    return moment.replace(hour=hour)


def test_changed_submissions_are_new_values():
    form = a_form("wesp_consent")
    submission = a_submission(form)
    assert replace(submission, file="F-2").answers == submission.answers
