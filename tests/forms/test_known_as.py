"""The further wordings of questions: each of one question only, none on a blank."""

from __future__ import annotations

from collections import Counter

import pytest

from forms import known_as, words
from forms.label_cells import plain
from tests.support.forms import FORMS, a_form


@pytest.mark.parametrize("form_id", FORMS)
def test_a_wording_belongs_to_one_question(form_id: str):
    listed = known_as.wordings(a_form(form_id))
    for name, texts in listed.items():
        assert len({words.comparable(text) for text in texts}) == len(texts), name
    added = Counter(
        plain(text)
        for question in a_form(form_id).questions
        for text in listed[question.id][1 + len(question.variants) :]
    )
    assert [text for text, times in added.items() if times > 1] == []


@pytest.mark.parametrize("form_id", FORMS)
def test_a_question_s_own_words_come_first(form_id: str):
    form = a_form(form_id)
    listed = known_as.wordings(form)
    for question in form.questions:
        own = (question.label, *question.variants)
        assert listed[question.id][: len(own)] == own


def test_the_list_names_only_questions_that_there_are():
    asked = {question.id for form_id in FORMS for question in a_form(form_id).questions}
    told = {
        name
        for form_id in FORMS
        for name, texts in known_as.wordings(a_form(form_id)).items()
        if len(texts) > 1
    }
    assert known_as.listed().keys() <= asked
    assert "aliases" in told
