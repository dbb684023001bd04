"""What a blank adds to its questions, and in which order it prints them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.question import (
    Clause,
    Condition,
    Form,
    Need,
    Option,
    Question,
    QuestionKind,
    Verb,
)
from forms import footer, layout, wording
from tests.support.blanks import a_question, a_small_form

OTHERS = (
    a_question(QuestionKind.YNU, 1, id="risk"),
    a_question(
        QuestionKind.ONE, 2, id="level",
        options=(Option(key="four", label="Level 4"), Option(key="one", label="Level 1")),
    ),
    a_question(QuestionKind.DATE, 3, id="dob"),
)  # fmt: skip


def said(*every: Clause, any_of: tuple[Clause, ...] = (), label: str = "Why") -> str:
    asked = a_question(
        QuestionKind.LINE, 4, label=label, need=Need.CONDITIONAL,
        condition=Condition(every=every, any_of=any_of),
    )  # fmt: skip
    return wording.hint(asked, replace(a_small_form(), questions=(*OTHERS, asked)))


def clause(question: str, verb: Verb, value: str = "") -> Clause:
    return Clause(question=question, verb=verb, value=value)


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ((clause("risk", Verb.IS, "yes"),), "if 1.1 is Yes"),
        ((clause("level", Verb.IS_NOT, "four"),), "if 1.2 is not “Level 4”"),
        ((clause("level", Verb.INCLUDES, "four"),), "if 1.2 includes “Level 4”"),
        ((clause("level", Verb.ONLY, "one"),), "if 1.2 is only “Level 1”"),
        ((clause("dob", Verb.GIVEN),), "if 1.3 is answered"),
        ((clause("dob", Verb.UNKNOWN),), "if 1.3 is Unknown"),
        ((clause("dob", Verb.YOUNGER, "16"),), "if younger than 16"),
        ((clause("", Verb.LATE),), "if this comes after the close of referrals"),
        ((clause("", Verb.SETTING, "authoriser"),), ""),
        (
            (clause("risk", Verb.GIVEN), clause("risk", Verb.IS_NOT, "no")),
            "if 1.1 is not No",  # an answer that is not No is an answer
        ),
        (
            (clause("risk", Verb.IS, "yes"), clause("dob", Verb.GIVEN)),
            "if 1.1 is Yes and 1.3 is answered",
        ),
    ],
)
def test_a_conditional_question_says_when_it_is_owed(every: tuple[Clause, ...], words: str):
    assert said(*every) == words


def test_alternatives_about_one_question_are_said_together():
    either = (
        clause("level", Verb.IS, "four"),
        clause("level", Verb.IS, "one"),
        clause("risk", Verb.IS, "yes"),
    )
    assert said(any_of=either) == "if 1.2 is “Level 4” or “Level 1” or 1.1 is Yes"


def test_a_label_that_says_if_itself_is_not_followed_by_a_long_condition():
    either = tuple(
        clause("level", Verb.IS, key)
        for key in ("four", "one", "neither the one nor the other of them")
    )
    assert said(any_of=either, label="If the level is known: since when?") == ""
    assert said(any_of=either, label="Since when?").startswith("if 1.2 is")


def test_required_and_optional_questions_say_so():
    form = a_small_form()
    required = a_question(QuestionKind.LINE, 1)
    assert wording.hint(required, form) == ""
    assert wording.hint(replace(required, need=Need.OPTIONAL), form) == "optional"


def a_form_of(*questions: Question) -> Form:
    return replace(a_small_form(), questions=questions)


def test_the_danger_section_is_printed_first_and_draws_in_the_other_danger_questions():
    line = QuestionKind.LINE
    form = a_form_of(
        a_question(line, 1, section="1. You"),
        a_question(line, 2, section="2. Danger", read_first=True),
        a_question(line, 3, section="2. Danger"),
        a_question(line, 4, section="3. The person"),
        a_question(line, 5, section="3. The person", read_first=True),
    )
    printed = [(one.title, [q.number for q in one.questions]) for one in layout.sections(form)]
    assert printed == [
        ("2. Danger", ["1.2", "1.3", "1.5"]),
        ("1. You", ["1.1"]),
        ("3. The person", ["1.4"]),
    ]


def test_a_form_without_danger_questions_keeps_its_order():
    form = a_form_of(
        a_question(QuestionKind.LINE, 1, section="1. You"),
        a_question(QuestionKind.LINE, 2, section="2. The person"),
    )
    assert [one.title for one in layout.sections(form)] == ["1. You", "2. The person"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Form a_form · version 1.2 · blank ABCD2345 · set WP-7KQ4 Page 1 of 2",
            footer.Footer(form_id="a_form", version="1.2", serial="ABCD2345", set_ref="WP-7KQ4"),
        ),
        (
            "x\nForm  a_form ·\r\nversion 1 · blank ABCD2345\nPage 1",
            footer.Footer(form_id="a_form", version="1", serial="ABCD2345"),
        ),
        ("Form a_form · version 1 · blank ABC", None),
        ("", None),
    ],
)
def test_the_footer_is_found_in_a_page_that_was_printed(text: str, found: footer.Footer | None):
    assert footer.found_in(text) == found
