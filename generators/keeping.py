# pyright: basic
"""No heading and no table head is left alone at the foot of a page.

Word and LibreOffice keep them with the first row; dxpdf does not. So a trial is drawn first, with
a mark in each head and each first row, and where the two lie on different pages a page break is
put before the head. The trial is thrown away.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from generators import hidden, readback

_W = f"{{{hidden.W}}}"
_TRIALS = 4
_MARK = re.compile("\u00a4([hb])(\\d+)\u00a4")
_BEFORE_BREAK = frozenset({f"{_W}pStyle", f"{_W}keepNext", f"{_W}keepLines"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A head and what it must stay with; `start` is the block that a break is put before."""

    start: etree._Element
    head: etree._Element
    row: etree._Element


def heads_with_rows(docx: bytes, draw: Callable[[bytes], bytes]) -> bytes:
    """The Word file with a page break wherever a table's head would else stand alone."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    root = etree.fromstring(parts["word/document.xml"])
    pairs = _pairs(root, _kept_styles(parts["word/styles.xml"]))
    broken: set[int] = set()
    for _ in range(_TRIALS):
        apart = _apart(_pages_of_marks(draw(_trial(parts, root, pairs)))) - broken
        if not apart:
            break
        for number in apart:
            _break_before(pairs[number].start)
        broken |= apart
    return _saved(parts, root) if broken else docx


def _kept_styles(styles: bytes) -> frozenset[str]:
    root = etree.fromstring(styles)
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in root.iter(f"{_W}style")
        if style.find(f"{_W}pPr/{_W}keepNext") is not None
    )


def _pairs(root: etree._Element, kept: frozenset[str]) -> list[_Pair]:
    """Each table of the text with the headings that stand right above it."""
    pairs: list[_Pair] = []
    for table in root.iterfind(f"{_W}body/{_W}tbl"):
        rows = table.findall(f"{_W}tr")
        heads = [row for row in rows if row.find(f"{_W}trPr/{_W}tblHeader") is not None]
        start = _first_of_chain(table, kept)
        others = [row for row in rows if row not in heads]
        if not others or (start is table and not heads):
            continue
        first = start if start is not table else heads[0]
        head, row = next(first.iter(f"{_W}p")), next(others[0].iter(f"{_W}p"))
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


def _trial(parts: dict[str, bytes], root: etree._Element, pairs: Sequence[_Pair]) -> bytes:
    """The file with a tiny mark in each head and each first row."""
    marks = [
        _marked(paragraph, f"\u00a4{kind}{number}\u00a4")
        for number, pair in enumerate(pairs)
        for kind, paragraph in (("h", pair.head), ("b", pair.row))
    ]
    made = _saved(parts, root)
    for mark in marks:
        mark.getparent().remove(mark)
    return made


def _marked(paragraph: etree._Element, text: str) -> etree._Element:
    run = etree.SubElement(paragraph, f"{_W}r")
    properties = etree.SubElement(run, f"{_W}rPr")
    etree.SubElement(properties, f"{_W}sz").set(f"{_W}val", "2")
    etree.SubElement(run, f"{_W}t").text = text
    return run


def _pages_of_marks(pdf: bytes) -> dict[tuple[str, int], int]:
    """The first page on which each mark stands."""
    places: dict[tuple[str, int], int] = {}
    for page_number, text in enumerate(readback.page_texts(pdf)):
        for kind, number in _MARK.findall("".join(text.split())):
            places.setdefault((kind, int(number)), page_number)
    return places


def _apart(places: dict[tuple[str, int], int]) -> set[int]:
    return {
        number
        for (kind, number), page in places.items()
        if kind == "h" and places.get(("b", number), page) > page
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


def _saved(parts: dict[str, bytes], root: etree._Element) -> bytes:
    changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, hidden.SAME_MOMENT),
                changed if name == "word/document.xml" else data,
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()
