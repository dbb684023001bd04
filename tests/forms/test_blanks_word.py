"""A Word blank: the same fields by the same names, valid to the letter, and nobody's name in it."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.question import Form
from forms import blanks
from forms.fields import FieldKind, fields_of
from forms.word_parts import MC, MOST_LETTERS, W14, W
from forms.wording import DANGER_LINE
from tests.support.blanks import (
    FONTS,
    MARKING,
    PANEL,
    a_small_form,
    blank_word,
    values_for,
    word_controls,
)
from tests.support.corpus import corpus_file
from tests.support.forms import FORMS, a_form

EVERY_FORM = (*FORMS, "small_form")


@pytest.fixture(params=EVERY_FORM)
def form(request: pytest.FixtureRequest) -> Form:
    return a_small_form() if request.param == "small_form" else a_form(request.param)


def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(part: bytes) -> str:
    return " ".join(text.text or "" for text in etree.fromstring(part).iter(f"{{{W}}}t"))


def test_every_field_has_its_control_and_a_choice_one_an_option(form: Form):
    expected: set[str] = set()
    for field in fields_of(form):
        if field.kind is FieldKind.CHOICE:
            expected |= {f"{field.name}.{option.key}" for option in field.options}
        else:
            expected.add(field.name)
    assert set(word_controls(blank_word(form))) == expected


def test_a_blank_holds_no_answer(form: Form):
    assert set(word_controls(blank_word(form)).values()) == {""}


def test_tags_and_titles_are_as_short_as_word_wants_them_and_numbers_differ(form: Form):
    root = etree.fromstring(parts(blank_word(form))["word/document.xml"])
    numbers: list[str] = []
    for properties in root.iter(f"{{{W}}}sdtPr"):
        for name in ("tag", "alias"):
            assert 0 < len(properties.find(f"{{{W}}}{name}").get(f"{{{W}}}val")) <= MOST_LETTERS
        numbers.append(properties.find(f"{{{W}}}id").get(f"{{{W}}}val"))
    assert len(set(numbers)) == len(numbers)


def test_header_and_footer_are_marked_and_say_which_blank_it_is(form: Form):
    made = parts(blank_word(form))
    assert MARKING in words(made["word/header1.xml"])
    foot = words(made["word/footer1.xml"])
    assert MARKING in foot
    assert DANGER_LINE in foot
    assert f"Form {form.id} · version {form.version} · blank {blanks.serial_of(form)}" in foot
    body = made["word/document.xml"].decode()
    assert 'w:headerReference w:type="default"' in body
    assert 'w:footerReference w:type="default"' in body
    assert "titlePg" not in body  # the first page has the same header


def test_every_question_is_printed_with_its_number(form: Form):
    body = words(parts(blank_word(form))["word/document.xml"])
    for question in form.questions:
        assert f"{question.number}\u2003 {question.label}" in body
        for column in question.columns:
            assert column.label in body


def test_the_danger_questions_come_first(form: Form):
    body = words(parts(blank_word(form))["word/document.xml"])
    places = {q.id: body.index(f"{q.number}\u2003 {q.label}") for q in form.questions}
    danger = [places[question.id] for question in form.read_first()]
    home = {q.section for q in form.questions if q.read_first}
    others = [places[q.id] for q in form.questions if q.section not in home]
    assert not danger or max(danger) < min(others)


def test_the_properties_say_which_blank_it_is_and_name_nobody():
    made = parts(
        blanks.word(
            a_small_form(), fonts=FONTS, marking=MARKING, public_name=PANEL, serial="ABCD2345",
            set_ref="WP-7KQ4", token="t0ken",
        )
    )  # fmt: skip
    custom = etree.fromstring(made["docProps/custom.xml"])
    assert {one.get("name"): one[0].text or "" for one in custom} == {
        "form_id": "small_form",
        "form_version": "1",
        "panel_id": "anytown",
        "blank_serial": "ABCD2345",
        "set_ref": "WP-7KQ4",
        "token": "t0ken",
    }
    core = etree.fromstring(made["docProps/core.xml"])
    assert [(etree.QName(one).localname, one.text) for one in core] == [
        ("title", f"A small form, {PANEL}"),
        ("language", "en-GB"),
    ]
    assert sorted(made) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "docProps/custom.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer1.xml",
        "word/header1.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]


def test_long_tables_repeat_their_heading_and_no_row_is_cut(form: Form):
    root = etree.fromstring(parts(blank_word(form))["word/document.xml"])
    for row in root.iter(f"{{{W}}}tr"):
        assert row.find(f"{{{W}}}trPr/{{{W}}}cantSplit") is not None
    if any(question.rows_of for question in form.questions):
        assert root.find(f".//{{{W}}}tblHeader") is not None


def test_the_same_form_gives_the_same_bytes(form: Form):
    serial = blanks.serial_of(form)
    again = blanks.word(form, fonts=FONTS, marking=MARKING, public_name=PANEL, serial=serial)
    assert again == blank_word(form)


def test_every_part_keeps_to_the_schema(form: Form):
    from forms import filled  # noqa: PLC0415  beside its use

    schema = etree.XMLSchema(
        etree.parse(corpus_file("refdata", "ecma376-transitional-xsd", "wml.xsd"))
    )
    for document in (blank_word(form), filled.word(blank_word(form), values_for(form))):
        for name, part in parts(document).items():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(part)
                for newer in list(root.iter(f"{{{W14}}}checkbox")):
                    newer.getparent().remove(newer)
                root.attrib.pop(f"{{{MC}}}Ignorable", None)
                assert schema.validate(root), (name, schema.error_log.last_error)
