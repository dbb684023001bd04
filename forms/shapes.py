"""What stands on a page of a blank: words, panels and slots for fields, with their places.

Lengths are PDF points. Inside a block `y` runs down from its top; on a page it runs down from the
top edge, and the drawing turns it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT = 42.0
WIDTH = PAGE_WIDTH - 2 * LEFT
TOP, BOTTOM = 62.0, 782.0
TICK_SIDE = 10.5


class Face(StrEnum):
    """A font file of the fonts folder."""

    REGULAR = "LiberationSans-Regular"
    BOLD = "LiberationSans-Bold"
    ITALIC = "LiberationSans-Italic"
    OTHER = "DejaVuSans"


class Ink(StrEnum):
    """A colour of the form, as red, green and blue in hexadecimal."""

    TEXT = "1B242B"
    SOFT = "55626C"
    BAND = "1F3D53"
    TINT = "EAF0F4"
    STRIPE = "F5F8FA"
    LINE = "8796A1"
    HAIR = "CBD4DA"
    PAPER = "FFFFFF"
    DANGER = "9C1C1C"
    DANGER_TINT = "FCEFEE"


class Role(StrEnum):
    """What words are, for a screen reader; FURNITURE is repeated on every page and not read."""

    TITLE = "H1"
    HEADING = "H2"
    BODY = "P"
    FURNITURE = "Artifact"


class Outline(StrEnum):
    """What a panel looks like; a pointer says that a box opens a list."""

    BOX = "box"
    CIRCLE = "circle"
    POINTER = "pointer"


class Widget(StrEnum):
    """How a field shows on a PDF page."""

    TEXT = "text"
    LONG = "long"
    TICK = "tick"
    RADIO = "radio"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Which cell of which table something stands in; `head` for the heading of a column or row."""

    table: str
    row: str
    column: str
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float
    face: Face = Face.REGULAR
    ink: Ink = Ink.TEXT
    role: Role = Role.BODY
    cell: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A drawn outline inside a rectangle; `y` is its top. Without height a box is a line."""

    x: float
    y: float
    width: float
    height: float
    fill: Ink | None = None
    line: Ink | None = None
    outline: Outline = Outline.BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The place of one widget; `y` is its top. `option` is the key it stands for, if any."""

    x: float
    y: float
    width: float
    height: float
    field: str
    widget: Widget
    tip: str
    option: str = ""
    size: float = 10.0
    cell: Cell | None = None


Shape: TypeAlias = Words | Panel | Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What stays together on one page.

    `heading` is repeated at the top of the next page when the block begins there; `leads` says
    that a block must not be the last of its page. `question` is the id of the first question.
    """

    height: float
    shapes: tuple[Shape, ...]
    leads: bool = False
    heading: Block | None = None
    questions: tuple[str, ...] = ()


def moved(shapes: Iterable[Shape], *, down: float = 0.0, right: float = 0.0) -> tuple[Shape, ...]:
    """The shapes at another place."""
    return tuple(replace(shape, x=shape.x + right, y=shape.y + down) for shape in shapes)
