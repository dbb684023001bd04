"""Draws typed values as a viewer shows them in their boxes: wrapped, and cut at the box's edge.

One page a value. Characters that the usual font lacks come from the other font, embedded.
"""
# pyright: basic
# reportlab carries no types; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from forms.shapes import Face
from forms.typeface import Typeface

INSET = 2.0
LEADING = 1.16
ASCENT, DESCENT = 0.905, 0.212


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A text and the box it has: width and height in points, and whether it may wrap."""

    text: str
    width: float
    height: float
    size: float
    many_lines: bool


def pages(values: Sequence[Value], face: Typeface) -> bytes:
    """A PDF with one page a value, each the size of its box."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    for value in values:
        canvas.setPageSize((value.width, value.height))
        canvas.addLiteral("/Tx BMC")
        _draw(canvas, value, face)
        canvas.addLiteral("EMC")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, value: Value, face: Typeface) -> None:
    size, room = value.size, value.width - 2 * INSET
    if value.many_lines:
        lines = face.wrapped(value.text, Face.REGULAR, size, room)
        base = value.height - INSET - size * ASCENT
    else:
        lines = (_visible(value.text.replace("\n", " "), face, size, room),)
        base = (value.height - size * (ASCENT + DESCENT)) / 2 + size * DESCENT
    for number, line in enumerate(lines):
        y = base - number * size * LEADING
        if y + size * ASCENT <= 0:
            break  # below the box: a viewer shows nothing of it
        words = canvas.beginText(INSET, y)
        for run in face.runs(line, Face.REGULAR):
            words.setFont(run.font, size)
            words.textOut(run.text)
        canvas.drawText(words)


def _visible(text: str, face: Typeface, size: float, room: float) -> str:
    """As much of one line as begins inside the box."""
    for end in range(len(text), 0, -1):
        if face.width(text[: end - 1], Face.REGULAR, size) <= room:
            return text[:end]
    return text
