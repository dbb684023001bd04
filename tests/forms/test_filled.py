"""Filling a blank and printing it: what goes in is stored, drawn, and found again by others."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.question import Form
from forms import catalogue, filled, ink
from forms.catalogue import form_fields
from forms.fields import HIDDEN_PREFIX, FieldKind, fields_of
from tests.support.blanks import (
    FONTS,
    MARKING,
    a_small_form,
    a_value,
    blank_pdf,
    blank_word,
    page_texts,
    text_in,
    values_for,
    word_controls,
)
from tests.support.forms import FORMS, a_form

STORY = (
    "She was seen with two men near the station. She says she owes money and cannot go home. "
    "Her friend Łucja rang us at 11pm. We do not know where she is staying tonight."
)


@pytest.fixture(params=(*FORMS, "small_form"))
def form(request: pytest.FixtureRequest) -> Form:
    return a_small_form() if request.param == "small_form" else a_form(request.param)


def fill(form: Form, values: Mapping[str, str | bool]) -> bytes:
    return filled.pdf(blank_pdf(form), values, fonts=FONTS)


def stored(document: bytes) -> dict[str, str]:
    """The values that pikepdf finds, for buttons from their drawn state."""
    found: dict[str, str] = {}
    with pikepdf.open(io.BytesIO(document)) as opened:
        for name, node in form_fields(opened):
            if name.startswith(HIDDEN_PREFIX):
                continue
            if str(node.FT) == "/Btn":
                drawn = {str(w.AS) for w in node.get("/Kids", [node])} - {"/Off"}
                assert drawn == ({str(node.V)} if "/V" in node else set()), name
                found[name] = "".join(drawn).removeprefix("/")
            else:
                found[name] = str(node.get("/V", ""))
    return found


def as_stored(form: Form, values: Mapping[str, str | bool]) -> dict[str, str]:
    keys = {field.name: field.option for field in fields_of(form)}
    blank = dict.fromkeys(keys, "")
    return blank | {name: keys[name] if v is True else str(v) for name, v in values.items()}


def test_every_kind_of_field_comes_back_as_it_was_filled(form: Form):
    values = values_for(form)
    assert stored(fill(form, values)) == as_stored(form, values)


def test_another_library_reads_the_same_values(form: Form):
    values = values_for(form)
    read = pypdf.PdfReader(io.BytesIO(fill(form, values))).get_fields() or {}
    found = {name: str(read[name].value or "").removeprefix("/") for name in values}
    assert found == as_stored(form, values)


def test_what_was_not_filled_stays_empty():
    values = {"line_1": "Zoë", "ynu_6": "no", "rows_9.2.kind": "choice_3"}
    form = a_small_form()
    assert stored(fill(form, values)) == as_stored(form, values)


def test_a_printed_copy_shows_each_text_inside_its_box_and_has_no_fields(form: Form):
    values = {
        field.name: a_value(field, "Łódź")
        for field in fields_of(form)
        if field.kind in {FieldKind.TEXT, FieldKind.LONG, FieldKind.DATE, FieldKind.CELL_CHOICE}
    }
    printed = filled.printed(fill(form, values))
    labels = {
        field.name: field.options[-1].label
        for field in fields_of(form)
        if field.kind is FieldKind.CELL_CHOICE
    }
    for spot in catalogue.geometry(blank_pdf(form), form).spots:
        if spot.name in values and not spot.marks:
            shown = text_in(printed, spot.page, spot.box)
            assert shown == labels.get(spot.name, values[spot.name]), spot.name
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert "/AcroForm" not in opened.Root
        assert "/StructTreeRoot" not in opened.Root
        assert "/Info" not in opened.trailer
        assert all("/Annots" not in page.obj or not len(page.obj.Annots) for page in opened.pages)


def test_a_printed_copy_has_ink_in_the_ticked_boxes_and_in_no_other(form: Form):
    every_other = dict(list(values_for(form).items())[::2])
    chosen = as_stored(form, every_other)
    printed = pypdfium2.PdfDocument(filled.printed(fill(form, every_other)))
    pixels = [page.render(scale=1, grayscale=True).to_numpy() for page in printed]
    geometry = catalogue.geometry(blank_pdf(form), form)
    for spot in geometry.spots:
        for mark in spot.marks:
            height = geometry.sheets[mark.page - 1].height
            now = ink.share(pixels[mark.page - 1], mark.box, height=height)
            assert mark.ink == 0.0
            assert (now > 0.08) == (chosen[spot.name] == mark.option), (spot.name, now)
            assert now == 0.0 or now > 0.08
    printed.close()


def test_a_long_answer_is_wrapped_and_every_word_is_drawn():
    # H8: a filler that draws one line hides most of an answer.
    form = a_small_form()
    printed = filled.printed(fill(form, {"para_2": STORY}))
    spot = catalogue.geometry(blank_pdf(form), form).by_name()["para_2"]
    assert text_in(printed, spot.page, spot.box) == STORY


def test_new_lines_stay_new_lines():
    form = a_small_form()
    document = fill(form, {"para_2": "One\nTwo\n\nFour"})
    assert stored(document)["para_2"] == "One\rTwo\r\rFour"
    spot = catalogue.geometry(blank_pdf(form), form).by_name()["para_2"]
    assert text_in(filled.printed(document), spot.page, spot.box) == "One Two Four"


def test_what_is_too_long_is_kept_whole_and_cut_where_it_is_drawn():
    form = a_small_form()
    long = "Northamptonshire " * 30
    document = fill(form, {"line_1": long, "para_2": long * 20})
    assert stored(document)["line_1"] == long
    places = catalogue.geometry(blank_pdf(form), form).by_name()
    for name in ("line_1", "para_2"):
        spot = places[name]
        shown = text_in(filled.printed(document), spot.page, spot.box)
        assert 20 < len(shown) < 1_500
        assert shown.startswith("Northamptonshire Northamp")
    below = places["int_4"]
    assert text_in(filled.printed(document), below.page, below.box) == ""


@pytest.mark.parametrize(
    "script", ["Łódź, Žižkov", "Ελένη", "Наталія", "ნინო", "مريم", "שרה", "☂ ☎"]
)
def test_every_script_the_fonts_know_is_drawn(script: str):
    form = a_small_form()
    document = fill(form, {"line_1": script})
    assert stored(document)["line_1"] == script
    spot = catalogue.geometry(blank_pdf(form), form).by_name()["line_1"]
    shown = text_in(filled.printed(document), spot.page, spot.box)
    assert sorted(shown) == sorted(script)  # a text of the other direction may be told backwards


def test_a_name_the_blank_has_not_is_refused():
    form = a_small_form()
    for wrong in ({"line_99": "x"}, {"one_7": "choice_9"}, {"rows_9.1.kind": "choice_9"}):
        with pytest.raises(filled.UnknownFieldError):
            fill(form, wrong)
        with pytest.raises(filled.UnknownFieldError):
            filled.word(blank_word(form), wrong)


def test_the_marking_stays_on_every_printed_page(form: Form):
    for text in page_texts(filled.printed(fill(form, values_for(form)))):
        assert text.count(MARKING) == 2


def test_pypdf_can_fill_the_blank():
    form = a_small_form()
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(blank_pdf(form))))
    values = {
        "line_1": "Zoë", "para_2": STORY, "date_3": "14/02/1996", "one_7": "/choice_2",
        "many_8.choice_1": "/choice_1", "rows_9.1.name": "Ann", "rows_9.1.kind": "choice_2",
        "rows_10.row_1.answer": "/no", "rows_9.none": "/none", "line_1_unknown": "/unknown",
    }  # fmt: skip
    for page in writer.pages:
        writer.update_page_form_field_values(page, values)
    out = io.BytesIO()
    writer.write(out)
    found = {name: value for name, value in stored(out.getvalue()).items() if value}
    assert found == {name: value.removeprefix("/") for name, value in values.items()}


def test_every_word_control_shows_what_was_filled(form: Form):
    values = values_for(form)
    shown = word_controls(filled.word(blank_word(form), values))
    for field in fields_of(form):
        if field.kind is FieldKind.TICK:
            assert shown[field.name] == "☒"
        elif field.kind is FieldKind.CHOICE:
            marks = [shown[f"{field.name}.{option.key}"] for option in field.options]
            assert marks == [*("" for _ in field.options[:-1]), "☒"]
        elif field.kind is FieldKind.CELL_CHOICE:
            assert shown[field.name] == field.options[-1].label
        else:
            assert shown[field.name] == values[field.name]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=60)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_subset_of_answers_comes_back_exactly(data: st.DataObject):
    form = a_small_form()
    values: dict[str, str | bool] = {}
    for field in data.draw(st.lists(st.sampled_from(fields_of(form)), unique=True, max_size=12)):
        if field.kind in {FieldKind.TEXT, FieldKind.LONG}:
            values[field.name] = data.draw(TEXTS)
        elif field.options:
            values[field.name] = data.draw(st.sampled_from(field.options)).key
        else:
            values[field.name] = a_value(field)
    kept = as_stored(form, values)
    found = stored(fill(form, values))
    shown = word_controls(filled.word(blank_word(form), values))
    for field in fields_of(form):
        if field.kind in {FieldKind.TEXT, FieldKind.LONG}:
            assert _same(found[field.name], kept[field.name])
            assert _same(shown[field.name], kept[field.name])
        else:
            assert found[field.name] == kept[field.name]


def _same(found: str, written: str) -> bool:
    """Equal but for direction overrides and what XML cannot hold, which are made visible."""
    return len(found) == len(written) and all(
        mine == theirs or mine in "\ufffd\u2b0c"
        for mine, theirs in zip(found, written, strict=True)
    )
