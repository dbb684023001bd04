"""A question as it stands in the Word form: a row of its section's table, or a table of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from casework.question import Column, Form, Question, QuestionKind
from forms.fields import FieldKind, FieldSpec, question_fields, row_keys
from forms.grids import CARD_COLUMNS, card_lines
from forms.layout import Section
from forms.shapes import Ink
from forms.word_parts import Controls, Element, cell, paragraph, row, run, table, w
from forms.wording import field_name_in_words, hint, tick_words

PAGE = 10_206  # the width between the margins, in twentieths of a point
LABEL, ANSWER = 4_206, 6_000
TALL = {20: 2_600, 10: 1_900, 0: 1_000}
KEY = 500
ROW_HEIGHT = 480
LONG_LIST, LONG_WORDS = 8, 60
GAP = "\u2003"
SIDE_BY_SIDE = {QuestionKind.YN, QuestionKind.YNU}


@dataclass(slots=True, kw_only=True)
class Questions:
    """Writes the questions of one form; every control gets the next number."""

    form: Form
    controls: Controls = field(default_factory=Controls)

    def section(self, section: Section) -> Iterator[Element]:
        """The section's questions: tables, with a paragraph between two of them."""
        rows: list[Element] = []
        for question in section.questions:
            if question.kind is QuestionKind.ROWS:
                if rows:
                    yield table(rows, (LABEL, ANSWER))
                    yield paragraph(style="Gap")
                    rows = []
                yield from self._rows(question)
                continue
            rows.append(self._row(question))
        if rows:
            yield table(rows, (LABEL, ANSWER))
            yield paragraph(style="Gap")

    def _row(self, question: Question) -> Element:
        fields = tuple(question_fields(question))
        fill = Ink.DANGER_TINT if question.read_first else Ink.TINT
        bar = Ink.DANGER if question.read_first else None
        if question.kind is QuestionKind.PARA or self._is_long_list(question):
            tall = next(tall for words, tall in TALL.items() if question.words_min >= words)
            content = [*self._label(question), *self._answers(question, fields)]
            height = tall if question.kind is QuestionKind.PARA else 0
            return row(cell(*content, width=PAGE, span=2, bar=bar), height=height)
        return row(
            cell(*self._label(question), width=LABEL, fill=fill, bar=bar),
            cell(*self._answers(question, fields), width=ANSWER, middle=True),
        )

    def _label(self, question: Question, style: str = "Label") -> list[Element]:
        parts = [run(f"{question.number}{GAP}", style="Number"), run(question.label)]
        owed = hint(question, self.form)
        if owed:
            parts.append(run(f" ({owed})", style="Help"))
        said = [paragraph(*parts, style=style)]
        if question.help:
            said.append(paragraph(run(question.help, style="Help"), style=style))
        return said

    def _answers(self, question: Question, fields: Sequence[FieldSpec]) -> Iterator[Element]:
        first, *ticks = fields
        match first.kind:
            case FieldKind.TICK:
                yield from self._listed([self._tick(question, one) for one in fields], question)
                return
            case FieldKind.CHOICE:
                yield from self._listed(self._choice(question, first), question)
            case FieldKind.DATE:
                control = self.controls.date(first.name, field_name_in_words(question, first))
                yield paragraph(control, style="Answer")
            case _:
                control = self.controls.text(
                    first.name, field_name_in_words(question, first),
                    long=first.kind is FieldKind.LONG,
                )  # fmt: skip
                yield paragraph(control, style="Answer")
        if ticks:
            yield self._ticks(question, ticks)

    def _ticks(self, question: Question, ticks: Sequence[FieldSpec]) -> Element:
        """The own ticks of a question in one line."""
        said = [part for one in ticks for part in self._tick(question, one)]
        return paragraph(*said, style="Ticks")

    def _tick(self, question: Question, spec: FieldSpec) -> list[Element]:
        words = "" if question.kind is QuestionKind.TICK else tick_words(question, spec)
        return self._boxed(spec.name, field_name_in_words(question, spec), words)

    def _choice(self, question: Question, spec: FieldSpec) -> list[list[Element]]:
        name = field_name_in_words(question, spec)
        return [
            self._boxed(f"{spec.name}.{option.key}", f"{name}: {option.label}", option.label)
            for option in spec.options
        ]

    def _boxed(self, tag: str, title: str, words: str) -> list[Element]:
        after = "\u00a0" + words.replace(" ", "\u00a0") if len(words) < 30 else f"\u00a0{words}"  # noqa: PLR2004  short words stay with their box
        return [self.controls.tick(tag, title), run(f"{after}{GAP}")]

    def _listed(self, boxed: Sequence[list[Element]], question: Question) -> Iterator[Element]:
        """Answers in a line, each on its own if they are long; a long list in two columns."""
        if any(len(option.label) > LONG_WORDS for option in question.options):
            yield from (paragraph(*one, style="Ticks") for one in boxed)
            return
        if not self._is_long_list(question):
            yield paragraph(*(part for one in boxed for part in one), style="Ticks")
            return
        rows = -(-len(boxed) // 2)
        for number in range(rows):
            first, *second = boxed[number::rows]
            tab = [w("r", w("tab"))] if second else []
            yield paragraph(*first, *tab, *(part for one in second for part in one), style="Column")

    def _is_long_list(self, question: Question) -> bool:
        return len(question.options) > LONG_LIST and question.kind is not QuestionKind.ROWS

    def _rows(self, question: Question) -> Iterator[Element]:
        fields = {spec.name: spec for spec in question_fields(question)}
        yield from self._label(question, "TableLabel")
        own = [spec for spec in fields.values() if not spec.row]
        if own:
            said = [part for one in own for part in self._tick(question, one)]
            yield paragraph(*said, style="TableLabel")
        if len(question.columns) > CARD_COLUMNS and not question.rows_of:
            yield self._cards(question, fields)
        else:
            yield self._grid(question, fields)
        yield paragraph(style="Gap")

    def _grid(self, question: Question, fields: Mapping[str, FieldSpec]) -> Element:
        listed = {option.key: option.label for option in question.rows_of}
        key = 3_600 if listed else KEY
        share = (PAGE - key) // sum(column.width for column in question.columns)
        widths = [key, *(column.width * share for column in question.columns)]
        words = ["", *(column.label for column in question.columns)]
        heads = [
            cell(
                paragraph(run(label), style="Head", more=[w("keepNext")]), width=width,
                fill=Ink.TINT,
            )
            for label, width in zip(words, widths, strict=True)
        ]  # fmt: skip
        rows = [row(*heads, heading=True)]
        for name in row_keys(question):
            words = run(listed.get(name, name), style="" if listed else "Number")
            cells = [cell(paragraph(words, style="Label"), width=key, fill=Ink.STRIPE)]
            for column, width in zip(question.columns, widths[1:], strict=True):
                content = self._cell(question, fields, name, column)
                cells.append(cell(content, width=width))
            rows.append(row(*cells, height=ROW_HEIGHT))
        return table(rows, widths)

    def _cards(self, question: Question, fields: Mapping[str, FieldSpec]) -> Element:
        """One card a row: small headings over the controls, so that names have room."""
        lines = card_lines(question.columns)
        most = max(len(columns) for columns in lines)
        each = (PAGE - KEY) // most
        widths = (KEY, *(each for _ in range(most)))
        rows: list[Element] = []
        for name in row_keys(question):
            for place, columns in enumerate(lines):
                number = [run(name, style="Number")] if place == 0 else []
                tied = [w("keepNext")] if columns is not lines[-1] else []
                cells = [
                    cell(
                        paragraph(*number, style="Label", more=tied), width=KEY, fill=Ink.TINT,
                        merge="continue" if place else "restart",
                    )
                ]  # fmt: skip
                for column in columns:
                    span = most - len(columns) + 1 if column is columns[-1] else 1
                    more = [w("keepNext")] if tied else []
                    head = paragraph(run(column.label), style="Head", more=more)
                    content = self._cell(question, fields, name, column)
                    cells.append(cell(head, content, width=each * span, span=span))
                rows.append(row(*cells, height=ROW_HEIGHT))
        return table(rows, widths)

    def _cell(
        self, question: Question, fields: Mapping[str, FieldSpec], name: str, column: Column
    ) -> Element:
        path = f"{question.id}.{name}.{column.key}"
        if column.many:
            specs = [fields[f"{path}.{option.key}"] for option in column.options]
            said = [part for one in specs for part in self._tick(question, one)]
            return paragraph(*said, style="Ticks")
        spec = fields[path]
        title = field_name_in_words(question, spec)
        if spec.options:
            control = self.controls.choice(spec.name, title, spec.options)
        else:
            control = self.controls.text(spec.name, title, long=True)
        return paragraph(control, style="Answer")
