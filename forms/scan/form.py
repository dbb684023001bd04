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
from forms.scan.pages import Sheet
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
    sheets = list(pages.sheets(untrusted_data))
    placed = _placed(sheets, seeing.pages)
    if not placed:
        return NoForm(why="scan", pages=len(sheets))
    if len({one.page.blank.form.id for one in placed}) > 1:
        return NoForm(why="several_forms", pages=len(sheets))
    placed = _of_one_version(sheets, placed, seeing.pages)
    numbers = Counter(one.page.number for one in placed)
    if max(numbers.values()) > 1:
        return NoForm(why="several_forms", pages=len(sheets))
    return _form(placed, len(sheets), seeing)


def _placed(sheets: Sequence[Sheet], known: Sequence[BlankPage]) -> list[Placed]:
    return [found for sheet in sheets if (found := placing.place(sheet, known)) is not None]


def _of_one_version(
    sheets: Sequence[Sheet], placed: list[Placed], known: Sequence[BlankPage]
) -> list[Placed]:
    """The pages laid over the one issued version that they fit best; the newest where they tie."""
    form = placed[0].page.blank.form.id
    versions = {page.blank.serial: page.blank for page in known if page.blank.form.id == form}
    if len(versions) == 1:
        return placed
    newest = Catalogue(blanks=tuple(versions.values())).of_form(form)
    tried = [
        _placed(sheets, [page for page in known if page.blank.serial == blank.serial])
        for blank in newest
    ]
    return max(reversed(tried), key=lambda found: round(sum(one.fit for one in found), 1))


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
