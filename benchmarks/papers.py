"""The documents that are measured: a form of 90 fields, filled, in the three ways it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from casework.question import Form
from forms import blanks, catalogue, filled
from forms.catalogue import Blank, Catalogue
from forms.fields import fields_of, question_fields
from procedures.office import FONTS
from procedures.rehearsal.fillings import complete
from tests.support.forms import a_form

FIELDS = 90
MARKING, PANEL = "STRICTLY CONFIDENTIAL", "Anytown Panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A blank, the values it is filled with by field name, and the filled files."""

    blank: Blank
    values: Mapping[str, str | bool]
    acroform: bytes
    printed: bytes
    word: bytes

    @property
    def catalogue(self) -> Catalogue:
        """The blank alone."""
        return Catalogue(blanks=(self.blank,))


def ninety(folder: Path) -> Papers:
    """A referral cut down to exactly 90 fields, every one of them with its place in the blank."""
    form = _cut(a_form("wesp_referral"))
    issued = blanks.issue(form, folder, fonts=FONTS, marking=MARKING, public_name=PANEL)
    names = {field.name for field in fields_of(form)}
    values = {name: value for name, value in complete(form).items() if value and name in names}
    made = filled.pdf(issued.pdf.read_bytes(), values, fonts=FONTS)
    (blank,) = catalogue.load(folder).blanks
    return Papers(
        blank=blank,
        values=values,
        acroform=made,
        printed=filled.printed(made),
        word=filled.word(issued.word.read_bytes(), values),
    )


def _cut(form: Form) -> Form:
    """The first questions of the form whose fields are 90 in all."""
    kept, count = [], 0
    for question in form.questions:
        fields = len(tuple(question_fields(question)))
        if count + fields <= FIELDS:
            kept.append(question)
            count += fields
    if count != FIELDS:
        raise SystemExit(f"the form has {count} fields, not {FIELDS}: choose another one to cut")
    return replace(form, questions=tuple(kept))
