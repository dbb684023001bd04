"""A table question on paper: a list's rows with answers in columns, numbered rows, or cards.

A table with many columns is printed as cards, one a row, so that every box has room for a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from casework.question import Column, Form, Question
from forms.blocks import (
    AFTER,
    LABEL,
    SMALL,
    Entry,
    Laid,
    box,
    flow,
    label,
    mark,
    text,
    tick_entries,
)
from forms.fields import FieldKind, FieldSpec, question_fields, row_keys
from forms.shapes import LEFT, TICK_SIDE, WIDTH, Block, Cell, Face, Ink, Panel, Shape, Widget, moved
from forms.typeface import Typeface
from forms.wording import field_name_in_words

CARD_COLUMNS = 5
ROW, LINE_ROW, CARD_BOX, CELL_SIZE = 30.0, 22.0, 25.0, 8.6
KEY = 20.0
HEAD = 7.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One printed column of a list's table: a text cell, or one option of a choice or tick."""

    column: Column
    option: str
    words: str
    x: float
    width: float


def table(face: Typeface, question: Question, form: Form) -> Iterator[Block]:
    """The blocks of a table question: its label with its own ticks, then a block a row."""
    fields = {field.name: field for field in question_fields(question)}
    own = [field for field in fields.values() if not field.row]
    yield _opening(face, question, form, own)
    if question.rows_of:
        yield from _list_rows(face, question, fields)
    elif len(question.columns) > CARD_COLUMNS:
        yield from _cards(face, question, fields)
    else:
        yield from _numbered_rows(face, question, fields)


def _opening(face: Typeface, question: Question, form: Form, own: Sequence[FieldSpec]) -> Block:
    laid = label(face, question, form, x=LEFT, width=WIDTH)
    shapes, height = list(laid.shapes), laid.height + 3
    if own:
        below = flow(face, tick_entries(question, own), x=LEFT + 20, y=height + 1, width=WIDTH - 20)
        shapes += below.shapes
        height += below.height + 4
    return Block(height=height, shapes=tuple(shapes), leads=True, questions=(question.id,))


def _list_rows(
    face: Typeface, question: Question, fields: Mapping[str, FieldSpec]
) -> Iterator[Block]:
    tracks = _tracks(face, question)
    words_wide = tracks[0].x - LEFT - 6
    heading = _list_heading(face, question, tracks)
    has_text = any(not track.option for track in tracks)
    last = len(question.rows_of) - 1
    for number, row in enumerate(question.rows_of):
        laid = text(
            face, row.label, x=LEFT + 4, width=words_wide - 4, size=8.6,
            cell=Cell(table=question.id, row=row.key, column="", head=True),
        )  # fmt: skip
        height = max(laid.height + 8, 25.0 if has_text else 20.0)
        stripe = Ink.STRIPE if number % 2 else Ink.PAPER
        shapes: list[Shape] = [
            Panel(x=LEFT, y=0, width=WIDTH, height=height, fill=stripe, line=Ink.HAIR),
            *moved(laid.shapes, down=(height - laid.height) / 2),
        ]
        for track in tracks:
            shapes += _list_cell(question, fields, row.key, track, height)
        yield Block(
            height=height + AFTER * (number == last), shapes=tuple(shapes), heading=heading,
            leads=number in {0, last - 1} and number != last,
        )  # fmt: skip


def _list_cell(
    question: Question, fields: Mapping[str, FieldSpec], row: str, track: Track, height: float
) -> tuple[Shape, ...]:
    cell = Cell(table=question.id, row=row, column=track.column.key)
    name = f"{question.id}.{row}.{track.column.key}"
    if not track.option:
        return box(
            question, fields[name], x=track.x + 2, y=2, width=track.width - 4, height=height - 4,
            widget=Widget.LONG, size=CELL_SIZE, cell=cell,
        )  # fmt: skip
    many = track.column.many
    field = fields[f"{name}.{track.option}" if many else name]
    tip = field_name_in_words(question, field)
    entry = Entry(
        field=field.name, option=track.option, words="",
        tip=tip if many else f"{tip}: {track.words}",
        widget=Widget.TICK if many else Widget.RADIO,
    )  # fmt: skip
    return mark(
        entry, x=track.x + (track.width - TICK_SIDE) / 2, y=(height - TICK_SIDE) / 2, cell=cell
    )


def _tracks(face: Typeface, question: Question) -> tuple[Track, ...]:
    """The printed columns from left to right; texts share what ticks and row words leave."""
    ticks = {
        (column.key, option.key): max(34.0, _longest_word(face, option.label) + 8)
        for column in question.columns
        for option in column.options
    }
    texts = sum(column.width for column in question.columns if not column.options)
    room = WIDTH - sum(ticks.values())
    words = room if not texts else max(110.0, min(0.5 * room, 210.0))
    each = (room - words) / texts if texts else 0.0
    x = LEFT + words
    tracks: list[Track] = []
    for column in question.columns:
        for option in column.options:
            wide = ticks[column.key, option.key]
            tracks.append(
                Track(column=column, option=option.key, words=option.label, x=x, width=wide)
            )
            x += wide
        if not column.options:
            wide = each * column.width
            tracks.append(Track(column=column, option="", words=column.label, x=x, width=wide))
            x += wide
    return tuple(tracks)


def _longest_word(face: Typeface, words: str) -> float:
    return max((face.width(word, Face.BOLD, HEAD) for word in words.split()), default=0.0)


def _list_heading(face: Typeface, question: Question, tracks: Sequence[Track]) -> Block:
    """Two tiers where a column's options have columns of their own."""
    upper: list[Shape] = []
    tall = 0.0
    for _, same in groupby(tracks, key=lambda track: track.column.key):
        group = tuple(same)
        if group[0].option and any(track.column.options for track in tracks):
            wide = sum(track.width for track in group)
            laid = _centred(
                face,
                group[0].column.label,
                x=group[0].x,
                width=wide,
                y=3.0,
                table_id=question.id,
                column=group[0].column.key,
            )
            upper += laid.shapes
            tall = max(tall, laid.height)
    lower: list[Shape] = []
    deep = 0.0
    for track in tracks:
        laid = _centred(
            face, track.words, x=track.x, width=track.width, y=tall + 4.0,
            table_id=question.id, column=f"{track.column.key}.{track.option}",
        )  # fmt: skip
        lower += laid.shapes
        deep = max(deep, laid.height)
    height = tall + deep + 7.0
    panel = Panel(x=LEFT, y=0, width=WIDTH, height=height, fill=Ink.TINT, line=Ink.HAIR)
    return Block(height=height, shapes=(panel, *upper, *lower))


def _centred(
    face: Typeface, words: str, *, x: float, width: float, y: float, table_id: str, column: str
) -> Laid:
    lines = face.wrapped(words, Face.BOLD, HEAD, width - 3)
    shapes: list[Shape] = []
    for number, line in enumerate(lines):
        shift = (width - face.width(line, Face.BOLD, HEAD)) / 2
        shapes += text(
            face, line, x=x + shift, y=y + number * HEAD * 1.2, width=width, size=HEAD,
            style=Face.BOLD, ink=Ink.BAND,
            cell=Cell(table=table_id, row="", column=column, head=True),
        ).shapes  # fmt: skip
    return Laid(tuple(shapes), len(lines) * HEAD * 1.2)


def _numbered_rows(
    face: Typeface, question: Question, fields: Mapping[str, FieldSpec]
) -> Iterator[Block]:
    share = (WIDTH - KEY) / sum(column.width for column in question.columns)
    heading: list[Shape] = []
    x, deep = LEFT + KEY, 0.0
    for column in question.columns:
        laid = text(
            face, column.label, x=x + 4, y=3, width=column.width * share - 8, size=HEAD,
            style=Face.BOLD, ink=Ink.BAND,
            cell=Cell(table=question.id, row="", column=column.key, head=True),
        )  # fmt: skip
        heading += laid.shapes
        deep = max(deep, laid.height)
        x += column.width * share
    panel = Panel(x=LEFT, y=0, width=WIDTH, height=deep + 6, fill=Ink.TINT, line=Ink.HAIR)
    head = Block(height=deep + 6, shapes=(panel, *heading))
    keys = row_keys(question)
    tall = LINE_ROW if len(question.columns) == 1 else ROW
    for row in keys:
        shapes: list[Shape] = [
            Panel(x=LEFT, y=0, width=WIDTH, height=tall, fill=Ink.PAPER, line=Ink.HAIR),
            *_row_number(face, question, row),
        ]
        x = LEFT + KEY
        for column in question.columns:
            wide = column.width * share
            shapes += _cell(
                question, fields, row, column, x=x + 2, y=2, width=wide - 4, height=tall - 4
            )
            x += wide
        is_last = row == keys[-1]
        yield Block(
            height=tall + AFTER * is_last, shapes=tuple(shapes), heading=head, leads=not is_last
        )


def _row_number(face: Typeface, question: Question, row: str) -> tuple[Shape, ...]:
    return text(
        face, row, x=LEFT + 7, y=4, width=KEY, size=LABEL, style=Face.BOLD, ink=Ink.BAND,
        cell=Cell(table=question.id, row=row, column="", head=True),
    ).shapes  # fmt: skip


def _cell(
    question: Question, fields: Mapping[str, FieldSpec], row: str, column: Column,
    *, x: float, y: float, width: float, height: float,
) -> tuple[Shape, ...]:  # fmt: skip
    """A cell of a numbered row: a box for text, a drop-down, or a tick an option."""
    cell = Cell(table=question.id, row=row, column=column.key)
    name = f"{question.id}.{row}.{column.key}"
    if column.many:
        shapes: list[Shape] = []
        for place, option in enumerate(column.options):
            (entry,) = tick_entries(question, [fields[f"{name}.{option.key}"]])
            shapes += mark(entry, x=x + place * (TICK_SIDE + 6), y=y + 4, cell=cell)
        return tuple(shapes)
    field = fields[name]
    is_list = field.kind is FieldKind.CELL_CHOICE
    return box(
        question, field, x=x, y=y, width=width, height=height, size=CELL_SIZE, cell=cell,
        widget=Widget.LIST if is_list else Widget.LONG,
    )  # fmt: skip


def _cards(face: Typeface, question: Question, fields: Mapping[str, FieldSpec]) -> Iterator[Block]:
    lines = card_lines(question.columns)
    left, width = LEFT + KEY + 4, WIDTH - KEY - 8
    keys = row_keys(question)
    for row in keys:
        shapes: list[Shape] = []
        y = 4.0
        for columns in lines:
            share = width / sum(column.width for column in columns)
            x, tall = left, 0.0
            heads: list[Shape] = []
            for column in columns:
                laid = text(
                    face, column.label, x=x + 1, y=y, width=column.width * share - 6, size=SMALL,
                    ink=Ink.SOFT,
                )  # fmt: skip
                heads += laid.shapes
                tall = max(tall, laid.height)
                x += column.width * share
            x = left
            shapes += heads
            for column in columns:
                wide = column.width * share - 5
                shapes += _cell(
                    question, fields, row, column, x=x, y=y + tall + 1, width=wide, height=CARD_BOX
                )
                x += column.width * share
            y += tall + CARD_BOX + 5.0
        height = y + 1
        frame = (
            Panel(x=LEFT, y=0, width=WIDTH, height=height, fill=Ink.STRIPE, line=Ink.HAIR),
            Panel(x=LEFT, y=0, width=KEY, height=height, fill=Ink.TINT, line=Ink.HAIR),
            *_row_number(face, question, row),
        )
        end = AFTER if row == keys[-1] else 4.0
        yield Block(height=height + end, shapes=(*frame, *shapes))


def card_lines(columns: Sequence[Column]) -> tuple[tuple[Column, ...], ...]:
    """The columns in lines of equal count, three or four to a line."""
    count = -(-len(columns) // 4)
    each = -(-len(columns) // count)
    return tuple(tuple(columns[first : first + each]) for first in range(0, len(columns), each))
