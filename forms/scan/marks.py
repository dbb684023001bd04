"""Ticks on a scan: how much ink stands in each box beyond the blank's own."""

from __future__ import annotations

from collections.abc import Mapping

from forms.catalogue import Mark, Spot
from forms.extracted import ExtractedField, Found
from forms.fields import FieldSpec
from forms.scan.ink import FAINT, Canvas

# Share of the box's inside that is inked; between empty and ticked is in doubt.
TICKED, EMPTY = 0.07, 0.015
_RIM = 5  # pixels of the box's own frame


def read(spec: FieldSpec, spot: Spot, canvases: Mapping[int, Canvas]) -> ExtractedField:
    """The ticked options of a field; a trace that is neither puts the field in doubt."""
    shares = [
        (mark, share(mark, canvases[mark.page])) for mark in spot.marks if mark.page in canvases
    ]
    ticked = [mark for mark, found in shares if found >= TICKED]
    traces = [mark for mark, found in shares if EMPTY < found < TICKED]
    state = Found.DOUBT if traces else Found.VALUE if ticked else Found.EMPTY
    seen = [*ticked, *traces]
    mark = seen[0] if seen else shares[0][0]
    canvas = canvases[mark.page]
    options = {option.label: option.key for option in spec.options}
    return ExtractedField(
        name=spec.name, found=state,
        chosen=tuple(options.get(one.option, one.option) for one in seen),
        page=canvas.placed.sheet.number, box=canvas.box_on_page(mark.box),
        sure=0.5 if traces else 1.0,
    )  # fmt: skip


def share(mark: Mark, canvas: Canvas) -> float:
    """The share of a box's inside that somebody inked, a pale trace counted by half."""
    area = canvas.area(mark.box).shrunk(_RIM)
    dark = canvas.share(area)
    return max(dark, canvas.share(area, darker_than=FAINT) / 2)
