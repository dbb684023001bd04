"""A partner's own template learnt: proposed from its words, kept as data, confirmed by a person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.faults import Fault, Kind
from casework.question import Form
from confine.cage import FORM, NotRead, Read
from forms import layouts, proposed
from forms.layouts import LaidQuestion, Layout
from forms.proposed import Pairing, Proposal
from procedures.office import LEARN, Office

SURE, LIKELY = 0.9, 0.75
MOST_BYTES = 25 * 1024 * 1024
_OTHER = re.compile(r"[^a-z0-9]+")


class TemplateNotThere(Fault):
    """There is no file of this name, or it cannot be read."""

    kind = Kind.USAGE
    next_step = "name a partner's empty form, as PDF or Word."


class NotLearnt(Fault):
    """This file cannot be learnt."""

    kind = Kind.USAGE
    next_step = "try the empty form as Word or as a PDF with text, and name the form: --form ID."


class NoSuchForm(Fault):
    """The panel has no form of this name."""

    kind = Kind.USAGE
    next_step = "see which there are: clerk forms list."


class NameTaken(Fault):
    """A layout of this name is kept already and was confirmed."""

    kind = Kind.USAGE
    next_step = "give the new one another name by --name, or delete the kept file first."


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntLine:
    """One of our questions and how the template asks it. `asked` is empty when it does not."""

    id: str
    number: str
    label: str
    asked: str
    sure: float
    how: str
    page: int | None
    boxes: int
    readable: bool
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What was understood of a template, where it is kept, and whether it is used now."""

    name: str
    form: str
    version: str
    title: str
    path: Path
    confirmed: bool
    lines: tuple[LearntLine, ...]
    unused: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[LearntLine, ...]:
        """The questions that the template does not seem to ask."""
        return tuple(line for line in self.lines if not line.asked)


def learn(
    file: Path, office: Office, *, form_id: str = "", name: str = "", confirm: bool = False,
    now: dt.datetime,
) -> Learnt:  # fmt: skip
    """Propose the template's layout, or confirm the one that was proposed before.

    Raises TemplateNotThere, NotLearnt, NoSuchForm, NameTaken, and LayoutWrong for a kept file that
    a person has edited wrongly.
    """
    if form_id and form_id not in office.forms:
        raise NoSuchForm(form_id)
    known_as = _name(name or file.stem)
    path = office.places.layouts / f"{known_as}.toml"
    if path.exists():
        kept = layouts.read_text(path.read_text(encoding="utf-8"), path.name)
        layouts.checked((kept,), office.forms)
        if kept.confirmed and not confirm:
            raise NameTaken(known_as)
        if confirm:
            return _confirmed(kept, office, path, now=now)
    proposal = _proposal(file, office, form_id)
    form = office.forms[proposal.form]
    layout = _layout(known_as, form, proposal)
    if confirm:
        return _confirmed(layout, office, path, now=now, proposal=proposal)
    _keep(path, layouts.file_text(layout, form))
    return _learnt(layout, form, path, proposal)


def untrusted_template(file: Path) -> bytes:
    """The bytes of a template. Raises TemplateNotThere, for one that is too large too."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise TemplateNotThere(file.name, "The file is too large.")
        return file.read_bytes()
    except OSError as error:
        raise TemplateNotThere(file.name) from error


def in_words(learnt: Learnt) -> tuple[str, ...]:
    """The proposal for a screen, question by question, and what to do with it."""
    found = len(learnt.lines) - len(learnt.missing)
    state = "confirmed" if learnt.confirmed else "proposed"
    form = f"{learnt.form} version {learnt.version}"
    lines = [
        f"{learnt.name}: {found} of {len(learnt.lines)} questions of {form}, {state}",
        f'  known by its title "{learnt.title}"'
        if learnt.title
        else "  it has no title of its own",
        *map(_line, (line for line in learnt.lines if line.asked)),
    ]
    if learnt.missing:
        lines.append("  Not found in it, and so a gap of every copy:")
        lines += [f"  {line.number:<5} {line.id:<24} {line.label}" for line in learnt.missing]
    if learnt.unused:
        lines.append("  Its other words, which belong to none of our questions:")
        lines += [f'        "{words}"' for words in learnt.unused[:12]]
    if learnt.confirmed:
        lines.append(f"Kept in {learnt.path}. It is used from the next start of the clerk on.")
    else:
        lines += [
            f"Written to {learnt.path}. Nothing is read by it yet.",
            "Next: look through the file, correct it, then type the same command with --confirm.",
        ]
    return tuple(lines)


def _proposal(file: Path, office: Office, form_id: str) -> Proposal:
    untrusted_data = untrusted_template(file)
    asked = {"form": form_id}
    match office.reading().run(LEARN, untrusted_data, limits=FORM, arguments=asked):
        case NotRead(reason=reason):
            raise NotLearnt(file.name, f"it could not be read: {reason.value}")
        case Read(untrusted_answer=untrusted_answer):
            proposal = proposed.answer(untrusted_answer)
    if proposal.why or proposal.form not in office.forms:
        raise NotLearnt(file.name, f"no questions of ours in it: {proposal.why or 'unknown_form'}")
    return proposal


def _layout(name: str, form: Form, proposal: Proposal) -> Layout:
    asked = form.by_id()
    fields = layouts.names(form)
    return Layout(
        id=name,
        form=form.id,
        version=form.version,
        titles=(proposal.title,) if proposal.title else (),
        question=tuple(_laid(pair) for pair in proposal.pairings if pair.question in asked),
        box=tuple(box for box in proposal.boxes if box.field in fields),
    )


def _laid(pair: Pairing) -> LaidQuestion:
    return LaidQuestion(
        id=pair.question, labels=(pair.asked,), sure=pair.sure, holds=pair.holds,
        where=_page(pair.page),
    )  # fmt: skip


def _confirmed(
    layout: Layout,
    office: Office,
    path: Path,
    *,
    now: dt.datetime,
    proposal: Proposal | None = None,
) -> Learnt:
    form = office.forms[layout.form]
    sure = layout.model_copy(update={"confirmed": True, "confirmed_on": now.date().isoformat()})
    layouts.checked((sure,), office.forms)
    _keep(path, layouts.file_text(sure, form))
    return _learnt(sure, form, path, proposal)


def _learnt(layout: Layout, form: Form, path: Path, proposal: Proposal | None) -> Learnt:
    return Learnt(
        name=layout.id,
        form=form.id,
        version=form.version,
        title=layout.titles[0] if layout.titles else "",
        path=path,
        confirmed=layout.confirmed,
        lines=tuple(_lines(layout, form, proposal.pairings if proposal else ())),
        unused=proposal.unused if proposal else (),
    )


def _lines(layout: Layout, form: Form, pairings: Sequence[Pairing]) -> Iterator[LearntLine]:
    laid = {one.id: one for one in layout.question}
    pairs = {one.question: one for one in pairings}
    for question in form.questions:
        one, pair = laid.get(question.id), pairs.get(question.id)
        boxes = sum(box.field.partition(".")[0] == question.id for box in layout.box)
        yield LearntLine(
            id=question.id,
            number=question.number,
            label=question.label,
            asked=one.labels[0] if one else "",
            sure=one.sure if one else 0.0,
            how=_how(one),
            page=pair.page if pair else None,
            boxes=boxes,
            readable=one is not None and (pair is None or pair.is_readable),
            holds=one.holds if one else "",
        )


def _how(one: LaidQuestion | None) -> str:
    if one is None:
        return "missing"
    return "sure" if one.sure >= SURE else "likely" if one.sure >= LIKELY else "unsure"


def _line(line: LearntLine) -> str:
    head = f"  {line.number:<5} {line.id:<24} {line.how:<7} {line.sure:.2f}"
    return f'{head}  "{line.asked}"{_where(line)}'


def _where(line: LearntLine) -> str:
    told = [
        _page(line.page),
        f"{line.boxes} {'box' if line.boxes == 1 else 'boxes'}" if line.boxes else "",
        "" if line.readable else "no answer would be found there",
        f'holds "{line.holds}"' if line.holds else "",
    ]
    said = ", ".join(filter(None, told))
    return f"  [{said}]" if said else ""


def _page(number: int | None) -> str:
    return f"page {number}" if number else ""


def _name(text: str) -> str:
    plain = _OTHER.sub("-", text.casefold()).strip("-")[:40]
    return plain if plain[:1].isalpha() else f"layout-{plain}".rstrip("-")


def _keep(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
