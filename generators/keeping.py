# pyright: basic
"""No heading and no table head is left alone at the foot of a page.

Word and LibreOffice keep them with the first row. dxpdf keeps a head with its first row only where
a cell runs through both, so it is given one, without width, border or text. Whether that was enough
is read from what was drawn: a bookmark stands in each head and each first row, and where the two
lie on different pages a page break is put before the head and the file is drawn again. Cells and
bookmarks take no room on the page and are not in the Word file that is kept; whoever keeps the PDF
takes its list of named places out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import pikepdf
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from generators import hidden

_W = f"{{{hidden.W}}}"
_TRIALS = 4
_OFF = frozenset({"0", "false", "off"})
_FIRST_ID = 1_000_000  # of bookmarks: above those that a template has itself
_MARK = re.compile(rb"/clerk-(head|row)-(\d+) \[(\d+) (\d+) R ")
_CELL_THROUGH = (
    f'<w:tc xmlns:w="{hidden.W}"><w:tcPr><w:tcW w:w="0" w:type="dxa"/><w:vMerge w:val="{{part}}"/>'
    '<w:tcBorders><w:top w:val="nil"/><w:right w:val="nil"/><w:bottom w:val="nil"/></w:tcBorders>'
    '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar></w:tcPr>'
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    "</w:tc>"
)
_BEGUN, _CONTINUED = (
    etree.fromstring(_CELL_THROUGH.format(part=part)) for part in ("restart", "continue")
)
_HEADS = etree.XPath("w:tr[w:trPr/w:tblHeader]", namespaces={"w": hidden.W})
_FIRST_ROW = etree.XPath("w:tr[not(w:trPr/w:tblHeader)][1]", namespaces={"w": hidden.W})
_BEFORE_BREAK = frozenset({f"{_W}pStyle", f"{_W}keepNext", f"{_W}keepLines"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A head and what it must stay with; `start` is the block that a break is put before."""

    start: etree._Element
    head: etree._Element
    row: etree._Element


def drawn(docx: bytes, draw: Callable[[bytes], bytes]) -> bytes:
    """The PDF, with a new page wherever a table's head would else stand alone; marks are in it."""
    parts = hidden.parts_of(docx)
    root = etree.fromstring(parts["word/document.xml"])
    pairs = _pairs(root, _kept_styles(parts["word/styles.xml"]))
    for number, pair in enumerate(pairs):
        _mark(pair.head, "head", number)
        _mark(pair.row, "row", number)
    pdf = draw(_saved(parts, root))
    broken: set[int] = set()
    for _ in range(_TRIALS):
        apart = _apart(_pages_of_marks(pdf)) - broken
        if not apart:
            break
        for number in apart:
            _break_before(pairs[number].start)
        broken |= apart
        pdf = draw(_saved(parts, root))
    return pdf


def _kept_styles(styles: bytes) -> frozenset[str]:
    root = etree.fromstring(styles)
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in root.iter(f"{_W}style")
        if style.find(f"{_W}pPr/{_W}keepNext") is not None
    )


def _pairs(root: etree._Element, kept: frozenset[str]) -> list[_Pair]:
    """Each table of the text with the headings right above it, its head held to its first row."""
    pairs: list[_Pair] = []
    for table in root.iterfind(f"{_W}body/{_W}tbl"):
        heads = _HEADS(table)
        start = _first_of_chain(table, kept)
        rows = _FIRST_ROW(table)
        if not rows or (start is table and not heads):
            continue
        _hold_together(table, [*heads, *rows])
        first = start if start is not table else heads[0]
        head, row = next(first.iter(f"{_W}p")), next(rows[0].iter(f"{_W}p"))
        pairs.append(_Pair(start=start, head=head, row=row))
    return pairs


def _first_of_chain(table: etree._Element, kept: frozenset[str]) -> etree._Element:
    start = table
    while (above := start.getprevious()) is not None and above.tag == f"{_W}p":
        style = above.find(f"{_W}pPr/{_W}pStyle")
        if style is None or style.get(f"{_W}val") not in kept:
            break
        start = above
    return start


def _hold_together(table: etree._Element, rows: Sequence[etree._Element]) -> None:
    """A cell through these rows, so that they are not parted.

    Left out where the last of them may be divided: held, it would no longer be, and what of it
    does not fit a page is not drawn.
    """
    grid = table.find(f"{_W}tblGrid")
    whole = rows[-1].find(f"{_W}trPr/{_W}cantSplit")
    if grid is None or whole is None or whole.get(f"{_W}val") in _OFF:
        return
    if any(hidden.CELLS_ACROSS(row) != len(grid) for row in rows):
        return
    etree.SubElement(grid, f"{_W}gridCol").set(f"{_W}w", "0")
    for row in rows:
        row.append(deepcopy(_BEGUN if row is rows[0] else _CONTINUED))


def _mark(paragraph: etree._Element, kind: str, number: int) -> None:
    """A bookmark at the end of the paragraph."""
    identity = f"{2 * number + (kind == 'row') + _FIRST_ID}"
    start = etree.SubElement(paragraph, f"{_W}bookmarkStart")
    start.set(f"{_W}id", identity)
    start.set(f"{_W}name", f"clerk-{kind}-{number}")
    etree.SubElement(paragraph, f"{_W}bookmarkEnd").set(f"{_W}id", identity)


def _pages_of_marks(pdf: bytes) -> dict[tuple[bytes, int], int]:
    """The first page on which each mark stands.

    Read from the bytes, since a head that is printed again on each page has one name with many
    places, and a dictionary of PDF keeps the last.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    places: dict[tuple[bytes, int], int] = {}
    for kind, number, *page in _MARK.findall(pdf):
        mark, here = (kind, int(number)), pages[int(page[0]), int(page[1])]
        places[mark] = min(here, places.get(mark, here))
    return places


def _apart(places: Mapping[tuple[bytes, int], int]) -> set[int]:
    return {
        number
        for (kind, number), page in places.items()
        if kind == b"head" and places.get((b"row", number), page) > page
    }


def _break_before(block: etree._Element) -> None:
    above = block.getprevious()
    if block.tag == f"{_W}p":
        paragraph = block
    elif above is not None and above.tag == f"{_W}p" and not "".join(above.itertext()):
        paragraph = above
    else:
        paragraph = etree.Element(f"{_W}p")
        block.addprevious(paragraph)
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        properties = etree.Element(f"{_W}pPr")
        paragraph.insert(0, properties)
    place = sum(child.tag in _BEFORE_BREAK for child in properties)
    properties.insert(place, etree.Element(f"{_W}pageBreakBefore"))


def _saved(parts: Mapping[str, bytes], root: etree._Element) -> bytes:
    """The Word file for the renderer, which nobody keeps."""
    return hidden.packed({**parts, "word/document.xml": hidden.written(root)})
