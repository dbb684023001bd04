"""What the shipped fonts cannot draw is written out (safety B1, multi-script names)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFontFile

from casework.text import printable
from generators.glyphs import FACES, FontMissing, coverage, written_out
from tests.support.contents import FONTS


@pytest.mark.parametrize(
    ("text", "shown", "count"),
    [
        ("Anna O'Neill", "Anna O'Neill", 0),
        ("Zażółć gęślą jaźń", "Zażółć gęślą jaźń", 0),
        ("Ελένη Їжак Հայ ქართ", "Ελένη Їжак Հայ ქართ", 0),
        ("محمد שלום", "محمد שלום", 0),
        ("王芳", "[U+738B U+82B3]", 2),
        ("Ania 王 (สวัสดี)", "Ania [U+738B] ([U+0E2A U+0E27 U+0E31 U+0E2A U+0E14 U+0E35])", 7),
        ("thumb \U0001f44d up", "thumb [U+1F44D] up", 1),
        ("tick \uf0a8", "tick [U+F0A8]", 1),
        ("bell \x07", "bell [U+0007]", 1),
        ("line\nand\ttab\u00a0end", "line\nand\ttab\u00a0end", 0),
        ("heart \u2764\ufe0f", "heart \u2764\ufe0f", 0),
        ("", "", 0),
    ],
)
def test_a_character_without_a_glyph_becomes_its_code(text: str, shown: str, count: int):
    assert written_out(text, FONTS) == (shown, count)


@given(st.text(max_size=40))
def test_no_character_is_lost(text: str):
    clean = printable(text)[0]
    shown, count = written_out(clean, FONTS)
    back = re.sub(
        r"\[(U\+[0-9A-F]{4,6}(?: U\+[0-9A-F]{4,6})*)\]",
        lambda found: "".join(
            chr(int(code.removeprefix("U+"), base=16)) for code in found[1].split()
        ),
        shown,
    )
    assert back == clean or "[U+" in clean
    assert (count == 0) == (shown == clean)


@pytest.mark.parametrize("face", FACES)
def test_our_reading_of_a_font_is_another_programs_reading(face: str):
    theirs = {code for code, glyph in TTFontFile(str(FONTS / face)).charToGlyph.items() if glyph}
    assert theirs <= coverage(FONTS)
    assert len(theirs) > 2000


def test_a_missing_font_is_a_fault_with_its_name(tmp_path: Path):
    with pytest.raises(FontMissing, match="LiberationSans-Regular"):
        written_out("Zażółć", tmp_path)


def test_a_damaged_font_is_a_fault(tmp_path: Path):
    for face in FACES:
        shutil.copy(FONTS / face, tmp_path)
    (tmp_path / FACES[0]).write_bytes((FONTS / FACES[0]).read_bytes()[:200])
    with pytest.raises(FontMissing):
        coverage(tmp_path)
