"""A PDF blank: whole, empty, marked, readable by other programs and by a screen reader."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.marking import pages_without
from casework.question import Column, Form, Option, Question, QuestionKind
from forms import blanks, footer
from forms.catalogue import form_fields
from forms.fields import HIDDEN, HIDDEN_PREFIX, fields_of
from forms.shapes import BOTTOM, LEFT, TOP, WIDTH, Widget
from forms.wording import DANGER_LINE
from tests.support.blanks import (
    ANSWERS,
    FONTS,
    MARKING,
    PANEL,
    a_question,
    a_small_form,
    blank_pdf,
    page_texts,
    slots,
    text_in,
)  # fmt: skip
from tests.support.forms import FORMS, a_form

EVERY_FORM = (*FORMS, "small_form")
NO_TOGGLE_TO_OFF = 1 << 14


def the_form(form_id: str) -> Form:
    return a_small_form() if form_id == "small_form" else a_form(form_id)


@cache
def opened(form: Form) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(blank_pdf(form)))


@pytest.fixture(params=EVERY_FORM)
def form(request: pytest.FixtureRequest) -> Form:
    return the_form(request.param)


def test_every_field_of_the_form_is_there_once_and_nothing_else(form: Form):
    names = [name for name, _ in form_fields(opened(form))]
    expected = [field.name for field in fields_of(form)]
    hidden = [HIDDEN_PREFIX + name for name in HIDDEN]
    assert sorted(names) == sorted([*expected, *hidden])
    assert len(set(names)) == len(names)


def test_a_name_in_the_tree_has_no_point_and_is_a_box_or_a_parent_not_both(form: Form):
    def walk(node: Any) -> None:
        kids = node.get("/Kids", [])
        named = ["/T" in kid for kid in kids]
        assert "." not in str(node.T)
        assert all(named) or not any(named)
        if any(named):
            assert "/FT" not in node
            assert len({str(kid.T) for kid in kids}) == len(kids)
            for kid in kids:
                walk(kid)

    tops = [str(node.T) for node in opened(form).Root.AcroForm.Fields]
    assert len(set(tops)) == len(tops)
    for node in opened(form).Root.AcroForm.Fields:
        walk(node)


def test_a_blank_holds_no_answer(form: Form):
    for name, node in form_fields(opened(form)):
        if name.startswith(HIDDEN_PREFIX):
            continue
        assert "/V" not in node, name
        assert "/DV" not in node, name
        for widget in node.get("/Kids", [node]):
            assert str(widget.get("/AS", "/Off")) == "/Off", name
    read = pypdf.PdfReader(io.BytesIO(blank_pdf(form))).get_fields() or {}
    values = {name: field.value for name, field in read.items() if field.value}
    assert {name.partition(".")[0] for name in values} <= {"clerk"}


def test_a_choice_can_be_taken_back(form: Form):
    for name, node in form_fields(opened(form)):
        if str(node.FT) == "/Btn":
            assert int(node.Ff) & NO_TOGGLE_TO_OFF == 0, name
        if str(node.FT) == "/Ch":
            assert str(node.Opt[0][0]) == "", name


def test_other_writers_find_the_fonts_they_ask_for(form: Form):
    given = opened(form).Root.AcroForm
    assert {"/Helv", "/ZaDb", "/Helvetica", "/ZapfDingbats"} <= set(given.DR.Font.keys())
    assert bool(given.NeedAppearances)  # a viewer draws what a plain writer only stored


def test_states_are_the_keys_of_the_options(form: Form):
    nodes = dict(form_fields(opened(form)))
    for field in fields_of(form):
        node = nodes[field.name]
        if str(node.FT) == "/Btn":
            widgets = list(node.get("/Kids", [node]))
            states = [key for widget in widgets for key in widget.AP.N.keys() if key != "/Off"]  # noqa: SIM118  a PDF dictionary
            wanted = [field.option] if field.option else [option.key for option in field.options]
            assert states == [f"/{key}" for key in wanted]
        elif field.options:
            assert [str(pair[0]) for pair in node.Opt] == ["", *(o.key for o in field.options)]


def test_every_page_is_marked_and_says_which_blank_it_is(form: Form):
    texts = page_texts(blank_pdf(form))
    assert pages_without(MARKING, texts) == ()
    for number, text in enumerate(texts, start=1):
        assert text.count(MARKING) == 2
        assert DANGER_LINE in text
        assert PANEL in text
        assert f"Page {number} of {len(texts)}" in text
        found = footer.found_in(text)
        assert found is not None
        assert (found.form_id, found.version) == (form.id, form.version)
        assert found.serial == blanks.serial_of(form)


def test_the_danger_questions_stand_on_the_first_page(form: Form):
    danger = {question.id for question in form.read_first()}
    asked = {field.name: field.question for field in fields_of(form)}
    assert {page for page, slot in slots(form) if asked[slot.field] in danger} <= {1}


def test_nothing_overlaps_and_nothing_leaves_the_page(form: Form):
    check_places(form)


def test_no_printed_word_stands_inside_a_box(form: Form):
    document = blank_pdf(form)
    for name, node in form_fields(opened(form)):
        if name.startswith(HIDDEN_PREFIX):
            continue
        for widget in node.get("/Kids", [node]):
            box = tuple(float(number) for number in widget.Rect)
            page = next(
                number
                for number, found in enumerate(opened(form).pages, start=1)
                if found.obj.objgen == widget.P.objgen
            )
            assert text_in(document, page, box) == "", name  # pyright: ignore[reportArgumentType]  four numbers


def test_fields_are_named_for_a_screen_reader_and_in_reading_order(form: Form):
    document = opened(form)
    for name, node in form_fields(document):
        if not name.startswith(HIDDEN_PREFIX):
            question = next(f.question for f in fields_of(form) if f.name == name)
            asked = form.question(question)
            assert asked is not None
            assert str(node.TU).startswith(f"{asked.number} {asked.label}")
    in_order = [(page, slot.field) for page, slot in slots(form)]
    found: list[tuple[int, str]] = []
    names = {node.objgen: name for name, node in form_fields(document)}
    for number, page in enumerate(document.pages, start=1):
        assert str(page.obj.Tabs) == "/S"
        for widget in page.obj.Annots:
            owner = widget if widget.objgen in names else widget.Parent
            if not names[owner.objgen].startswith(HIDDEN_PREFIX):
                found.append((number, names[owner.objgen]))
    assert found == in_order


def test_the_structure_tree_holds_every_field_once(form: Form):
    document = opened(form)
    assert str(document.Root.Lang) == "en-GB"
    assert bool(document.Root.MarkInfo.Marked)
    held: list[tuple[int, int]] = []
    kinds: set[str] = set()

    def walk(element: Any) -> None:
        kinds.add(str(element.S))
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid:
                held.append(kid.Obj.objgen)
            elif isinstance(kid, pikepdf.Dictionary):
                walk(kid)

    walk(document.Root.StructTreeRoot.K[0])
    visible = [
        widget.objgen
        for page in document.pages
        for widget in page.obj.Annots
        if "/StructParent" in widget
    ]
    assert held == visible
    assert len(held) == len(slots(form))
    assert {"/Document", "/H1", "/H2", "/P", "/Form"} <= kinds
    if any(question.kind is QuestionKind.ROWS for question in form.questions):
        assert {"/Table", "/TR", "/TH", "/TD"} <= kinds


def test_the_properties_name_nobody(form: Form):
    document = opened(form)
    assert dict(document.docinfo.items()) == {"/Title": f"{form.title}, {PANEL}"}
    assert "/Metadata" not in document.Root
    assert b"anonymous" not in blank_pdf(form)
    assert "/Names" not in document.Root  # no script, no attached file
    assert "/OpenAction" not in document.Root


def test_the_same_form_gives_the_same_bytes(form: Form):
    again = blanks.pdf(
        form, fonts=FONTS, marking=MARKING, public_name=PANEL, serial=blanks.serial_of(form)
    )
    assert again == blank_pdf(form)


def test_the_hidden_fields_say_which_blank_and_which_set():
    made = blanks.pdf(
        a_small_form(), fonts=FONTS, marking=MARKING, public_name=PANEL, serial="ABCD2345",
        set_ref="WP-7KQ4", token="t0ken",
    )  # fmt: skip
    document = pikepdf.open(io.BytesIO(made))
    hidden = {
        name.removeprefix(HIDDEN_PREFIX): node
        for name, node in form_fields(document)
        if name.startswith(HIDDEN_PREFIX)
    }
    assert {name: str(node.V) for name, node in hidden.items()} == {
        "form_id": "small_form",
        "form_version": "1",
        "panel_id": "anytown",
        "blank_serial": "ABCD2345",
        "set_ref": "WP-7KQ4",
        "token": "t0ken",
    }
    assert {(int(node.F), int(node.Ff)) for node in hidden.values()} == {(2, 1)}
    found = footer.found_in(page_texts(made)[0])
    assert found == footer.Footer(
        form_id="small_form", version="1", serial="ABCD2345", set_ref="WP-7KQ4"
    )


def test_a_list_of_flags_has_a_button_an_answer_and_numbered_rows_a_drop_down():
    kinds = {slot.field: slot.widget for _, slot in slots(a_small_form())}
    assert kinds["rows_10.row_1.answer"] is Widget.RADIO
    assert kinds["rows_10.row_1.time.choice_1"] is Widget.TICK
    assert kinds["rows_9.1.kind"] is Widget.LIST


def test_the_serial_changes_with_whatever_a_referrer_sees():
    form = a_small_form()
    first = form.questions[0]
    others = {
        blanks.serial_of(changed)
        for changed in (
            form,
            replace(form, version="2"),
            replace(form, title="Another form"),
            replace(form, declaration="It is all true."),
            replace(form, questions=(replace(first, label="Name"), *form.questions[1:])),
            replace(form, questions=(replace(first, help=""), *form.questions[1:])),
            replace(form, questions=form.questions[1:]),
        )
    }
    assert len(others) == 7
    assert all(len(serial) == 8 and serial.isalnum() for serial in others)


def check_places(form: Form) -> None:
    """Every widget inside the text area, and none over another."""
    by_page: dict[int, list[tuple[float, float, float, float]]] = {}
    for page, slot in slots(form):
        box = (slot.x, slot.y, slot.x + slot.width, slot.y + slot.height)
        assert box[0] >= LEFT - 0.1, slot
        assert box[2] <= LEFT + WIDTH + 0.1, slot
        assert box[1] >= TOP, slot
        assert box[3] <= BOTTOM + 0.1, slot
        assert slot.width > 10, slot
        assert slot.height > 10, slot
        for other in by_page.setdefault(page, []):
            apart = (
                other[2] <= box[0] or box[2] <= other[0] or other[3] <= box[1] or box[3] <= other[1]
            )
            assert apart, (slot, other)
        by_page[page].append(box)


WORDS = st.text("abcdefg éŁ", min_size=1, max_size=300).filter(str.strip)
SHORT_WORDS = st.text("abcdefg éŁ", min_size=1, max_size=40).filter(str.strip)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(list(QuestionKind)))
    number = draw(st.integers(1, 99_999))
    count = draw(st.integers(1, 24))
    options = tuple(Option(key=f"o{n}", label=draw(SHORT_WORDS)) for n in range(count))
    more: dict[str, object] = {
        "label": draw(WORDS), "unknown": draw(st.booleans()), "read_first": draw(st.booleans()),
        "section": draw(st.sampled_from(("1. One", "2. Two"))), "help": draw(st.just("") | WORDS),
    }  # fmt: skip
    if kind in {QuestionKind.ONE, QuestionKind.MANY}:
        more["options"] = options
    if kind is QuestionKind.ROWS:
        texts = tuple(
            Column(key=f"c{n}", label=draw(SHORT_WORDS), width=draw(st.integers(1, 3)))
            for n in range(draw(st.integers(1, 9)))
        )
        listed = draw(st.booleans())
        more["rows_of"] = options if listed else ()
        answers = Column(
            key="a", label="Answer", options=ANSWERS, many=listed and draw(st.booleans())
        )
        more["columns"] = (answers, *texts[:2]) if listed else texts
        more["none_label"] = "None"
    return a_question(kind, number, **more)


@settings(max_examples=30, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=12, unique_by=lambda question: question.number))
def test_whatever_is_asked_nothing_overlaps(asked: list[Question]):
    ordered = tuple(sorted(asked, key=lambda question: question.section))
    check_places(replace(a_small_form(), questions=ordered))
