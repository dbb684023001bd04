"""The referrer's own Word form, marked: yellow and numbered, with comments, and clean again."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.document import Gap
from confine.cage import Refusal
from forms import blanks, filled
from generators import marked_docx, marks
from tests.support.contents import FONTS, W, a_gap, parts_of, with_parts
from tests.support.corpus import corpus_file
from tests.support.forms import a_form

YELLOW = "FFF04D"
TYPED = {"person_name": "O'Neill & Sons"}


def _form() -> bytes:
    form = a_form("wesp_consent")
    return blanks.word(
        form, fonts=FONTS, marking="STRICTLY CONFIDENTIAL", public_name="Panel",
        serial=blanks.serial_of(form), set_ref="WP-7KQ4",
    )  # fmt: skip


FORM = _form()
TAGS = [
    str(tag.get(f"{W}val"))
    for tag in etree.fromstring(parts_of(FORM)["word/document.xml"]).iter(f"{W}tag")
]
TEXT_TAG = next(tag for tag in TAGS if "." not in tag)
CHOICE = next(tag.partition(".")[0] for tag in TAGS if tag.endswith(".yes"))
GAPS = (a_gap(1, TEXT_TAG), a_gap(2, CHOICE))


def _marked(*gaps: Gap, form: bytes = FORM, token: str = "") -> bytes:
    return marked_docx.mark(form, gaps=marks.to_json(gaps), token=token)


def _document(docx: bytes) -> etree._Element:
    return etree.fromstring(parts_of(docx)["word/document.xml"])


def _canonical(docx: bytes) -> bytes:
    return etree.tostring(_document(docx), method="c14n")


def _controls(docx: bytes) -> dict[str, str]:
    """Every content control of the form with the text in it, our numbers left out."""
    return {
        str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")): "".join(
            control.find(f"{W}sdtContent").itertext()
        )
        for control in _document(docx).iter(f"{W}sdt")
        if not str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")).startswith("panel-gap-")
    }


def _comments(docx: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(parts_of(docx).get("word/comments.xml", b"<none/>"))
    return [
        (str(comment.get(f"{W}author")), "".join(comment.itertext()))
        for comment in root.iter(f"{W}comment")
    ]


def test_every_control_and_every_typed_text_is_still_there():
    own = filled.word(FORM, {TEXT_TAG: TYPED["person_name"]})
    assert _controls(own)[TEXT_TAG] == TYPED["person_name"]
    assert _controls(_marked(*GAPS, form=own)) == _controls(own)


def test_each_gap_has_a_number_a_comment_and_yellow():
    marked = _marked(*GAPS)
    root = _document(marked)
    numbers = [
        "".join(control.itertext())
        for control in root.iter(f"{W}sdt")
        if str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")).startswith("panel-gap-")
    ]
    assert sorted(numbers) == ["[1] ", "[2] "]
    assert _comments(marked) == [
        ("Panel coordinator", "1. choose Yes, No or Unknown. (section 12)"),
        ("Panel coordinator", "2. choose Yes, No or Unknown. (section 12)"),
    ]
    for tag in (TEXT_TAG, f"{CHOICE}.yes"):
        control = next(
            found
            for found in root.iter(f"{W}sdt")
            if found.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == tag
        )
        fills = {shade.get(f"{W}fill") for shade in control.iter(f"{W}shd")}
        assert YELLOW in fills
    assert len(list(root.iter(f"{W}commentReference"))) == 2


def test_a_field_that_is_no_gap_is_not_yellow():
    root = _document(_marked(*GAPS))
    for control in root.iter(f"{W}sdt"):
        tag = str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val"))
        if not marks.belongs(tag, (TEXT_TAG, CHOICE)) and not tag.startswith("panel-gap-"):
            assert YELLOW not in {shade.get(f"{W}fill") for shade in control.iter(f"{W}shd")}


def test_marks_come_off_and_the_form_is_as_it_was():
    assert _canonical(marked_docx.unmark(_marked(*GAPS))) == _canonical(FORM)
    assert _comments(marked_docx.unmark(_marked(*GAPS))) == []


def test_a_number_whose_control_another_program_dissolved_comes_off_too():
    root = _document(_marked(*GAPS))
    for control in list(root.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        for node in content:
            control.addprevious(node)
        control.getparent().remove(control)
    dissolved = with_parts(_marked(*GAPS), word__document_dot_xml=etree.tostring(root))
    assert "[1] " in "".join(_document(dissolved).itertext())
    text = "".join(_document(marked_docx.unmark(dissolved)).itertext())
    assert "[1]" not in text
    assert "[2]" not in text


def test_a_second_return_takes_the_first_marks_off():
    again = _marked(a_gap(1, CHOICE), form=_marked(*GAPS))
    assert _canonical(again) == _canonical(_marked(a_gap(1, CHOICE)))
    assert len(_comments(again)) == 1


def test_a_referrers_own_comment_stays():
    own = with_parts(
        FORM,
        word__comments_dot_xml=(
            f'<w:comments xmlns:w="{W.strip("{}")}"><w:comment w:id="7" w:author="Somebody">'
            "<w:p><w:r><w:t>mine</w:t></w:r></w:p></w:comment></w:comments>"
        ).encode(),
    )
    assert _comments(_marked(a_gap(1, CHOICE), form=own))[0] == ("Somebody", "mine")
    assert _comments(marked_docx.unmark(_marked(a_gap(1, CHOICE), form=own))) == [
        ("Somebody", "mine")
    ]


def test_the_hidden_token_is_set():
    assert b"T0K3N" in parts_of(_marked(*GAPS, token="T0K3N"))["docProps/custom.xml"]


def test_a_marked_form_is_sound_by_the_schema():
    schema = etree.XMLSchema(
        etree.parse(corpus_file("refdata", "ecma376-transitional-xsd", "wml.xsd"))
    )
    marked = parts_of(_marked(*GAPS))
    for name in ("word/document.xml", "word/comments.xml"):
        root = etree.fromstring(marked[name])
        for node in list(root.iter("{http://schemas.microsoft.com/office/word/2010/wordml}*")):
            node.getparent().remove(node)
        for key in [key for key in root.attrib if "Ignorable" in str(key)]:
            del root.attrib[key]
        assert schema.validate(root), (name, schema.error_log)


BLOCK = (
    f'<w:document xmlns:w="{W.strip("{}")}"><w:body><w:sdt>'
    '<w:sdtPr><w:tag w:val="notes"/></w:sdtPr>'
    "<w:sdtContent><w:p><w:r><w:t>text</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    "<w:p><w:r><w:t>after</w:t></w:r></w:p></w:body></w:document>"
).encode()


def test_a_control_around_paragraphs_gets_its_number_above_and_loses_it_again():
    own = with_parts(FORM, word__document_dot_xml=BLOCK)
    marked = _marked(a_gap(1, "notes"), form=own)
    assert ["".join(paragraph.itertext()) for paragraph in _document(marked).iter(f"{W}p")] == [
        "[1] ",
        "text",
        "after",
    ]
    assert _canonical(marked_docx.unmark(marked)) == _canonical(own)


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "text">]><x>&e;</x>'
NO_CONTROLS = f'<w:document xmlns:w="{W.strip("{}")}"><w:body/></w:document>'.encode()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (b"not a zip", "not-word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not-word"),  # a locked Word file
        (_zip(readme=b"hello"), "not-word"),
        (with_parts(FORM, word__document_dot_xml=b"<broken"), "not-word"),
        (with_parts(FORM, word__document_dot_xml=DOCTYPE), "not-word"),
        (with_parts(FORM, word__vbaProject_dot_bin=b"x"), "macros"),
        (with_parts(FORM, word__document_dot_xml=NO_CONTROLS), "no-fields"),
        (_zip(bomb=b"\x00" * 100_000_001), "too-large"),
        (FORM[: len(FORM) // 2], "not-word"),
    ],
    ids=["text", "ole", "other-zip", "broken-xml", "doctype", "macros", "flat", "bomb", "cut"],
)  # fmt: skip
def test_a_file_that_cannot_be_marked_is_refused_by_a_code(form: bytes, code: str):
    with pytest.raises(Refusal) as refused:
        _marked(*GAPS, form=form)
    assert refused.value.code == code


def test_a_gap_that_has_no_place_on_this_form_is_refused_so_that_numbers_agree():
    with pytest.raises(Refusal) as refused:
        _marked(a_gap(1, CHOICE), a_gap(2, "not_on_this_form"))
    assert refused.value.code == "gap-not-found"


def test_it_can_be_warmed():
    marked_docx.warm()
