"""Draws the pages of a blank with the package's fonts: marking, panels, words; no fields yet.

Words are marked content numbered in order, so that `pdf_blank` can hang them in the tree that
screen readers follow; whatever is only decoration is an artifact.
"""
# pyright: basic
# reportlab carries no types; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from forms.shapes import (
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WIDTH,
    Face,
    Ink,
    Outline,
    Panel,
    Shape,
    Words,
)
from forms.typeface import Typeface
from forms.wording import DANGER_LINE

HEADER, FOOTER = 26.0, 797.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands on every page: the marking (W58), who asks, and which blank this is."""

    marking: str
    public_name: str
    title: str
    footer: str


def drawn(pages: Sequence[Sequence[Shape]], face: Typeface, furniture: Furniture) -> bytes:
    """The pages as a PDF without fields; the same pages give the same bytes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
    for number, page in enumerate(pages, start=1):
        _furniture(canvas, face, furniture, f"Page {number} of {len(pages)}")
        mark = 0
        for shape in page:
            if isinstance(shape, Words):
                canvas.addLiteral(f"/{shape.role} <</MCID {mark}>> BDC")
                _words(canvas, face, shape)
                canvas.addLiteral("EMC")
                mark += 1
            elif isinstance(shape, Panel):
                canvas.addLiteral("/Artifact BMC")
                _panel(canvas, shape)
                canvas.addLiteral("EMC")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _furniture(canvas: Canvas, face: Typeface, furniture: Furniture, page: str) -> None:
    canvas.addLiteral("/Artifact <</Type /Pagination>> BDC")
    lines = (
        (furniture.marking, HEADER, 10.5, Face.BOLD, Ink.DANGER, 0.5),
        (furniture.public_name, HEADER + 14, 7.6, Face.REGULAR, Ink.SOFT, 0.0),
        (furniture.title, HEADER + 14, 7.6, Face.REGULAR, Ink.SOFT, 1.0),
        (furniture.marking, FOOTER, 9.0, Face.BOLD, Ink.DANGER, 0.5),
        (DANGER_LINE, FOOTER + 12, 8.2, Face.BOLD, Ink.TEXT, 0.5),
        (furniture.footer, FOOTER + 24, 6.8, Face.REGULAR, Ink.SOFT, 0.0),
        (page, FOOTER + 24, 6.8, Face.REGULAR, Ink.SOFT, 1.0),
    )
    for text, y, size, style, ink, side in lines:
        x = LEFT + side * (WIDTH - face.width(text, style, size))
        _words(canvas, face, Words(x=x, y=y, text=text, size=size, face=style, ink=ink))
    for y in (HEADER + 20, FOOTER - 11):
        _panel(canvas, Panel(x=LEFT, y=y, width=WIDTH, height=0, line=Ink.HAIR))
    canvas.addLiteral("EMC")


def _words(canvas: Canvas, face: Typeface, words: Words) -> None:
    canvas.setFillColor(HexColor(f"#{words.ink}"))
    line = canvas.beginText(words.x, PAGE_HEIGHT - words.y)
    for run in face.runs(words.text, words.face):
        line.setFont(run.font, words.size)
        line.textOut(run.text)
    canvas.drawText(line)


def _panel(canvas: Canvas, panel: Panel) -> None:
    if panel.fill:
        canvas.setFillColor(HexColor(f"#{panel.fill}"))
    if panel.line:
        canvas.setStrokeColor(HexColor(f"#{panel.line}"))
        canvas.setLineWidth(0.7)
    bottom = PAGE_HEIGHT - panel.y - panel.height
    fill, stroke = int(panel.fill is not None), int(panel.line is not None)
    if panel.outline is Outline.CIRCLE:
        radius = panel.width / 2
        canvas.circle(panel.x + radius, bottom + radius, radius, stroke=stroke, fill=fill)
    elif panel.outline is Outline.POINTER:
        path = canvas.beginPath()
        path.moveTo(panel.x, bottom + panel.height)
        path.lineTo(panel.x + panel.width, bottom + panel.height)
        path.lineTo(panel.x + panel.width / 2, bottom)
        path.close()
        canvas.drawPath(path, stroke=stroke, fill=fill)
    elif panel.height:
        canvas.rect(panel.x, bottom, panel.width, panel.height, stroke=stroke, fill=fill)
    else:
        canvas.line(panel.x, bottom, panel.x + panel.width, bottom)
