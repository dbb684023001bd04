"""The fields of a stranger's PDF as it stores them: names joined, values inherited, loops cut.

What is stored is not what is seen; nothing here looks at the drawing.
"""
# pyright: basic
# pikepdf's objects are untyped; what leaves this module is typed.

from __future__ import annotations

import codecs
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from forms.catalogue import MULTILINE, OFF, RADIO, Box

PUSH, COMBO = 1 << 16, 1 << 17
HIDDEN_NOTE, NO_VIEW = 1 << 1, 1 << 5
MOST_DEEP = 40
MOST_FIELDS = 20_000
MOST_VALUE = 200_000
DIRECT = (0, 0)  # what is written in place has no number
Value: TypeAlias = str | tuple[str, ...] | None


class FieldType(StrEnum):
    """What a field of a PDF is."""

    TEXT = "text"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    PUSH = "pushbutton"
    COMBO = "combo"
    LIST = "list"
    SIGNATURE = "signature"
    NONE = "none"


BUTTONS = frozenset({FieldType.CHECKBOX, FieldType.RADIO})
LISTS = frozenset({FieldType.COMBO, FieldType.LIST})


class Placed(NamedTuple):
    """One place of a field on a page. `state` is its /AS; `states` are those it can draw."""

    key: tuple[int, int]
    page: int | None
    box: Box | None
    state: str | None
    states: tuple[str, ...]
    has_drawing: bool
    is_hidden: bool


class RawField(NamedTuple):
    """A field as stored. `options` are pairs of the stored key and the words shown.

    `nodes` are its places in the file's own shape; `places` reads them.
    """

    name: str
    kind: FieldType
    flags: int
    value: Value
    default: Value
    options: tuple[tuple[str, str], ...]
    nodes: tuple[Object, ...]

    @property
    def many_lines(self) -> bool:
        """Whether its text may have several lines."""
        return bool(self.flags & MULTILINE)


class _Inherited(NamedTuple):
    """What a field has from those above it."""

    name: str = ""
    kind: str = ""
    flags: int = 0
    value: Object | None = None
    default: Object | None = None
    options: Object | None = None


def walk(document: pikepdf.Pdf) -> list[RawField]:
    """Every field that takes a value, in the order of the file, each once."""
    form = document.Root.get("/AcroForm")
    if not isinstance(form, Dictionary) or "/Fields" not in form:
        return []
    seen: set[tuple[int, int]] = set()
    found: list[RawField] = []
    for node in _listed(form.get("/Fields")):
        _below(node, _Inherited(), seen, found, 0)
    return found


def _below(
    node: Object, above: _Inherited, seen: set[tuple[int, int]], found: list[RawField], depth: int
) -> None:
    """Gather the fields of one node; a node met before, or too deep, is left out."""
    if not isinstance(node, Dictionary) or depth > MOST_DEEP or len(found) > MOST_FIELDS:
        return
    key = node.objgen
    if key in seen:
        return
    if key != DIRECT:
        seen.add(key)
    own: Mapping[str, Object] = dict(node.as_dict())
    kids = _listed(own["/Kids"]) if "/Kids" in own else ()
    at = _with(own, above) if kids or above.kind or "/T" in own else above
    if any(isinstance(kid, Dictionary) and "/T" in kid for kid in kids):
        for kid in kids:
            _below(kid, at, seen, found, depth + 1)
        return
    kind = _kind(at.kind, at.flags)
    found.append(
        RawField(
            at.name,
            kind,
            at.flags,
            _value(kind, at.value),
            value_of(at.default),
            _options(at.options),
            tuple(kids) or (node,),
        )
    )


def _with(own: Mapping[str, Object], above: _Inherited) -> _Inherited:
    """What a node says itself, else what it has from above."""
    name, kind, flags = above.name, above.kind, above.flags
    if "/T" in own:
        name = f"{name}.{text_of(own['/T'])}" if name else text_of(own["/T"])
    if "/FT" in own:
        kind = text_of(own["/FT"])
    if "/Ff" in own:
        flags = whole(own["/Ff"])
    return _Inherited(
        name, kind, flags,
        own.get("/V", above.value), own.get("/DV", above.default), own.get("/Opt", above.options),
    )  # fmt: skip


def _listed(value: Object | None) -> tuple[Object, ...]:
    return tuple(value) if isinstance(value, Array) else ()


def _kind(kind: str, flags: int) -> FieldType:
    match kind:
        case "/Btn" if flags & PUSH:
            return FieldType.PUSH
        case "/Btn":
            return FieldType.RADIO if flags & RADIO else FieldType.CHECKBOX
        case "/Tx":
            return FieldType.TEXT
        case "/Ch":
            return FieldType.COMBO if flags & COMBO else FieldType.LIST
        case "/Sig":
            return FieldType.SIGNATURE
        case _:
            return FieldType.NONE


def _value(kind: FieldType, value: Object | None) -> Value:
    if kind is FieldType.SIGNATURE:
        return None if value is None else "signed"
    return value_of(value)


def page_numbers(document: pikepdf.Pdf) -> Mapping[tuple[int, int], int]:
    """The pages' numbers from 1 by what a widget calls its page."""
    return {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}


def places(field: RawField, pages: Mapping[tuple[int, int], int]) -> tuple[Placed, ...]:
    """Where a field stands and how its buttons are drawn."""
    is_button = field.kind in BUTTONS
    return tuple(
        _placed(node, pages, is_button=is_button)
        for node in field.nodes
        if isinstance(node, Dictionary)
    )


def _placed(widget: Object, pages: Mapping[tuple[int, int], int], *, is_button: bool) -> Placed:
    own = widget.as_dict()
    page = own.get("/P")
    looks = own.get("/AP")
    drawing = looks.get("/N") if looks is not None and isinstance(looks, Dictionary) else None
    is_stream = drawing is not None and isinstance(drawing, Stream)
    states: tuple[str, ...] = ()
    if is_button and drawing is not None and not is_stream and isinstance(drawing, Dictionary):
        states = tuple(drawing.keys())
    state = own.get("/AS") if is_button else None
    return Placed(
        widget.objgen,
        None if page is None else pages.get(page.objgen),
        box_of(own.get("/Rect")),
        text_of(state) if state is not None and isinstance(state, Name) else None,
        states,
        is_stream or bool(states),
        bool(whole(own.get("/F", 0)) & (HIDDEN_NOTE | NO_VIEW)),
    )


def box_of(sides: Object | None) -> Box | None:
    """A rectangle put the right way round, or None for anything else."""
    if sides is None or not isinstance(sides, Array):
        return None
    try:
        first, second, third, fourth = map(float, sides.unparse()[1:-1].split())
    except ValueError:
        return _slow_box(sides)
    return Box(min(first, third), min(second, fourth), max(first, third), max(second, fourth))


def _slow_box(sides: Object) -> Box | None:
    """A rectangle whose numbers stand elsewhere in the file."""
    try:
        numbers = [float(side) for side in sides]
    except (TypeError, ValueError):
        return None
    if len(numbers) != len(Box._fields):
        return None
    left, right = sorted(numbers[::2])
    bottom, top = sorted(numbers[1::2])
    return Box(left, bottom, right, top)


def value_of(value: Object | int | bool | None) -> Value:  # noqa: FBT001  a PDF may hold one
    """A stored value as text; a list as texts; a text kept as a stream is read."""
    if value is None:
        return None
    if isinstance(value, Array):
        return tuple(text_of(part) for part in value)[:200]
    return text_of(value)


def text_of(value: Object | int | bool) -> str:  # noqa: FBT001  a PDF may hold one
    """A string, name, number or stream of the file as text, without a line end of its own kind."""
    if isinstance(value, Stream):
        return _decoded(bytes(value.read_bytes()[:MOST_VALUE]))
    if isinstance(value, (Dictionary, Array)):
        return ""
    try:
        return str(value)[:MOST_VALUE]
    except UnicodeDecodeError:
        return _decoded(bytes(value)[:MOST_VALUE])


def _decoded(untrusted_data: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF8, "utf-8"),
    ):
        if untrusted_data.startswith(mark):
            return untrusted_data[len(mark) :].decode(name, "replace")
    return untrusted_data.decode("pdfdoc", "replace")


def _options(options: Object | None) -> tuple[tuple[str, str], ...]:
    if options is None or not isinstance(options, Array):
        return ()
    pairs: list[tuple[str, str]] = []
    for option in list(options)[:2000]:
        if isinstance(option, Array) and len(option) > 1:
            pairs.append((text_of(option[0]), text_of(option[1])))
        else:
            pairs.append((text_of(option), text_of(option)))
    return tuple(pairs)


def whole(number: Object | int | None) -> int:
    """A whole number of the file, or 0."""
    try:
        return int(number or 0)
    except (TypeError, ValueError):
        return 0


def is_on(state: str | None) -> bool:
    """Whether a button's state is any but Off."""
    return state not in {None, "", OFF, OFF[1:]}
