"""Templates and what strangers write into them (S5, S6, S29, B1).

Killed by these tests: autoescape off, values not made printable, `{_{` left to docxtpl, a template
opened without approval, a value rendered twice.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.text import printable
from generators import template
from generators.template import (
    NotPlain,
    TemplateMissing,
    TemplateNotApproved,
    TemplateWrong,
    plain,
    render,
)
from tests.support.contents import (
    MARKING,
    a_sheet,
    a_template,
    keep_template,
    parts_of,
    with_parts,
    word_paragraphs,
)
from tools.word_parts import PORTRAIT, paragraph, word_file

PAYLOADS = (
    "{{ 7*7 }}", "{{7*7}}", "{% for x in y %}", "{%p for x in y %}", "{# note #}", "{{r value }}",
    "{{p value }}", "{_{ 7*7 }_}", "{_% if x %_}", "%_}", "{{ cycler.__init__.__globals__ }}",
    "Smith & Sons <b>", "</w:t></w:r></w:p><w:p><w:r><w:t>No further action agreed",
    "<w:br/>", "&amp;", "&#x41;", "]]>", "<!-- -->", "a\tb", "a\nb", "\"'", "\\n", "_", "{", "}",
    "{{", "}}", "{ {", "%}", "<RichText>", "a\u00a0b", "  two  blanks  ",
)  # fmt: skip


def _same(text: str) -> str:
    return text


def _context(**values: object) -> dict[str, object]:
    return {"marking": MARKING, "edition": "T v1", **values}


@pytest.fixture(scope="module")
def two_fields(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_template(
        tmp_path_factory.mktemp("templates"),
        "{{ one }}",
        "Risk: HIGH",
        "Then {{ two }}.",
        "The end",
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_template_text_inside_an_answer_stays_text(two_fields: Path, payload: str):
    made = render(two_fields, _context(one=payload, two=payload))
    assert word_paragraphs(made) == [payload, "Risk: HIGH", f"Then {payload}.", "The end"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    one=st.text(max_size=60), two=st.text(alphabet="{}_%<>&#\"'\n\t \ud800\x00\u202e", max_size=30)
)
def test_every_text_comes_through_word_letter_by_letter(two_fields: Path, one: str, two: str):
    shown = {"one": plain(one, _same), "two": plain(two, _same)}
    made = render(two_fields, _context(**shown))
    assert shown == {"one": printable(one)[0], "two": printable(two)[0]}
    assert word_paragraphs(made) == [shown["one"], "Risk: HIGH", f"Then {shown['two']}.", "The end"]


def test_a_lone_surrogate_costs_nothing_but_itself(two_fields: Path):
    shown = plain("before \ud800 after", _same)
    assert word_paragraphs(render(two_fields, _context(one=shown, two="2"))) == [
        "before \ufffd after", "Risk: HIGH", "Then 2.", "The end",
    ]  # fmt: skip


def test_the_same_values_make_the_same_bytes(two_fields: Path):
    made = [render(two_fields, _context(one="1", two="2")) for _ in range(2)]
    assert made[0] == made[1]


def test_a_frozen_value_becomes_plain_tables_lists_and_texts():
    shown = plain(a_sheet("WP-7KQ4", urgent=True), str.upper)
    assert isinstance(shown, dict)
    assert shown["urgent"] is True
    assert shown["heading"] == "A. B., 34"
    assert shown["printed_lines"] == ["OTHER PROCEDURES COME FIRST."]
    assert plain([1, dt.date(2026, 12, 17)], _same) == [1, dt.date(2026, 12, 17)]


@pytest.mark.parametrize("value", [b"bytes", 1.5, object(), {"x": b"bytes"}, None])
def test_what_is_not_plain_is_refused(value: object):
    with pytest.raises(NotPlain):
        plain(value, _same)


def test_an_unapproved_template_is_refused(tmp_path: Path):
    changed = a_template(tmp_path, "{{ one }}", approve=False)
    with pytest.raises(TemplateNotApproved) as refused:
        render(changed, _context(one="1"))
    assert "sha256sum" in refused.value.lines()[-1]


def test_a_changed_template_is_refused_until_it_is_approved(tmp_path: Path):
    path = a_template(tmp_path, "{{ one }}")
    render(path, _context(one="1"))
    data = word_file(paragraph("Else {{ one }}"), title="Test", paper=PORTRAIT)
    path.write_bytes(data)
    with pytest.raises(TemplateNotApproved):
        render(path, _context(one="1"))
    keep_template(path, data)
    assert word_paragraphs(render(path, _context(one="1"))) == ["Else 1"]


def test_a_missing_template_says_so(tmp_path: Path):
    with pytest.raises(TemplateMissing):
        render(tmp_path / "agenda.docx", {})
    with pytest.raises(TemplateMissing):
        template.check(tmp_path / "agenda.docx")


def test_a_name_the_template_does_not_know_is_a_fault_and_not_a_gap(tmp_path: Path):
    path = a_template(tmp_path, "{{ one }} {{ surely_not_there }}")
    with pytest.raises(TemplateWrong) as wrong:
        render(path, _context(one="a value of a case"))
    assert "surely_not_there" in wrong.value.details[0]
    assert "a value of a case" not in "\n".join(wrong.value.lines())


def test_a_template_that_reaches_for_python_is_stopped(tmp_path: Path):
    path = a_template(tmp_path, "{{ one.__class__.__mro__ }}")
    with pytest.raises(TemplateWrong):
        render(path, _context(one="1"))


def test_a_broken_tag_is_named_with_its_place(tmp_path: Path):
    path = a_template(tmp_path, "fine", "{% if one %}")
    with pytest.raises(TemplateWrong) as wrong:
        render(path, _context(one="1"))
    assert "near paragraph" in wrong.value.details[0]


CHANGE = b'<w:ins w:id="1" w:author="Somebody"><w:r><w:t>new</w:t></w:r></w:ins>'


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("word/document.xml", b"<w:r><w:t", CHANGE + b"<w:r><w:t", "paragraph 1: a tracked change"),
        ("word/document.xml", b"<w:r><w:t", b'<w:r><w:commentReference w:id="0"/></w:r><w:r><w:t',
         "paragraph 1: a comment"),
        ("word/document.xml", b"<w:r><w:t", b"<w:r><w:rPr><w:vanish/></w:rPr><w:t",
         "paragraph 1: hidden text"),
        ("word/document.xml", b"<w:r><w:t", b'<w:fldSimple w:instr="INCLUDETEXT x"/><w:r><w:t',
         "paragraph 1: a field that is no page number"),
        ("word/header1.xml", b"{{ marking }}", b"PRIVATE", "header of the default pages"),
        ("word/footer1.xml", b"{{ marking }}", b"PRIVATE", "footer of the default pages"),
        ("word/document.xml", b"<w:pgSz", b"<w:titlePg/><w:pgSz", "header of the first pages"),
        ("word/settings.xml", b"<w:compat>", b"<w:evenAndOddHeaders/><w:compat>",
         "header of the even pages"),
        ("word/document.xml", b"{{ one }}", b"{{r one }}", "a tag that would run values"),
    ],
)  # fmt: skip
def test_a_template_with_hidden_things_or_without_marking_is_refused_by_place(
    tmp_path: Path, part: str, old: bytes, new: bytes, said: str
):
    good = a_template(tmp_path, "{{ one }}")
    parts = parts_of(good.read_bytes())
    assert old in parts[part]
    name = part.replace("/", "__").replace(".", "_dot_")
    bad = with_parts(good.read_bytes(), **{name: parts[part].replace(old, new, 1)})
    path = keep_template(tmp_path / "bad.docx", bad)
    with pytest.raises(TemplateWrong) as wrong:
        render(path, _context(one="1"))
    assert any(said in line for line in wrong.value.details), wrong.value.details


CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Somebody'
    b"</dc:creator></cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("docProps__core_dot_xml", CORE, "docProps/core.xml: an author is named"),
        ("word__comments_dot_xml", b"<x/>", "word/comments.xml: a comment"),
        ("word__vbaProject_dot_bin", b"x", "word/vbaProject.bin: a macro"),
        ("docProps__custom_dot_xml", b"<x/>", "docProps/custom.xml"),
        ("word__embeddings__a_dot_xlsx", b"x", "an embedded file"),
    ],
)
def test_a_template_with_a_part_too_many_is_refused(
    tmp_path: Path, name: str, data: bytes, said: str
):
    good = a_template(tmp_path, "{{ one }}")
    path = keep_template(tmp_path / "bad.docx", with_parts(good.read_bytes(), **{name: data}))
    assert any(said in line for line in template.check(path))
    with pytest.raises(TemplateWrong):
        render(path, _context(one="1"))


def test_all_that_is_wrong_with_a_template_is_said_at_once(tmp_path: Path):
    good = a_template(tmp_path, "{{ one }}")
    header = parts_of(good.read_bytes())["word/header1.xml"].replace(b"{{ marking }}", b"x")
    bad = with_parts(
        good.read_bytes(), word__header1_dot_xml=header, word__comments_dot_xml=b"<x/>"
    )
    assert len(template.check(keep_template(tmp_path / "bad.docx", bad))) == 2


def test_a_file_that_is_no_word_file_is_named(tmp_path: Path):
    path = keep_template(tmp_path / "bad.docx", b"not a zip")
    with pytest.raises(TemplateWrong):
        render(path, {})


def test_what_word_leaves_behind_is_not_in_a_made_paper(tmp_path: Path):
    good = a_template(tmp_path, "{{ one }}")
    parts = parts_of(good.read_bytes())
    left = with_parts(
        good.read_bytes(),
        docProps__thumbnail_dot_jpeg=b"picture",
        customXml__item1_dot_xml=b"<secret/>",
        word__settings_dot_xml=parts["word/settings.xml"].replace(
            b"<w:compat>", b'<w:rsids><w:rsidRoot w:val="00112233"/></w:rsids><w:compat>'
        ),
        word__document_dot_xml=parts["word/document.xml"].replace(
            b"<w:p>", b'<w:p w:rsidR="00112233" w:rsidRDefault="00112233">'
        ),
    )
    made = render(keep_template(tmp_path / "left.docx", left), _context(one="the words rsid stay"))
    names = set(parts_of(made))
    assert names == {
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "word/settings.xml", "word/header1.xml", "word/footer1.xml",
    }  # fmt: skip
    assert not any(b"00112233" in data for data in parts_of(made).values())
    assert word_paragraphs(made) == ["the words rsid stay"]
