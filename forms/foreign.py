"""Reads a paper whose layout is known though not ours: an older version, a partner's template.

The readers by labels do the work, on a form in the other paper's own words. What a confirmed
layout of a partner gives is sure; what an older version gives stays half sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def in_word(
    untrusted_data: bytes,
    text: str,
    known: Catalogue,
    layouts: Sequence[Layout],
    *,
    fewest: float | None = None,
) -> Extracted | None:
    """The form in a Word file of one of these layouts; None when it has none of them for sure.

    `fewest` is the share of a layout's questions that must be found, if not the usual one.
    """
    found: list[Extracted] = []
    for one in likely(text, known, layouts):
        opened = package.opened(untrusted_data)
        if isinstance(opened, NoForm):
            return None
        read = word.read(opened, Catalogue(blanks=(one.fitted,)))
        found += _enough(read, one, fewest)
    return _fullest(found)


def on_pages(
    paper: Paper,
    text: str,
    known: Catalogue,
    layouts: Sequence[Layout],
    notes: Sequence[str],
    *,
    fewest: float | None = None,
) -> Extracted | None:
    """The form on the pages of a PDF of one of these layouts. Raises what `tables.read` does."""
    found: list[Extracted] = []
    for one in likely(text, known, layouts):
        read = tables.read(paper, Catalogue(blanks=(one.fitted,)), notes)
        found += _enough(read, one, fewest)
    return _fullest(found)


def _enough(
    read: Extracted | NoForm | None, one: Known, fewest: float | None
) -> Iterator[Extracted]:
    if isinstance(read, Extracted):
        asked = {field.name.partition(".")[0] for field in read.fields}
        usual = fit.LABELS_FOUND if one.layout.titles else UNTITLED
        if len(asked) / len(one.layout.question) >= (usual if fewest is None else fewest):
            yield as_ours(read, one)


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


def as_ours(read: Extracted, known: Known) -> Extracted:
    """What was read by a layout, as the form of ours that it is."""
    layout, blank = known.layout, known.blank
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
    """The one with the most questions, a partner's own before an older version of ours."""
    partners = [one for one in found if one.recognised_by == BY_LAYOUT]
    counted = sorted(
        (len({field.name.partition(".")[0] for field in one.fields}), number)
        for number, one in enumerate(partners or found)
    )
    is_tie = len(counted) > 1 and counted[-1][0] == counted[-2][0]
    return (partners or found)[counted[-1][1]] if counted and not is_tie else None
