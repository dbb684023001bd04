"""The issued blanks and what readers need of them: questions, labels, and where everything stands.

A blank is kept as its PDF, its Word form and a record; the record is all that a reader loads. The
places are measured in the finished PDF, so nobody types a coordinate.
"""
# pyright: basic
# pikepdf and pypdfium2 are untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from pikepdf import Object
from pydantic import TypeAdapter, ValidationError

from casework.faults import Fault, Kind
from casework.question import Form
from forms import ink
from forms.fields import HIDDEN_PREFIX, FieldSpec, fields_of
from forms.shapes import Widget

RADIO, MULTILINE = 1 << 15, 1 << 12
OFF = "/Off"


class Box(NamedTuple):
    """A rectangle on a page, in points from the bottom left corner."""

    left: float
    bottom: float
    right: float
    top: float


class Word(NamedTuple):
    """A printed word of the blank and its rectangle: what a printed page is laid over."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One tick box or radio button: `state` is its on-state, `ink` what the empty blank shows."""

    option: str
    state: str
    page: int
    box: Box
    ink: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a field stands: its page from 1, its box, and its marks if it is ticked.

    `default` is what the blank itself holds there: never an answer (our own blanks hold nothing).
    """

    name: str
    widget: Widget
    page: int
    box: Box
    size: float = 0.0
    marks: tuple[Mark, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a blank: its size and its printed words in reading order."""

    width: float
    height: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Where everything stands on a blank's pages."""

    sheets: tuple[Sheet, ...]
    spots: tuple[Spot, ...]

    def by_name(self) -> Mapping[str, Spot]:
        """Every field's place by its name."""
        return {spot.name: spot for spot in self.spots}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """An issued empty form, kept to compare with. It holds the questions as they were then.

    `controls` are the tags of the Word form's content controls in the order of the document: a
    program that drops the tags (LibreOffice 7.4 does) keeps the controls and their order.
    """

    form: Form
    serial: str
    geometry: Geometry
    controls: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The name of its files."""
        return stem(self.form, self.serial)

    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field in printed order."""
        return fields_of(self.form)

    def field_names(self) -> frozenset[str]:
        """The PDF's field names, for recognising a form whose identity was lost."""
        return frozenset(field.name for field in self.fields())

    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Per question the label as printed and the other wordings it is known by."""
        return {asked.id: (asked.label, *asked.variants) for asked in self.form.questions}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Every issued blank of an installation."""

    blanks: tuple[Blank, ...]

    def by_serial(self, serial: str) -> Blank | None:
        """The blank of this serial, or None."""
        return next((blank for blank in self.blanks if blank.serial == serial), None)

    def of_form(self, form_id: str) -> tuple[Blank, ...]:
        """The blanks of a form, the highest version last."""
        found = [blank for blank in self.blanks if blank.form.id == form_id]
        return tuple(sorted(found, key=lambda blank: (_number(blank.form.version), blank.serial)))

    def form_ids(self) -> tuple[str, ...]:
        """The forms there are blanks of."""
        return tuple(sorted({blank.form.id for blank in self.blanks}))


class RecordWrong(Fault):
    """The record of an issued blank cannot be read."""

    kind = Kind.DOCUMENTS
    next_step = (
        "put the file back from a backup, or move it away and run `clerk forms build` again."
    )


_RECORD = TypeAdapter(Blank)


def stem(form: Form, serial: str) -> str:
    """The name of a blank's files, without their ending."""
    return f"{form.id}-v{form.version}-{serial}"


def record(blank: Blank) -> bytes:
    """The blank as kept on disk, without its pages."""
    return _RECORD.dump_json(blank)


def load(folder: Path) -> Catalogue:
    """Every record in the folder. Raises RecordWrong with the file's name."""
    blanks: list[Blank] = []
    for path in sorted(folder.glob("*.json")):
        try:
            blanks.append(_RECORD.validate_json(path.read_bytes()))
        except ValidationError as error:
            raise RecordWrong(path.name) from error
    return Catalogue(blanks=tuple(blanks))


def geometry(blank_pdf: bytes, form: Form) -> Geometry:
    """The places of the form's fields and words, as they are in this PDF."""
    pages = pypdfium2.PdfDocument(blank_pdf)
    pixels = [page.render(scale=1, grayscale=True).to_numpy() for page in pages]
    sheets = tuple(_sheet(page) for page in pages)
    names = {field.name for field in fields_of(form)}
    spots: dict[str, Spot] = {}
    with pikepdf.open(io.BytesIO(blank_pdf)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
        for name, node in form_fields(document):
            if name.startswith(HIDDEN_PREFIX) or name not in names:
                continue
            widgets = list(node.get("/Kids", [node]))
            placed = [(numbers[widget.P.objgen], _box(widget), widget) for widget in widgets]
            is_button = str(node.FT) == "/Btn"
            marks = [
                _mark(widget, page, box, pixels[page - 1], sheets[page - 1].height)
                for page, box, widget in placed
                if is_button
            ]
            page, box, _ = placed[0]
            spots[name] = Spot(
                name=name, widget=_widget(node), page=page, box=box, marks=tuple(marks),
                size=0.0 if is_button else text_size(node), default=_default(node),
            )  # fmt: skip
    pages.close()
    return Geometry(
        sheets=sheets,
        spots=tuple(spots[field.name] for field in fields_of(form) if field.name in spots),
    )


def form_fields(document: pikepdf.Pdf) -> Iterator[tuple[str, Object]]:
    """Every field of a blank that takes a value, by its full name, hidden ones too."""

    def below(node: Object, above: str) -> Iterator[tuple[str, Object]]:
        name = f"{above}.{node.T}" if above else str(node.T)
        kids = [kid for kid in node.get("/Kids", []) if "/T" in kid]
        if not kids:
            yield name, node
        for kid in kids:
            yield from below(kid, name)

    for node in document.Root.AcroForm.Fields:
        yield from below(node, "")


def _default(node: Object) -> str:
    """What a field of the blank holds already."""
    value = str(node.get("/V", "")).removeprefix("/")
    return "" if value == OFF[1:] else value


def text_size(node: Object) -> float:
    """The size of letters that a text field asks for."""
    return float(str(node.DA).partition(" Tf")[0].split()[-1])


def _mark(widget: Object, page: int, box: Box, pixels: NDArray[np.uint8], height: float) -> Mark:
    state = next(key for key in widget.AP.N.keys() if key != OFF)  # noqa: SIM118  a PDF dictionary
    share = ink.share(pixels, box, height=height)
    return Mark(option=state[1:], state=state[1:], page=page, box=box, ink=round(share, 4))


def _widget(node: Object) -> Widget:
    flags = int(node.get("/Ff", 0))
    match str(node.FT):
        case "/Btn":
            return Widget.RADIO if flags & RADIO else Widget.TICK
        case "/Ch":
            return Widget.LIST
        case _:
            return Widget.LONG if flags & MULTILINE else Widget.TEXT


def _box(widget: Object) -> Box:
    return Box(*(round(float(number), 2) for number in widget.Rect))


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    return Sheet(width=round(width, 2), height=round(height, 2), words=tuple(_words(page)))


def _words(page: pypdfium2.PdfPage) -> Iterator[Word]:
    """Runs of characters without a blank between them."""
    content = page.get_textpage()
    letters: list[str] = []
    boxes: list[Box] = []
    text = content.get_text_range(0, content.count_chars())
    for place, letter in enumerate(text):
        if letter.isspace():
            if letters:
                yield _word(letters, boxes)
            letters, boxes = [], []
            continue
        letters.append(letter)
        boxes.append(Box(*content.get_charbox(place)))
    if letters:
        yield _word(letters, boxes)


def _word(letters: list[str], boxes: list[Box]) -> Word:
    around = Box(
        min(box.left for box in boxes), min(box.bottom for box in boxes),
        max(box.right for box in boxes), max(box.top for box in boxes),
    )  # fmt: skip
    return Word("".join(letters), Box(*(round(number, 1) for number in around)))


def _number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 10 comes after 9."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
