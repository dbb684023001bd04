# pyright: basic
"""Marks the gaps on the referrer's own PDF form: yellow, numbered, and still to be filled in.

Nothing that was typed is touched. What runs, opens or sends something is taken out, and so are our
own marks of an earlier return. A signed, encrypted, XFA or flat file is refused: it cannot be
marked without breaking it, and a cover sheet with a fresh blank goes instead.

The input is a stranger's file: `mark` and `unmark` run in the cage.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from confine.cage import Refusal
from generators import marks, note_art
from generators.marks import Mark

TOKEN_FIELD = "clerk.token"  # noqa: S105  the name of a hidden field, not a secret
_FRAME, _CIRCLE, _MARGIN = 2.5, 8.5, 20.0
_PRINTED_AND_LOCKED = 4 | 128
_TEXT_FIELD = "/Tx"
_KEPT_NOTES = frozenset(
    {"/Widget", "/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly",
     "/Ink", "/Line", "/Square", "/Circle", "/Caret", "/Stamp", "/Popup"}
)  # fmt: skip
_ROOT_STRIPPED = (
    "/OpenAction", "/AA", "/AF", "/Collection", "/URI", "/Requirements", "/Threads", "/Outlines",
)  # fmt: skip
_NAMES_STRIPPED = (
    "/JavaScript",
    "/EmbeddedFiles",
    "/Renditions",
    "/URLS",
    "/AlternatePresentations",
)
_STRIPPED = ("/A", "/AA", "/PA", "/AF")
_SIGNATURE_EXISTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One visible box of a field: its page, and left, bottom, right, top in points."""

    field: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


def mark(untrusted_data: bytes, *, gaps: str, token: str = "") -> bytes:
    """The form with each gap yellow and numbered. `gaps` is the JSON text of `marks.to_json`.

    Refuses with encrypted, xfa, signed, no-fields, gap-not-found.
    """
    writer = _opened(untrusted_data)
    _strip(writer)
    _take_marks_off(writer)
    boxes = list(_boxes(writer))
    taken: list[tuple[int, float, float]] = []
    for gap in marks.from_json(gaps):
        places = [box for box in boxes if marks.belongs(box.field, gap.fields)]
        if not places:
            raise Refusal("gap-not-found")
        _mark(writer, gap, places, taken)
    if token:
        _set_token(writer, token)
    return _written(writer)


def unmark(untrusted_data: bytes) -> bytes:
    """The form as it was before `mark`, with what was typed since. Refuses as `mark` does."""
    writer = _opened(untrusted_data)
    _take_marks_off(writer)
    return _written(writer)


def warm() -> None:
    """Mark a small form once, so that nothing is loaded when the cage is closed."""
    sample = PdfWriter()
    page = sample.add_blank_page(width=200, height=200)
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject(_TEXT_FIELD),
            NameObject("/T"): TextStringObject("sample"),
            NameObject("/Rect"): _numbers(20, 20, 90, 40),
        }
    )
    held = sample._add_object(field)  # noqa: SLF001  pypdf has no public name for it
    page[NameObject("/Annots")] = ArrayObject([held])
    sample.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([held])}
    )
    page.compress_content_streams()
    out = io.BytesIO()
    sample.write(out)
    unmark(mark(out.getvalue(), gaps='[{"number": 1, "fields": ["sample"], "text": "A note."}]'))


def _opened(untrusted_data: bytes) -> PdfWriter:
    reader = PdfReader(io.BytesIO(untrusted_data))
    if reader.is_encrypted:
        raise Refusal("encrypted")
    root = reader.root_object
    form = _held(root.get("/AcroForm"))
    if not isinstance(form, DictionaryObject) or not form.get("/Fields"):
        raise Refusal("no-fields")
    if "/XFA" in form:
        raise Refusal("xfa")
    if "/Perms" in root or int(form.get("/SigFlags", 0)) & _SIGNATURE_EXISTS:
        raise Refusal("signed")
    writer = PdfWriter(clone_from=reader)
    for field in _fields(writer):
        if field.get("/FT") == "/Sig" and "/V" in field:
            raise Refusal("signed")
    return writer


def _written(writer: PdfWriter) -> bytes:
    """The file with only what can be reached: what was taken out is not left lying in it."""
    writer.metadata = None
    reached: set[int] = set()
    waiting: list[object] = [writer.root_object.indirect_reference]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in reached:
                continue
            reached.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            waiting.extend(value.values())
        elif isinstance(value, ArrayObject):
            waiting.extend(value)
    objects = writer._objects  # noqa: SLF001  pypdf's own clean-up stops after one step
    for place in range(len(objects)):
        if place + 1 not in reached:
            objects[place] = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _held(value: object) -> object:
    """What stands behind a reference, or the value itself."""
    return value.get_object() if hasattr(value, "get_object") else value  # type: ignore[union-attr]


def _listed(holder: DictionaryObject, key: str) -> list[object]:
    found = _held(holder.get(key))
    return list(found) if isinstance(found, ArrayObject) else []


def _fields(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every field and every part of one, each once, whatever loops the file has."""
    seen: set[int] = set()
    form = _held(writer.root_object.get("/AcroForm"))
    waiting = _listed(form, "/Fields") if isinstance(form, DictionaryObject) else []
    while waiting:
        field = _held(waiting.pop())
        if not isinstance(field, DictionaryObject) or id(field) in seen:
            continue
        seen.add(id(field))
        yield field
        waiting.extend(_listed(field, "/Kids"))


def _full_name(field: DictionaryObject) -> str:
    """A field's name with its parents', as the blank's fields are named."""
    parts: list[str] = []
    seen: set[int] = set()
    place: object = field
    while isinstance(place, DictionaryObject) and id(place) not in seen:
        seen.add(id(place))
        if "/T" in place:
            parts.append(str(_held(place["/T"])))
        place = _held(place.get("/Parent"))
    return ".".join(reversed(parts))


def _boxes(writer: PdfWriter) -> Iterator[_Box]:
    """The box of every visible widget, page by page."""
    for number, page in enumerate(writer.pages):
        for note in _listed(page, "/Annots"):
            held = _held(note)
            if not isinstance(held, DictionaryObject) or held.get("/Subtype") != "/Widget":
                continue
            sides = [float(str(_held(side))) for side in _listed(held, "/Rect")]
            if len(sides) == 4:  # noqa: PLR2004  the four sides of a box
                left, right = sorted((sides[0], sides[2]))
                bottom, top = sorted((sides[1], sides[3]))
                if right > left and top > bottom:
                    yield _Box(
                        field=_full_name(held), page=number,
                        left=left, bottom=bottom, right=right, top=top,
                    )  # fmt: skip


def _strip(writer: PdfWriter) -> None:
    """Take out what runs, opens, sends or carries something (JavaScript, actions, files)."""
    root = writer.root_object
    _without(root, *_ROOT_STRIPPED)
    names = _held(root.get("/Names"))
    if isinstance(names, DictionaryObject):
        _without(names, *_NAMES_STRIPPED)
    form = _held(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        _without(form, "/CO")
    for field in _fields(writer):
        _without(field, *_STRIPPED)
    for page in writer.pages:
        _without(page, *_STRIPPED)
        kept = ArrayObject()
        for note in _listed(page, "/Annots"):
            held = _held(note)
            if isinstance(held, DictionaryObject) and held.get("/Subtype") in _KEPT_NOTES:
                _without(held, *_STRIPPED)
                kept.append(note)
        if "/Annots" in page:
            page[NameObject("/Annots")] = kept


def _without(holder: DictionaryObject, *keys: str) -> None:
    for key in keys:
        holder.pop(NameObject(key), None)


def _take_marks_off(writer: PdfWriter) -> None:
    for page in writer.pages:
        notes = _listed(page, "/Annots")
        kept = [note for note in notes if not _is_ours(_held(note))]
        if len(kept) < len(notes):
            page[NameObject("/Annots")] = ArrayObject(kept)


def _is_ours(note: object) -> bool:
    return isinstance(note, DictionaryObject) and str(note.get("/NM", "")).startswith(marks.NAME)


def _mark(
    writer: PdfWriter, gap: Mark, places: Sequence[_Box], taken: list[tuple[int, float, float]]
) -> None:
    """Yellow under each box of the gap, and its number once a page, beside the topmost box."""
    for count, box in enumerate(places, start=1):
        _lay(writer, box.page, _highlight(writer, gap, box, count), under=True)
    for page in sorted({box.page for box in places}):
        first = min(
            (box for box in places if box.page == page), key=lambda box: (-box.top, box.left)
        )
        x, y = _free_place(writer, first, taken)
        taken.append((page, x, y))
        _lay(writer, page, _number(writer, gap, x, y), under=False)


def _lay(writer: PdfWriter, page_number: int, note: DictionaryObject, *, under: bool) -> None:
    """Put a note under or over everything else on its page."""
    page = writer.pages[page_number]
    note[NameObject("/P")] = page.indirect_reference
    notes = _listed(page, "/Annots")
    held = writer._add_object(note)  # noqa: SLF001  pypdf has no public name for it
    page[NameObject("/Annots")] = ArrayObject([held, *notes] if under else [*notes, held])


def _highlight(writer: PdfWriter, gap: Mark, box: _Box, count: int) -> DictionaryObject:
    left, bottom = box.left - _FRAME, box.bottom - _FRAME
    right, top = box.right + _FRAME, box.top + _FRAME
    width, height = right - left, top - bottom
    drawing = note_art.frame(width, height)
    note = _note(writer, "/Highlight", f"{gap.number}-{count}", (left, bottom, right, top), drawing)
    note[NameObject("/QuadPoints")] = _numbers(left, top, right, top, left, bottom, right, bottom)
    note[NameObject("/C")] = _numbers(*note_art.YELLOW)
    note[NameObject("/Contents")] = TextStringObject(f"{gap.number}. {gap.text}")
    return note


def _free_place(
    writer: PdfWriter, box: _Box, taken: Sequence[tuple[int, float, float]]
) -> tuple[float, float]:
    """Where a number goes: in the margin on the box's own side, below the numbers already there."""
    page = writer.pages[box.page]
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    x = _MARGIN if box.left + box.right <= width or box.left < width / 3 else width - _MARGIN
    y = min(box.top - _CIRCLE, height - _MARGIN)
    beside = sorted(
        (other for at, side, other in taken if (at, side) == (box.page, x)), reverse=True
    )
    for other in beside:
        if abs(y - other) < 2 * _CIRCLE + 1:
            y = other - 2 * _CIRCLE - 1
    return x, max(y, _MARGIN)


def _number(writer: PdfWriter, gap: Mark, x: float, y: float) -> DictionaryObject:
    """The gap's number in a circle."""
    text = str(gap.number)
    side = 2 * _CIRCLE
    drawing, size = note_art.number(text, _CIRCLE)
    rectangle = (x - _CIRCLE, y - _CIRCLE, x - _CIRCLE + side, y - _CIRCLE + side)
    note = _note(writer, "/FreeText", f"{gap.number}-number", rectangle, drawing)
    note[NameObject("/Contents")] = TextStringObject(text)
    note[NameObject("/DA")] = TextStringObject(f"/Helv {size} Tf 0 g")
    return note


def _note(
    writer: PdfWriter,
    kind: str,
    name: str,
    rectangle: tuple[float, float, float, float],
    drawing: str,
) -> DictionaryObject:
    """An annotation with an appearance of its own: viewers draw no other (measured)."""
    left, bottom, right, top = rectangle
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
        }
    )
    under = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    look = DecodedStreamObject()
    look.set_data(drawing.encode("ascii"))
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): _numbers(0, 0, right - left, top - bottom),
            NameObject("/Resources"): DictionaryObject(
                {
                    NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font}),
                    NameObject("/ExtGState"): DictionaryObject({NameObject("/Under"): under}),
                }
            ),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/NM"): TextStringObject(f"{marks.NAME}{name}"),
            NameObject("/T"): TextStringObject(marks.AUTHOR),
            NameObject("/F"): NumberObject(_PRINTED_AND_LOCKED),
            NameObject("/Rect"): _numbers(left, bottom, right, top),
            NameObject("/AP"): DictionaryObject(
                {NameObject("/N"): writer._add_object(look)}  # noqa: SLF001  as above
            ),
        }
    )


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(round(value, 2)) for value in values)


def _set_token(writer: PdfWriter, token: str) -> None:
    """Write into the hidden field by which the form is known again when it comes back."""
    for field in _fields(writer):
        if _full_name(field) == TOKEN_FIELD:
            field[NameObject("/V")] = TextStringObject(token)
            _without(field, "/AP")
