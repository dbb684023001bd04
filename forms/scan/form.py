"""Reads a scanned or photographed form: each page laid over its blank, ticks by ink, texts by OCR.

Only boxes with ink are read. What is not read surely is in doubt with what it may say; a person
decides before the picture. The fields of a missing page are absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.question import QuestionKind
from forms import scan_extra
from forms.catalogue import Catalogue
from forms.extracted import Extracted, ExtractedField, NoForm, Reader
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
    notes: list[str] = []
    if len(canvases) < len(known.words):
        notes.append("page_missing")
    if count > len(canvases):
        notes.append("extra_pages")
    return Extracted(
        form_id=blank.form.id,
        form_version=blank.form.version,
        panel_id=blank.form.panel,
        blank_serial=blank.serial,
        reader=Reader.SCAN,
        recognised_by=RECOGNISED_BY,
        fields=tuple(_fields(known, canvases, seeing.recogniser)),
        notes=tuple(notes),
        pages=count,
    )


def _fields(
    known: Template, canvases: Mapping[int, Canvas], recogniser: Recogniser
) -> Iterator[ExtractedField]:
    for spec in known.specs.values():
        spot = known.spots.get(spec.name)
        if spot is None or spot.page not in canvases:
            continue
        if spot.marks:
            yield marks.read(spec, spot, canvases)
        else:
            signs = known.kinds[spec.question] is QuestionKind.SIGN
            yield texts.read(spec, spot, canvases[spot.page], recogniser, is_signature=signs)
