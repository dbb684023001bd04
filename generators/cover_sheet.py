"""The numbered cover sheet that goes with a fresh blank when a form could not be marked.

It names questions and what would satisfy them, never what was written (forms, 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.document import Gap
from generators import paper
from generators.agenda import plain_rows
from generators.paper import Made, Typesetter
from generators.readback import Expected
from generators.render import Renderer
from generators.template import Plain

FILE = "cover_sheet.docx"
_LETTERS = {"place": 24, "text": 52}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What stands on the sheet; `closes` is "5pm on Monday 14 December 2026" or empty."""

    reference: str
    gaps: tuple[Gap, ...]
    marking: str
    phone: str
    closes: str = ""


def make(
    sheet: CoverSheet,
    *,
    templates: Path,
    fonts: Path,
    renderer: Renderer,
    foreign: Sequence[str] = (),
) -> Made:
    """The proved cover sheet, its numbers those of the mail."""
    setter = Typesetter(fonts)
    gaps: list[Plain] = []
    for gap in sorted(sheet.gaps, key=lambda gap: gap.number):
        texts = {"number": str(gap.number), "place": gap.place, "text": gap.text}
        gaps += plain_rows(texts, _LETTERS, setter)
    context: dict[str, Plain] = {
        "marking": setter.plain(sheet.marking),
        "edition": setter.plain(sheet.reference),
        "reference": setter.plain(sheet.reference),
        "closes": setter.plain(sheet.closes),
        "phone": setter.plain(sheet.phone),
        "gaps": gaps,
    }
    expected = Expected(
        marking=sheet.marking,
        values=tuple(paper.texts_in(context)),
        references=(sheet.reference,),
    )
    return paper.make(
        templates / FILE,
        context,
        expected,
        fonts=fonts,
        renderer=renderer,
        foreign=foreign,
        count=setter.count,
    )
