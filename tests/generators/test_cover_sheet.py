"""The cover sheet that goes with a blank when a form cannot be marked."""

from __future__ import annotations

from generators import cover_sheet
from generators.cover_sheet import CoverSheet
from generators.readback import page_texts, squeezed
from generators.render import Renderer
from generators.template import SHIPPED
from tests.support.contents import FONTS, MARKING, a_gap

HOW = {"templates": SHIPPED, "fonts": FONTS, "renderer": Renderer.DXPDF}


def _text(count: int, closes: str = "5pm on Monday 14 December 2026") -> str:
    sheet = CoverSheet(
        reference="WP-7KQ4",
        gaps=tuple(a_gap(number) for number in range(count, 0, -1)),
        marking=MARKING,
        phone="0000 000 000",
        closes=closes,
    )
    return "\n".join(page_texts(cover_sheet.make(sheet, **HOW).pdf))


def test_it_lists_every_gap_by_question_with_the_numbers_of_the_mail():
    text = _text(3)
    for number in (1, 2, 3):
        assert f"{number} Page 1, question {number} choose Yes, No or Unknown." in text
    assert "Form WP-7KQ4" in text
    assert "Send it by 5pm on Monday 14 December 2026." in text
    assert "call 999" in text


def test_many_gaps_go_on_over_the_pages_each_marked():
    text = squeezed(_text(60))
    assert squeezed("Page 1, question 60") in text
    assert text.count(squeezed(MARKING)) >= 4


def test_without_a_deadline_none_is_named():
    assert "Send it by" not in _text(1, closes="")
