"""The cage's second target: an empty template of a partner in, a proposed layout of it out.

Nothing is decided here. What the template says is put beside our questions, with how sure each
pairing is and whether the readers would find an answer there.
"""
# pyright: basic
# pikepdf is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf

from casework.question import QuestionKind
from forms import acroform, drawn, foreign, foreign_fields, kinds, package, tables, word
from forms.beside import Cell
from forms.catalogue import Blank, Catalogue
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.extracted import Extracted, ExtractedField, Found, NoForm
from forms.field_words import fields_asked, wordings
from forms.fit import loose
from forms.kinds import FileKind
from forms.layouts import LaidBox, LaidQuestion, Layout
from forms.proposals import Match, Wording, matches
from forms.proposed import MOST_UNUSED, Pairing, Proposal

MOST_WORDINGS = 1500
UNREADABLE = 0.8  # of how sure a pairing is, when the readers find no answer there
_TITLE_LINES = 8
_HEAD = re.compile(f"[:?{''.join(sorted(EMPTY_GLYPHS | TICKED_GLYPHS))}]")
_CHOICES = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE, QuestionKind.MANY})


@dataclass(kw_only=True)
class _Template:
    """A template as it is taken apart."""

    text: str
    wordings: tuple[Wording, ...]
    data: bytes
    is_word: bool = False
    document: pikepdf.Pdf | None = None
    cells: Sequence[Cell] = field(default_factory=tuple)


def proposal(untrusted_data: bytes, known: Catalogue, form_id: str) -> Proposal:
    """What the template seems to ask of the form, or of the form that it is most like."""
    template = _opened(untrusted_data)
    if isinstance(template, NoForm):
        return Proposal(why=template.why)
    ids = (form_id,) if form_id else known.form_ids()
    blanks = [known.of_form(one)[-1] for one in ids if known.of_form(one)]
    made = [_of(template, blank) for blank in blanks]
    best = max(made, key=lambda one: sum(pair.sure for pair in one.pairings), default=None)
    if best is None or not best.pairings:
        return Proposal(why="unknown_form")
    return best


def _opened(untrusted_data: bytes) -> _Template | NoForm:
    match kinds.kind_of(untrusted_data):
        case FileKind.PDF:
            return _pdf(untrusted_data)
        case FileKind.ZIP:
            opened = package.opened(untrusted_data)
            if isinstance(opened, NoForm):
                return opened
            text = word.text_of(opened)
            lines = [Wording(text=head) for line in text.splitlines() for head in _heads(line)]
            return _Template(
                text=text, wordings=tuple(lines[:MOST_WORDINGS]), data=untrusted_data, is_word=True
            )
        case kind:
            return NoForm(why=kind.value)


def _pdf(untrusted_pdf: bytes) -> _Template | NoForm:
    try:
        document = acroform.opened(untrusted_pdf)
    except pikepdf.PasswordError:
        return NoForm(why="password")
    paper = drawn.opened(untrusted_pdf)
    cells = tables.cells_on(paper, min(len(paper), tables.MOST_PAGES)) or ()
    text = drawn.opened(untrusted_pdf).text()
    if not text.strip():
        return NoForm(why="scan")
    found = [
        Wording(text=head, page=one.page, corners=one.corners)
        for one in wordings(cells)
        for head in _heads(one.text)
    ]
    return _Template(
        text=text, wordings=tuple(found[:MOST_WORDINGS]), data=untrusted_pdf,
        document=document, cells=cells,
    )  # fmt: skip


def _heads(text: str) -> Iterator[str]:
    """The words, and those before their first colon, question mark or box."""
    yield text.strip()
    head = _HEAD.split(text, maxsplit=1)[0].strip()
    if head and head != text.strip():
        yield head


def _of(template: _Template, blank: Blank) -> Proposal:
    found = {one.question: one for one in matches(blank, template.wordings)}
    boxes: list[LaidBox] = []
    if template.document is not None:
        asked = fields_asked(template.document, template.cells)
        for box, match in foreign_fields.proposals(blank, asked, template.cells):
            boxes.append(box)
            question = box.field.partition(".")[0]
            if question not in found or found[question].sure < match.sure:
                found[question] = match
    order = [one.id for one in blank.form.questions if one.id in found]
    title = _title(template.text, blank, found.values())
    layout = _layout(blank, title, [found[one] for one in order])
    read = _fields(template, blank, layout) if layout.question else ()
    pairings = tuple(_pairing(found[one], blank, boxes, read) for one in order)
    used = {loose(one.wording.text) for one in found.values()}
    texts = dict.fromkeys(one.text[:200] for one in template.wordings if not _is_box(one.text))
    unused = {loose(one): one for one in texts if loose(one) and loose(one) not in used}
    return Proposal(
        form=blank.form.id, title=title, pairings=pairings, boxes=tuple(boxes),
        unused=tuple(unused.values())[:MOST_UNUSED],
    )  # fmt: skip


def _is_box(text: str) -> bool:
    return bool((EMPTY_GLYPHS | TICKED_GLYPHS) & set(text))


def _title(text: str, blank: Blank, found: Iterable[Match]) -> str:
    """The first line that says which paper it is: none of its questions, not our own title."""
    asked = {loose(one.wording.text) for one in found}
    lines = [line.strip() for line in text.splitlines() if len(loose(line)) > 5][:_TITLE_LINES]  # noqa: PLR2004  letters of a title
    for line in lines:
        if loose(line) not in asked and loose(line) not in loose(blank.form.title):
            return line[:120]
    return lines[0][:120] if lines else ""


def _layout(blank: Blank, title: str, found: Sequence[Match]) -> Layout:
    return Layout(
        id="proposed", form=blank.form.id, titles=(title,) if title else (), confirmed=True,
        question=tuple(LaidQuestion(id=one.question, labels=(one.wording.text,)) for one in found)
        or (LaidQuestion(id="none", labels=("none",)),),
    )  # fmt: skip


def _fields(template: _Template, blank: Blank, layout: Layout) -> tuple[ExtractedField, ...]:
    """What the readers find in the empty template by this layout."""
    known = Catalogue(blanks=(blank,))
    found: Extracted | None
    if template.is_word:
        found = foreign.in_word(template.data, template.text, known, (layout,), fewest=0.0)
    else:
        paper = drawn.opened(template.data)
        found = foreign.on_pages(paper, template.text, known, (layout,), (), fewest=0.0)
    return () if found is None else found.fields


def _pairing(
    match: Match, blank: Blank, boxes: Sequence[LaidBox], read: Sequence[ExtractedField]
) -> Pairing:
    own = [one for one in read if one.name.partition(".")[0] == match.question]
    named = [box for box in boxes if box.field.partition(".")[0] == match.question]
    question = blank.form.by_id()[match.question]
    texts = [one.text for one in own if one.found is Found.VALUE and one.text]
    is_readable = bool(named) or bool(own)
    if question.kind in _CHOICES and own and not named:
        is_readable = any("." in one.name for one in own) or not texts
    return Pairing(
        question=match.question, asked=match.wording.text[:200],
        sure=round(match.sure * (1.0 if is_readable else UNREADABLE), 2),
        page=match.wording.page, boxes=len(named), is_readable=is_readable,
        holds=texts[0][:2000] if texts and not named else "",
    )  # fmt: skip
