"""Issued blanks: kept whole, never overwritten, and all that a reader needs to know of them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from casework.question import Form
from forms import blanks, catalogue
from forms.fields import fields_of
from forms.shapes import PAGE_HEIGHT, Widget
from tests.support.blanks import (
    FONTS,
    MARKING,
    PANEL,
    a_small_form,
    blank_pdf,
    blank_word,
    slots,
    word_controls,
)
from tests.support.forms import FORMS, a_form


def issue(form: Form, folder: Path, *, public_name: str = PANEL) -> blanks.Issued:
    return blanks.issue(form, folder, fonts=FONTS, marking=MARKING, public_name=public_name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("issued")
    for form_id in FORMS:
        issue(a_form(form_id), made)
    return made


def test_a_blank_is_kept_as_pdf_word_and_record(tmp_path: Path):
    form = a_small_form()
    issued = issue(form, tmp_path / "issued")
    stem = f"small_form-v1-{blanks.serial_of(form)}"
    names = sorted(path.name for path in (tmp_path / "issued").iterdir())
    assert names == [f"{stem}.docx", f"{stem}.json", f"{stem}.pdf"]
    assert issued.pdf.read_bytes() == blank_pdf(form)
    assert issued.word.read_bytes() == blank_word(form)
    assert list(issued.blank.controls) == list(word_controls(blank_word(form)))
    assert catalogue.load(tmp_path / "issued").blanks == (issued.blank,)


def test_issuing_the_same_again_changes_nothing(tmp_path: Path):
    first = issue(a_small_form(), tmp_path)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()}
    assert issue(a_small_form(), tmp_path) == first
    assert before == {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()
    }


def test_a_different_blank_of_the_same_serial_is_refused_and_the_old_one_stays(tmp_path: Path):
    issued = issue(a_small_form(), tmp_path)
    before = issued.pdf.read_bytes()
    with pytest.raises(blanks.BlankDiffers) as refused:
        issue(a_small_form(), tmp_path, public_name="Another panel")
    assert refused.value.reference == issued.pdf.name
    assert issued.pdf.read_bytes() == before


def test_an_unfinished_issue_is_finished_by_the_next(tmp_path: Path):
    issued = issue(a_small_form(), tmp_path)
    issued.record.rename(issued.record.with_suffix(".json.part"))
    assert catalogue.load(tmp_path).blanks == ()
    assert issue(a_small_form(), tmp_path) == issued
    assert catalogue.load(tmp_path).blanks == (issued.blank,)


def test_a_damaged_record_is_named(tmp_path: Path):
    issued = issue(a_small_form(), tmp_path)
    issued.record.write_bytes(issued.record.read_bytes()[:500])
    with pytest.raises(catalogue.RecordWrong) as fault:
        catalogue.load(tmp_path)
    assert fault.value.reference == issued.record.name


def test_the_record_holds_the_form_as_it_was_issued(folder: Path):
    known = catalogue.load(folder)
    assert known.form_ids() == tuple(sorted(FORMS))
    for form_id in FORMS:
        form = a_form(form_id)
        (blank,) = known.of_form(form_id)
        assert blank.form == form
        assert known.by_serial(blanks.serial_of(form)) is blank
        assert blank.fields() == fields_of(form)
        assert blank.field_names() == {field.name for field in fields_of(form)}
        assert set(blank.labels()) == {question.id for question in form.questions}
    assert known.by_serial("NOTHING2") is None


def test_versions_come_in_order_of_their_numbers(tmp_path: Path):
    for version in ("10", "2", "1"):
        issue(replace(a_small_form(), version=version), tmp_path)
    known = catalogue.load(tmp_path).of_form("small_form")
    assert [blank.form.version for blank in known] == ["1", "2", "10"]


@pytest.mark.parametrize("form_id", FORMS)
def test_every_field_has_its_place_as_it_was_laid_out(folder: Path, form_id: str):
    (blank,) = catalogue.load(folder).of_form(form_id)
    places = blank.geometry.by_name()
    assert set(places) == blank.field_names()
    for page, slot in slots(blank.form):
        spot = places[slot.field]
        top = PAGE_HEIGHT - slot.y
        laid = (slot.x, top - slot.height, slot.x + slot.width, top)
        if slot.widget in {Widget.TICK, Widget.RADIO}:
            (mark,) = (mark for mark in spot.marks if mark.option == slot.option)
            assert (mark.page, mark.state, mark.ink) == (page, slot.option, 0.0)
            assert mark.box == pytest.approx(laid, abs=0.02)
        else:
            assert (spot.page, spot.size, spot.widget) == (page, slot.size, slot.widget)
            assert spot.box == pytest.approx(laid, abs=0.02)
            assert spot.marks == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_the_words_of_every_label_are_found_with_their_places(folder: Path, form_id: str):
    (blank,) = catalogue.load(folder).of_form(form_id)
    for number, sheet in enumerate(blank.geometry.sheets, start=1):
        for word in sheet.words:
            assert 0 <= word.box.left < word.box.right <= sheet.width
            assert 0 <= word.box.bottom < word.box.top <= sheet.height
            assert word.box.top - word.box.bottom < 24
        printed = " ".join(word.text for word in sheet.words)
        on_page = {slot.field for page, slot in slots(blank.form) if page == number}
        for question in blank.form.questions:
            if question.id in on_page:
                assert question.number in printed
                assert question.label.split()[0] in printed


def test_the_records_of_all_forms_are_read_in_a_moment(folder: Path):
    catalogue.load(folder)
    started = time.perf_counter()
    catalogue.load(folder)
    assert time.perf_counter() - started < 0.5  # 0.01 s measured; a slow machine is no fault
