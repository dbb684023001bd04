"""A question as it stands on paper: label, boxes and ticks, with their places inside a block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.question import Form, Option, Question, QuestionKind
from forms.fields import FieldKind, FieldSpec, question_fields
from forms.shapes import (
    LEFT,
    TICK_SIDE,
    WIDTH,
    Block,
    Cell,
    Face,
    Ink,
    Outline,
    Panel,
    Role,
    Shape,
    Slot,
    Widget,
    Words,
    moved,
)
from forms.typeface import Typeface
from forms.wording import DATE_SHAPE, field_name_in_words, hint, tick_words

LABEL, SMALL = 9.0, 7.6
GUTTER = 14.0
HALF = (WIDTH - GUTTER) / 2
BOX = 20.0
AFTER = 8.0
LONG_LIST = 8
LINE_STEP = 11.6
SHORT = {QuestionKind.DATE: 118.0, QuestionKind.INT: 76.0}
CHOICE_LEFT = 0.56 * WIDTH


@dataclass(frozen=True, slots=True)
class Laid:
    """Shapes and how far down they reach."""

    shapes: tuple[Shape, ...]
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tick or radio button with the words beside it."""

    field: str
    option: str
    words: str
    tip: str
    widget: Widget


def text(
    face: Typeface, words: str, *, x: float, width: float, y: float = 0.0, size: float = LABEL,
    style: Face = Face.REGULAR, ink: Ink = Ink.TEXT, role: Role = Role.BODY,
    cell: Cell | None = None,
) -> Laid:  # fmt: skip
    """Words wrapped into lines of `width`, the first line's top at `y`."""
    step = size * 1.24
    lines = face.wrapped(words, style, size, width)
    shapes = tuple(
        Words(
            x=x, y=y + size * 0.93 + number * step, text=line, size=size,
            face=style, ink=ink, role=role, cell=cell,
        )
        for number, line in enumerate(lines)
        if line
    )  # fmt: skip
    return Laid(shapes, len(lines) * step)


def label(face: Typeface, question: Question, form: Form, *, x: float, width: float) -> Laid:
    """Number, label, when it is owed, and the help line."""
    number = f"{question.number}"
    indent = max(face.width(number, Face.BOLD, LABEL) + 5.0, 20.0)
    words = text(face, question.label, x=x + indent, width=width - indent)
    shapes: list[Shape] = [
        *text(face, number, x=x, width=indent, style=Face.BOLD, ink=Ink.BAND).shapes,
        *words.shapes,
    ]
    height = words.height
    owed = hint(question, form)
    shape = DATE_SHAPE if question.kind is QuestionKind.DATE else ""
    if shape and question.help:
        shape += "."
    notes = (f"({owed})" if owed else "", shape, question.help)
    note = " ".join(part for part in notes if part)
    last = words.shapes[-1] if words.shapes else None
    if note and isinstance(last, Words):
        end = last.x + face.width(last.text, Face.REGULAR, LABEL) + 5.0
        if end + face.width(note, Face.ITALIC, SMALL) <= x + width:
            shapes.append(
                Words(x=end, y=last.y, text=note, size=SMALL, face=Face.ITALIC, ink=Ink.SOFT)
            )
        else:
            below = text(
                face, note, x=x + indent, width=width - indent, y=height, size=SMALL,
                style=Face.ITALIC, ink=Ink.SOFT,
            )  # fmt: skip
            shapes += below.shapes
            height += below.height
    return Laid(tuple(shapes), height)


def box(
    question: Question, field: FieldSpec, *, x: float, y: float, width: float, height: float,
    widget: Widget = Widget.TEXT, size: float = 10.0, cell: Cell | None = None,
) -> tuple[Shape, ...]:  # fmt: skip
    """A framed box and the field inside it; a pointer at its right end if it opens a list."""
    frame = Panel(x=x, y=y, width=width, height=height, fill=Ink.PAPER, line=Ink.LINE)
    pointer = Panel(
        x=x + width - 11, y=y + height / 2 - 2, width=6, height=4, fill=Ink.LINE,
        outline=Outline.POINTER,
    )  # fmt: skip
    return (
        *((frame, pointer) if widget is Widget.LIST else (frame,)),
        Slot(
            x=x + 1, y=y + 1, width=width - 2, height=height - 2, field=field.name, widget=widget,
            tip=field_name_in_words(question, field), size=size, cell=cell,
        ),
    )  # fmt: skip


def mark(entry: Entry, *, x: float, y: float, cell: Cell | None = None) -> tuple[Shape, ...]:
    """A tick box, or the circle of a radio button, with its field."""
    return (
        Panel(
            x=x, y=y, width=TICK_SIDE, height=TICK_SIDE, fill=Ink.PAPER, line=Ink.SOFT,
            outline=Outline.CIRCLE if entry.widget is Widget.RADIO else Outline.BOX,
        ),
        Slot(
            x=x, y=y, width=TICK_SIDE, height=TICK_SIDE, field=entry.field, widget=entry.widget,
            tip=entry.tip, option=entry.option, cell=cell,
        ),
    )  # fmt: skip


def radio_entries(question: Question, field: FieldSpec, options: Iterable[Option]) -> list[Entry]:
    """One entry an option of a choice."""
    return [
        Entry(
            field=field.name, option=option.key, words=option.label, widget=Widget.RADIO,
            tip=f"{field_name_in_words(question, field)}: {option.label}",
        )
        for option in options
    ]  # fmt: skip


def tick_entries(question: Question, fields: Iterable[FieldSpec]) -> list[Entry]:
    """One entry a tick."""
    return [
        Entry(
            field=field.name, option=field.option, words=tick_words(question, field),
            tip=field_name_in_words(question, field), widget=Widget.TICK,
        )
        for field in fields
    ]  # fmt: skip


def flow(
    face: Typeface, entries: Sequence[Entry], *, x: float, y: float, width: float, size: float = 8.6
) -> Laid:
    """The entries one after the other, wrapped like words."""
    shapes: list[Shape] = []
    at_x, at_y = x, y
    for entry in entries:
        wide = TICK_SIDE + 4 + face.width(entry.words, Face.REGULAR, size) + 13
        if at_x > x and at_x + wide - 13 > x + width:
            at_x, at_y = x, at_y + TICK_SIDE + 5
        shapes += mark(entry, x=at_x, y=at_y)
        shapes.append(Words(x=at_x + TICK_SIDE + 4, y=at_y + 8.4, text=entry.words, size=size))
        at_x += wide
    return Laid(tuple(shapes), at_y - y + TICK_SIDE + 2)


def grid(face: Typeface, entries: Sequence[Entry], *, x: float, y: float, width: float) -> Laid:
    """The entries in as many equal columns as their words allow; a long list reads down."""
    size = 8.6
    widest = max(face.width(entry.words, Face.REGULAR, size) for entry in entries) + TICK_SIDE + 16
    columns = max(1, min(4, int(width // widest), len(entries)))
    is_long = len(entries) > LONG_LIST
    if is_long:
        columns = max(2, columns)
    step = width / columns
    rows = -(-len(entries) // columns)
    places = [
        divmod(place, rows)[::-1] if is_long else divmod(place, columns)
        for place in range(len(entries))
    ]
    words = [
        text(
            face, entry.words, x=x + column * step + TICK_SIDE + 4, y=0.6, size=size,
            width=step - TICK_SIDE - 8,
        )
        for entry, (_, column) in zip(entries, places, strict=True)
    ]  # fmt: skip
    deepest = [TICK_SIDE] * rows
    for (row, _), laid in zip(places, words, strict=True):
        deepest[row] = max(deepest[row], laid.height)
    tops = [y + sum(deepest[:row]) + 4.5 * row for row in range(rows)]
    shapes: list[Shape] = []
    for entry, (row, column), laid in zip(entries, places, words, strict=True):
        shapes += mark(entry, x=x + column * step, y=tops[row])
        shapes += moved(laid.shapes, down=tops[row])
    return Laid(tuple(shapes), sum(deepest) + 4.5 * rows)


def is_short(question: Question, face: Typeface) -> bool:
    """Whether the question can share its line with a neighbour."""
    short = {QuestionKind.LINE, QuestionKind.DATE, QuestionKind.INT, QuestionKind.SIGN}
    return (
        question.kind in short and face.width(question.label, Face.REGULAR, LABEL) < 2 * HALF - 60
    )


def line_row(face: Typeface, questions: Sequence[Question], form: Form) -> Block:
    """One or two questions of one line each, side by side, their boxes at the same height."""
    width = HALF if len(questions) > 1 or is_short(questions[0], face) else WIDTH
    labels = [
        label(face, question, form, x=LEFT + place * (HALF + GUTTER), width=width)
        for place, question in enumerate(questions)
    ]
    top = max(laid.height for laid in labels) + 2.5
    height = BOX + 4 if any(q.kind is QuestionKind.SIGN for q in questions) else BOX
    shapes: list[Shape] = []
    deepest = top + height
    for place, (question, laid) in enumerate(zip(questions, labels, strict=True)):
        x = LEFT + place * (HALF + GUTTER)
        field, *ticks = question_fields(question)
        across = SHORT.get(question.kind, width)
        shapes += laid.shapes
        shapes += box(question, field, x=x, y=top, width=across, height=height)
        if ticks:
            below = flow(
                face, tick_entries(question, ticks), x=x, y=top + height + 4, width=width, size=7.9
            )
            shapes += below.shapes
            deepest = max(deepest, top + height + 4 + below.height)
    return Block(
        height=deepest + AFTER, shapes=tuple(shapes), questions=tuple(q.id for q in questions)
    )


def long_box(face: Typeface, question: Question, form: Form) -> Block:
    """A question for many lines."""
    field, *ticks = question_fields(question)
    lines = 9 if question.words_min >= 20 else 7 if question.words_min >= 10 else 4  # noqa: PLR2004  room for so many words
    laid = label(face, question, form, x=LEFT, width=WIDTH)
    top, tall = laid.height + 2.5, lines * LINE_STEP + 6
    shapes = [
        *laid.shapes,
        *box(question, field, x=LEFT, y=top, width=WIDTH, height=tall, widget=Widget.LONG),
    ]
    height = top + tall
    if ticks:
        below = flow(
            face, tick_entries(question, ticks), x=LEFT, y=height + 4, width=WIDTH, size=7.9
        )
        shapes += below.shapes
        height += 4 + below.height
    return Block(height=height + AFTER, shapes=tuple(shapes), questions=(question.id,))


def choice_row(face: Typeface, question: Question, form: Form) -> Block:
    """A yes or no question: words on the left, answers in line on the right."""
    field = next(question_fields(question))
    laid = label(face, question, form, x=LEFT, width=CHOICE_LEFT - 16)
    answers = flow(
        face, radio_entries(question, field, field.options),
        x=LEFT + CHOICE_LEFT, y=0.0, width=WIDTH - CHOICE_LEFT,
    )  # fmt: skip
    height = max(laid.height, answers.height) + 4
    rule = Panel(x=LEFT, y=height, width=WIDTH, height=0.0, line=Ink.HAIR)
    return Block(
        height=height + 5, shapes=(*laid.shapes, *answers.shapes, rule), questions=(question.id,)
    )


def list_grid(face: Typeface, question: Question, form: Form) -> Block:
    """One or many of a list, in columns under the label."""
    laid = label(face, question, form, x=LEFT, width=WIDTH)
    fields = tuple(question_fields(question))
    if fields[0].kind is FieldKind.CHOICE:
        entries = radio_entries(question, fields[0], fields[0].options)
    else:
        entries = tick_entries(question, fields)
    answers = grid(face, entries, x=LEFT + 20, y=laid.height + 4, width=WIDTH - 20)
    return Block(
        height=laid.height + 4 + answers.height + AFTER - 2,
        shapes=(*laid.shapes, *answers.shapes),
        questions=(question.id,),
    )


def tick_line(face: Typeface, question: Question, form: Form) -> Block:
    """A single tick with its statement."""
    field = next(question_fields(question))
    entry = Entry(
        field=field.name, option=field.option, words="", widget=Widget.TICK,
        tip=field_name_in_words(question, field),
    )  # fmt: skip
    laid = label(face, question, form, x=LEFT + TICK_SIDE + 8, width=WIDTH - TICK_SIDE - 8)
    return Block(
        height=max(laid.height, TICK_SIDE) + AFTER,
        shapes=(*laid.shapes, *mark(entry, x=LEFT, y=0.0)),
        questions=(question.id,),
    )
