"""Fillable PDFs that other people made: fields with names of their own, by reportlab."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

from casework.question import Form, Question, QuestionKind
from forms.fields import choice_options

TEXTS = frozenset({QuestionKind.LINE, QuestionKind.PARA})
CHOICES = frozenset({QuestionKind.YN, QuestionKind.YNU})


@dataclass(kw_only=True)
class _Sheet:
    canvas: Canvas
    values: Mapping[str, str]
    has_tips: bool
    down: int = 800
    number: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def next_line(self, name: str) -> str:
        """Go down a line, and give the field of this question a name that says nothing."""
        self.down -= 24
        if self.down < 60:
            self.canvas.showPage()
            self.down = 790
        self.canvas.setFont("Helvetica", 9)
        self.number += 1
        self.names[name] = f"Field{self.number}"
        return self.names[name]


def fillable(
    form: Form, values: Mapping[str, str], *, title: str = "", has_tips: bool = True
) -> tuple[bytes, Mapping[str, str]]:
    """A form of the texts and yes or no questions, filled; and each question's field there."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(40, 800, title or form.title)
    sheet = _Sheet(canvas=canvas, values=values, has_tips=has_tips)
    for question in form.questions:
        if question.kind in TEXTS:
            _text(sheet, question)
        elif question.kind in CHOICES:
            _choice(sheet, question)
    canvas.save()
    return out.getvalue(), sheet.names


def some_values(form: Form) -> dict[str, str]:
    """A text for each text, and Yes and No in turn."""
    texts = {one.id: f"Sample {n}" for n, one in enumerate(form.questions) if one.kind in TEXTS}
    asked = [one.id for one in form.questions if one.kind in CHOICES]
    return texts | {name: ("yes", "no")[number % 2] for number, name in enumerate(asked)}


def _text(sheet: _Sheet, question: Question) -> None:
    name = sheet.next_line(question.id)
    label = question.label[:56]
    sheet.canvas.drawString(40, sheet.down, f"{label}:")
    sheet.canvas.acroForm.textfield(
        name=name, value=sheet.values.get(question.id, ""), x=330, y=sheet.down - 4, width=220,
        height=16, fontSize=9, tooltip=question.label if sheet.has_tips else None,
        borderColor=black, fillColor=white,
    )  # fmt: skip


def _choice(sheet: _Sheet, question: Question) -> None:
    name = sheet.next_line(question.id)
    sheet.canvas.drawString(40, sheet.down, question.label[:56])
    for number, option in enumerate(choice_options(question)[:3]):
        across = 380 + 55 * number
        sheet.canvas.acroForm.radio(
            name=name, value=f"Choice{number}", x=across, y=sheet.down - 3, size=12,
            selected=sheet.values.get(question.id) == option.key, shape="square",
            buttonStyle="cross", borderWidth=1, fillColor=white, borderColor=black,
            tooltip=question.label if sheet.has_tips else None,
        )  # fmt: skip
        sheet.canvas.drawString(across + 15, sheet.down, option.label)
