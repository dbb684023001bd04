"""Boxes to tick on a page that is not ours, as glyphs: those of symbol fonts and those drawn.

A font of symbols prints its boxes as letters, plain ones or those of the private use area; many
programs draw a square instead. What is between empty and ticked becomes a letter that is lost, so
that its question is in doubt.
"""
# pyright: basic
# pdfplumber is partly untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from types import MappingProxyType

from forms.beside import Corners, Words
from forms.catalogue import Box
from forms.drawn import Page

EMPTY, TICKED, CROSSED, UNCLEAR = "\u2610", "\u2611", "\u2612", "\ufffd"
_TICK, _CROSS = "\u2713", "\u2717"
# By font, the low byte of a letter and the box that it is.
_FONTS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "wingdings2": {
            0xA3: EMPTY, 0x2A: EMPTY, 0x52: TICKED, 0x53: CROSSED, 0x50: _TICK, 0x4F: _CROSS,
        },
        "wingdings": {
            0xA8: EMPTY, 0x6F: EMPTY, 0x71: EMPTY, 0x72: EMPTY, 0xFE: TICKED, 0xFD: CROSSED,
            0xFC: _TICK, 0xFB: _CROSS, 0x78: CROSSED,
        },
        "webdings": {0x63: EMPTY, 0x61: _TICK, 0x72: _CROSS},
        "zapfdingbats": {
            0x6F: EMPTY, 0x70: EMPTY, 0x71: EMPTY, 0x72: EMPTY, 0x33: _TICK, 0x34: _TICK,
            0x35: _CROSS, 0x36: _CROSS, 0x37: _CROSS, 0x38: _CROSS, 0x6E: "\u25a0",
        },
    }
)  # fmt: skip
_SIDES = (5.0, 20.0)  # points
_SQUARE = 2.0  # points between its two sides
_SAME = 3.0  # points between the middles of two drawings of one box
_INSIDE = 1.5
MOST = 600  # of one page
_EMPTY_INK, _TICKED_INK = 0.02, 0.1  # beyond its frame


def with_symbols(letters: Iterable[MutableMapping[str, object]]) -> None:
    """Put a box in the place of each letter that is one in its font."""
    for letter in letters:
        name = _plain(str(letter.get("fontname", "")))
        table = next((known for font, known in _FONTS.items() if font in name), None)
        text = letter.get("text")
        if table is None or not isinstance(text, str) or len(text) != 1:
            continue
        code = ord(text)
        is_own = code < 0x100 or 0xF000 <= code <= 0xF0FF  # noqa: PLR2004  a byte, or its private use
        letter["text"] = table.get(code & 0xFF, text) if is_own else text


def squares(drawings: Iterable[Mapping[str, float]]) -> list[Corners]:
    """The drawn squares that may be boxes to tick, each once."""
    found: list[Corners] = []
    for one in drawings:
        width, height = float(one["width"]), float(one["height"])
        if not (_SIDES[0] <= width <= _SIDES[1] and abs(width - height) <= _SQUARE):
            continue
        corners = (one["x0"], one["top"], one["x1"], one["bottom"])
        if not any(_middles_apart(corners, other) < _SAME for other in found):
            found.append(corners)
        if len(found) > MOST:
            return []
    return found


def with_boxes_drawn(
    words: Sequence[Words], found: Sequence[Corners], page: Page
) -> Iterator[Words]:
    """The words, with a glyph for each drawn box; a mark that stands in a box belongs to it."""
    for word in words:
        if not any(_holds(box, word.middle) for box in found):
            yield word
    for left, top, right, bottom in found:
        box = Box(left, page.height - bottom, right, page.height - top)
        yield Words(text=_state(page, box), left=left, top=top, right=right, bottom=bottom)


def _state(page: Page, box: Box) -> str:
    inner = Box(
        box.left + _INSIDE, box.bottom + _INSIDE, box.right - _INSIDE, box.top - _INSIDE
    )  # fmt: skip
    share = page.ink(inner)
    if share >= _TICKED_INK and page.is_marked(box):
        return CROSSED
    if share <= _EMPTY_INK and not page.is_marked(box):
        return EMPTY
    return UNCLEAR


def _plain(font: str) -> str:
    return "".join(letter for letter in font.casefold() if letter.isalnum())


def _middles_apart(one: Corners, other: Corners) -> float:
    across = abs(one[0] + one[2] - other[0] - other[2]) / 2
    down = abs(one[1] + one[3] - other[1] - other[3]) / 2
    return max(across, down)


def _holds(corners: Corners, middle: tuple[float, float]) -> bool:
    return corners[0] <= middle[0] <= corners[2] and corners[1] <= middle[1] <= corners[3]
