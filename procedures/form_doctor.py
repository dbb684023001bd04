"""What a partner's edit did to one of our templates: `clerk forms doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casework.faults import Fault, Kind
from casework.question import Form
from confine.cage import FORM, NotRead, Read
from forms import checkup
from forms.checkup import Checkup, Ill, Reads
from procedures.learning import NoSuchForm, untrusted_template
from procedures.office import EXAMINE, Office


class NotExamined(Fault):
    """This file cannot be compared with a form of ours."""

    kind = Kind.USAGE
    next_step = "name the form it came from: --form ID. For another layout: clerk forms learn FILE."


@dataclass(frozen=True, slots=True, kw_only=True)
class IllLine:
    """One question that is not as we issued it, with what happened to it."""

    id: str
    number: str
    label: str
    lost: tuple[str, ...]
    missing_options: tuple[str, ...]
    label_found: bool
    page: int | None
    moved: bool
    holds: str
    readable: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A template beside the blank it came from, and where a fresh blank lies."""

    file: str
    form: str
    version: str
    blank: str
    layout: str
    ours: bool
    ill: tuple[IllLine, ...]
    pdf: Path
    word: Path

    @property
    def unreadable(self) -> tuple[IllLine, ...]:
        """The questions whose answers would not be found."""
        return tuple(line for line in self.ill if line.readable == Reads.NO)


def examine(file: Path, office: Office, *, form_id: str = "") -> Examined:
    """Compare the template with our blank. Raises TemplateNotThere, NoSuchForm, NotExamined."""
    if form_id and form_id not in office.forms:
        raise NoSuchForm(form_id)
    untrusted_data = untrusted_template(file)
    asked = {"form": form_id}
    match office.reading().run(EXAMINE, untrusted_data, limits=FORM, arguments=asked):
        case NotRead(reason=reason):
            raise NotExamined(file.name, f"it could not be read: {reason.value}")
        case Read(untrusted_answer=untrusted_answer):
            found = checkup.answer(untrusted_answer)
    blank = office.catalogue.by_serial(found.serial)
    if found.why or blank is None:
        raise NotExamined(file.name, f"it is none of our forms: {found.why or 'unknown_form'}")
    stem = office.places.forms / blank.stem
    return Examined(
        file=file.name,
        form=found.form,
        version=found.version,
        blank=found.serial,
        layout=found.layout,
        ours=found.is_ours,
        ill=tuple(_lines(found, blank.form)),
        pdf=stem.with_name(f"{blank.stem}.pdf"),
        word=stem.with_name(f"{blank.stem}.docx"),
    )


def in_words(examined: Examined) -> tuple[str, ...]:
    """What no longer reads, question by question, and where a fresh blank is."""
    form = f"{examined.form} version {examined.version}"
    head = f"{examined.file}: {form}, compared with blank {examined.blank}"
    lines = [head]
    if examined.layout:
        lines.append(f"  It has the layout {examined.layout}, which is known.")
    elif not examined.ours:
        lines.append("  It has none of our fields or tags; answers are found by the page alone.")
    if not examined.ill:
        lines.append("  Nothing is lost: every question still reads.")
        return tuple(lines)
    lines += [f"  question {line.number} {line.words}" for line in examined.ill]
    count = len(examined.unreadable)
    lines.append(
        f"  {count} {'question' if count == 1 else 'questions'} would not be read."
        if count
        else "  Every question still reads."
    )
    lines.append(f"Next: give out a fresh blank: {examined.pdf} or {examined.word}")
    return tuple(lines)


def _lines(found: Checkup, form: Form) -> Iterator[IllLine]:
    asked = form.by_id()
    for one in found.ill:
        question = asked.get(one.question)
        if question is not None:
            yield IllLine(
                id=one.question,
                number=question.number,
                label=question.label,
                lost=one.lost,
                missing_options=one.options,
                label_found=one.has_words,
                page=one.page,
                moved=one.is_moved,
                holds=one.holds,
                readable=one.reads.value,
                words=_words(one, what="tag" if found.is_word else "field"),
            )


def _words(one: Ill, *, what: str) -> str:
    """Such as "has lost its tag; label found on page 3; still readable: yes"."""
    told: list[str] = []
    plain = len(one.lost) - len(one.options)
    if one.lost and len(one.lost) == one.boxes:
        told.append(f"has lost its {what}{'s' if one.boxes > 1 else ''}")
    elif plain > 0:
        told.append(f"has lost {plain} of its {one.boxes} {what}s")
    if one.is_moved:
        told.append("has moved")
    if not one.has_words:
        told.append("label not found")
    elif one.lost or one.reads is not Reads.YES:
        told.append(f"label found{f' on page {one.page}' if one.page else ''}")
    if one.options and len(one.lost) < one.boxes:
        boxes = "option box" if len(one.options) == 1 else "option boxes"
        told.append(f"{len(one.options)} {boxes} missing ({', '.join(one.options)})")
    if one.holds:
        told.append(f'already holds an answer ("{" ".join(one.holds.split())}")')
    return "; ".join([*told, f"still readable: {one.reads.value}"])
