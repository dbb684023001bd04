"""The boxes of one question: which are ticked, what is written, and what the reader doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.answer import HowRead, Place
from casework.notes import Note
from forms import words
from forms.extracted import ExtractedField, Found, Reader

STANDS = frozenset({Found.VALUE, Found.CLIPPED})


def written(box: ExtractedField) -> str:
    """The text that stands in a box; empty for anything but a value."""
    if box.found not in STANDS:
        return ""
    return box.text.strip()


def ticked(box: ExtractedField) -> bool | None:
    """Whether a tick box is ticked; None when something else is written in it."""
    if box.found not in STANDS:
        return False
    if box.chosen or words.is_tick(box.text):
        return True
    return False if words.is_no_answer(box.text) else None


def stored(box: ExtractedField) -> str:
    """What the file holds in a box, as words."""
    return ", ".join(box.chosen) or box.text.strip()


def stored_keys(box: ExtractedField) -> str:
    """The keys that stand in a box which was to hold a text (a drop-down in its place)."""
    return ", ".join(box.chosen) if box.found in STANDS else ""


def of_state(boxes: Iterable[ExtractedField], found: Found) -> tuple[ExtractedField, ...]:
    """The boxes that were found in this condition."""
    return tuple(box for box in boxes if box.found is found)


def notes_of(boxes: Iterable[ExtractedField]) -> tuple[str, ...]:
    """What the reader said of these boxes, each thing once."""
    notes: dict[str, None] = {}
    for box in boxes:
        notes.update(dict.fromkeys(box.notes))
        if box.found is Found.CLIPPED:
            notes[Note.MAY_BE_CUT_OFF] = None
        if box.found is Found.DEFAULT:
            notes[Note.BLANK_DEFAULT] = None
    return tuple(notes)


def place_of(boxes: Sequence[ExtractedField]) -> Place:
    """Where the answer stands: the first box with something in it, else the question's first."""
    box = next((box for box in boxes if box.found is not Found.EMPTY), boxes[0] if boxes else None)
    return Place() if box is None else Place(page=box.page, box=box.box, path=box.path)


def sureness(boxes: Iterable[ExtractedField]) -> float:
    """How sure the least sure reading of the question's boxes is."""
    return min((box.sure for box in boxes), default=1.0)


def how_read(reader: Reader, boxes: Iterable[ExtractedField]) -> HowRead:
    """How the answer was come by."""
    if reader is Reader.SCAN:
        return HowRead.SCAN
    if reader in {Reader.PRINTED, Reader.TABLES}:
        return HowRead.PRINT
    chosen = any(box.chosen for box in boxes if box.found in STANDS)
    return HowRead.TICKED if chosen else HowRead.TYPED
