"""Agenda, pack, extract and action log as whole papers: marked, complete, nobody else's."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.document import Audience, CaseSheet, Grid, Line, Section
from casework.identifiers import found_in
from generators import action_log, agenda, pack, template
from generators.paper import Made
from generators.readback import NotProved, page_texts, squeezed
from generators.render import Renderer
from generators.template import SHIPPED
from tests.support.contents import (
    FONTS,
    MARKING,
    a_log,
    a_pack,
    a_sheet,
    an_action,
    an_agenda,
    an_item,
    keep_template,
    parts_of,
    references,
    with_parts,
)
from tests.support.corpus import corpus_file

CASES = references(3)
HOW = {"templates": SHIPPED, "fonts": FONTS, "renderer": Renderer.DXPDF}


def _pack(*cases: str, **changes: object) -> Made:
    return pack.make(a_pack(*cases, **changes), **HOW)


def _agenda() -> Made:
    return agenda.make(an_agenda(*CASES), edition="A 2026-12-17 v2", **HOW)


def _log() -> Made:
    return action_log.make(a_log(), **HOW)


ALL: list[Callable[[], Made]] = [lambda: _pack(*CASES), _agenda, _log]


@pytest.mark.parametrize("make", ALL)
def test_every_page_carries_marking_twice_and_its_number(make: Callable[[], Made]):
    made = make()
    texts = page_texts(made.pdf)
    assert len(texts) == made.proved.pages
    for number, text in enumerate(texts, start=1):
        assert text.count(MARKING) >= 2
        assert f"Page {number} of {len(texts)}" in text


@pytest.mark.parametrize("make", ALL)
def test_a_paper_has_no_data_beside_its_text(make: Callable[[], Made]):
    made = make()
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert set(document.docinfo.keys()) <= {"/Producer"}
        assert "/Metadata" not in document.Root
        assert str(document.Root.Lang) == "en-GB"
        assert not document.attachments
    names = set(parts_of(made.docx))
    assert not {name for name in names if "docProps" in name or "comments" in name}


@pytest.mark.parametrize("make", ALL)
def test_a_made_word_file_is_sound_by_the_schema(make: Callable[[], Made]):
    schema = etree.XMLSchema(
        etree.parse(corpus_file("refdata", "ecma376-transitional-xsd", "wml.xsd"))
    )
    for name, data in parts_of(make().docx).items():
        if name.startswith("word/") and name.endswith(".xml"):
            assert schema.validate(etree.fromstring(data)), (name, schema.error_log)


def test_the_shipped_templates_are_approved_and_without_fault():
    files = sorted(SHIPPED.glob("*.docx"))
    assert [file.stem for file in files] == ["action_log", "agenda", "cover_sheet", "pack"]
    approved = (SHIPPED / "approved.sha256").read_text()
    for file in files:
        assert template.check(file) == ()
        assert file.name in approved


def test_the_same_pack_is_the_same_files():
    one, two = _pack(*CASES), _pack(*CASES)
    assert (one.docx, one.pdf) == (two.docx, two.pdf)


def test_a_pack_says_which_pages_each_case_has():
    made = _pack(*CASES)
    texts = page_texts(made.pdf)
    assert list(made.pages_of) == list(CASES)
    for case, (first, last) in made.pages_of.items():
        for text in texts[first - 1 : last]:
            assert set(found_in(text, "WP")) == {case}
        assert f"Anna Example of {case}" in texts[first - 1]


def test_each_case_starts_on_a_page_of_its_own_after_cover_and_agenda():
    made = _pack(*CASES)
    starts = [first for first, _ in made.pages_of.values()]
    assert starts == sorted(set(starts))
    assert starts[0] > 2
    texts = page_texts(made.pdf)
    assert "Panel papers" in texts[0]
    assert "Agenda" in texts[1]
    assert "Outstanding actions of your agency" in texts[-1]


def test_every_value_of_a_pack_can_be_read_in_it():
    made = _pack(*CASES)
    text = squeezed("".join(page_texts(made.pdf)))
    for wanted in (
        "Demo Panel of Many Agencies", "Thursday 31 December 2026", "P 2026-12-17 v1",
        "Other procedures come first.", "She said so.", "Twice.", "Child Two", "10:12am",
        "Visit with the outreach worker", "Moved away", "A case was added.",
    ):  # fmt: skip
        assert squeezed(wanted) in text


@pytest.mark.parametrize("audience", [Audience.INVITEE, Audience.REFERRER])
def test_an_extract_holds_one_case_its_own_slot_and_nothing_else(audience: Audience):
    case = CASES[1]
    whole = a_pack(*CASES)
    extract = replace(
        whole,
        agenda=replace(whole.agenda, items=(an_item(case, 1),)),
        sheets=(a_sheet(case),),
        audience=audience,
    )
    made = pack.make(extract, **HOW, foreign=(CASES[0], CASES[2]))
    text = "\n".join(page_texts(made.pdf))
    assert "Papers for one case" in text
    assert set(found_in(text, "WP")) == {case}
    assert "Outstanding actions" not in text
    assert "Minutes of the last meeting" not in text
    assert list(made.pages_of) == [case]


def test_a_foreign_word_stops_a_pack():
    with pytest.raises(NotProved):
        pack.make(a_pack(*CASES[:1]), **HOW, foreign=(f"Anna Example of {CASES[0]}",))


def test_an_extra_pack_says_that_it_is_one():
    assert "Extra papers" in page_texts(_pack(CASES[0], supplementary=True).pdf)[0]


def test_an_urgent_case_says_so_at_the_top():
    sheets = (a_sheet(CASES[0], urgent=True),)
    made = _pack(CASES[0], sheets=sheets)
    first = made.pages_of[CASES[0]][0]
    assert "Urgent: to be heard first" in page_texts(made.pdf)[first - 1]


def test_not_possible_stands_apart_from_open():
    text = "\n".join(page_texts(_agenda().pdf))
    assert text.index("A-4F1K") < text.index("Not possible") < text.index("A-4F2K")


def test_an_empty_meeting_still_has_its_papers():
    nothing = an_agenda(apologies=(), open_actions=(), changes=())
    made = agenda.make(nothing, edition="A 2026-12-17 v1", **HOW)
    text = "\n".join(page_texts(made.pdf))
    assert "No cases so far." in text
    assert "There are none." in text
    log = action_log.make(a_log(actions=(), earlier=()), **HOW)
    assert page_texts(log.pdf)[0].count("There are none.") == 2
    empty = pack.make(replace(a_pack(), agenda=nothing, actions=()), **HOW)
    assert dict(empty.pages_of) == {}


LONG = "A sentence of an account that goes on. " * 500  # about 20,000 letters


def test_no_line_of_a_very_long_answer_is_lost():
    sheet = CaseSheet(
        reference=CASES[0],
        heading="A. B.",
        referring_agency="Demo " * 60,
        route="With consent",
        sections=(
            Section(
                title="Risk",
                lines=(
                    Line(label="Why", text=f"BEGIN {LONG} END"),
                    Line(label="W" * 300, text="M" * 5000),
                    Line(label="Lines", text="\n".join(f"line {n} of many" for n in range(300))),
                ),
                grids=(
                    Grid(
                        title="Seven columns",
                        headings=tuple(f"Heading {n}" for n in range(7)),
                        rows=(tuple(f"{n}{LONG[:4000]}{n}" for n in range(7)),),
                    ),
                ),
            ),
        ),
    )
    made = _pack(CASES[0], sheets=(sheet,))
    text = squeezed("".join(page_texts(made.pdf)))
    assert "line299ofmany" in text
    assert text.count("goeson") > 1000


def test_long_texts_of_every_other_cell_are_whole_too():
    item = an_item(
        CASES[0], 1, shown="S" * 400, area="A" * 400, agency="G" * 400, presenter="P" * 400,
        who="H, " * 300, standing="N" * 300, route="R" * 300, slot="T" * 200,
    )  # fmt: skip
    action = an_action(
        1, text=LONG[:6000], agency="G" * 500, owner="O" * 500, reason="R" * 900, due="D" * 300,
        status="S" * 200, overdue="V" * 300,
    )  # fmt: skip
    _pack(CASES[0], agenda=an_agenda(items=(item,), open_actions=(action,)), actions=(action,))
    log = a_log(actions=(replace(action, done="E" * 80, last_update="U" * 80),), earlier=(action,))
    action_log.make(log, **HOW)


def test_what_referrers_write_in_any_script_is_in_the_pack_or_written_out():
    sheet = a_sheet(
        CASES[0],
        heading="محمد أحمد",
        sections=(
            Section(
                title="The person",
                lines=(
                    Line(label="Name", text="Zażółć O'Neill & Sons <b> {{ 7*7 }} {% if %}"),
                    Line(label="Alias", text="王芳 / שלום / Ελένη"),
                ),
            ),
        ),
    )
    made = _pack(CASES[0], sheets=(sheet,))
    assert made.written_out == 2
    text = "".join(page_texts(made.pdf))
    assert "[U+738B U+82B3]" in text
    assert "{{ 7*7 }} {% if %}" in text


def test_a_template_that_leaves_a_value_out_makes_no_paper(tmp_path: Path):
    for file in SHIPPED.glob("*"):
        if file.is_file():
            shutil.copy(file, tmp_path)
    data = (SHIPPED / "pack.docx").read_bytes()
    document = parts_of(data)["word/document.xml"]
    assert b"{{ line.text }}" in document
    without = with_parts(
        data, word__document_dot_xml=document.replace(b"{{ line.text }}", b"left out")
    )
    keep_template(tmp_path / "pack.docx", without)
    with pytest.raises(NotProved) as refused:
        pack.make(a_pack(*CASES), templates=tmp_path, fonts=FONTS, renderer=Renderer.DXPDF)
    assert any("sheet 1" in line for line in refused.value.details)
    assert "Anna" not in "\n".join(refused.value.lines())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_the_same_pack_is_proved_when_libreoffice_draws_it():
    made = pack.make(a_pack(*CASES), templates=SHIPPED, fonts=FONTS, renderer=Renderer.LIBREOFFICE)
    assert list(made.pages_of) == list(CASES)


def test_a_made_word_file_opens_as_a_zip_without_a_damaged_part():
    with zipfile.ZipFile(io.BytesIO(_log().docx)) as archive:
        assert archive.testzip() is None
