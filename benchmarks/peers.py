"""The usual way of the same work: pypdf, pdfplumber, python-docx, each as its documents show it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pdfplumber
import pikepdf
import pypdf
from docx.oxml.ns import qn

from forms.catalogue import Blank, Box, Spot

Read = dict[str, str]
_OUTLINE = 1  # shapes that an empty tick box draws


def bare_walk(data: bytes) -> Read:
    """The floor: pikepdf, names joined and values as they stand, nothing asked of them."""
    found: Read = {}
    with pikepdf.open(io.BytesIO(data)) as document:
        for node in document.Root.AcroForm.Fields:
            _below(node, "", found)
    return found


def _below(node: pikepdf.Object, above: str, found: Read) -> None:
    name = f"{above}.{node.T}" if above else str(node.T)
    kids = [kid for kid in node.get("/Kids", []) if "/T" in kid]
    if not kids:
        found[name] = str(node.get("/V", ""))
    for kid in kids:
        _below(kid, name, found)


def fields_by_pypdf(data: bytes) -> Read:
    """The values of a fillable PDF; parents of fields have none."""
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    return {name: str(field.get("/V", "")) for name, field in fields.items() if "/FT" in field}


def printed_by_pdfplumber(data: bytes, blank: Blank) -> Read:
    """The words in each box of the blank; a tick is a letter or a shape more than the box's own."""
    found: Read = {}
    with pdfplumber.open(io.BytesIO(data)) as document:
        pages = [_Page(page) for page in document.pages]
        for spot in blank.geometry.spots:
            found[spot.name] = _answer(spot, pages)
    return found


class _Page:
    """What pdfplumber finds on a page, each once."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401  it has no types
        self.height = float(page.height)
        self.words = page.extract_words()
        self.drawn = [*page.chars, *page.rects, *page.curves, *page.lines]


def _answer(spot: Spot, pages: list[_Page]) -> str:
    page = pages[spot.page - 1]
    if not spot.marks:
        return " ".join(
            word["text"] for word in page.words if _has_middle(word, spot.box, page.height)
        )
    ticked = [
        mark.option
        for mark in spot.marks
        if sum(_is_within(shape, mark.box, page.height) for shape in page.drawn) > _OUTLINE
    ]
    return " ".join(ticked)


def _has_middle(word: dict[str, Any], box: Box, height: float) -> bool:
    across = (word["x0"] + word["x1"]) / 2
    up = height - (word["top"] + word["bottom"]) / 2
    return box.left <= across <= box.right and box.bottom <= up <= box.top


def _is_within(shape: dict[str, Any], box: Box, height: float) -> bool:
    return (
        shape["x0"] >= box.left - 1
        and shape["x1"] <= box.right + 1
        and height - shape["bottom"] >= box.bottom - 1
        and height - shape["top"] <= box.top + 1
    )


def word_by_python_docx(data: bytes) -> tuple[Read, list[str]]:
    """The text of each content control by its tag, and of each cell of each table."""
    document = docx.Document(io.BytesIO(data))
    controls: Read = {}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        content = control.find(qn("w:sdtContent"))
        if tag is not None and content is not None:
            text = "".join(piece.text or "" for piece in content.iter(qn("w:t")))
            controls[tag.get(qn("w:val"), "")] = text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return controls, cells
