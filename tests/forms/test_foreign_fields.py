"""PDFs whose fields have names of their own: proposed by their words, sure once confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms import layouts, proposed, recognise
from forms.extracted import Extracted, Found, NoForm, Reader
from forms.layouts import LaidQuestion, Layout
from tests.support import returned
from tests.support.acroforms import fillable, some_values
from tests.support.corpus import corpus_file
from tests.support.forms import a_form

FORM = a_form("mase_referral")
TITLE = "Northbridge College referral"


def answers(found: Extracted) -> dict[str, str]:
    """What was found, a choice by its option."""
    said = {
        one.name: one.text or ",".join(one.chosen)
        for one in found.fields
        if one.found is Found.VALUE
    }
    return {name.partition(".")[0]: text for name, text in said.items()}


@pytest.fixture
def layouts_folder(tmp_path: Path) -> Iterator[Path]:
    returned.catalogue()
    yield tmp_path
    recognise.prepare_layouts(str(tmp_path / "none"))


def learnt(template: bytes) -> Layout:
    returned.outcome(b"")  # the blanks are loaded
    proposal = proposed.answer(recognise.learn(template, form=FORM.id))
    assert proposal.why == ""
    return Layout(
        id="northbridge", form=FORM.id, titles=(proposal.title,), confirmed=True,
        question=tuple(
            LaidQuestion(id=one.question, labels=(one.asked,), holds=one.holds)
            for one in proposal.pairings
        ),
        box=proposal.boxes,
    )  # fmt: skip


def keep(layout: Layout, folder: Path) -> None:
    path = folder / f"{layout.id}.toml"
    path.write_text(layouts.file_text(layout, FORM), encoding="utf-8")
    recognise.prepare_layouts(str(folder))


def test_fields_with_tooltips_are_read_and_only_half_believed():
    values = some_values(FORM)
    data, _ = fillable(FORM, values)
    found = returned.extracted(data)
    assert (found.form_id, found.reader, found.recognised_by) == (
        FORM.id,
        Reader.ACROFORM,
        "labels",
    )
    assert answers(found) == values
    assert {one.sure for one in found.fields} == {0.5}
    assert {one.notes for one in found.fields} == {("unknown_layout",)}
    assert "questions_not_found" in found.notes


def test_without_tooltips_the_words_beside_a_field_say_what_it_asks():
    values = some_values(FORM)
    data, _ = fillable(FORM, values, has_tips=False)
    found = answers(returned.extracted(data))
    assert len(found) > len(values) / 2
    assert {name: text for name, text in found.items() if values[name] != text} == {}


def test_a_confirmed_layout_makes_the_same_fields_sure(layouts_folder: Path):
    template, _ = fillable(FORM, {}, title=TITLE)
    keep(learnt(template), layouts_folder)
    values = some_values(FORM)
    filled, _ = fillable(FORM, values, title=TITLE)
    found = returned.extracted(filled)
    assert (found.layout, found.recognised_by, found.notes) == ("northbridge", "layout", ())
    assert answers(found) == values
    assert {one.sure for one in found.fields} == {0.95}
    assert {one.notes for one in found.fields} == {()}


def test_what_the_template_itself_holds_is_no_answer(layouts_folder: Path):
    template, _ = fillable(FORM, {"gp": "To be given", "urgent": "yes"}, title=TITLE)
    keep(learnt(template), layouts_folder)
    filled, _ = fillable(FORM, {"gp": "To be given", "urgent": "yes"}, title=TITLE)
    found = returned.extracted(filled)
    assert returned.field(found, "gp").found is Found.DEFAULT
    assert returned.field(found, "urgent.yes").found is Found.DEFAULT


def test_an_unconfirmed_layout_is_not_used(layouts_folder: Path):
    template, _ = fillable(FORM, {}, title=TITLE)
    keep(learnt(template).model_copy(update={"confirmed": False}), layouts_folder)
    filled, _ = fillable(FORM, some_values(FORM), title=TITLE)
    found = returned.outcome(filled)
    assert isinstance(found, NoForm) or found.layout == ""


def test_a_state_that_the_layout_does_not_name_is_in_doubt(layouts_folder: Path):
    template, names = fillable(FORM, {}, title=TITLE)
    layout = learnt(template)
    kept = tuple(box for box in layout.box if (box.name, box.state) != (names["urgent"], "Choice0"))
    keep(layout.model_copy(update={"box": kept}), layouts_folder)
    filled, _ = fillable(FORM, {"urgent": "yes"}, title=TITLE)
    assert returned.field(returned.extracted(filled), "urgent.no").found is Found.DOUBT


@pytest.mark.parametrize("folder", ["forms", "uk-public-bodies", "uk-forms-filled-by-pdf-lib"])
def test_no_form_of_others_is_taken_for_ours(folder: str):
    for path in sorted(corpus_file("pdf", folder).rglob("*.pdf")):
        assert isinstance(returned.outcome(path.read_bytes()), NoForm), path.name
