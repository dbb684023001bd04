"""Word to PDF: the product's own fonts, every script visible or written out, faults with words."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from generators.glyphs import FontMissing, written_out
from generators.readback import page_texts, squeezed
from generators.render import NotRendered, OfficeMissing, Renderer, to_pdf
from tests.support.contents import FONTS, with_parts
from tools.word_parts import PORTRAIT, cell, paragraph, row, table, word_file


def _drawn(*texts: str, renderer: Renderer = Renderer.DXPDF) -> bytes:
    body = "".join(paragraph(text) for text in texts)
    return to_pdf(word_file(body, title="Test", paper=PORTRAIT), fonts=FONTS, renderer=renderer)


@pytest.mark.parametrize(
    "text",
    ["Zażółć gęślą jaźń", "Nguyễn Thị Hồng", "Ελένη", "Україна", "Հայերեն", "ქართული", "office ffi",
     "“quoted” \u2013 dash …", "é e\u0301", "½ € £ ☐ ☒ ✓"],
)  # fmt: skip
def test_what_the_fonts_have_can_be_read_back(text: str):
    assert written_out(text, FONTS) == (text, 0)
    assert squeezed(text) in squeezed("".join(page_texts(_drawn(f"({text})"))))


@pytest.mark.parametrize("text", ["محمد أحمد", "שלום", "فارسی"])
def test_what_is_written_from_right_to_left_leaves_ink_for_every_word(text: str):
    assert written_out(text, FONTS)[1] == 0
    blank, inked = (_ink(_drawn(shown)) for shown in ("", text))
    assert inked > blank + 20 * len(text.split())


def test_an_uncovered_script_would_vanish_and_so_is_written_out():
    shown, _ = written_out("王芳", FONTS)
    assert _ink(_drawn("王芳")) == _ink(_drawn(""))  # why it has to be written out
    assert squeezed(shown) in squeezed("".join(page_texts(_drawn(shown))))


def test_every_template_font_is_drawn_with_ours_and_no_other():
    names = {
        name
        for page in _fonts(_drawn("Arial is not shipped, and Հայ has another"))
        for name in page
    }
    assert {name.partition("+")[2] for name in names} == {
        "LiberationSans", "LiberationSans-Bold", "DejaVuSans",
    }  # fmt: skip


def test_drawing_leaves_this_process_as_it_was():
    before = dict(os.environ)
    _drawn("text")
    assert dict(os.environ) == before


def test_drawing_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]):
    _drawn("text")
    assert capfd.readouterr() == ("", "")


def test_a_folder_without_our_fonts_is_a_fault(tmp_path: Path):
    with pytest.raises(FontMissing):
        to_pdf(b"", fonts=tmp_path, renderer=Renderer.DXPDF)


def test_a_file_that_the_renderer_cannot_draw_is_a_fault_with_a_way_out():
    whole = word_file(paragraph("x"), title="Test", paper=PORTRAIT)
    broken = with_parts(whole, _rels___dot_rels=b"<Relationships/>")
    with pytest.raises(NotRendered) as fault:
        to_pdf(broken, fonts=FONTS, renderer=Renderer.DXPDF)
    assert "libreoffice" in fault.value.lines()[-1]


def test_without_libreoffice_the_fault_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeMissing) as missing:
        _drawn("x", renderer=Renderer.LIBREOFFICE)
    assert "libreoffice-writer-nogui" in missing.value.lines()[-1]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_is_the_option():
    assert (
        "Hello of the option"
        in page_texts(_drawn("Hello of the option", renderer=Renderer.LIBREOFFICE))[0]
    )


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("above", range(26, 44))
def test_a_table_head_is_never_alone_at_the_foot_of_a_page(above: int, whole: bool):
    rows = [
        row([cell(paragraph("Column head", "CellHead"), PORTRAIT.text)], head=True),
        row([cell(paragraph("First row", "Cell"), PORTRAIT.text)], height=2000, whole=whole),
        row([cell(paragraph("Second row", "Cell"), PORTRAIT.text)]),
    ]
    body = (
        "".join(paragraph(f"line {number}") for number in range(above))
        + paragraph("Heading above the table", "Heading2")
        + table((PORTRAIT.text,), rows)
    )
    pdf = to_pdf(
        word_file(body, title="Test", paper=PORTRAIT), fonts=FONTS, renderer=Renderer.DXPDF
    )
    places = [
        next(number for number, text in enumerate(page_texts(pdf)) if wanted in text)
        for wanted in ("Heading above the table", "Column head", "First row")
    ]
    assert len(set(places)) == 1
    assert not any("\u00a4" in text for text in page_texts(pdf))


def test_a_first_row_that_may_be_divided_goes_on_on_the_next_page():
    lines = [f"line {number}." for number in range(100)]
    long = "".join(paragraph(line, "Cell") for line in lines)
    rows = [
        row([cell(paragraph("Column head", "CellHead"), PORTRAIT.text)], head=True),
        row([cell(long, PORTRAIT.text)], whole=False),
    ]
    body = paragraph("Heading above the table", "Heading2") + table((PORTRAIT.text,), rows)
    pdf = to_pdf(
        word_file(body, title="Test", paper=PORTRAIT), fonts=FONTS, renderer=Renderer.DXPDF
    )
    shown = "\n".join(page_texts(pdf))
    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize("columns", [1, 3])
def test_holding_a_head_to_its_row_draws_nothing_and_moves_nothing(columns: int):
    widths = (PORTRAIT.text // columns,) * columns
    rows = [
        row([cell(paragraph("Head", "CellHead"), width, fill="17365D") for width in widths],
            head=True),
        row([cell(paragraph("Row", "Cell"), width) for width in widths]),
    ]  # fmt: skip
    held = word_file(table(widths, rows), title="Test", paper=PORTRAIT)
    unheld = word_file(
        table(widths, [rows[0], rows[1].replace("<w:cantSplit/>", "")]),
        title="Test",
        paper=PORTRAIT,
    )
    pictures = [
        _picture(to_pdf(docx, fonts=FONTS, renderer=Renderer.DXPDF)) for docx in (held, unheld)
    ]
    assert pictures[0] == pictures[1]


def _picture(pdf: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=3).to_pil().tobytes()
    document.close()
    return picture


def _fonts(pdf: bytes) -> list[list[str]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            [str(font.BaseFont).lstrip("/") for _, font in page.obj.Resources.Font.items()]
            for page in document.pages
        ]


def _ink(pdf: bytes) -> int:
    """How many pixels of the body are dark."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1).to_pil().convert("L")
    document.close()
    width, height = picture.size
    return sum(picture.crop((0, 75, width, height - 75)).histogram()[:128])
