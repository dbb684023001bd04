"""Reads a Word form by its labels: in cells with the answer beside, below or behind, and in lines.

Every value has a note and is only nearly sure, for the layout is not one of ours; what can be meant
in two ways is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice, pairwise

from casework.question import Option, Question, QuestionKind
from forms import word_marks, word_rows, words
from forms.catalogue import Blank
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldKind, choice_options, question_fields
from forms.label_cells import NOTE, SURE, of_ours, plain
from forms.layouts import labels_of
from forms.loose_ticks import TICK_KINDS
from forms.word_page import LONGEST, MOST_LINES, Cell, Line, Page, Piece, Table, lines_of
from forms.wording import tick_words

_CONNECTS = re.compile(r"[:?]\s")
_GAP = re.compile(r"\t+|\u2003+|\s{3,}")
_ASIDE = re.compile(
    r"\(.*\)|(?:please|e\.g\.|for example|if (?:yes|no|known))\b.*", re.IGNORECASE | re.DOTALL
)
_GOES_ON = re.compile(r"(?:of|and|or|for|in|if|to|with|the|who|whom|which|that|from|by|at|on)\b")
_MOST_GAPS = 40


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """One place where a label stands, and what stands there as its answer.

    `lines` are the answer's, `cells` the cells that they come from, if any.
    """

    question: str
    lines: list[Line] = field(default_factory=list[Line])
    cells: list[Cell] = field(default_factory=list[Cell])
    path: str = ""
    is_doubtful: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class _Head:
    """A label at the beginning of a cell or line: the lines behind it, and whether it connects."""

    question: str
    rest: list[Line]
    connects: bool


def fields_of(
    page: Page, blank: Blank, *, only: AbstractSet[str] | None = None
) -> Iterator[ExtractedField]:
    """What stands beside the labels of the blank's questions (of `only` these, if given)."""
    asked = [one for one in blank.form.questions if only is None or one.id in only]
    rows = word_rows.read(page, [one for one in blank.form.questions if _is_rows(one)])
    places = _places(page, blank, taken=rows.tables)
    for question in asked:
        own = places.get(question.id, [])
        if _is_rows(question):
            yield from word_rows.fields(question, rows, [line for one in own for line in one.lines])
        elif own:
            yield from _answer(question, own)


def _is_rows(question: Question) -> bool:
    return question.kind is QuestionKind.ROWS


# --- where the labels are ---


def _places(page: Page, blank: Blank, *, taken: AbstractSet[int]) -> Mapping[str, list[Place]]:
    """By question every place where its label stands; `taken` tables are those of rows."""
    reader = _Labels(blank)
    found: dict[str, list[Place]] = {}
    for table in page.tables:
        if table.number not in taken:
            for place in reader.in_table(table):
                found.setdefault(place.question, []).append(place)
    for place in reader.in_lines(page):
        found.setdefault(place.question, []).append(place)
    return found


class _Labels:
    """The labels of a form, and how they are found."""

    def __init__(self, blank: Blank) -> None:
        self.known: dict[str, str] = {}
        self.kinds = {one.id: one.kind for one in blank.form.questions}
        for question, labels in labels_of(blank).items():
            for label in labels:
                self.known.setdefault(of_ours(label), question)
        self.known.pop("", None)
        self.helps = frozenset(
            words.comparable(line)
            for one in blank.form.questions
            for line in one.help.split("\n")
            if line
        )

    def head(self, lines: Sequence[Line]) -> _Head | None:
        """The label that these lines begin with: whole lines, or a part of the first."""
        for count in range(min(MOST_LINES, len(lines)), 0, -1):
            text = " ".join(line.text for line in lines[:count])
            if len(text) > LONGEST or any(map(word_marks.has_box, lines[:count])):
                continue
            if question := self.known.get(plain(text)):
                rest = self._said(lines[count:])
                if rest and count == 1 and _GOES_ON.match(rest[0].text):
                    return None
                return _Head(question=question, rest=rest, connects=text.endswith((":", "?")))
        return self._within(lines) if lines else None

    def _within(self, lines: Sequence[Line]) -> _Head | None:
        """The label that the first line begins with, up to a colon, a question mark or a box."""
        first = lines[0]
        said = "".join(piece.text for piece in first.pieces)
        ends = [one.end() for one in _CONNECTS.finditer(said[:LONGEST])]
        box = word_marks.first_box(first)
        if box is not None:
            ends.append(box)
        for end in sorted(ends, reverse=True):
            if question := self.known.get(plain(said[:end])):
                rest = self._said([_cut(first, end), *lines[1:]])
                return _Head(question=question, rest=rest, connects=True)
        if box is None or said[:box].strip():
            return None
        question = self.known.get(plain(said[box + 1 :]))
        if question is None or self.kinds[question] is not QuestionKind.TICK:
            return None
        return _Head(question=question, rest=[_cut(first, 0, box + 1)], connects=True)

    def _said(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if not self._is_help(line.text)]

    def _is_help(self, text: str) -> bool:
        return words.comparable(text) in self.helps

    def in_table(self, table: Table) -> Iterator[Place]:
        """The labels of a table, each with the cells beside or below it."""
        heads = {
            cell: head
            for row in table.rows
            for cell in row
            if (head := self.head([one for one in cell.blocks if isinstance(one, Line)]))
        }
        for cell, head in heads.items():
            yield self._in_cell(table, cell, head, heads)

    def _in_cell(self, table: Table, cell: Cell, head: _Head, heads: Mapping[Cell, _Head]) -> Place:
        """A label's answer: the rest of its cell, the cells to the right, or the one below."""
        inner = [line for one in cell.blocks if isinstance(one, Table) for line in lines_of([one])]
        own = [line for line in (*head.rest, *inner) if line.text]
        right = _right(table, cell, heads)
        below = _below(table, cell)
        made = Place(question=head.question, path=cell.path)
        written = [one for one in right if one.text]
        if own and not _is_aside(own):
            made.lines, made.cells = own, [cell]
            # Words under a label may be its explanation.
            made.is_doubtful = bool(written) or (bool(right) and not head.connects)
            if written:
                made.lines = [*own, *(line for one in written for line in one.lines)]
        elif right and not _is_header(table, cell, heads):
            made.cells = right
            made.lines = [line for one in right for line in one.lines]
            is_choice = self.kinds[head.question] in TICK_KINDS
            made.is_doubtful = len(written) > 1 and not is_choice
        elif below is not None and below not in heads:
            made.cells, made.lines = [below], below.lines
            further = _below(table, below)
            if further is not None and further not in heads and further.text:
                is_header = _is_header(table, cell, heads)
                made.is_doubtful = is_header or not below.text
        if made.cells:
            made.path = made.cells[0].path
        return made

    def in_lines(self, page: Page) -> Iterator[Place]:
        """Labels outside of tables: `label: answer`, or a label and the lines or box under it."""
        for number, block in enumerate(page.blocks):
            if not isinstance(block, Line) or not block.text:
                continue
            for piece in self._pieces(block):
                head = self.head([piece])
                if head is None:
                    continue
                own = [line for line in head.rest if line.text]
                if own:
                    yield Place(question=head.question, lines=own)
                elif piece.text == block.text:
                    yield self._under(head, page.blocks[number + 1 :])
                else:
                    yield Place(question=head.question)

    def _under(self, head: _Head, blocks: Sequence[Line | Table]) -> Place:
        """The lines under a label, up to the next label; or the one box under it."""
        made = Place(question=head.question)
        is_long = self.kinds[head.question] is QuestionKind.PARA
        for block in blocks:
            if isinstance(block, Table):
                cells = [cell for row in block.rows for cell in row]
                if len(cells) == 1 and not made.lines:
                    made.lines, made.cells, made.path = cells[0].lines, cells, cells[0].path
                break
            if block.is_heading or self._is_label(block):
                break
            if block.text and not self._is_help(block.text):
                made.lines.append(block)
            if made.lines and not is_long:
                break
        return made

    def _is_label(self, line: Line) -> bool:
        return any(self.head([piece]) is not None for piece in self._pieces(line))

    def _pieces(self, line: Line) -> list[Line]:
        """The line where it has wide gaps in it, if a label of ours begins behind one."""
        said = "".join(piece.text for piece in line.pieces)
        cuts = [0]
        for gap in islice(_GAP.finditer(said), _MOST_GAPS):
            rest = _cut(line, gap.end())
            if rest.text and self.head([rest]) is not None:
                cuts.append(gap.end())
        if len(cuts) == 1:
            return [line]
        ends = [*cuts[1:], len(said)]
        return [_cut(line, start, end) for start, end in zip(cuts, ends, strict=True)]


def _cut(line: Line, start: int, end: int | None = None) -> Line:
    """A part of a line, by its letters."""
    pieces: list[Piece] = []
    place = 0
    for piece in line.pieces:
        text = piece.text[max(0, start - place) : None if end is None else max(0, end - place)]
        pieces += [Piece(text, piece.looks)] if text else []
        place += len(piece.text)
    return Line(pieces=pieces)


def _is_aside(lines: Sequence[Line]) -> bool:
    """Whether the words under a label only say how to answer."""
    text = "\n".join(line.text for line in lines)
    if any(word_marks.has_box(line) for line in lines):
        return False
    return words.is_no_answer(text) or _ASIDE.fullmatch(text) is not None


def _right(table: Table, cell: Cell, heads: Mapping[Cell, _Head]) -> list[Cell]:
    """The cells to the right of a label, up to the next label."""
    found: list[Cell] = []
    for number in range(cell.top, cell.bottom):
        for one in table.in_row(number):
            if one.left < cell.right:
                continue
            if one in heads:
                break
            if one not in found:
                found.append(one)
    return found


def _below(table: Table, cell: Cell) -> Cell | None:
    """The one cell that covers the same columns in the next row."""
    if cell.bottom >= len(table.rows):
        return None
    under = [
        one for one in table.in_row(cell.bottom) if one.left < cell.right and one.right > cell.left
    ]
    return under[0] if len(under) == 1 else None


def _is_header(table: Table, cell: Cell, heads: Mapping[Cell, _Head]) -> bool:
    """Whether two labels stand side by side in its row: then the answers are below."""
    row = table.in_row(cell.top)
    return any(one in heads and other in heads for one, other in pairwise(row))


# --- what stands there ---


def _answer(question: Question, places: Sequence[Place]) -> Iterator[ExtractedField]:
    """The answer at a label. Where the label stands twice, both must say the same."""
    places = [one for one in places if one.cells or one.lines] or places
    first = next((one for one in places if any(line.text for line in one.lines)), places[0])
    texts = {words.comparable(_text(one.lines)) for one in places}
    if len(texts) > 1 or first.is_doubtful:
        said = "\n".join(filter(None, dict.fromkeys(_text(one.lines) for one in places)))
        yield made(question.id, Found.DOUBT, first.path, text=said)
        return
    if question.kind is QuestionKind.TICK:
        yield _single(question, first)
    elif question.kind in TICK_KINDS:
        yield from _chosen(question, first)
    else:
        yield from _written(question, first)


def _chosen(question: Question, place: Place) -> Iterator[ExtractedField]:
    options = choice_options(question)
    if question.kind is QuestionKind.MANY:
        options = _ticks(question)
    marked = word_marks.read(options, place.lines)
    if marked.is_doubtful:
        yield made(question.id, Found.DOUBT, place.path, text=marked.text)
    elif marked.boxes:
        for key, is_on in marked.boxes.items():
            yield made(
                f"{question.id}.{key}", Found.VALUE if is_on else Found.EMPTY, place.path,
                chosen=(key,) if is_on else (), notes=marked.notes,
            )  # fmt: skip
    else:
        found = Found.VALUE if marked.text else Found.EMPTY
        yield made(question.id, found, place.path, text=marked.text)


def _ticks(question: Question) -> tuple[Option, ...]:
    """The question's boxes, with the words that are printed behind each."""
    return tuple(
        Option(key=one.option, label=tick_words(question, one))
        for one in question_fields(question)
        if one.kind is FieldKind.TICK and not one.row
    )


def _single(question: Question, place: Place) -> ExtractedField:
    """A box of its own: exactly one glyph or mark, else a person looks."""
    text = _text(place.lines)
    marked = word_marks.lone(place.lines)
    if marked is None:
        return made(question.id, Found.DOUBT, place.path, text=text)
    found = Found.VALUE if marked else Found.EMPTY
    return made(question.id, found, place.path, chosen=("yes",) if marked else ())


def _written(question: Question, place: Place) -> Iterator[ExtractedField]:
    """A text, and the explicit ticks that stand with it."""
    text, boxes = word_marks.apart(_ticks(question), place.lines)
    if boxes is None or word_marks.said_by(place.lines).has_struck:
        yield made(question.id, Found.DOUBT, place.path, text=_text(place.lines))
        return
    yield made(question.id, Found.VALUE if text else Found.EMPTY, place.path, text=text)
    for spec in question_fields(question):
        if spec.kind is FieldKind.TICK and spec.option in boxes:
            is_on = boxes[spec.option]
            yield made(
                spec.name, Found.VALUE if is_on else Found.EMPTY, place.path,
                chosen=(spec.option,) if is_on else (),
            )  # fmt: skip


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines).strip()


def made(
    name: str, found: Found, path: str, *,
    text: str = "", chosen: tuple[str, ...] = (), notes: tuple[str, ...] = (),
) -> ExtractedField:  # fmt: skip
    """A field that was read by its label."""
    return ExtractedField(
        name=name, found=found, text=text[:MAX_TEXT], chosen=chosen, path=path, sure=SURE,
        notes=(NOTE, *notes),
    )  # fmt: skip
