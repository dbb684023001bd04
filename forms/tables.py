"""The last resort for a PDF that is not laid out like one of our blanks: labels, and what is near.

An agency's own version, or an older one. Every value is at best half sure and noted as of an
unknown layout; what could be meant in two ways is in doubt, never chosen.
"""
# pyright: basic
# pdfplumber is partly untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from casework.question import Question, QuestionKind
from forms import beside, drawn_boxes, fit, label_cells, row_tables, words
from forms.beside import Answer, Cell, Corners, Words
from forms.catalogue import Blank, Box, Catalogue
from forms.drawn import Paper
from forms.extracted import MAX_TEXT, Extracted, ExtractedField, Found, NoForm, Reader
from forms.fields import question_fields
from forms.layouts import labels_of
from forms.likeness import squeezed
from forms.loose_ticks import TICK_KINDS, has_lost_letters, is_in_doubt, ticks_of, with_boxes

BROKEN = (PdfminerException, MalformedPDFException)
MOST_PAGES = 30
MOST_LETTERS = 20_000  # of one page
MOST_LINES = 4_000  # of one page, ruled or drawn
WITH_TITLE = 0.4
SURE = 0.5
INNER = 2.5  # points from the edge at which a cell's own lines are past
_LETTER = 3.0  # points


def read(
    paper: Paper, catalogue: Catalogue, notes: Sequence[str] = ()
) -> Extracted | NoForm | None:
    """The one form whose labels the pages have, none, or that there are several.

    Raises one of BROKEN, or what any parser raises, for what pdfminer cannot read.
    """
    numbers = range(1, min(len(paper), MOST_PAGES) + 1)
    texts = [paper.page(number).text for number in numbers]
    likely = _likely(catalogue, "\n".join(texts))
    if not likely or max(map(len, texts)) > MOST_LETTERS:
        return None
    cells = cells_on(paper, len(texts))
    if cells is None:
        return None
    found = [
        (blank, answers)
        for blank, share in likely
        if (answers := _answers(cells, blank)) and len(answers) / len(blank.labels()) >= share
    ]
    most = max((len(answers) / len(blank.labels()) for blank, answers in found), default=0)
    best = [one for one in found if len(one[1]) / len(one[0].labels()) == most]
    if not best:
        return None
    if len(best) > 1:
        text = "\n".join(texts)[:MAX_TEXT]
        return NoForm(why="several_forms", text=text, notes=tuple(notes), pages=len(paper))
    blank, answers = best[0]
    fields = tuple(_fields(paper, blank, answers, cells))
    said = dict.fromkeys((*notes, fit.BLANK_UNKNOWN))
    if len(paper) > MOST_PAGES:
        said["extra_pages"] = None
    if any(one.found is Found.MISMATCH for one in fields):
        said["hidden_text"] = None
    return Extracted(
        form_id=blank.form.id,
        form_version=blank.form.version,
        panel_id=blank.form.panel,
        blank_serial=blank.serial,
        reader=Reader.TABLES,
        recognised_by="labels",
        fields=fields,
        notes=tuple(said),
        pages=len(paper),
    )


def warm(paper: Paper) -> None:
    """Find the words and the cells of a page: all that reading needs is loaded then."""
    cells_on(paper, 1)


def _likely(catalogue: Catalogue, untrusted_text: str) -> list[tuple[Blank, float]]:
    """The newest blanks whose words are all over the text, and the share of labels they need.

    It is cheap, and keeps letters and other papers away from pdfminer, which has no limits.
    """
    text = fit.loose(untrusted_text)
    likely: list[tuple[Blank, float]] = []
    for form_id in catalogue.form_ids():
        blank = catalogue.of_form(form_id)[-1]
        share = WITH_TITLE if fit.loose(blank.form.title) in text else fit.LABELS_FOUND
        known = _known(blank)
        seen = {question for label, question in known.items() if fit.loose(label) in text}
        if len(seen) / len(blank.labels()) >= share:
            likely.append((blank, share))
    return likely


def _known(blank: Blank) -> Mapping[str, str]:
    """The question of each label in its plain form."""
    return {
        plain: question
        for question, labels in labels_of(blank).items()
        for label in labels
        if (plain := label_cells.plain(label))
    }


# --- what stands on the pages ---


def cells_on(paper: Paper, count: int) -> list[Cell] | None:
    """The ruled cells and the loose lines of the pages; None when a page has too much on it."""
    cells: list[Cell] = []
    pages = list(range(1, count + 1))
    with pdfplumber.open(io.BytesIO(paper.saved()), pages=pages) as document:
        for number, page in zip(pages, document.pages, strict=False):
            drawn = [*page.rects, *page.curves, *page.lines, *page.images]
            if len(page.chars) > MOST_LETTERS or len(drawn) > MOST_LINES:
                return None
            boxes = drawn_boxes.squares(drawn)
            drawn_boxes.with_symbols(page.chars)
            said = [
                Words(
                    text=with_boxes(one["text"]), left=one["x0"], top=one["top"],
                    right=one["x1"], bottom=one["bottom"],
                )
                for one in page.extract_words(x_tolerance_ratio=0.15, y_tolerance=_LETTER)
            ]  # fmt: skip
            said = [*drawn_boxes.with_boxes_drawn(said, boxes, paper.page(number))]
            ruled = page.debug_tablefinder().cells
            cells += beside.cells_of(number, ruled, said)
            page.close()
    return cells


def _answers(cells: Sequence[Cell], blank: Blank) -> Mapping[str, list[Answer]]:
    """Per question what stands beside each place where its label is."""
    known = _known(blank)
    answers: dict[str, list[Answer]] = {}
    for label, answer in beside.answers(cells, known):
        answers.setdefault(known[label], []).append(answer)
    return answers


# --- what it says ---


def _fields(
    paper: Paper, blank: Blank, answers: Mapping[str, list[Answer]], cells: Sequence[Cell]
) -> Iterator[ExtractedField]:
    for question in blank.form.questions:
        if question.kind is QuestionKind.ROWS:
            yield from _rows(paper, question, answers.get(question.id, ()), cells)
        elif question.id in answers:
            yield from _field(paper, question, answers[question.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes the fields found at one place of a page."""

    page: int
    box: Box

    def __call__(
        self, name: str, found: Found, *, said: str = "", chosen: str = ""
    ) -> ExtractedField:
        return ExtractedField(
            name=name, found=found, text=said[:MAX_TEXT], chosen=(chosen,) if chosen else (),
            page=self.page, box=self.box, sure=SURE, notes=(label_cells.NOTE,),
        )  # fmt: skip


def _rows(
    paper: Paper, question: Question, answers: Sequence[Answer], cells: Sequence[Cell]
) -> Iterator[ExtractedField]:
    """The rows under the headings that we know; else which word is whose, a person sees."""
    first = next(spec.name for spec in question_fields(question) if spec.row)
    rows = row_tables.cells_of(question, cells)
    if rows is not None:
        for one in rows:
            made = _at(paper, one.cell.page, one.cell.corners)
            if one.is_doubtful or has_lost_letters(one.text):
                yield made(one.name, Found.DOUBT, said=one.text)
            elif not paper.page(one.cell.page).shows(made.box):
                yield made(one.name, Found.MISMATCH, said=one.text or one.chosen)
            else:
                yield made(one.name, Found.VALUE, said=one.text, chosen=one.chosen)
        if not rows and answers:
            yield _at(paper, answers[0].page, answers[0].corners)(first, Found.EMPTY)
    elif answers:
        text = _text_of(answers)
        is_none = words.says_none(text, question.none_label)
        made = _at(paper, answers[0].page, answers[0].corners)
        yield made(first, Found.VALUE if is_none else Found.DOUBT, said=text)


def _field(paper: Paper, question: Question, answers: Sequence[Answer]) -> Iterator[ExtractedField]:
    """The answer; in doubt where the label stands twice with different things beside it."""
    answer = answers[0]
    made = _at(paper, answer.page, answer.corners)
    page, text = paper.page(answer.page), _text_of(answers)
    is_several = len({squeezed(one.text) for one in answers}) > 1
    if is_several or answer.is_doubtful or has_lost_letters(text):
        yield made(question.id, Found.DOUBT, said=text)
    elif text and not page.shows(made.box):
        yield made(question.id, Found.MISMATCH, said=text)
    elif question.kind in TICK_KINDS and (ticks := ticks_of(question, text)):
        for key, is_on in ticks.boxes.items():
            found = Found.VALUE if is_on else Found.EMPTY
            yield made(f"{question.id}.{key}", found, chosen=key if is_on else "")
    elif question.kind in TICK_KINDS and is_in_doubt(question, text):
        yield made(question.id, Found.DOUBT, said=text)
    elif not text:
        # What is drawn there is no text that could be read.
        is_empty = not page.shows(_inside(made.box))
        yield made(question.id, Found.EMPTY if is_empty else Found.DOUBT)
    else:
        yield made(question.id, Found.CLIPPED if answer.is_cut else Found.VALUE, said=text)


def _text_of(answers: Sequence[Answer]) -> str:
    """The texts, each once."""
    return "\n".join(filter(None, {squeezed(one.text): one.text for one in answers}.values()))


def _at(paper: Paper, page: int, corners: Corners) -> _Maker:
    height = paper.page(page).height
    left, top, right, bottom = corners
    return _Maker(page=page, box=Box(left, height - bottom, right, height - top))


def _inside(box: Box) -> Box:
    """The box without its own lines."""
    return Box(box.left + INNER, box.bottom + INNER, box.right - INNER, box.top - INNER)
