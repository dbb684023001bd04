"""Which forms belong together (forms, 9.2), and what stands after a form came again (9.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.answer import BLANK, Answer, State
from casework.notes import DANGER_LOWERED, KEPT_FROM_EARLIER
from casework.submission import ReferralSet, Submission
from procedures import sets
from tests.support.forms import a_form
from tests.support.protocols import said
from tests.support.submissions import a_submission

REFERRAL, CONSENT, WITHOUT = "wesp_referral", "wesp_consent", "wesp_noconsent"


def paper(
    form: str, name: str = "Jane Roe", born: str = "14/02/1990", **changes: str
) -> Submission:
    first, last = name.split()
    values = {"first_name": first, "surname": last, "dob": born, "aliases.1.alias": ""}
    values |= {"aliases.2.alias": ""}
    known = {key: value for key, value in (values | changes).items() if key in _fields(form)}
    return replace(a_submission(a_form(form), values=known), set_ref="")


def _fields(form: str) -> set[str]:
    questions = {question.id for question in a_form(form).questions}
    tables = {"aliases.1.alias", "aliases.2.alias"} if "aliases" in questions else set[str]()
    return questions | tables


def forms_of(joined: sets.Joined) -> list[list[str]]:
    return [
        [f"{paper.form.id} {paper.answer('first_name').text}" for paper in one.papers]
        for one in joined.sets
    ]


def test_nothing_makes_no_set():
    assert sets.join(()).sets == ()


def test_one_message_about_one_person_is_one_set_whatever_the_order():
    for papers in ([paper(REFERRAL), paper(CONSENT)], [paper(CONSENT), paper(REFERRAL)]):
        joined = sets.join(papers)
        assert len(joined.sets) == 1
        assert not joined.unsure


def test_two_people_are_paired_by_name_and_birth():
    papers = [
        paper(REFERRAL, "Jane Roe"),
        paper(REFERRAL, "Omar Quill", "30/11/1984"),
        paper(CONSENT, "Omar Quil", "30/11/1984"),
        paper(CONSENT, "Jane Rowe"),
    ]
    joined = sets.join(papers)
    assert forms_of(joined) == [
        ["wesp_referral Jane", "wesp_consent Jane"],
        ["wesp_referral Omar", "wesp_consent Omar"],
    ]
    assert not joined.unsure


def test_an_alias_pairs_too():
    papers = [
        paper(REFERRAL, "Jane Roe", **{"aliases.1.alias": "Sunny Vale"}),
        paper(REFERRAL, "Omar Quill", "30/11/1984"),
        paper(CONSENT, "Sunny Vale"),
    ]
    assert forms_of(sets.join(papers))[0] == ["wesp_referral Jane", "wesp_consent Sunny"]


@pytest.mark.parametrize("born", ["", "14/02/1991"])
def test_a_paper_without_the_same_birth_is_nobodys(born: str):
    papers = [
        paper(REFERRAL, "Jane Roe"),
        paper(REFERRAL, "Omar Quill", "30/11/1984"),
        paper(CONSENT, "Jane Roe", born),
    ]
    joined = sets.join(papers)
    assert (len(joined.sets), joined.unsure) == (3, True)


def test_twins_are_two_people_and_a_paper_that_fits_both_is_nobodys():
    papers = [paper(REFERRAL, "Bella Smith"), paper(REFERRAL, "Ella Smith")]
    assert len(sets.join(papers).sets) == 2
    joined = sets.join([*papers, paper(CONSENT, "Bella Smith")])
    assert (len(joined.sets), joined.unsure) == (3, True)


def test_one_name_and_two_births_are_two_people():
    papers = [paper(REFERRAL), paper(REFERRAL, born="30/11/1984")]
    assert len(sets.join(papers).sets) == 2
    assert len(sets.join([paper(REFERRAL), paper(REFERRAL)]).sets) == 1


def test_the_same_set_reference_pairs_whatever_the_names():
    jane, omar = paper(REFERRAL), paper(REFERRAL, "Omar Quill", "30/11/1984")
    papers = [
        replace(jane, set_ref="WP-1"),
        replace(omar, set_ref="WP-2"),
        replace(paper(CONSENT, "Nobody Known"), set_ref="WP-2"),
    ]
    joined = sets.join(papers)
    assert forms_of(joined)[1] == ["wesp_referral Omar", "wesp_consent Nobody"]
    assert not joined.unsure


def test_consent_forms_of_two_people_without_a_referral_are_two_sets():
    joined = sets.join([paper(CONSENT), paper(CONSENT, "Omar Quill", "30/11/1984")])
    assert (len(joined.sets), joined.unsure) == (2, True)


def test_a_second_consent_form_that_is_another_persons_stands_alone():
    papers = [paper(REFERRAL), paper(CONSENT), paper(CONSENT, "Omar Quill", "30/11/1984")]
    joined = sets.join(papers)
    assert forms_of(joined) == [
        ["wesp_referral Jane", "wesp_consent Jane"],
        ["wesp_consent Omar"],
    ]


def merged(new: Answer, old: Answer, question: str = "urgent", dangers: tuple[str, ...] = ("yes",)):
    whole = paper(REFERRAL)
    before = replace(whole, answers={**whole.answers, question: old})
    after = replace(whole, answers={**whole.answers, question: new})
    one = sets.with_earlier(ReferralSet(papers=(after,)), [before], dangers=dangers)
    return one.papers[0].answer(question)


def test_a_blank_keeps_the_earlier_answer_and_says_so():
    kept = merged(BLANK, said("Two assaults."), "key_risks")
    assert (kept.value, kept.notes) == ("Two assaults.", (KEPT_FROM_EARLIER,))


def test_the_latest_reading_wins():
    assert merged(said("New."), said("Old."), "key_risks") == said("New.")


@pytest.mark.parametrize("state", [State.UNKNOWN, State.UNREADABLE, State.CONTRADICTORY])
def test_a_danger_taken_back_is_marked_whatever_it_became(state: State):
    assert DANGER_LOWERED in merged(Answer(state=state), said("yes")).notes
    assert DANGER_LOWERED in merged(said("no"), said("yes")).notes


def test_a_danger_taken_back_stays_marked_in_the_version_after():
    lowered = merged(said("no"), said("yes"))
    again = merged(said("no"), lowered)
    assert DANGER_LOWERED in again.notes
    assert DANGER_LOWERED in merged(BLANK, again).notes
    assert merged(said("yes"), again) == said("yes")


def test_a_danger_that_stands_or_is_new_is_not_marked():
    assert merged(said("yes"), said("yes")).notes == ()
    assert merged(said("yes"), said("no")).notes == ()
    assert merged(said("no"), said("yes"), "housing_status").notes == ()


def test_the_highest_level_of_need_is_a_danger_too():
    lowered = merged(said("3"), said("4"), "urgent", ("yes", "4"))
    assert DANGER_LOWERED in lowered.notes


def test_the_same_answers_are_told_from_others():
    one = [paper(REFERRAL), paper(CONSENT)]
    assert sets.same_answers(one[:1], one)
    assert not sets.same_answers([paper(REFERRAL, "Jane Row")], one)
    assert not sets.same_answers([paper(WITHOUT)], one)
