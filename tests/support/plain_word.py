"""Word forms of another layout, written by python-docx: tables, lines, marks, added rows."""
# pyright: basic
# python-docx is partly untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from casework.question import Form, Option, Question, QuestionKind
from forms.fields import FieldKind, choice_options, question_fields, row_keys
from forms.wording import tick_words

Values = Mapping[str, str | bool]
Writer = Callable[[Paragraph, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a filling is laid out: `answers` is beside, below, behind or lines.

    `marks` writes an option, chosen or not, into a paragraph; `joint` stands between two.
    """

    answers: str = "beside"
    marks: Callable[[Paragraph, str, bool], None]
    joint: str = "   "


def glyphs(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(f"{'☒' if is_on else '☐'} {label}")


def behind(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(f"{label} {'☑' if is_on else '□'}")


def brackets(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(f"[{'x' if is_on else ' '}] {label}")


def crosses(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(f"{label} ☐{' x' if is_on else ''}")


def wingdings(paragraph: Paragraph, label: str, is_on: bool) -> None:
    _symbol(paragraph, "Wingdings", "F0FE" if is_on else "F0A8")
    paragraph.add_run(f" {label}")


def wingdings_2(paragraph: Paragraph, label: str, is_on: bool) -> None:
    run = paragraph.add_run("\uf052" if is_on else "\uf0a3")
    run.font.name = "Wingdings 2"
    paragraph.add_run(f" {label}")


def struck(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(label).font.strike = not is_on or None


def bold(paragraph: Paragraph, label: str, is_on: bool) -> None:
    paragraph.add_run(label).bold = is_on or None


def _symbol(paragraph: Paragraph, font: str, code: str) -> None:
    run = paragraph.add_run()
    made = run._r.makeelement(qn("w:sym"), {})  # noqa: SLF001  it has no way of its own
    made.set(qn("w:font"), font)
    made.set(qn("w:char"), code)
    run._r.append(made)  # noqa: SLF001  see above


def document(form: Form, values: Values, style: Style, *, left_out: Sequence[str] = ()) -> bytes:
    """The form in another layout, with these answers (by field name)."""
    made = docx.Document()
    made.add_heading(form.title, 0)
    for question in form.questions:
        if question.id in left_out:
            continue
        if question.kind is QuestionKind.ROWS:
            _rows(made, question, values, style)
        else:
            _asked(made, question, values, style)
    return saved(made)


def _asked(made: Document, question: Question, values: Values, style: Style) -> None:
    if style.answers == "lines":
        paragraph = made.add_paragraph(f"{question.label}: ")
        _answer(paragraph, question, values, style)
        return
    columns = 2 if style.answers == "beside" else 1
    table = made.add_table(rows=1, cols=columns)
    label = table.rows[0].cells[0]
    label.text = question.label
    match style.answers:
        case "beside":
            place = table.rows[0].cells[1].paragraphs[0]
        case "below":
            place = table.add_row().cells[0].paragraphs[0]
        case _:
            place = label.add_paragraph()
    _answer(place, question, values, style)
    made.add_paragraph()


def _answer(paragraph: Paragraph, question: Question, values: Values, style: Style) -> None:
    written = values.get(question.id, "")
    if question.kind in {QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE}:
        _options(paragraph, choice_options(question), {written}, style)
        return
    if isinstance(written, str) and written:
        paragraph.add_run(written)
    ticks = [one for one in question_fields(question) if one.kind is FieldKind.TICK]
    options = [Option(key=one.option, label=tick_words(question, one)) for one in ticks]
    if question.kind is QuestionKind.TICK:
        paragraph.add_run("☒" if values.get(question.id) else "☐")
    elif question.kind is QuestionKind.MANY:
        chosen = {one.option for one in ticks if values.get(one.name)}
        _options(paragraph, options, chosen, Style(marks=_boxes_of(style)))
    elif any(values.get(one.name) for one in ticks):
        chosen = {one.option for one in ticks if values.get(one.name)}
        paragraph.add_run("\n")
        _options(paragraph, options, chosen, Style(marks=_boxes_of(style)))


def _boxes_of(style: Style) -> Callable[[Paragraph, str, bool], None]:
    return glyphs if style.marks in {struck, bold} else style.marks


def _options(
    paragraph: Paragraph, options: Sequence[Option], chosen: AbstractSet[object], style: Style
) -> None:
    joint = " / " if style.marks in {struck, bold} else style.joint
    is_answered = any(option.key in chosen for option in options)
    for number, option in enumerate(options):
        if number:
            paragraph.add_run(joint)
        is_on = option.key in chosen
        # Without an answer nothing is deleted.
        style.marks(paragraph, option.label, is_on or (not is_answered and style.marks is struck))


def _rows(made: Document, question: Question, values: Values, style: Style) -> None:
    made.add_paragraph(question.label)
    ticks = [one for one in question_fields(question) if one.kind is FieldKind.TICK and not one.row]
    if ticks:
        options = [Option(key=one.option, label=tick_words(question, one)) for one in ticks]
        chosen: AbstractSet[object] = {one.option for one in ticks if values.get(one.name)}
        _options(made.add_paragraph(), options, chosen, Style(marks=_boxes_of(style)))
    heads = ["", *(column.label for column in question.columns)]
    table = made.add_table(rows=1, cols=len(heads))
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    listed = {option.key: option.label for option in question.rows_of}
    for key in _keys(question, values):
        cells = table.add_row().cells
        cells[0].text = listed.get(key, key)
        for cell, column in zip(cells[1:], question.columns, strict=True):
            _cell(cell, f"{question.id}.{key}.{column.key}", column, values, style)
    made.add_paragraph()


def _keys(question: Question, values: Values) -> Iterator[str]:
    """The printed rows, and those added by hand."""
    yield from row_keys(question)
    if not question.rows_of:
        more = {
            name.split(".")[1] for name, value in values.items()
            if value and name.startswith(f"{question.id}.") and name.count(".") > 1
        }  # fmt: skip
        yield from sorted(more - set(row_keys(question)), key=int)


def _cell(cell: _Cell, name: str, column: object, values: Values, style: Style) -> None:
    options = getattr(column, "options", ())
    paragraph = cell.paragraphs[0]
    if getattr(column, "many", False):
        chosen = {option.key for option in options if values.get(f"{name}.{option.key}")}
        _options(paragraph, options, chosen, Style(marks=_boxes_of(style)))
    elif options:
        _options(paragraph, options, {values.get(name, "")}, style)
    else:
        paragraph.add_run(str(values.get(name, "") or ""))


def saved(made: Document) -> bytes:
    """The document as a file."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
