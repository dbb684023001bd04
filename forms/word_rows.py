"""Tables of rows in a Word form that is read by its labels: children, perpetrators, red flags.

A table is a question's where the question's label stands before it, or where its headings are
those of one question alone. Rows that were added by hand are rows like the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casework.question import Column, Option, Question
from forms import word_marks, words
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldKind, question_fields
from forms.label_cells import NOTE, SURE, of_ours, plain
from forms.rows import MOST_ROWS
from forms.word_page import Cell, Line, Page, Table
from forms.wording import tick_words

_FEWEST = 2


@dataclass(slots=True, kw_only=True)
class Rows:
    """By question its table, and the lines between its label and that."""

    by_question: dict[str, Table] = field(default_factory=dict[str, Table])
    before: dict[str, list[Line]] = field(default_factory=dict[str, list[Line]])

    @property
    def tables(self) -> frozenset[int]:
        """The numbers of the tables that are some question's."""
        return frozenset(table.number for table in self.by_question.values())


@dataclass(slots=True, kw_only=True, eq=False)
class _Head:
    """A cell that begins with a column's label; `rest` is what stands under that in the cell."""

    column: Column
    cell: Cell
    rest: list[Line]


def read(page: Page, questions: Sequence[Question]) -> Rows:
    """Which table is which question's."""
    labels = {
        of_ours(label): one for one in questions for label in (one.label, *one.variants)
    }  # fmt: skip
    found = Rows()
    asked: Question | None = None
    since: list[Line] = []
    for block in page.blocks:
        if isinstance(block, Line):
            if named := labels.get(plain(block.text)):
                asked, since = named, []
            elif block.is_heading:
                asked = None
            else:
                since.append(block)
            continue
        own = asked if asked is not None and _fit(asked, block) else _only_fit(questions, block)
        if own is not None and own.id not in found.by_question:
            found.by_question[own.id] = block
            found.before[own.id] = since if own is asked else []
        asked, since = None, []
    return found


def _fit(question: Question, table: Table) -> int:
    """How many of the question's headings, or of its rows, the table has."""
    if question.rows_of:
        return len({one.key for one in _listed_rows(question, table)})
    return len({head.column.key for head in _heads(question, table)})


def _only_fit(questions: Sequence[Question], table: Table) -> Question | None:
    """The one question all of whose headings the table has, and more of them than any other."""
    scores = [
        (count, one)
        for one in questions
        if (count := _fit(one, table)) >= _FEWEST
        and count == len(one.rows_of or one.columns)
    ]  # fmt: skip
    most = max((count for count, _ in scores), default=0)
    best = [one for count, one in scores if count == most]
    return best[0] if len(best) == 1 else None


def fields(question: Question, rows: Rows, beside: Sequence[Line]) -> Iterator[ExtractedField]:
    """The question's cells, and its own ticks; `beside` are lines that stand at its label."""
    table = rows.by_question.get(question.id)
    lines = beside if table is None else rows.before[question.id]
    ticks = [
        spec for spec in question_fields(question) if spec.kind is FieldKind.TICK and not spec.row
    ]
    options = [Option(key=one.option, label=tick_words(question, one)) for one in ticks]
    with_boxes = [line for line in lines if word_marks.has_box(line)]
    text, boxes = word_marks.apart(options, with_boxes if table is not None else lines)
    for spec in ticks:
        if boxes is None:
            yield _made(spec.name, Found.DOUBT, text=text)
        elif spec.option in boxes:
            is_on = boxes[spec.option]
            found = Found.VALUE if is_on else Found.EMPTY
            yield _made(spec.name, found, chosen=(spec.option,) if is_on else ())
    if table is not None:
        yield from _listed(question, table) if question.rows_of else _numbered(question, table)
    elif text and boxes is not None:
        yield from _in_words(question, text)


def _in_words(question: Question, text: str) -> Iterator[ExtractedField]:
    """What was written where no table is: one column's words stand, several columns' do not."""
    is_one = len(question.columns) == 1 and not question.rows_of
    says_none = words.says_none(text, question.none_label) or words.explicit_unknown(text)
    first = next(spec.name for spec in question_fields(question) if spec.row)
    found = Found.VALUE if is_one or says_none or words.is_no_answer(text) else Found.DOUBT
    yield _made(first, found, text=text)


# --- numbered rows ---


def _heads(question: Question, table: Table) -> list[_Head]:
    columns = {of_ours(one.label): one for one in question.columns}
    found: list[_Head] = []
    for cell in (cell for row in table.rows for cell in row):
        counts = range(len(cell.beginnings), 0, -1)
        count = next((one for one in counts if cell.beginnings[one - 1] in columns), 0)
        if count:
            rest = [line for line in cell.lines[count:] if line.text]
            found.append(_Head(column=columns[cell.beginnings[count - 1]], cell=cell, rest=rest))
    return found


def _numbered(question: Question, table: Table) -> Iterator[ExtractedField]:
    heads = _heads(question, table)
    keys = [head.column.key for head in heads]
    is_cards = len(set(keys)) < len(keys) or any(head.rest for head in heads)
    found = _cards(table, heads) if is_cards else _under_headings(table, heads)
    number = 0
    for row in found:
        if not any(line.text for lines, _ in row.values() for line in lines):
            continue
        number += 1
        for column in question.columns:
            if column.key in row and number <= MOST_ROWS:
                lines, path = row[column.key]
                yield from _cell(f"{question.id}.{number}.{column.key}", column, lines, path)


_Row = dict[str, tuple[list[Line], str]]


def _cards(table: Table, heads: Sequence[_Head]) -> Iterator[_Row]:
    """One row a card: a column that comes again begins the next."""
    cells = {head.cell for head in heads}
    row: _Row = {}
    for head in heads:
        if head.column.key in row:
            yield row
            row = {}
        lines = head.rest
        if not lines:
            beside = [one for one in table.in_row(head.cell.top) if one.left == head.cell.right]
            lines = beside[0].lines if beside and beside[0] not in cells else []
        row[head.column.key] = lines, head.cell.path
    yield row


def _under_headings(table: Table, heads: Sequence[_Head]) -> Iterator[_Row]:
    """The rows under the row of headings that has most of them, down to one that is none."""
    tops: dict[int, list[_Head]] = {}
    for head in heads:
        tops.setdefault(head.cell.bottom, []).append(head)
    if not tops:
        return
    top = max(tops, key=lambda one: len(tops[one]))
    for number in range(top, len(table.rows)):
        cells = table.in_row(number)
        if len(cells) == 1 and len(tops[top]) > 1:
            return
        row: _Row = {}
        for head in tops[top]:
            under = [
                one for one in cells
                if one.left < head.cell.right and one.right > head.cell.left
            ]  # fmt: skip
            if len(under) == 1:
                row[head.column.key] = under[0].lines, under[0].path
        yield row


# --- rows that are a list ---


@dataclass(slots=True, kw_only=True, eq=False)
class _ListedRow:
    key: str
    cell: Cell


def _listed_rows(question: Question, table: Table) -> list[_ListedRow]:
    known = {of_ours(one.label): one.key for one in question.rows_of}
    return [
        _ListedRow(key=known[key], cell=cell)
        for row in table.rows
        for cell in row
        if cell.beginnings and (key := cell.beginnings[-1]) in known
    ]


def _listed(question: Question, table: Table) -> Iterator[ExtractedField]:
    choice = next((one for one in question.columns if one.options), None)
    seen: set[str] = set()
    rows = _listed_rows(question, table)
    top = min((row.cell.top for row in rows), default=0)
    for row in rows:
        if row.key in seen:
            continue
        seen.add(row.key)
        beside = [one for one in table.in_row(row.cell.top) if one.left >= row.cell.right]
        boxes: list[tuple[str, Cell]] = []
        for cell in beside:
            head = _heading(question, table.rows[:top], cell, len(beside))
            if isinstance(head, Column):
                name = f"{question.id}.{row.key}.{head.key}"
                yield from _cell(name, head, cell.lines, cell.path)
            elif head is not None:
                boxes.append((head, cell))
        if choice is not None and len(boxes) >= _FEWEST:
            yield from _boxed(f"{question.id}.{row.key}.{choice.key}", choice, boxes)


def _heading(
    question: Question, above: Sequence[Sequence[Cell]], cell: Cell, count: int
) -> Column | str | None:
    """The column, or the option's key, that the rows above name over a cell.

    The only cell of a row, and any cell of the only column, need no heading.
    """
    columns = {of_ours(one.label): one for one in question.columns}
    options = {
        words.comparable(option.label): option.key
        for one in question.columns
        for option in one.options
    }
    for head in (one for row in reversed(above) for one in row):
        if head.left < cell.right and head.right > cell.left:
            text = " ".join(head.text.split())
            if found := columns.get(plain(text)) or options.get(words.comparable(text)):
                return found
    return question.columns[0] if count == 1 or len(question.columns) == 1 else None


def _boxed(
    name: str, column: Column, boxes: Sequence[tuple[str, Cell]]
) -> Iterator[ExtractedField]:
    """A mark under one of the options' headings."""
    marks = {key: word_marks.lone(cell.lines) for key, cell in boxes}
    path, on = boxes[0][1].path, tuple(key for key, is_on in marks.items() if is_on)
    if None in marks.values() or (len(on) > 1 and not column.many):
        said = " ".join(filter(None, (cell.text for _, cell in boxes)))
        yield _made(name, Found.DOUBT, text=said, path=path)
    elif column.many:
        for key, is_on in marks.items():
            found = Found.VALUE if is_on else Found.EMPTY
            yield _made(f"{name}.{key}", found, chosen=(key,) if is_on else (), path=path)
    else:
        yield _made(name, Found.VALUE if on else Found.EMPTY, chosen=on, path=path)


# --- one cell ---


def _cell(name: str, column: Column, lines: Sequence[Line], path: str) -> Iterator[ExtractedField]:
    text = "\n".join(line.text for line in lines).strip()
    if not column.options:
        is_struck = word_marks.said_by(lines).has_struck
        found = Found.DOUBT if is_struck else Found.VALUE if text else Found.EMPTY
        yield _made(name, found, text=text, path=path)
        return
    marked = word_marks.read(column.options, lines)
    on = tuple(key for key, is_on in marked.boxes.items() if is_on)
    if marked.is_doubtful or (len(on) > 1 and not column.many):
        yield _made(name, Found.DOUBT, text=text, path=path)
    elif column.many and marked.boxes:
        for key, is_on in marked.boxes.items():
            found = Found.VALUE if is_on else Found.EMPTY
            yield _made(f"{name}.{key}", found, chosen=(key,) if is_on else (), path=path)
    else:
        found = Found.VALUE if on or marked.text else Found.EMPTY
        yield _made(name, found, text=marked.text, chosen=on, path=path, notes=marked.notes)


def _made(
    name: str, found: Found, *,
    text: str = "", chosen: tuple[str, ...] = (), path: str = "", notes: tuple[str, ...] = (),
) -> ExtractedField:  # fmt: skip
    return ExtractedField(
        name=name, found=found, text=text[:MAX_TEXT], chosen=chosen, path=path, sure=SURE,
        notes=(NOTE, *notes),
    )  # fmt: skip
