"""Reads a paper whose layout is known though not ours: an older version, a partner's template.

The readers by labels do the work, on a form in the other paper's own words. What a confirmed
layout of a partner gives is sure; what an older version gives stays half sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.question import Need
from forms import fit, label_cells, package, tables, word
from forms.catalogue import Blank, Catalogue
from forms.drawn import Paper
from forms.extracted import Extracted, ExtractedField, Found, NoForm
from forms.layouts import LaidQuestion, Layout, fitted, of_blanks
from forms.likeness import squeezed

BY_LAYOUT = "layout"
NOT_FOUND = "questions_not_found"
SURE = 0.95
UNTITLED = 0.8  # of its questions, where no title says which layout it is
_OURS_ALONE = frozenset({fit.BLANK_UNKNOWN, word.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A layout that a text may have, the blank of its form, and the form in its words."""

    layout: Layout
    blank: Blank
    fitted: Blank


def in_word(untrusted_data: bytes, text: str, known: Catalogue, layouts: Sequence[Layout]) -> (
    Extracted | None
):  # fmt: skip
    """The form in a Word file of one of these layouts; None when it has none of them for sure."""
    found: list[Extracted] = []
    for one in likely(text, known, layouts):
        opened = package.opened(untrusted_data)
        if isinstance(opened, NoForm):
            return None
        read = word.read(opened, Catalogue(blanks=(one.fitted,)))
        if isinstance(read, Extracted) and (ours := as_ours(read, one)) is not None:
            found.append(ours)
    return _fullest(found)


def on_pages(
    paper: Paper, text: str, known: Catalogue, layouts: Sequence[Layout], notes: Sequence[str]
) -> Extracted | None:
    """The form on the pages of a PDF of one of these layouts. Raises what `tables.read` does."""
    found: list[Extracted] = []
    for one in likely(text, known, layouts):
        read = tables.read(paper, Catalogue(blanks=(one.fitted,)), notes)
        if isinstance(read, Extracted) and (ours := as_ours(read, one)) is not None:
            found.append(ours)
    return _fullest(found)


def likely(text: str, known: Catalogue, layouts: Sequence[Layout]) -> list[Known]:
    """The layouts whose title stands in the text, and those that have none."""
    said = fit.loose(text)
    found: list[Known] = []
    for layout, blank in of_blanks(layouts, known):
        title = next((one for one in layout.titles if fit.loose(one) in said), None)
        if title is not None or not layout.titles:
            laid = fitted(blank, layout, title or "")
            found.append(Known(layout=layout, blank=blank, fitted=laid))
    return found


def as_ours(read: Extracted, known: Known) -> Extracted | None:
    """What was read by a layout, as the form of ours that it is; None for too little of it."""
    layout, blank = known.layout, known.blank
    asked = {one.name.partition(".")[0] for one in read.fields}
    share = len(asked) / len(layout.question)
    if share < (fit.LABELS_FOUND if layout.titles else UNTITLED):
        return None
    laid = {one.id: one for one in layout.question}
    fields = read.fields
    if not layout.older:
        fields = tuple(_sure(one, laid) for one in read.fields)
    notes = [note for note in read.notes if note not in _OURS_ALONE]
    return read.model_copy(
        update={
            "form_id": blank.form.id, "form_version": blank.form.version,
            "panel_id": blank.form.panel, "blank_serial": blank.serial,
            "layout": layout.id, "fields": fields,
            "recognised_by": "labels" if layout.older else BY_LAYOUT,
            "notes": (*notes, fit.OLDER_VERSION) if layout.older else tuple(notes),
        }
    )  # fmt: skip


def with_missing(read: Extracted, known: Catalogue) -> Extracted:
    """The form with a note where a question was not found in a layout that nobody confirmed."""
    blank = known.by_serial(read.blank_serial)
    guessed = any(label_cells.NOTE in one.notes for one in read.fields)
    if blank is None or read.layout or not guessed:
        return read
    asked = {one.name.partition(".")[0] for one in read.fields}
    owed = {one.id for one in blank.form.questions if one.need is not Need.OPTIONAL}
    if owed <= asked:
        return read
    return read.model_copy(update={"notes": (*read.notes, NOT_FOUND)})


def _sure(one: ExtractedField, laid: Mapping[str, LaidQuestion]) -> ExtractedField:
    """The field of a confirmed layout: sure, unless the reader itself doubts it."""
    asked = laid.get(one.name.partition(".")[0])
    held = asked.holds if asked is not None else ""
    notes = tuple(note for note in one.notes if note != label_cells.NOTE)
    found = one.found
    if found is Found.VALUE and one.text and squeezed(one.text) == squeezed(held):
        found = Found.DEFAULT
    sure = one.sure if found in {Found.DOUBT, Found.MISMATCH} else SURE
    return one.model_copy(update={"found": found, "notes": notes, "sure": sure})


def _fullest(found: Sequence[Extracted]) -> Extracted | None:
    """The one with the most questions; none when two have as many."""
    scored = sorted(
        found, key=lambda one: len({field.name.partition(".")[0] for field in one.fields})
    )
    if not scored:
        return None
    counts = [len({field.name.partition(".")[0] for field in one.fields}) for one in scored]
    is_tie = (
        len(counts) > 1 and counts[-1] == counts[-2] and scored[-1].form_id != scored[-2].form_id
    )
    return None if is_tie else scored[-1]
