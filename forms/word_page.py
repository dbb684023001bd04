"""A Word form as a person sees it: its tables and lines in their order, and how each word looks.

Prompts are left out, older form fields stand as the boxes and texts that they show, a table within
a cell belongs to that cell. It is made only for a form that is read by its labels.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms import legacy_fields
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.label_cells import plain
from forms.word_parts import W14, W
from forms.word_text import (
    CONTROL,
    NONE_UNSEEN,
    PARAGRAPH,
    RUN,
    TABLE,
    TEXT,
    Unseen,
    cells_of,
    is_true,
    rows_of,
    said_by,
    value,
)

_W, _W14 = f"{{{W}}}", f"{{{W14}}}"
_MARK, _BOXED, _CONTENT = f"{_W}fldChar", f"{_W}txbxContent", f"{_W}sdtContent"
_PIECES = (
    TEXT, _MARK, f"{_W}sym", f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}noBreakHyphen", f"{_W}ptab",
)  # fmt: skip
_STRUCK = (f"{_W}strike", f"{_W}dstrike")
_NO_MARK = frozenset({"none", "nil", "clear", "auto", "FFFFFF", ""})
MOST_LINES = 4  # of a label
LONGEST = 300  # letters of a label, with its number and hint
_MOST_SPAN = 64
_LOST = "\ufffd"


class Looks(NamedTuple):
    """How a piece of text looks. `marked` is highlighted, shaded or framed."""

    struck: bool = False
    bold: bool = False
    underlined: bool = False
    marked: bool = False


PLAIN = Looks()


class Piece(NamedTuple):
    """A piece of text of one look."""

    text: str
    looks: Looks


@dataclass(slots=True, kw_only=True, eq=False)
class Line:
    """A paragraph, piece by piece. `is_heading`: its style says so. `text` is what stands in it."""

    pieces: list[Piece]
    is_heading: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Put its words together."""
        self.text = "".join(piece.text for piece in self.pieces).strip()


@dataclass(slots=True, kw_only=True, eq=False)
class Cell:
    """A cell: the rows and grid columns that it covers, each from 0 and up to the last but one."""

    path: str
    top: int
    bottom: int
    left: int
    right: int
    blocks: list[Line | Table] = field(default_factory=list)
    begins: tuple[str, ...] | None = None

    @property
    def lines(self) -> list[Line]:
        """Its lines, with those of the tables in it."""
        return list(lines_of(self.blocks))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Its first lines, as labels are compared: the first alone, the first two, three."""
        if self.begins is None:
            texts = [line.text for line in islice(lines_of(self.blocks), MOST_LINES)]
            joined = (" ".join(texts[:count]) for count in range(1, len(texts) + 1))
            self.begins = tuple(plain(text) if len(text) <= LONGEST else "" for text in joined)
        return self.begins

    @property
    def text(self) -> str:
        """What stands in it, a line each."""
        return "\n".join(line.text for line in self.lines).strip()


@dataclass(slots=True, kw_only=True, eq=False)
class Table:
    """A table: the cells that begin in each of its rows."""

    number: int
    rows: list[list[Cell]] = field(default_factory=list)

    covered: list[list[Cell]] = field(default_factory=list)

    def in_row(self, number: int) -> list[Cell]:
        """The cells that cover this row, from the left."""
        if not self.covered:
            self.covered = [[] for _ in self.rows]
            for cell in (cell for row in self.rows for cell in row):
                for row in range(cell.top, cell.bottom):
                    self.covered[row].append(cell)
            for row in self.covered:
                row.sort(key=lambda cell: cell.left)
        return self.covered[number]


@dataclass(slots=True, kw_only=True, eq=False)
class Page:
    """The whole form. `tables` are all of them, those within cells too."""

    blocks: list[Line | Table] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def lines_of(blocks: list[Line | Table]) -> Iterator[Line]:
    """The lines of these blocks, those in tables too."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from lines_of(cell.blocks)


def page_of(root: etree._Element, unseen: Unseen = NONE_UNSEEN) -> Page:
    """The form in a part."""
    maker = _Maker(unseen)
    body = root.find(f"{_W}body")
    maker.page.blocks = maker.blocks(body if body is not None else root)
    return maker.page


class _Maker:
    """Makes the page. `fields` are the older fields that are open: whether each is shown."""

    def __init__(self, unseen: Unseen) -> None:
        self.page = Page()
        self.unseen = unseen
        self.fields: list[bool] = []

    def blocks(self, holder: etree._Element) -> list[Line | Table]:
        """What stands in a body, a cell, a text box."""
        found: list[Line | Table] = []
        for child in holder:
            if child.tag == PARAGRAPH:
                found += self._lines(child)
                for boxed in child.iter(_BOXED):
                    found += self.blocks(boxed)
            elif child.tag == TABLE:
                found.append(self._table(child))
            elif child.tag != f"{_W}sectPr" and len(child):
                found += self.blocks(child)
        return found

    def _table(self, node: etree._Element) -> Table:
        table = Table(number=len(self.page.tables) + 1)
        self.page.tables.append(table)
        open_cells: dict[int, Cell] = {}
        for number, row in enumerate(rows_of(node)):
            table.rows.append([])
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            left = _number(value(before), 0)
            for nth, one in enumerate(cells_of(row), start=1):
                right = left + _number(value(one.find(f"{_W}tcPr/{_W}gridSpan")), 1)
                merge = one.find(f"{_W}tcPr/{_W}vMerge")
                above = open_cells.pop(left, None)
                if merge is not None and value(merge) != "restart" and above is not None:
                    above.bottom = number + 1
                    above.blocks += self.blocks(one)
                    open_cells[left] = above
                else:
                    path = f"table {table.number}, row {number + 1}, cell {nth}"
                    cell = Cell(path=path, top=number, bottom=number + 1, left=left, right=right)
                    cell.blocks = self.blocks(one)
                    table.rows[-1].append(cell)
                    if merge is not None:
                        open_cells[left] = cell
                left = right
        return table

    def _lines(self, node: etree._Element) -> list[Line]:
        """A paragraph, cut where somebody broke the line by hand."""
        pieces: list[Piece] = []
        for piece in node.iter(*_PIECES):
            if next(piece.iterancestors(PARAGRAPH), None) is not node:
                continue
            if piece.tag == _MARK:
                pieces += self._field(piece)
                continue
            run = piece.getparent()
            if run.tag != RUN or run in self.unseen or not all(self.fields):
                continue
            pieces.append(Piece(_controlled(piece), _looks(run)))
        style = value(node.find(f"{_W}pPr/{_W}pStyle"))
        is_heading = style.casefold().startswith(("heading", "title"))
        found: list[list[Piece]] = [[]]
        for piece in pieces:
            first, *others = piece.text.split("\n")
            found[-1] += [Piece(first, piece.looks)] if first else []
            found += [[Piece(other, piece.looks)] if other else [] for other in others]
        return [Line(pieces=one, is_heading=is_heading) for one in found]

    def _field(self, mark: etree._Element) -> Iterator[Piece]:
        """What an older form field shows at its beginning; its result follows by itself."""
        kind = mark.get(f"{_W}fldCharType")
        if kind == "end" and self.fields:
            self.fields.pop()
        if kind != "begin":
            return
        data = mark.find(f"{_W}ffData")
        if data is None:
            self.fields.append(True)
            return
        is_shown = False
        for one in legacy_fields.fields_of([data]):
            if one.kind == "checkbox":
                # What the template itself ticked is no answer, and not nothing either.
                glyph = _LOST if one.is_default else "\u2612" if one.is_on else "\u2610"
                yield Piece(glyph, PLAIN)
            elif one.kind == "dropdown":
                yield Piece("" if one.is_default else one.text, PLAIN)
            else:
                is_shown = bool(one.text) and not one.is_default
        self.fields.append(is_shown)


def _controlled(piece: etree._Element) -> str:
    """A piece's text; none of a prompt, and no glyph of a box that is not the box's state."""
    text = said_by(piece)
    control = next(piece.iterancestors(CONTROL), None)
    properties = None if control is None else control.find(f"{_W}sdtPr")
    if properties is None:
        return text
    if is_true(properties.find(f"{_W}showingPlcHdr")):
        return ""
    checked = properties.find(f"{_W14}checkbox/{_W14}checked")
    if checked is None:
        return text
    glyphs = TICKED_GLYPHS if is_true(checked) else EMPTY_GLYPHS
    return text if text.strip() in glyphs else _LOST


def _looks(run: etree._Element) -> Looks:
    own = run.find(f"{_W}rPr")
    if own is None:
        return PLAIN
    shade = own.find(f"{_W}shd")
    frame = own.find(f"{_W}bdr")
    return Looks(
        struck=any(is_true(own.find(one)) for one in _STRUCK),
        bold=is_true(own.find(f"{_W}b")),
        underlined=value(own.find(f"{_W}u")) not in _NO_MARK,
        marked=value(own.find(f"{_W}highlight")) not in _NO_MARK
        or (shade is not None and shade.get(f"{_W}fill", "auto") not in _NO_MARK)
        or value(frame) not in _NO_MARK,
    )


def _number(text: str, otherwise: int) -> int:
    return min(int(text), _MOST_SPAN) if text.isdecimal() else otherwise
