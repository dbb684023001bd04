"""Our own Word form printed to PDF by another program: read along the course of its blank.

The line at the foot says which blank it is. Every letter between head and foot must belong to the
course; where it can be followed in two ways the answers between are in doubt, and where it cannot
be followed the paper is left to the reader of labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forms import fit, footer, template, word_course
from forms.catalogue import Box, Catalogue
from forms.course_parse import TICKED, Stream, boundaries
from forms.drawn import Page, Paper
from forms.extracted import MAX_TEXT, Extracted, ExtractedField, Found, Reader
from forms.lost_letters import Loss, loss_in
from forms.struck import struck
from forms.template import Target
from forms.word_course import Course, Kind, Step, without_blanks

MOST_PAGES = 30
MOST_LETTERS = 100_000  # of all pages
_SLACK = 2.0  # points
_FRAME = 1.0  # points
_MOST_BETWEEN = 30.0  # points between two lines of an answer
_PADDING = 6.0  # points of a cell that no letter is set in
_HYPHENS = "\x02\ufffe"  # a hyphen at the end of a line, as PDFium gives it
_NUMBERS = re.compile(r"\d+")
_PARTING = "-\u2013\u2014/"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One letter of the pages: a page's number, and its place in the page's text."""

    page: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The pages' letters: `pieces` says where each letter of the stream stands.

    `struck` are the letters with a line through them.
    """

    pages: Sequence[Page]
    stream: Stream
    pieces: Sequence[_Piece]
    struck: frozenset[int]


def read(paper: Paper, known: Catalogue, notes: Sequence[str] = ()) -> Extracted | None:
    """The form, if the pages follow the course of the blank that they name; else None."""
    pages = _pages(paper)
    lines = {footer.found_in(page.text) for page in pages}
    line = lines.pop() if len(lines) == 1 else None
    claim = fit.Claim() if line is None else fit.claim_of_footer(line)
    named = fit.by_identity(known, claim)
    course = None if named is None else word_course.of(named.blank)
    if named is None or course is None:
        return None
    found = _letters(pages, course)
    if found is None:
        return None
    places = boundaries(found.stream, course.steps)
    if places is None:
        return None
    blank, targets = named.blank, template.template_of(named.blank).targets
    doubtful = _struck_questions(found, course, targets, places)
    fields = tuple(
        _field(found, step, target, places[number], places[number + 1]).model_copy(
            update={"found": Found.DOUBT} if target.spec.question in doubtful else {}
        )
        for number, step in enumerate(course.steps)
        if (target := targets.get(step.tag)) is not None
    )
    said = dict.fromkeys((*notes, *named.notes))
    if any(one.found is Found.MISMATCH for one in fields):
        said["hidden_text"] = None
    return Extracted(
        form_id=blank.form.id, form_version=blank.form.version, panel_id=blank.form.panel,
        blank_serial=claim.blank_serial, set_ref=claim.set_ref, reader=Reader.PRINTED,
        recognised_by=named.by, fields=fields, notes=tuple(said), pages=len(paper),
    )  # fmt: skip


def _pages(paper: Paper) -> Sequence[Page]:
    """The pages, if there are few enough with few enough letters; else none."""
    if len(paper) > MOST_PAGES:
        return ()
    pages = [paper.page(number) for number in range(1, len(paper) + 1)]
    is_like_ours = not any(page.is_picture for page in pages)
    return pages if is_like_ours and sum(len(page.text) for page in pages) <= MOST_LETTERS else ()


def _letters(pages: Sequence[Page], course: Course) -> _Read | None:
    """The letters between head and foot; None for pages of another size, or with other edges."""
    letters: list[str] = []
    middles: list[float] = []
    pieces: list[_Piece] = []
    starts: list[int] = []
    edges: set[str] = set()
    for number, page in enumerate(pages):
        if abs(page.width - course.width) > _SLACK or abs(page.height - course.height) > _SLACK:
            return None
        starts.append(len(letters))
        outside: list[str] = []
        across, is_inside = 0.0, False
        text, boxes = page.letters
        for place, (letter, box) in enumerate(zip(text, boxes.tolist(), strict=True)):
            said = "-" if letter in _HYPHENS else without_blanks(letter)
            if box[3] > box[1]:  # another one stands where the one before it does
                across = (box[0] + box[2]) / 2 - page.left
                middle = (box[1] + box[3]) / 2 - page.bottom
                is_inside = course.bottom - _SLACK < middle < course.top + _SLACK
            if not is_inside:
                outside.append(said)
                continue
            letters += said
            middles += [across] * len(said)
            pieces += [_Piece(page=number, place=place)] * len(said)
        edges.add(_NUMBERS.sub("", "".join(outside)))
    if len(edges) > 1:
        return None
    stream = Stream(letters="".join(letters), middles=np.array(middles), starts=starts)
    lines = [struck(page) for page in pages]
    crossed = (at for at, one in enumerate(pieces) if lines[one.page][one.place])
    return _Read(pages=pages, stream=stream, pieces=pieces, struck=frozenset(crossed))


def _struck_questions(
    found: _Read, course: Course, targets: Mapping[str, Target], places: Sequence[set[int]]
) -> frozenset[str]:
    """The questions with a line through an answer, or through words beside one."""
    if not found.struck:
        return frozenset()
    questions: set[str] = set()
    steps = course.steps
    for number, step in enumerate(steps):
        letters = range(min(places[number]), max(places[number + 1]))
        if found.struck.isdisjoint(letters):
            continue
        beside = (step,) if step.tag else steps[max(0, number - 1) : number + 2]
        questions |= {targets[one.tag].spec.question for one in beside if one.tag in targets}
    return frozenset(questions)


def _field(
    found: _Read, step: Step, target: Target, begins: set[int], ends: set[int]
) -> ExtractedField:
    """What a control says; in doubt where it may begin or end in two places."""
    if len(begins) > 1 or len(ends) > 1:
        text = found.stream.letters[min(begins) : max(ends)]
        return _made(found, step, Found.DOUBT, (min(begins), max(ends)), text=text)
    (begin,), (end,) = begins, ends
    said = found.stream.letters[begin:end]
    between = begin, end
    if step.kind is Kind.TICK:
        if said not in TICKED:
            # A box that is empty as a letter may have been ticked with a pen.
            is_marked = any(
                page.is_marked(_without_frame(box)) for page, box in _boxes(found, between)
            )
            return _made(found, step, Found.DOUBT if is_marked else Found.EMPTY, between)
        return _seen(found, step, between, chosen=target.option)
    if not said or said == step.words:
        return _made(found, step, Found.EMPTY, between)
    chosen = next((key for key, words in step.options if words == said), "")
    if chosen:
        return _seen(found, step, between, chosen=chosen)
    text = _text(found, step, between)
    is_beside_prompt = said.startswith(step.words)
    return _seen(found, step, between, text=text, is_doubtful=is_beside_prompt)


def _seen(
    found: _Read, step: Step, between: tuple[int, int], *, text: str = "", chosen: str = "",
    is_doubtful: bool = False,
) -> ExtractedField:  # fmt: skip
    """An answer that a person sees, or one that nobody does."""
    shown = all(page.shows(box) for page, box in _boxes(found, between))
    state = Found.VALUE if shown else Found.MISMATCH
    is_doubtful = is_doubtful or loss_in(text) is Loss.SURE
    if shown and (is_doubtful or not _is_in_order(found, between)):
        state = Found.DOUBT
    return _made(found, step, state, between, text=text, chosen=chosen)


def _made(
    found: _Read, step: Step, state: Found, between: tuple[int, int], *, text: str = "",
    chosen: str = "",
) -> ExtractedField:  # fmt: skip
    page, box = next(_boxes(found, between), (None, None))
    return ExtractedField(
        name=step.tag, found=state, text=text[:MAX_TEXT], chosen=(chosen,) if chosen else (),
        page=page.number if page else None, box=box,
    )  # fmt: skip


def _boxes(found: _Read, between: tuple[int, int]) -> Iterator[tuple[Page, Box]]:
    """Around the letters, page by page."""
    pieces = found.pieces[slice(*between)]
    for number in dict.fromkeys(one.page for one in pieces):
        page = found.pages[number]
        boxes = page.letters.boxes[[one.place for one in pieces if one.page == number]]
        boxes = boxes[boxes[:, 3] > boxes[:, 1]]
        if len(boxes):
            low, high = boxes.min(axis=0).tolist(), boxes.max(axis=0).tolist()
            yield page, Box(low[0], low[1], high[2], high[3])


def _is_in_order(found: _Read, between: tuple[int, int]) -> bool:
    """Whether its letters stand from the left to the right, and its lines one below the other.

    A letter that a program took from another typeface may come before those that it stands behind;
    what was put on a page afterwards comes behind its last answer, wherever it stands.
    """
    last: tuple[int, float, float] | None = None
    for one in found.pieces[slice(*between)]:
        page = found.pages[one.page]
        bottom, top = page.letters.boxes[one.place][[1, 3]].tolist()
        if top <= bottom:
            continue
        across, up = page.origin(one.place)
        if last is not None and last[0] == one.page:
            _, before, above = last
            is_same_line = abs(above - up) < _SLACK
            if is_same_line and across < before - _SLACK:
                return False
            if not is_same_line and not 0 < above - up < _MOST_BETWEEN:
                return False
        last = one.page, across, up
    return True


def _without_frame(box: Box) -> Box:
    """What lies inside the lines of a box that is a letter."""
    return Box(box.left + _FRAME, box.bottom + _FRAME, box.right - _FRAME, box.top - _FRAME)


def _text(found: _Read, step: Step, between: tuple[int, int]) -> str:
    """The text as it was written: lines that were only wrapped are one again."""
    lines: list[_Line] = []
    pieces = found.pieces[slice(*between)]
    for number in dict.fromkeys(one.page for one in pieces):
        own = [one.place for one in pieces if one.page == number]
        lines += _lines(found.pages[number], own[0], own[-1] + 1)
    text = ""
    for number, line in enumerate(lines):
        text += _joint(lines[number - 1], line, step) if number else ""
        text += line.text.strip()
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a text: where its last letter ends, and how wide its first word is."""

    text: str
    right: float
    first_word: float


def _lines(page: Page, begin: int, end: int) -> Iterator[_Line]:
    """The lines of a stretch of a page's text."""
    said, boxes = page.letters
    started = begin
    for place in range(begin, end + 1):
        is_break = place < end and said[place] in f"\r\n{_HYPHENS}"
        if place < end and not is_break:
            continue
        own = said[started:place]
        if is_break and said[place] in _HYPHENS:
            own += "-"
        if own.strip():
            placed = boxes[started:place]
            placed = placed[placed[:, 3] > placed[:, 1]]
            count = max(1, min(len(own.split()[0]), len(placed)))
            yield _Line(
                text=own.replace("\t", " "), right=float(placed[:, 2].max()),
                first_word=float(placed[:count, 2].max() - placed[:count, 0].min()),
            )  # fmt: skip
        started = place + 1


def _joint(before: _Line, after: _Line, step: Step) -> str:
    """What stood between two lines: the end of one that somebody made, a blank, or nothing."""
    has_room = before.right + after.first_word + _PADDING < step.right - _PADDING
    if has_room:
        return "\n"
    if before.text[-1].isspace():
        return " "
    is_cut = before.text[-1] in _PARTING or " " not in before.text.strip()
    return "" if is_cut else "\n"
