"""Tables of rows on a page that is not ours: children, perpetrators, red flags.

Rows are read only where the table's own headings are those of the question's columns, or of its
options; whatever does not fit the headings is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.question import Column, Option, Question
from forms import label_cells, words
from forms.beside import Cell
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.fields import YES_NO

_NEAR = 3.0  # points between the edges of cells of one row or column
_FEWEST = 2  # headings that must be known
MOST_ROWS = 60
_MARKS = frozenset({"x", "\u2713", "\u2714", "yes", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCell:
    """One cell of a row: its field's name, what stands in it, and the option if it is a choice."""

    name: str
    cell: Cell
    text: str
    chosen: str = ""
    is_doubtful: bool = False


def cells_of(question: Question, cells: Sequence[Cell]) -> tuple[RowCell, ...] | None:
    """What stands in the question's rows; None when no table has its headings."""
    ruled = [one for one in cells if one.is_ruled]
    if question.rows_of:
        return tuple(_listed(question, ruled)) or None
    heads = _headings(question, ruled)
    if heads is None:
        return None
    found: list[RowCell] = []
    for number, row in enumerate(_rows_below(heads, ruled), start=1):
        written = [one for one in row.values() if one.lines]
        if not written:
            continue
        for key, cell in row.items():
            if cell.lines:
                found.append(_cell(question, str(number), key, cell))
    return tuple(found)


# --- numbered rows ---


def _headings(question: Question, ruled: Sequence[Cell]) -> dict[str, Cell] | None:
    """The row of headings that has most of the question's columns; None for none, or for two."""
    known = {label_cells.plain(column.label): column for column in question.columns}
    rows: list[dict[str, Cell]] = []
    for cell in ruled:
        column = known.get(label_cells.plain(cell.text))
        if column is None:
            continue
        row = next((row for row in rows if _same_row(next(iter(row.values())), cell)), None)
        if row is None:
            rows.append({column.key: cell})
        elif column.key not in row:
            row[column.key] = cell
    fewest = min(_FEWEST, len(question.columns))
    fitting = [row for row in rows if len(row) >= fewest]
    most = max(map(len, fitting), default=0)
    best = [row for row in fitting if len(row) == most]
    if len(question.columns) == 1 and best:  # "Alias" alone may stand anywhere
        return None
    return best[0] if len(best) == 1 else None


def _rows_below(heads: Mapping[str, Cell], ruled: Sequence[Cell]) -> Iterator[dict[str, Cell]]:
    """Each row whose cells stand exactly under the headings, down to the first that does not."""
    edges = dict(heads)
    for _ in range(MOST_ROWS):
        row: dict[str, Cell] = {}
        for key, above in edges.items():
            below = next((one for one in ruled if _is_under(above, one)), None)
            if below is not None:
                row[key] = below
        if len(row) < len(edges):
            return
        yield row
        edges = row


def _cell(question: Question, row: str, key: str, cell: Cell) -> RowCell:
    column = next(one for one in question.columns if one.key == key)
    name = f"{question.id}.{row}.{key}"
    text = " ".join(cell.text.split("\n")) if column.options else cell.text
    if not column.options:
        return RowCell(name=name, cell=cell, text=text)
    chosen = _ticked(column.options, text)
    glyphs = (EMPTY_GLYPHS | TICKED_GLYPHS) & set(text)
    return RowCell(
        name=name, cell=cell, text="" if chosen else text, chosen=chosen,
        is_doubtful=bool(glyphs) and not chosen,
    )  # fmt: skip


# --- rows that are a list ---


def _listed(question: Question, ruled: Sequence[Cell]) -> Iterator[RowCell]:
    rows = {label_cells.plain(one.label): one.key for one in question.rows_of}
    for cell in ruled:
        key = rows.get(label_cells.plain(cell.text.replace("\n", " ")))
        if key is None:
            continue
        beside = sorted(
            (
                one for one in ruled
                if _same_row(one, cell) and one.corners[0] >= cell.corners[2] - _NEAR
            ),
            key=lambda one: one.corners[0],
        )  # fmt: skip
        yield from _row_of_list(question, key, beside, ruled)


def _row_of_list(
    question: Question, row: str, beside: Sequence[Cell], ruled: Sequence[Cell]
) -> Iterator[RowCell]:
    """The cells beside a row's own words, by the headings above each."""
    columns = {label_cells.plain(one.label): one for one in question.columns}
    choice = next((one for one in question.columns if one.options), None)
    options = (
        {} if choice is None else {label_cells.plain(one.label): one for one in choice.options}
    )
    marked: list[tuple[Option, Cell]] = []
    seen = 0
    for cell in beside:
        heading = label_cells.plain(_heading(cell, ruled))
        if heading in columns:
            if cell.lines:
                yield _cell(question, row, columns[heading].key, cell)
        elif heading in options:
            seen += 1
            said = cell.text.strip().casefold()
            if said in _MARKS or TICKED_GLYPHS & set(said):
                marked.append((options[heading], cell))
            elif said and not set(said) <= EMPTY_GLYPHS:
                marked += [(options[heading], cell), (options[heading], cell)]
    if choice is not None and marked and seen >= _FEWEST:
        yield _choice(question, row, choice, marked)


def _choice(
    question: Question, row: str, choice: Column, marked: Sequence[tuple[Option, Cell]]
) -> RowCell:
    option, cell = marked[0]
    is_one = len(marked) == 1
    return RowCell(
        name=f"{question.id}.{row}.{choice.key}", cell=cell,
        text="" if is_one else ", ".join(dict.fromkeys(one.label for one, _ in marked)),
        chosen=option.key if is_one else "", is_doubtful=not is_one,
    )  # fmt: skip


def _heading(cell: Cell, ruled: Sequence[Cell]) -> str:
    """The words of the topmost cell of the unbroken column that a cell stands in."""
    top = cell
    for _ in range(MOST_ROWS):
        above = next((one for one in ruled if _is_under(one, top)), None)
        if above is None:
            break
        top = above
    return top.text.replace("\n", " ")


def _ticked(options: Sequence[Option], text: str) -> str:
    """The option meant by words alone, or by the one ticked box of two or more; "" for neither."""
    said = words.comparable(text)
    labels = {words.comparable(one.label): one.key for one in (*options, *YES_NO)}
    if said in labels and labels[said] in {one.key for one in options}:
        return labels[said]
    return ""


def _same_row(one: Cell, other: Cell) -> bool:
    return (
        one.page == other.page
        and abs(one.corners[1] - other.corners[1]) < _NEAR
        and abs(one.corners[3] - other.corners[3]) < _NEAR
    )


def _is_under(above: Cell, below: Cell) -> bool:
    return (
        above is not below
        and above.page == below.page
        and abs(below.corners[1] - above.corners[3]) < _NEAR
        and abs(below.corners[0] - above.corners[0]) < _NEAR
        and abs(below.corners[2] - above.corners[2]) < _NEAR
    )
