"""Reads a scanned or photographed form: each page laid over its blank, ticks by ink, texts by OCR.

Only boxes with ink are read. What is not read surely is in doubt with what it may say; a person
decides before the picture. The fields of a missing page are absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms import scan_extra
from forms.catalogue import Catalogue
from forms.extracted import Extracted, ExtractedField, Found, NoForm, Reader
from forms.scan import letters, marks, pages, placing, texts
from forms.scan.blanks import BlankPage
from forms.scan.blanks import load as load_blanks
from forms.scan.ink import Canvas
from forms.scan.letters import Recogniser
from forms.scan.placing import Placed
from forms.template import Template, template_of

RECOGNISED_BY = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What reading a scan needs: the blanks' pages and the recogniser of letters."""

    pages: tuple[BlankPage, ...]
    recogniser: Recogniser


def eyes(issued_folder: Path, known: Catalogue) -> Eyes:
    """The blanks and the recogniser. Raises FileNotFoundError without the `scan` extra."""
    model = scan_extra.model()
    if model is None:
        raise FileNotFoundError("the scan extra is not installed")
    return Eyes(pages=load_blanks(issued_folder, known), recogniser=letters.load(model))


def read(untrusted_data: bytes, seeing: Eyes) -> Extracted | NoForm:
    """The form in the pictures, or why there is none."""
    count = 0
    placed: list[Placed] = []
    for sheet in pages.sheets(untrusted_data):
        count += 1
        found = placing.place(sheet, seeing.pages)
        if found is not None:
            placed.append(found)
    if not placed:
        return NoForm(why="scan", pages=count)
    blanks = {one.page.blank.serial for one in placed}
    numbers = Counter(one.page.number for one in placed)
    if len(blanks) > 1 or max(numbers.values()) > 1:
        return NoForm(why="several_forms", pages=count)
    return _form(placed, count, seeing)


def _form(placed: Sequence[Placed], count: int, seeing: Eyes) -> Extracted:
    blank = placed[0].page.blank
    known = template_of(blank)
    canvases = {one.page.number: Canvas(placed=one) for one in placed}
    missing = len(known.words) - len(canvases)
    strange = count - len(canvases)
    notes = {
        "page_missing": missing > 0,
        "extra_pages": strange > 0,
        "layout_moved": any(one.fit < placing.SURELY for one in placed),
    }
    found = [*_fields(known, canvases, seeing.recogniser)]
    if missing and strange:
        # One of the pages that nothing was found on may be the missing one: not empty, unread.
        found += _unread(known, canvases)
    return Extracted(
        form_id=blank.form.id,
        form_version=blank.form.version,
        panel_id=blank.form.panel,
        blank_serial=blank.serial,
        reader=Reader.SCAN,
        recognised_by=RECOGNISED_BY,
        fields=tuple(found),
        notes=tuple(note for note, is_so in notes.items() if is_so),
        pages=count,
    )


def _fields(
    known: Template, canvases: Mapping[int, Canvas], recogniser: Recogniser
) -> Iterator[ExtractedField]:
    questions = known.blank.form.by_id()
    for spec in known.specs.values():
        spot = known.spots.get(spec.name)
        if spot is None or spot.page not in canvases:
            continue
        canvas = canvases[spot.page]
        if spot.marks:
            found = marks.read(spec, spot, canvases)
        else:
            found = texts.read(spec, spot, canvas, recogniser, questions[spec.question])
        yield found if canvas.lies_surely(spot.box) else _in_doubt(found)


def _in_doubt(found: ExtractedField) -> ExtractedField:
    """A field of a page that does not lie surely: what was seen there may be another's."""
    return found.model_copy(update={"found": Found.DOUBT, "sure": min(found.sure, 0.5)})


def _unread(known: Template, canvases: Mapping[int, Canvas]) -> Iterator[ExtractedField]:
    for spec in known.specs.values():
        spot = known.spots.get(spec.name)
        if spot is not None and spot.page not in canvases:
            yield ExtractedField(name=spec.name, found=Found.DOUBT, sure=0.0)
