"""Which boxes of an edited template no longer read: the file beside the blank that it came from."""
# pyright: basic
# pikepdf and lxml are untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pikepdf

from casework.question import Question
from forms import acroform, drawn, fit, kinds, label_cells, package, word, words
from forms.catalogue import Blank, Catalogue
from forms.checkup import Checkup, Ill, Reads
from forms.drift import drift
from forms.extracted import Extracted, ExtractedField, Found, NoForm
from forms.field_tree import is_on, page_numbers, places, walk
from forms.kinds import FileKind
from forms.template import template_of
from forms.word_parts import W
from forms.word_text import CONTROL, value


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A template as it is: its fields or tags, and its words by page (one page for Word)."""

    names: AbstractSet[str]
    pages: Sequence[str]
    is_word: bool


def checkup(
    untrusted_data: bytes, found: Extracted | NoForm, known: Catalogue, form_id: str
) -> Checkup:
    """The template beside the blank it says it is, else beside the newest blank of the form.

    `found` is what the readers say of the file; a form that is not told by name is compared with
    what was read.
    """
    blank = _blank(found, known, form_id)
    if blank is None:
        return Checkup(why=found.why if isinstance(found, NoForm) else "unknown_form")
    file = _opened(untrusted_data)
    if file is None:
        return Checkup(why=found.why if isinstance(found, NoForm) else "damaged")
    read = found if isinstance(found, Extracted) and found.form_id == blank.form.id else None
    ill = tuple(_ill(file, read, blank))
    return Checkup(
        form=blank.form.id, version=blank.form.version, serial=blank.serial,
        layout=read.layout if read else "", is_word=file.is_word,
        is_ours=not file.names.isdisjoint(_expected(blank, is_word=file.is_word)), ill=ill,
    )  # fmt: skip


def _blank(found: Extracted | NoForm, known: Catalogue, form_id: str) -> Blank | None:
    if isinstance(found, Extracted) and form_id in {"", found.form_id}:
        exact = known.by_serial(found.blank_serial)
        form_id = found.form_id
        if exact is not None and exact.form.id == form_id:
            return exact
    blanks = known.of_form(form_id)
    return blanks[-1] if blanks else None


def _opened(untrusted_data: bytes) -> _File | None:
    match kinds.kind_of(untrusted_data):
        case FileKind.PDF:
            return _pdf(untrusted_data)
        case FileKind.ZIP:
            opened = package.opened(untrusted_data)
            root = None if isinstance(opened, NoForm) else opened.tree(opened.main)
            if root is None or isinstance(opened, NoForm):
                return None
            tags = (value(node.find(f"{{{W}}}sdtPr/{{{W}}}tag")) for node in root.iter(CONTROL))
            text = word.text_of(opened)
            return _File(names=frozenset(filter(None, tags)), pages=(text,), is_word=True)
        case _:
            return None


def _pdf(untrusted_pdf: bytes) -> _File | None:
    """The PDF's fields, one name for each state that a group of buttons can take."""
    try:
        document = acroform.opened(untrusted_pdf)
    except pikepdf.PdfError:
        return None
    with document:
        numbers = page_numbers(document)
        names: set[str] = set()
        for field in walk(document):
            names.add(field.name)
            for place in places(field, numbers):
                names |= {f"{field.name}/{one[1:]}" for one in place.states if is_on(one)}
    paper = drawn.opened(untrusted_pdf)
    count = min(len(paper), drawn.MOST_PAGES)
    pages = tuple(paper.page(number).text for number in range(1, count + 1))
    return _File(names=frozenset(names), pages=pages, is_word=False)


def _expected(blank: Blank, *, is_word: bool) -> Mapping[str, tuple[str, str]]:
    """Each name that the blank itself has: its question, and the option if it is a choice's."""
    if is_word:
        targets = template_of(blank).targets
        return {
            tag: (targets[tag].spec.question, targets[tag].option)
            for tag in blank.controls
            if tag in targets
        }
    questions = {spec.name: spec for spec in blank.fields()}
    found: dict[str, tuple[str, str]] = {}
    for spot in blank.geometry.spots:
        spec = questions[spot.name]
        if len(spot.marks) > 1:
            labels = {option.label: option.key for option in spec.options}
            for mark in spot.marks:
                option = labels.get(mark.option, mark.option)
                found[f"{spot.name}/{mark.state}"] = spec.question, option
        else:
            found[spot.name] = spec.question, spec.option
    return found


def _ill(file: _File, read: Extracted | None, blank: Blank) -> Iterator[Ill]:
    expected = _expected(blank, is_word=file.is_word)
    moved = frozenset(drift(read, blank).moved) if read is not None else frozenset()
    loose = [fit.loose(text) for text in file.pages]
    fields = _by_question(read, blank)
    is_ours = not file.names.isdisjoint(expected)
    for question in blank.form.questions:
        own = {name: option for name, (asked, option) in expected.items() if asked == question.id}
        lost = tuple(name for name in own if is_ours and name not in file.names)
        there = fields.get(question.id, [])
        held = next((one for one in there if _is_answer(one)), None)
        page, reads = _page(question, blank, loose), _reads(there)
        if question.id in lost and not any(one.name == question.id for one in there):
            reads = Reads.NO  # the ticks beside a text are no answer in its place
        is_well = not lost and held is None and page is not None and reads is Reads.YES
        if is_well and question.id not in moved:
            continue
        yield Ill(
            question=question.id, boxes=len(own), lost=lost[:400],
            options=tuple(dict.fromkeys(own[name] for name in lost if own[name]))[:60],
            has_words=page is not None, page=None if file.is_word else page,
            is_moved=question.id in moved,
            holds=(", ".join(held.chosen) or held.text)[:200] if held is not None else "",
            reads=reads,
        )  # fmt: skip


def _by_question(read: Extracted | None, blank: Blank) -> Mapping[str, list[ExtractedField]]:
    by_name = {spec.name: spec.question for spec in blank.fields()}
    found: dict[str, list[ExtractedField]] = {}
    for one in () if read is None else read.fields:
        question = by_name.get(one.name) or one.name.partition(".")[0]
        found.setdefault(question, []).append(one)
    return found


def _is_answer(one: ExtractedField) -> bool:
    return one.found is Found.VALUE and bool(one.chosen or not words.is_no_answer(one.text))


def _reads(fields: Sequence[ExtractedField]) -> Reads:
    if not fields:
        return Reads.NO
    is_guessed = any(label_cells.NOTE in one.notes for one in fields)
    return Reads.BY_WORDS if is_guessed else Reads.YES


def _page(question: Question, blank: Blank, loose_pages: Sequence[str]) -> int | None:
    """The first page on which the question's words stand."""
    labels = [fit.loose(label) for label in blank.labels()[question.id]][:1]
    return next(
        (
            number
            for number, text in enumerate(loose_pages, start=1)
            if any(label in text for label in labels)
        ),
        None,
    )
