"""Answers in the words of other lists: the census, GOV.UK, the police; any text is never a Yes."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answer import EXPLICIT_UNKNOWN, Answer, State, Value
from casework.notes import Note
from casework.question import Question, QuestionKind
from casework.text import folded
from forms.choices import read_choice
from forms.extracted import ExtractedField, Found
from forms.values import read_text
from tests.support.corpus import corpus_file
from tests.support.forms import a_form

DAY = dt.date(2026, 12, 8)
CENSUS = {
    "Asian": "asian_indian asian_pakistani asian_bangladeshi asian_chinese asian_other",
    "Black": "black_caribbean black_african black_other",
    "Mixed": "mixed_white_black_caribbean mixed_white_black_african mixed_white_asian mixed_other",
    "White": "white_british white_irish white_gypsy_traveller white_roma white_other",
    "Other": "other_arab other_any",
}
# Letter and figures of the codes, so that they are not taken for numbers of rules.
POLICE = {
    f"{letter}{figure}": key
    for letter, figures, keys in (
        ("W", "1239", "white_british white_irish white_gypsy_traveller white_other"),
        ("M", "1239", CENSUS["Mixed"]),
        ("A", "12349", CENSUS["Asian"]),
        ("B", "129", CENSUS["Black"]),
        ("O", "29", CENSUS["Other"]),
    )
    for figure, key in zip(figures, keys.split(), strict=True)
}


def read(question_id: str, text: str) -> Answer:
    question = a_form("wesp_referral").question(question_id)
    assert question is not None
    return read_text(question, text, on=DAY)


def reference(name: str) -> Any:
    return json.loads(corpus_file("refdata", name).read_text(encoding="utf-8"))


def test_every_group_of_the_census_is_read_in_the_census_words():
    told = reference("ethnicity.json")["census_2021_england_wales_19"]
    for group, labels in told.items():
        keys = CENSUS[group.split(maxsplit=1)[0].strip(",")].split()
        assert [read("eq_ethnicity", label).value for label in labels] == keys


def test_every_code_of_the_police_is_read():
    told = reference("ethnicity.json")["police_sde_18_plus_1"]
    assert set(told) == {*POLICE, "NS"}
    assert {code: read("eq_ethnicity", code).value for code in POLICE} == POLICE
    assert read("eq_ethnicity", "NS").state is State.NOT_DISCLOSED
    assert read("eq_ethnicity", "O1").value == "asian_chinese"  # of the older list


def test_the_options_of_govuk_are_read_or_refused_and_never_taken_for_another():
    asked = reference("govuk_equality_questions.json")["questions"]
    where = {"sexual-orientation": "eq_orientation", "sex-gender": "eq_gender"}
    groups = {"White", "Asian or Asian British", "Other ethnic group"}
    unread: set[str] = set()
    for name, question in asked.items():
        if name in {"religion", "disability"}:
            continue
        for told in question["strings"]:
            text = told["text"]
            if told["role"] == "option" and text not in {"Yes", "No"}:
                answer = read(where.get(name, "eq_ethnicity"), text)
                if answer.state in {State.UNREADABLE, State.CONTRADICTORY}:
                    unread.add(text)
    assert unread == {
        *groups,
        "Black, African, Caribbean or Black British",
        "Mixed or multiple ethnic groups",
    }  # fmt: skip  a group alone is no answer of the list


@pytest.mark.parametrize("text", ["British", "White", "Asian", "Black", "Mixed", "Other", "code A"])
def test_a_word_that_fits_several_groups_is_none(text: str):
    assert read("eq_ethnicity", text).value is None


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("Yes - due in May", State.ANSWERED, "yes"),
        ("Y: 3 months", State.ANSWERED, "yes"),
        ("No - she said not", State.ANSWERED, "no"),
        ("No (tested)", State.ANSWERED, "no"),
        ("Yes, not sure", State.CONTRADICTORY, None),
        ("Yes, but denies it", State.CONTRADICTORY, None),
        ("Yes - no test yet", State.CONTRADICTORY, None),
        ("No - maybe", State.CONTRADICTORY, None),
        ("No, she was", State.CONTRADICTORY, None),
        ("No - not known", State.CONTRADICTORY, None),
        ("No - last year?", State.CONTRADICTORY, None),
        ("Yes she is", State.UNREADABLE, None),
        ("No idea", State.UNREADABLE, None),
        ("none", State.UNREADABLE, None),
        ("nil", State.UNREADABLE, None),
        ("not that we know", State.UNREADABLE, None),
    ],
)
def test_words_behind_a_yes_or_no_are_shown_and_doubt_leaves_it_open(
    text: str, state: State, value: Value | None
):
    answer = read("pregnant", text)
    assert (answer.state, answer.value, answer.raw) == (state, value, text)
    if state is State.ANSWERED:
        assert Note.WORDS_BESIDE in answer.notes
    if state is State.CONTRADICTORY:
        assert answer.readings[-1] == text


def test_a_no_to_a_danger_question_stands_alone():
    assert read("urgent", "Yes - call me").value == "yes"
    assert read("urgent", "No - quite safe").state is State.UNREADABLE
    assert read("urgent", "No.").value == "no"


@pytest.mark.parametrize("text", ["no" + "-" * 50_000, "no" + " -" * 50_000, "-" * 50_000 + "no."])
def test_a_long_line_of_dashes_is_no_explanation(text: str):
    assert read("pregnant", text).value in {None, "no"}


def test_words_beside_a_tick_are_shown_too():
    question = a_form("wesp_referral").question("pregnant")
    assert question is not None
    box = ExtractedField(
        name="pregnant", found=Found.VALUE, text="Yes - due in May", chosen=("yes",)
    )
    answer = read_choice(question, [box], on=DAY)
    assert (answer.value, answer.notes) == ("yes", (Note.WORDS_BESIDE,))


YES_NO_PIECES = st.sampled_from(
    ["yes", "no", "Y", "n", " ", "-", "/", "?", ",", "not", "maybe", "or", "she is", "(", ")"]
)


@given(
    text=st.one_of(st.text(max_size=40), st.lists(YES_NO_PIECES, max_size=7).map("".join)),
    danger=st.booleans(),
)
def test_no_text_is_a_yes_or_no_that_does_not_begin_with_it(text: str, *, danger: bool):
    question = Question(
        id="asked", number="1", section="", label="Asked", kind=QuestionKind.YNU,
        read_first=danger,
    )  # fmt: skip
    answer = read_text(question, text, on=DAY)
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", folded(text))
    if answer.value == "yes":
        assert bare.startswith("y")
        assert "?" not in text
        assert not bare.endswith(("no", "not"))
    if answer.value == "no":
        assert bare.startswith("n")
        assert "yes" not in bare
        assert not danger or bare in {"n", "no", "nope"}
    if answer.state in EXPLICIT_UNKNOWN:
        assert bare[:1] in set("unkdr\u2019'ps")
