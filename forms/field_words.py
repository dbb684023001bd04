"""What the fields of a stranger's PDF ask: tooltips, the words beside a box, a field's own name."""
# pyright: basic
# pikepdf is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary

from forms.beside import Cell, Corners
from forms.field_tree import (
    BUTTONS,
    FieldType,
    Placed,
    RawField,
    is_on,
    page_numbers,
    places,
    text_of,
    walk,
)
from forms.proposals import Wording

NEAR, FAR = 30.0, 260.0  # points from a box to its words: above it, beside it
LINE = 9.0
_APART = re.compile(r"[_.\-/\[\]#]+|(?<=[a-z])(?=[A-Z0-9])|\d+$")
_MOST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A field of the file: its places, the words that name it, and those beside each button."""

    field: RawField
    placed: tuple[Placed, ...]
    label: Wording
    buttons: tuple[tuple[str, Wording], ...] = ()  # state, words


def fields_asked(document: pikepdf.Pdf, cells: Sequence[Cell]) -> tuple[Asked, ...]:
    """Every field that takes an answer, with the words that name it."""
    pages = page_numbers(document)
    sides = {number: _sides(page) for number, page in enumerate(document.pages, start=1)}
    found: list[Asked] = []
    for field in walk(document):
        if field.kind in {FieldType.PUSH, FieldType.SIGNATURE, FieldType.NONE}:
            continue
        placed = places(field, pages)
        buttons: tuple[tuple[str, Wording], ...] = ()
        if field.kind in BUTTONS:
            buttons = tuple(
                (state.removeprefix("/"), _said_of_button(node, place, sides, cells))
                for node, place in zip(field.nodes, placed, strict=False)
                for state in place.states
                if is_on(state)
            )
        tip = tip_of(field)
        beside = _beside(placed[0], sides, cells) if placed else None
        words = tip or (beside.text if beside else "") or _name_as_words(field.name)
        place = placed[0] if placed else None
        label = Wording(
            text=words, page=place.page if place else None,
            corners=_corners(place, sides) if place else None,
        )  # fmt: skip
        found.append(Asked(field=field, placed=placed, label=label, buttons=buttons))
    return tuple(found)


def wordings(cells: Sequence[Cell]) -> Iterator[Wording]:
    """What stands in the cells and pieces of lines, each as words that may be a question."""
    for cell in cells:
        if cell.lines:
            text = " ".join(cell.text.split())
            yield Wording(text=text, page=cell.page, corners=_around(cell))


def tip_of(field: RawField) -> str:
    """A field's tooltip, its own or from above; "" for none."""
    for node in field.nodes:
        holder: object = node
        for _ in range(8):
            if not isinstance(holder, Dictionary):
                break
            if "/TU" in holder:
                return " ".join(text_of(holder["/TU"]).split())[:_MOST]
            holder = holder.get("/Parent")
    return ""


def _said_of_button(
    node: object, place: Placed, sides: Mapping[int, tuple[float, float]], cells: Sequence[Cell]
) -> Wording:
    own = node.get("/TU") if isinstance(node, Dictionary) else None
    if own is not None:
        return Wording(text=" ".join(text_of(own).split())[:_MOST])
    corners = _corners(place, sides)
    if corners is None:
        return Wording(text="")
    near = sorted(
        (
            (word.left - corners[2], word)
            for cell in cells if cell.page == place.page
            for line in cell.lines for word in line
            if 0 <= word.left - corners[2] < NEAR
            and abs(word.middle[1] - (corners[1] + corners[3]) / 2) < LINE
        ),
        key=lambda pair: pair[0],
    )  # fmt: skip
    said: list[str] = []
    edge = corners[2] + NEAR
    for _, word in sorted(near, key=lambda pair: pair[1].left):
        if word.left > edge:
            break
        said.append(word.text)
        edge = word.right + LINE
    return Wording(text=" ".join(said))


def _beside(
    place: Placed, sides: Mapping[int, tuple[float, float]], cells: Sequence[Cell]
) -> Wording | None:
    """The nearest words to the left of a box, else above it."""
    corners = _corners(place, sides)
    if corners is None:
        return None
    best: tuple[float, Cell] | None = None
    for cell in cells:
        if cell.page != place.page or not cell.lines:
            continue
        left, top, right, bottom = _around(cell)
        level = abs((top + bottom) / 2 - (corners[1] + corners[3]) / 2)
        gap = corners[0] - right
        if (
            left + LINE < corners[0]
            and gap < FAR
            and level < max(LINE, (corners[3] - corners[1]) / 2)
        ):
            score = max(gap, 0.0)
        elif 0 <= corners[1] - bottom < NEAR and left < corners[2] and right > corners[0]:
            score = NEAR + corners[1] - bottom
        else:
            continue
        if best is None or score < best[0]:
            best = score, cell
    if best is None:
        return None
    return Wording(text=" ".join(best[1].text.split())[:_MOST], page=place.page, corners=corners)


def _around(cell: Cell) -> Corners:
    words = [word for line in cell.lines for word in line]
    return (
        min(one.left for one in words), min(one.top for one in words),
        max(one.right for one in words), max(one.bottom for one in words),
    )  # fmt: skip


def _corners(place: Placed, sides: Mapping[int, tuple[float, float]]) -> Corners | None:
    """The place measured from the top left corner of its page."""
    if place.box is None or place.page is None or place.page not in sides:
        return None
    left, top = sides[place.page]
    box = place.box
    return box.left - left, top - box.top, box.right - left, top - box.bottom


def _sides(page: pikepdf.Page) -> tuple[float, float]:
    box = [float(side) for side in page.cropbox]
    return min(box[0], box[2]), max(box[1], box[3])


def _name_as_words(name: str) -> str:
    return " ".join(_APART.sub(" ", name).split())
