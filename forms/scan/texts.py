"""Texts on a scan: the ink in a box cut into lines, each read letter by letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import cv2
import numpy as np

from casework.answer import State
from casework.notes import Note
from casework.question import Question, QuestionKind
from forms.catalogue import Box, Spot
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldSpec
from forms.scan import spacing
from forms.scan.ink import INK, Area, Canvas, Mask, lines, without_specks
from forms.scan.letters import Line, Recogniser
from forms.scan.pages import Grey
from forms.shapes import Widget
from forms.values import read_text, written_option

SURE, _UNLIKE = 0.93, 0.6
BY_HAND = "ink"
_HAND = 0.3  # a line of print is read more surely than this, a signature is not
# A text stands with these; on a scan a letter was more likely misread.
_STRANGE = frozenset(
    {
        Note.NAME_HAS_DIGITS, Note.NOT_A_UK_PHONE, Note.NOT_A_POSTCODE, Note.NOT_A_REFERENCE,
        Note.NOT_AN_NHS_NUMBER, Note.NOT_A_DATE, Note.OUT_OF_RANGE,
    }
)  # fmt: skip
_RIM = 5  # pixels of the box's own frame
_EDGE = 2  # pixels from the frame at which text may be cut off
_POINTER = 16.0  # points at the right of a drop-down where its pointer stands
_FEWEST = 12  # pixels of ink that are more than dust
_TRACE = 190  # of 255, where the paper is white: all that a small mark may be
_AROUND, _BEHIND = 5, 14  # pixels about a line that the recogniser sees; behind it, for a full stop


def read(
    spec: FieldSpec, spot: Spot, canvas: Canvas, recogniser: Recogniser, question: Question
) -> ExtractedField:
    """What is written in the box; in doubt where a letter is, or where it is no answer of its kind.

    Ink in a box for a signature is a signature, whether or not it can be read.
    """
    right = spot.box.right - (_POINTER if spot.widget is Widget.LIST else 0)
    area = canvas.area(Box(spot.box.left, spot.box.bottom, right, spot.box.top)).shrunk(_RIM)
    ink = without_specks(canvas.added(area))
    text, sure = "", 1.0
    found, notes = Found.EMPTY, ()
    if int(ink.sum()) >= _FEWEST:
        text, sure = _written(ink, area, canvas, recogniser)
        found = Found.VALUE if sure >= SURE and is_plausible(text, spec, question) else Found.DOUBT
        if found is Found.DOUBT and question.kind is QuestionKind.SIGN and sure < _HAND:
            found, text, notes = Found.VALUE, "", (BY_HAND,)
        elif found is Found.VALUE and _is_at_edge(ink):
            found = Found.CLIPPED
    return ExtractedField(
        name=spec.name, found=found, text=text[:MAX_TEXT], page=canvas.placed.sheet.number,
        box=canvas.box_on_page(spot.box), sure=sure, notes=notes,
    )  # fmt: skip


def is_plausible(text: str, spec: FieldSpec, question: Question) -> bool:
    """Whether the text can be an answer of its kind: a misread letter makes it none."""
    if not text:
        return False
    if spec.options:
        labels = {option.key: option.label for option in spec.options}
        return written_option(text, labels, question.check_as) is not None
    if spec.column:
        return True
    # Any day serves: only whether it is an answer at all is asked.
    answer = read_text(question, text, on=dt.date(2000, 1, 1))
    return answer.state is not State.UNREADABLE and not _STRANGE & set(answer.notes)


def _written(ink: Mask, area: Area, canvas: Canvas, recogniser: Recogniser) -> tuple[str, float]:
    read: list[Line] = []
    for line in lines(ink):
        top, left = max(area.top, area.top + line.top - _AROUND), area.left + line.left - _AROUND
        bottom = min(area.bottom, area.top + line.bottom + _AROUND)
        right = min(area.right, area.left + line.right + _BEHIND)
        cut = (slice(top, bottom), slice(max(0, left), right))
        read.append(_checked(canvas.grey[cut], ~canvas.own[cut], recogniser))
    sure = min((line.sure for line in read), default=0.0)
    return " ".join(line.text for line in read).strip(), sure


def _checked(grey: Grey, added: Mask, recogniser: Recogniser) -> Line:
    """The line as read, less sure when its ink or a second look says otherwise."""
    found = recogniser.read(grey)
    if found.sure < SURE:
        return found
    ink, traces = (grey < INK) & added, (grey < _TRACE) & added
    if not spacing.fits(found.text, found.places, ink, traces):
        return replace(found, sure=_UNLIKE)
    # Seen a little smaller, it has to be the same.
    wider = cv2.copyMakeBorder(grey, 4, 4, 6, 6, borderType=cv2.BORDER_REPLICATE)
    again = recogniser.read(np.asarray(wider, dtype=np.uint8))
    return found if again.text == found.text else replace(found, sure=_UNLIKE)


def _is_at_edge(ink: Mask) -> bool:
    return bool(ink[:, -_EDGE:].any() or ink[-_EDGE:].any())
