"""The pages of a blank: every question placed, the danger questions on the first page (B3, W58).

The questions keep their printed order, except that the section of the danger questions comes
first, and a danger question of another section stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from casework.question import Form, Question, QuestionKind
from forms.blocks import (
    choice_row,
    is_short,
    line_row,
    list_grid,
    long_box,
    text,
    tick_line,
)  # fmt: skip
from forms.grids import table
from forms.shapes import BOTTOM, LEFT, TOP, WIDTH, Block, Face, Ink, Panel, Role, Shape, moved
from forms.typeface import Typeface
from forms.wording import DANGER_LINE, SAFETY

BAND, ABOVE = 19.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled group of questions as printed."""

    title: str
    questions: tuple[Question, ...]


def pages(form: Form, face: Typeface, *, public_name: str) -> tuple[tuple[Shape, ...], ...]:
    """The shapes of each page, headers and footers left out."""
    return _paginated(_blocks(form, face, sections(form), public_name))


def sections(form: Form) -> tuple[Section, ...]:
    """The sections as printed: the danger questions in one section, and that section first."""
    grouped = [
        Section(title=title, questions=tuple(same))
        for title, same in groupby(form.questions, key=lambda question: question.section)
    ]
    home = next((section.title for section in grouped if _has_danger(section)), None)
    if home is None:
        return tuple(grouped)
    strays = tuple(q for q in form.read_first() if q.section != home)
    result: list[Section] = []
    for section in grouped:
        kept = tuple(question for question in section.questions if question not in strays)
        if section.title == home:
            kept = (*kept, *strays)
        if kept:
            result.append(replace(section, questions=kept))
    return tuple(sorted(result, key=lambda section: section.title != home))


def _has_danger(section: Section) -> bool:
    return any(question.read_first for question in section.questions)


def _blocks(
    form: Form, face: Typeface, parts: Sequence[Section], public_name: str
) -> Iterator[Block]:
    yield _opening(form, face, public_name)
    statement = form.declaration
    has_tick = any(question.kind is QuestionKind.TICK for question in form.questions)
    home = _statement_home(parts)
    for section in parts:
        yield _band(face, section)
        if statement and not has_tick and section is home:
            yield _statement(face, statement)
        for block in _section_blocks(form, face, section):
            asked = form.question(block.questions[0]) if block.questions else None
            if statement and asked and asked.kind is QuestionKind.TICK:
                yield _statement(face, statement)
                statement = ""
            yield _barred(block) if asked and asked.read_first else block


def _statement_home(parts: Sequence[Section]) -> Section:
    """Where the declaration stands when no tick agrees to it: over the first signature."""
    signed = (
        section
        for section in parts
        if any(question.kind is QuestionKind.SIGN for question in section.questions)
    )
    return next(signed, parts[-1])


def _section_blocks(form: Form, face: Typeface, section: Section) -> Iterator[Block]:
    waiting: list[Question] = []
    for question in section.questions:
        together = is_short(question, face)
        if waiting and (not together or waiting[0].read_first != question.read_first):
            yield line_row(face, waiting, form)
            waiting = []
        if together:
            waiting.append(question)
            if len(waiting) == 2:  # noqa: PLR2004  side by side
                yield line_row(face, waiting, form)
                waiting = []
            continue
        yield from _question_blocks(form, face, question)
    if waiting:
        yield line_row(face, waiting, form)


def _question_blocks(form: Form, face: Typeface, question: Question) -> Iterator[Block]:
    match question.kind:
        case QuestionKind.YN | QuestionKind.YNU:
            yield choice_row(face, question, form)
        case QuestionKind.ONE | QuestionKind.MANY:
            yield list_grid(face, question, form)
        case QuestionKind.PARA:
            yield long_box(face, question, form)
        case QuestionKind.TICK:
            yield tick_line(face, question, form)
        case QuestionKind.ROWS:
            yield from table(face, question, form)
        case QuestionKind.LINE | QuestionKind.DATE | QuestionKind.INT | QuestionKind.SIGN:
            yield line_row(face, [question], form)


def _opening(form: Form, face: Typeface, public_name: str) -> Block:
    """Title, panel, what the form is for, and the danger line."""
    title = text(
        face, form.title, x=LEFT, y=0, width=WIDTH, size=18, style=Face.BOLD, ink=Ink.BAND,
        role=Role.TITLE,
    )  # fmt: skip
    name = text(face, public_name, x=LEFT, y=title.height, width=WIDTH, size=10, ink=Ink.SOFT)
    y = title.height + name.height + 4
    shapes: list[Shape] = [*title.shapes, *name.shapes]
    words = form.intro.removeprefix(DANGER_LINE).strip()
    if words:
        intro = text(face, words, x=LEFT, y=y, width=WIDTH, size=8.6)
        shapes += intro.shapes
        y += intro.height + 4
    danger = text(
        face, DANGER_LINE, x=LEFT + 10, y=y + 6, width=WIDTH - 20, size=10.5, style=Face.BOLD,
        ink=Ink.DANGER,
    )  # fmt: skip
    first = text(
        face, SAFETY, x=LEFT + 10, y=y + 6 + danger.height, width=WIDTH - 20, size=8.6,
        ink=Ink.DANGER,
    )  # fmt: skip
    tall = danger.height + 11
    if any(form.read_first()):
        tall += first.height
    panel = Panel(x=LEFT, y=y, width=WIDTH, height=tall, fill=Ink.DANGER_TINT, line=Ink.DANGER)
    shapes += (panel, *danger.shapes)
    if any(form.read_first()):
        shapes += first.shapes
    return Block(height=y + tall + 8, shapes=tuple(shapes), leads=True)


def _band(face: Typeface, section: Section) -> Block:
    """The title bar of a section; with danger questions in it, a red one."""
    fill = Ink.DANGER if _has_danger(section) else Ink.BAND
    words = text(
        face, section.title, x=LEFT + 8, y=ABOVE + 4.2, width=WIDTH - 16, size=10.5,
        style=Face.BOLD, ink=Ink.PAPER, role=Role.HEADING,
    )  # fmt: skip
    panel = Panel(x=LEFT, y=ABOVE, width=WIDTH, height=BAND, fill=fill)
    return Block(height=ABOVE + BAND + 7, shapes=(panel, *words.shapes), leads=True)


def _statement(face: Typeface, words: str) -> Block:
    laid = text(face, words, x=LEFT, width=WIDTH, size=8.8)
    return Block(height=laid.height + 5, shapes=laid.shapes, leads=True)


def _barred(block: Block) -> Block:
    bar = Panel(x=LEFT - 7, y=-2, width=2.6, height=block.height - 3, fill=Ink.DANGER)
    return replace(block, shapes=(bar, *block.shapes))


def _paginated(blocks: Iterable[Block]) -> tuple[tuple[Shape, ...], ...]:
    """The blocks on pages; a block that leads goes to the next page with what it leads."""
    done: list[tuple[Shape, ...]] = []
    page: list[Shape] = []
    y = TOP
    above: Block | None = None
    for group in _groups(blocks):
        tall = sum(block.height for block in group)
        if group[-1].heading is not None and group[-1].heading is not above:
            tall += group[-1].heading.height
        if page and y + tall > BOTTOM:
            done.append(tuple(page))
            page, y, above = [], TOP, None
        for block in group:
            if block.heading is not None and block.heading is not above:
                page += moved(block.heading.shapes, down=y)
                y += block.heading.height
            above = block.heading
            page += moved(block.shapes, down=y)
            y += block.height
    return (*done, tuple(page))


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Each block with those that lead to it."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.leads:
            yield group
            group = []
    if group:
        yield group
