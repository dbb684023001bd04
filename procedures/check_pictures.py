"""The picture of a checked file: each page with its answers framed, findings by their numbers.

A PDF is drawn in the cage. A Word form has no fixed pages: its questions and answers stand in a
list, coloured alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from casework.answer import State
from casework.faults import Fault, Kind
from casework.finding import Severity
from casework.look import Look, look_of
from casework.question import Question, QuestionKind
from confine.cage import PREVIEW, NotRead, Read
from forms.catalogue import Box, Spot
from forms.extracted import ExtractedField, Found
from generators import outlines
from procedures.check_words import what_it_is
from procedures.checking import FindingLine, Looked, PaperReport
from procedures.office import DRAW, Office
from procedures.reading import ReadPaper

PNG = ".png"
_TICKED = frozenset(
    {QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE, QuestionKind.MANY, QuestionKind.ROWS}
)
_Framed = tuple[int, float, float, float, float, str, str]


class NoPicture(Fault):
    """There is nothing to draw in this file."""

    kind = Kind.USAGE
    next_step = "look at it without --picture; a form or a mail with a form can be drawn."


class PictureNotKept(Fault):
    """The picture cannot be written there."""

    kind = Kind.USAGE
    next_step = "name a file that ends in .png, in a folder where you may write."


def pictures(looked: Looked, office: Office) -> tuple[bytes, ...]:
    """A PNG for each paper that can be drawn, in their order."""
    pairs = zip(looked.papers, looked.report.papers, strict=True)
    made = (_picture(paper, report, looked.report.findings, office) for paper, report in pairs)
    return tuple(png for png in made if png)


def keep(made: Sequence[bytes], path: Path) -> tuple[Path, ...]:
    """Write the pictures: the first under this name, further ones as NAME-2.png, NAME-3.png."""
    if path.suffix.casefold() != PNG:
        raise PictureNotKept(path.name)
    if not made:
        raise NoPicture
    kept: list[Path] = []
    for number, png in enumerate(made, start=1):
        at = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            at.write_bytes(png)
        except OSError as error:
            raise PictureNotKept(at.name) from error
        kept.append(at)
    return tuple(kept)


def _picture(
    paper: ReadPaper, report: PaperReport, findings: Sequence[FindingLine], office: Office
) -> bytes:
    own = [one for one in findings if report.form and one.form == report.form and one.field]
    title = f"{what_it_is(report)}{'; ' + report.edited if report.edited else ''}"
    if paper.extracted is not None and not any(one.page for one in paper.extracted.fields):
        entries = tuple(_entries(paper, own))
        name = paper.submission.form.title if paper.submission else ""
        return outlines.picture(name, title, entries, fonts=office.fonts)
    frames = json.dumps(list(_frames(paper, own, office)))
    drawn = office.reading().run(
        DRAW, paper.file.untrusted_data, limits=PREVIEW,
        arguments={"frames": frames, "title": title[:200]},
    )  # fmt: skip
    match drawn:
        case Read(untrusted_answer=untrusted_png):
            return untrusted_png
        case NotRead():
            return b""


def _frames(paper: ReadPaper, findings: Sequence[FindingLine], office: Office) -> Iterator[_Framed]:
    """A frame for each box that says something, or one for all boxes of a question that is open."""
    if paper.submission is None or paper.extracted is None:
        return
    by_question = _by_question(paper)
    blank = office.catalogue.by_serial(paper.submission.blank_serial)
    spots: Mapping[str, Spot] = blank.geometry.by_name() if blank is not None else {}
    for question in paper.submission.form.questions:
        own = [one for one in by_question.get(question.id, ()) if one.page and one.box]
        about = [one for one in findings if one.field == question.id]
        answer = paper.submission.answer(question.id)
        look = look_of(answer, {Severity(one.severity) for one in about})
        number = _marks(about)
        if look is None or not own or (look is Look.BLANK and answer.state is not State.BLANK):
            continue
        written = [one for one in own if one.found is not Found.EMPTY]
        if written:
            for place, one in enumerate(written):
                yield _framed(one.page, one.box, look, "" if place else number)
            continue
        boxes = [(one.page, one.box) for one in own]
        for one in own:
            spot = spots.get(one.name)
            if spot is not None and spot.page == one.page and question.kind in _TICKED:
                boxes += [(mark.page, mark.box) for mark in spot.marks if mark.page == one.page]
        first = boxes[0][0]
        yield _framed(first, _around([box for page, box in boxes if page == first]), look, number)


def _by_question(paper: ReadPaper) -> Mapping[str, list[ExtractedField]]:
    found: dict[str, list[ExtractedField]] = {}
    if paper.submission is None or paper.extracted is None:
        return found
    questions = paper.submission.form.by_id()
    for one in paper.extracted.fields:
        name = one.name.partition(".")[0]
        while name and name not in questions:  # a tick beside a box: dob_unknown
            name = name.rpartition("_")[0]
        if name:
            found.setdefault(name, []).append(one)
    return found


def _framed(
    page: int | None, box: tuple[float, float, float, float] | None, look: Look, number: str
) -> _Framed:
    left, bottom, right, top = box or (0.0, 0.0, 0.0, 0.0)
    return (page or 1, left, bottom, right, top, look.value, number)


def _around(boxes: Sequence[tuple[float, float, float, float] | None]) -> Box:
    known = [box for box in boxes if box is not None]
    return Box(
        min(box[0] for box in known), min(box[1] for box in known),
        max(box[2] for box in known), max(box[3] for box in known),
    )  # fmt: skip


def _entries(paper: ReadPaper, findings: Sequence[FindingLine]) -> Iterator[outlines.Entry]:
    if paper.submission is None:
        return
    for question in paper.submission.form.questions:
        answer = paper.submission.answer(question.id)
        about = [one for one in findings if one.field == question.id]
        look = look_of(answer, {Severity(one.severity) for one in about})
        if look is None:
            continue
        said = answer.raw or answer.text or str(answer.value or "")
        state = answer.state.value.replace("_", " ")
        if answer.state in {State.CONTRADICTORY, State.UNREADABLE, State.MISMATCHED}:
            said = f"{state}: {' / '.join(answer.readings) or said}".rstrip(": ")
        elif answer.state is not State.ANSWERED:
            said = state
        yield outlines.Entry(
            number=question.number, label=question.label, said=_options(question, said),
            look=look, where=answer.place.path, finding=_marks(about),
        )  # fmt: skip


def _options(question: Question, said: str) -> str:
    """A choice in its printed words, as far as what is said is a key."""
    return question.option_label(said) if question.options else said


def _marks(about: Sequence[FindingLine]) -> str:
    return ", ".join(one.mark for one in about if one.mark)
