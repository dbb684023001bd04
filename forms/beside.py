"""Labels in ruled cells and loose lines, and what stands beside, below or behind each.

Measured from the top left corner of a page, in points.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from forms import label_cells

_NEAR = 3.0  # between the edges of cells that touch
_BELOW = 20.0  # from a loose label to the box under it
_BESIDE = 400.0  # from a loose label to its answer on the same line
_GAP = 1.2  # of the height of a line, between two things on it
_NEXT_LINE = 1.2
_MOST_WORDS = 60  # of a label
_CONNECTS = re.compile(r"[:?]$")
Corners = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A word or several, and where."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle, across and down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """A ruled cell, or a piece of a loose line."""

    page: int
    corners: Corners
    lines: tuple[tuple[Words, ...], ...] = ()
    is_ruled: bool = True

    @property
    def text(self) -> str:
        """Its words, line by line."""
        return _text(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands beside a label. `is_doubtful`: it may be something else than the answer.

    `corners` are those of its words, or of the empty cell, or of the room for an answer.
    """

    page: int
    corners: Corners
    text: str = ""
    is_doubtful: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A label at the start of a cell, and the rest of the cell."""

    key: str
    rest: tuple[tuple[Words, ...], ...]
    connects: bool  # it ends in a colon or a question mark

    @property
    def words(self) -> tuple[Words, ...]:
        """The words of the rest."""
        return tuple(word for line in self.rest for word in line)


def cells_of(page: int, ruled: Sequence[Corners], words: Sequence[Words]) -> list[Cell]:
    """The cells with the words in them, and the words outside as pieces of lines."""
    sizes = sorted(
        (one for one in ruled if one[2] - one[0] > _BELOW or one[3] - one[1] > _BELOW), key=_area
    )
    inside: list[list[Words]] = [[] for _ in sizes]
    loose: list[Words] = []
    for word in words:
        place = next((n for n, one in enumerate(sizes) if _holds(one, *word.middle)), None)
        (loose if place is None else inside[place]).append(word)
    cells = [
        Cell(page=page, corners=corners, lines=_lines(own))
        for corners, own in zip(sizes, inside, strict=True)
    ]
    pieces = [piece for line in _lines(loose) for piece in _pieces(line)]
    return cells + [
        Cell(page=page, corners=_around(piece), lines=(piece,), is_ruled=False) for piece in pieces
    ]


def answers(cells: Sequence[Cell], known: Collection[str]) -> Iterator[tuple[str, Answer]]:
    """Each label of the `known` ones (in plain form) that is found, and what stands beside it."""
    labels = {cell: label for cell in cells if (label := _label(cell, known)) is not None}
    for cell, label in labels.items():
        near = [one for one in cells if one.page == cell.page and one is not cell]
        right = _right(cell, near, labels)
        below = _below(cell, near, labels)
        written = [one for one in right if one.lines]
        if label.rest:
            if written and not label.connects:
                continue  # "Surname / of the mother | ..." is another label
            yield label.key, _own(cell, label, near, labels, is_doubtful=bool(written))
        elif right:
            in_row = any(
                one is not cell and one.page == cell.page
                and abs(one.corners[1] - cell.corners[1]) < _NEAR
                for one in labels
            )  # fmt: skip
            both = bool(written) and below is not None and bool(below.lines) and in_row
            yield label.key, _beside(written or right, near, labels, is_doubtful=both)
        elif below is not None:
            is_loose = not below.is_ruled and bool(below.lines)
            yield label.key, _beside([below], near, labels, is_doubtful=is_loose)
        else:
            yield label.key, Answer(page=cell.page, corners=_room(cell, near))


def _own(
    cell: Cell, label: _Label, near: Sequence[Cell], labels: Collection[Cell], *, is_doubtful: bool
) -> Answer:
    """The rest of the label's own cell."""
    return Answer(
        page=cell.page, corners=_around(label.words), text=_text(label.rest),
        is_doubtful=is_doubtful, is_cut=_goes_on(cell, near, labels),
    )  # fmt: skip


def _beside(
    found: Sequence[Cell], near: Sequence[Cell], labels: Collection[Cell], *, is_doubtful: bool
) -> Answer:
    """The text of the cells found; of several that are written in, a person sees which counts."""
    written = [one for one in found if one.lines]
    words = [word for one in written for line in one.lines for word in line]
    return Answer(
        page=found[0].page, corners=_around(words) if words else found[0].corners,
        text=" ".join(one.text for one in written),
        is_doubtful=is_doubtful, is_cut=any(_goes_on(one, near, labels) for one in written),
    )  # fmt: skip


def _label(cell: Cell, known: Collection[str]) -> _Label | None:
    """The longest known label that the cell begins with."""
    said: list[str] = []
    found: _Label | None = None
    for number, line in enumerate(cell.lines):
        for place, word in enumerate(line, start=1):
            said.append(word.text)
            if len(said) > _MOST_WORDS:
                return found
            connects = _CONNECTS.search(word.text) is not None
            key = label_cells.plain(" ".join(said))
            if key not in known or not (connects or place == len(line)):
                continue
            rest = tuple(filter(None, (line[place:], *cell.lines[number + 1 :])))
            is_sentence = bool(rest) and not connects and rest[0][0].text[0].islower()
            found = None if is_sentence else _Label(key=key, rest=rest, connects=connects)
    return found


def _right(cell: Cell, near: Sequence[Cell], labels: Collection[Cell]) -> list[Cell]:
    """The cells to the right of it, as far as the next label."""
    _, top, right, bottom = cell.corners
    beside = sorted(
        (
            one
            for one in near
            if one.corners[0] > right - _NEAR
            and (one.is_ruled or not cell.is_ruled)
            and _shared(top, bottom, one.corners[1], one.corners[3])
        ),
        key=lambda one: (one.corners[0], one.corners[1]),
    )
    found: list[Cell] = []
    edge = right
    for one in beside:
        if one in labels or one.corners[0] > edge + _BESIDE:
            break
        if cell.is_ruled and one.corners[0] > edge + _NEAR:
            break
        found.append(one)
        edge = max(edge, one.corners[2])
    return found


def _room(cell: Cell, near: Sequence[Cell]) -> Corners:
    """Where an answer would stand behind a label that has nothing near it."""
    _, top, right, bottom = cell.corners
    edges = (
        one.corners[0]
        for one in near
        if one.corners[0] > right and _shared(top, bottom, one.corners[1], one.corners[3])
    )
    return right + _NEAR, top, min((right + _BESIDE, *edges)), bottom


def _below(cell: Cell, near: Sequence[Cell], labels: Collection[Cell]) -> Cell | None:
    """The cell under it, if that is no label."""
    left, _, right, bottom = cell.corners
    reach = _NEAR if cell.is_ruled else _BELOW
    under = [
        one
        for one in near
        if bottom - _NEAR <= one.corners[1] <= bottom + reach
        and (one.is_ruled or not cell.is_ruled)
        and _shared(left, right, one.corners[0], one.corners[2])
    ]
    first = min(under, key=lambda one: (one.corners[1], one.corners[0]), default=None)
    return None if first is None or first in labels else first


def _goes_on(cell: Cell, near: Sequence[Cell], labels: Collection[Cell]) -> bool:
    """Whether its text reaches the edge of the cell, or a loose line goes on below."""
    left, _, right, bottom = cell.corners
    if cell.is_ruled:
        return any(
            word.right > right - 1 or word.left < left or word.bottom > bottom + 1
            for line in cell.lines
            for word in line
        )
    height = bottom - cell.corners[1]
    return any(
        not one.is_ruled
        and one not in labels
        and 0 < one.corners[1] - cell.corners[1] < (1 + _NEXT_LINE) * height
        and one.corners[0] < right
        and one.corners[2] > left
        for one in near
    )


def _lines(words: Sequence[Words]) -> tuple[tuple[Words, ...], ...]:
    """Words that stand at one height, from the left."""
    lines: list[list[Words]] = []
    for word in sorted(words, key=lambda one: one.middle[1]):
        last = lines[-1][0] if lines else None
        height = word.bottom - word.top
        if last is not None and word.middle[1] - last.middle[1] < height / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(tuple(sorted(line, key=lambda one: one.left)) for line in lines)


def _pieces(line: Sequence[Words]) -> Iterator[tuple[Words, ...]]:
    """A loose line where it has wide gaps in it."""
    piece: list[Words] = []
    for word in line:
        if piece and word.left - piece[-1].right > _GAP * (word.bottom - word.top):
            yield tuple(piece)
            piece = []
        piece.append(word)
    if piece:
        yield tuple(piece)


def _text(lines: Sequence[Sequence[Words]]) -> str:
    return "\n".join(" ".join(word.text for word in line) for line in lines)


def _around(words: Sequence[Words]) -> Corners:
    return (
        min(one.left for one in words), min(one.top for one in words),
        max(one.right for one in words), max(one.bottom for one in words),
    )  # fmt: skip


def _holds(corners: Corners, across: float, down: float) -> bool:
    return corners[0] <= across <= corners[2] and corners[1] <= down <= corners[3]


def _shared(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Whether two stretches share at least half of the shorter."""
    shared = min(high, other_high) - max(low, other_low)
    return shared >= min(high - low, other_high - other_low) / 2


def _area(corners: Corners) -> float:
    return (corners[2] - corners[0]) * (corners[3] - corners[1])
