"""What is marked on a referrer's own form: numbers, places and the sentences of the notice.

It crosses into the cage as JSON text, since a reader there takes nothing but text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from casework.document import Gap

NAME = "panel-gap-"  # every mark of ours is called so, and is found by it when the form comes back
AUTHOR = "Panel coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One numbered gap; `fields` are the names of the blank's fields, `text` the sentence."""

    number: int
    fields: tuple[str, ...]
    text: str


def to_json(gaps: Sequence[Gap]) -> str:
    """The argument `gaps` of `marked_pdf.mark` and `marked_docx.mark`."""
    return json.dumps(
        [asdict(Mark(number=gap.number, fields=gap.fields, text=gap.text)) for gap in gaps]
    )


def from_json(gaps: str) -> tuple[Mark, ...]:
    """The marks of that argument; a gap without a field has no place on a form and is left out."""
    return tuple(
        Mark(number=int(gap["number"]), fields=tuple(gap["fields"]), text=str(gap["text"]))
        for gap in json.loads(gaps)
        if gap["fields"]
    )


def belongs(name: str, fields: Iterable[str]) -> bool:
    """Whether a field of a form is one of these, or a part of one (`urgent.yes` of `urgent`)."""
    return any(name == field or name.startswith(f"{field}.") for field in fields)
