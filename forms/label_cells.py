"""The last resort in a Word form: labels in table cells, with the answer beside, below or behind.

Every value has a note and is only nearly sure: the layout is not one of ours.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.question import Question, QuestionKind
from forms import words
from forms.catalogue import Blank
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.likeness import squeezed
from forms.loose_ticks import TICK_KINDS, ticks_of
from forms.word_text import PARAGRAPH, ROW, TABLE, cells_of, written

NOTE = "unknown_layout"
SURE = 0.6
_NUMBER = re.compile(r"^\s*\d{1,2}(\.\d{1,2})?[a-z]?[.)]?\s+")
_END = re.compile(r"[\s?:.*]+$")
_HINT = re.compile(r"\s*\([^()]{0,80}\)\s*$")
GLYPH = re.compile(f"([{''.join(EMPTY_GLYPHS | TICKED_GLYPHS)}])")


def fields_of(
    root: etree._Element, blank: Blank, *, only: AbstractSet[str] | None = None
) -> Iterator[ExtractedField]:
    """What stands beside the labels of the blank's questions (of `only` these, if given)."""
    beside = _beside(root)
    for question in blank.form.questions:
        if question.kind is QuestionKind.ROWS or (only is not None and question.id not in only):
            continue
        labels = blank.labels()[question.id]
        found = [beside[key] for label in labels if (key := plain(label)) in beside]
        if found:
            text, path = found[0]
            yield from _answer(question, text, path)


def _beside(root: etree._Element) -> Mapping[str, tuple[str, str]]:
    """Per label, in its plain form, the text of its answer and where that stands."""
    found: dict[str, tuple[str, str]] = {}
    for table_number, table in enumerate(root.iter(TABLE), start=1):
        rows = [cells_of(row) for row in table.iter(ROW)]
        for row_number, cells in enumerate(rows):
            for number, cell in enumerate(cells):
                path = f"table {table_number}, row {row_number + 1}, cell {number + 1}"
                label, _, rest = written([cell]).seen.partition("\n")
                key = plain(label)
                if not key or key in found:
                    continue
                beside = written([cells[number + 1]]).seen if number + 1 < len(cells) else ""
                if rest.strip() and not beside:
                    found[key] = rest.strip(), path
                elif number + 1 < len(cells):
                    found[key] = beside, path
                elif row_number + 1 < len(rows) and number < len(rows[row_number + 1]):
                    found[key] = written([rows[row_number + 1][number]]).seen, path
    for paragraph in root.iter(PARAGRAPH):
        label, colon, rest = written([paragraph]).seen.partition(":")
        if colon:
            found.setdefault(plain(label), (rest.strip(), ""))
    return found


def plain(label: str) -> str:
    """A label without its number, its hint and its last sign."""
    return words.comparable(_END.sub("", _HINT.sub("", _NUMBER.sub("", label))))


def _answer(question: Question, text: str, path: str) -> Iterator[ExtractedField]:
    """The answer as written, or the options whose box is ticked."""
    if question.kind in TICK_KINDS and GLYPH.search(text):
        yield from _ticked(question, text, path)
        return
    found = Found.VALUE if squeezed(text) else Found.EMPTY
    yield ExtractedField(
        name=question.id, found=found, text=text[:MAX_TEXT], path=path, sure=SURE, notes=(NOTE,)
    )


def _ticked(question: Question, text: str, path: str) -> Iterator[ExtractedField]:
    """Each option by its box; what cannot be told for certain is in doubt."""

    def made(name: str, found: Found, *chosen: str) -> ExtractedField:
        return ExtractedField(
            name=name, found=found, text=text[:MAX_TEXT] if found is Found.DOUBT else "",
            chosen=chosen, path=path, sure=SURE, notes=(NOTE,),
        )  # fmt: skip

    ticks = ticks_of(question, text)
    if question.kind is QuestionKind.TICK:
        is_on = bool(TICKED_GLYPHS & set(text))
        yield made(question.id, Found.VALUE if is_on else Found.EMPTY, *(("yes",) if is_on else ()))
    elif ticks is None:
        yield made(question.id, Found.DOUBT)
    else:
        for key, is_on in ticks.boxes.items():
            found = Found.VALUE if is_on else Found.EMPTY
            yield made(f"{question.id}.{key}", found, *((key,) if is_on else ()))
