"""The panel's papers for one audience: cover, agenda, one case sheet a case, own actions (11.2).

A pack for an invitee, or for a referrer who presents, is the extract: a cover and the sheet of one
case. What may stand in it was decided before (`casework.disclosure`); a pack is made once for
everybody who may see the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from casework.document import Audience, CaseSheet, Grid, Line, Pack
from generators import agenda, paper
from generators.paper import Made, Typesetter
from generators.readback import Expected, Part
from generators.render import Renderer
from generators.template import Plain

FILE = "pack.docx"
AFTER_SHEETS = "Outstanding actions of your agency"
_COVER = frozenset({"panel", "date", "start", "venue", "chair", "convenor", "phone"})
_LINE_LETTERS = {"label": 18, "text": 55}
_COVER_LETTERS = {"shown": 28, "reference": 28, "slot": 16, "agency": 26}
_LETTERS_ACROSS = 84  # of a table as wide as the page


def make(
    pack: Pack,
    *,
    templates: Path,
    fonts: Path,
    renderer: Renderer,
    foreign: Sequence[str] = (),
) -> Made:
    """The proved pack. `foreign` are words of other cases that must stand nowhere in it."""
    setter = Typesetter(fonts)
    one_case = pack.audience in {Audience.INVITEE, Audience.REFERRER}
    head = agenda.sitting(pack.agenda.sitting, setter)
    sheets = [_sheet(sheet, setter) for sheet in pack.sheets]
    context: dict[str, Plain] = {
        "marking": setter.plain(pack.agenda.sitting.marking),
        "edition": setter.plain(pack.edition),
        "sitting": {key: text for key, text in head.items() if not one_case or key in _COVER},
        "destroy_by": setter.plain(pack.destroy_by),
        "cover": _cover(pack, setter),
    }
    if not one_case:
        context["agenda"] = agenda.table(pack.agenda, setter)
        context["own_actions"] = agenda.open_actions(pack.actions, setter)
    shown = tuple(paper.texts_in(context))
    expected = Expected(
        marking=pack.agenda.sitting.marking,
        values=shown,
        references=_references(pack, one_case=one_case),
        parts=tuple(
            Part(reference=sheet.reference, heading=_heading(plain), values=_values(plain))
            for sheet, plain in zip(pack.sheets, sheets, strict=True)
        ),
        after_parts="" if one_case else AFTER_SHEETS,
    )
    return paper.make(
        templates / FILE,
        {
            **context,
            "sheets": sheets,
            "one_case": one_case,
            "supplementary": pack.supplementary,
        },
        expected,
        fonts=fonts,
        renderer=renderer,
        foreign=foreign,
        count=setter.count,
    )


def _cover(pack: Pack, setter: Typesetter) -> list[Plain]:
    """The cases on the cover: who, when, referred by whom."""
    rows: list[Plain] = []
    for item in pack.agenda.items:
        texts = {
            "number": str(item.number),
            "shown": item.shown,
            "reference": "" if item.shown == item.reference else item.reference,
            "slot": item.slot,
            "agency": item.agency,
        }
        rows += agenda.plain_rows(texts, _COVER_LETTERS, setter)
    return rows


def _sheet(sheet: CaseSheet, setter: Typesetter) -> dict[str, Plain]:
    """A case sheet as its template sees it: long answers cut into rows that fit a page."""
    return {
        "reference": setter.plain(sheet.reference),
        "heading": setter.plain(sheet.heading),
        "urgent": sheet.urgent,
        "referring_agency": setter.plain(sheet.referring_agency),
        "route": setter.plain(sheet.route),
        "printed_lines": setter.plain(sheet.printed_lines),
        "sections": [
            {
                "title": setter.plain(section.title),
                "lines": _lines(section.lines, setter),
                "grids": [_grid(grid, setter) for grid in section.grids],
            }
            for section in sheet.sections
        ],
    }


def _lines(lines: Iterable[Line], setter: Typesetter) -> list[Plain]:
    rows: list[Plain] = []
    for line in lines:
        rows += agenda.plain_rows({"label": line.label, "text": line.text}, _LINE_LETTERS, setter)
    return rows


def _grid(grid: Grid, setter: Typesetter) -> dict[str, Plain]:
    columns = [str(number) for number in range(len(grid.headings))]
    letters = dict.fromkeys(columns, max(6, _LETTERS_ACROSS // max(1, len(columns))))
    rows: list[Plain] = []
    for row in grid.rows:
        texts = dict(zip(columns, row, strict=True))
        rows += [list(piece.values()) for piece in agenda.plain_rows(texts, letters, setter)]
    return {
        "title": setter.plain(grid.title),
        "headings": setter.plain(grid.headings),
        "rows": rows,
    }


def _heading(sheet: dict[str, Plain]) -> str:
    return f"{sheet['reference']} {sheet['heading']}"


def _values(sheet: dict[str, Plain]) -> tuple[str, ...]:
    return tuple(paper.texts_in(sheet))


def _references(pack: Pack, *, one_case: bool) -> tuple[str, ...]:
    """The cases that the cover and the agenda may name."""
    listed = tuple(item.reference for item in pack.agenda.items)
    if one_case:
        return listed
    return (*agenda.references(pack.agenda), *(action.case for action in pack.actions))
