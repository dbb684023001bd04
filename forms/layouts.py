"""Layouts of our forms that are not ours: an older version that is known, a partner's template.

A layout says in which words another paper asks our questions, and, for a PDF with fields, which of
its fields is which of ours. It is data: nothing in it is ever run. Shipped ones stand beside the
specs, learned ones in the installation's own folder; only a confirmed one is used.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import Field, ValidationError

from casework.faults import Fault, Kind
from casework.question import Form, Option, Question
from forms import known_as
from forms.catalogue import Blank, Catalogue, Geometry
from forms.fields import FieldKind, fields_of
from forms.spec import SPECS, SpecPart, told

SHIPPED = (SPECS / "thpp-referral.toml",)
_ID = r"^[a-z][a-z0-9_-]{0,60}$"
_MOST_BYTES = 1 << 20
MOST_LAYOUTS = 60
_FITTED = "layout_"
_wordings: dict[str, Mapping[str, tuple[str, ...]]] = {}


class LayoutWrong(Fault):
    """This file with a partner's layout has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, or learn the layout again: clerk forms learn FILE."


class LaidQuestion(SpecPart):
    """One of our questions as the other paper asks it.

    `labels` are its words there. `options` give the other words of a choice, `columns` those of a
    table's headings, by our keys. `holds` is what the empty template itself has as its answer.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    labels: tuple[str, ...] = Field(min_length=1, max_length=12)
    sure: float = Field(default=1.0, ge=0, le=1)
    where: str = Field(default="", max_length=200)
    holds: str = Field(default="", max_length=2000)
    options: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)


class LaidBox(SpecPart):
    """One field of a PDF: its name there, the state of one button of it, and our field's name."""

    name: str = Field(min_length=1, max_length=200)
    state: str = Field(default="", max_length=200)
    field: str = Field(min_length=1, max_length=200)
    holds: str = Field(default="", max_length=2000)


class Layout(SpecPart):
    """One layout of one of our forms.

    `titles` are words that every copy has. `older`: it is an earlier version of the form itself.
    """

    id: str = Field(pattern=_ID)
    form: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str = Field(default="", pattern=r"^\d*$")
    titles: tuple[str, ...] = Field(default=(), max_length=12)
    older: bool = False
    confirmed: bool = False
    confirmed_on: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    question: tuple[LaidQuestion, ...] = Field(min_length=1, max_length=400)
    box: tuple[LaidBox, ...] = Field(default=(), max_length=4000)

    @property
    def names(self) -> frozenset[str]:
        """The names of its PDF fields."""
        return frozenset(one.name for one in self.box)


def shipped() -> tuple[Layout, ...]:
    """The older versions that come with the product."""
    return tuple(_loaded(SHIPPED))


def learned(folder: Path) -> tuple[Layout, ...]:
    """Every layout kept in the folder. Raises LayoutWrong with the faults of all files."""
    return tuple(_loaded(sorted(folder.glob("*.toml"))[:MOST_LAYOUTS]))


def checked(layouts: Iterable[Layout], forms: Mapping[str, Form]) -> tuple[Layout, ...]:
    """Those that are of one of these forms. Raises LayoutWrong naming what there is not."""
    ours = tuple(layout for layout in layouts if layout.form in forms)
    faults = [
        f"{layout.id}.toml: {fault}" for layout in ours for fault in _faults(layout, forms)
    ]  # fmt: skip
    if faults:
        raise LayoutWrong(
            ", ".join(dict.fromkeys(one.partition(":")[0] for one in faults)), *faults
        )
    return ours


def file_text(layout: Layout, form: Form) -> str:
    """The layout as a file that a person reads and corrects, our question above each entry."""
    asked = form.by_id()
    lines = [
        f"# How another paper asks the questions of {form.title} ({form.id}).",
        "# Correct it, take out what is wrong, then confirm it: clerk forms learn FILE --confirm",
        "",
        *(f"{key} = {_toml(value)}" for key, value in _head(layout)),
    ]
    for laid in layout.question:
        question = asked[laid.id]
        where = f", {laid.where}" if laid.where else ""
        lines += ["", f"# {question.number} {_one_line(question.label)}{where}", "[[question]]"]
        values = laid.model_dump(exclude_defaults=True, exclude={"where"})
        lines += [f"{key} = {_toml(value)}" for key, value in values.items()]
    for box in layout.box:
        values = box.model_dump(exclude_defaults=True)
        lines += ["", "[[box]]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def read_text(untrusted_text: str, name: str) -> Layout:
    """The layout of such a file. Raises LayoutWrong."""
    try:
        return Layout.model_validate(tomllib.loads(untrusted_text))
    except tomllib.TOMLDecodeError as error:
        raise LayoutWrong(name, f"{name}: not a TOML file: {error}") from error
    except ValidationError as error:
        raise LayoutWrong(name, *(f"{name}: {fault}" for fault in told(error))) from error


def fitted(blank: Blank, layout: Layout, title: str) -> Blank:
    """The blank's form as the other paper has it: its questions in its words, and no places."""
    asked = blank.form.by_id()
    questions = tuple(
        _reworded(asked[laid.id], laid) for laid in layout.question if laid.id in asked
    )
    form = replace(
        blank.form, id=f"{_FITTED}{layout.id}", title=title or blank.form.title, questions=questions
    )
    return Blank(
        form=form, serial=f"layout-{layout.id}", controls=(),
        geometry=Geometry(sheets=(), spots=()),
    )  # fmt: skip


def labels_of(blank: Blank) -> Mapping[str, tuple[str, ...]]:
    """Per question the words it may be asked in on a paper that is not ours.

    A form in another paper's own words is asked in those alone.
    """
    if blank.form.id.startswith(_FITTED):
        return blank.labels()
    known = _wordings.get(blank.serial)
    if known is None:
        known = _wordings[blank.serial] = known_as.wordings(blank.form)
    return known


def of_blanks(layouts: Iterable[Layout], known: Catalogue) -> Iterator[tuple[Layout, Blank]]:
    """The confirmed layouts, each with the newest blank of its form."""
    for layout in layouts:
        blanks = known.of_form(layout.form)
        if layout.confirmed and blanks:
            yield layout, blanks[-1]


def _head(layout: Layout) -> Iterator[tuple[str, object]]:
    values = layout.model_dump(exclude={"question", "box"})
    yield from ((key, value) for key, value in values.items() if value or key == "confirmed")


def _toml(value: object) -> str:
    """A value as TOML writes it; JSON's strings, numbers and lists are TOML's too."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  any mapping prints
        return f"{{ {', '.join(pairs)} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _reworded(question: Question, laid: LaidQuestion) -> Question:
    return replace(
        question,
        label=laid.labels[0],
        variants=laid.labels[1:],
        options=tuple(
            Option(key=one.key, label=laid.options.get(one.key, one.label))
            for one in question.options
        ),
        columns=tuple(
            replace(one, label=laid.columns.get(one.key, one.label)) for one in question.columns
        ),
    )


def _loaded(paths: Iterable[Path]) -> Iterator[Layout]:
    faults: list[str] = []
    found: list[Layout] = []
    for path in paths:
        found += _read(path, faults)
    times = Counter(layout.id for layout in found)
    faults += [f"{name}.toml: id: {name} is used twice" for name, n in times.items() if n > 1]
    if faults:
        files = dict.fromkeys(fault.partition(":")[0] for fault in faults)
        raise LayoutWrong(", ".join(files), *faults)
    yield from found


def _read(path: Path, faults: list[str]) -> Iterator[Layout]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            faults.append(f"{path.name}: the file is too large")
            return
        yield Layout.model_validate(tomllib.loads(text.decode()))
    except OSError:
        faults.append(f"{path.name}: the file cannot be read")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: not a TOML file: {error}")
    except ValidationError as error:
        faults.extend(f"{path.name}: {fault}" for fault in told(error))


def _faults(layout: Layout, forms: Mapping[str, Form]) -> Iterator[str]:
    form = forms[layout.form]
    asked, fields = form.by_id(), names(form)
    for laid in layout.question:
        question = asked.get(laid.id)
        if question is None:
            yield f"question {laid.id}: the form has no such question"
            continue
        known = {one.key for one in question.options}
        columns = {one.key for one in question.columns}
        for key in laid.options.keys() - known:
            yield f"question {laid.id}: options: there is no option {key}"
        for key in laid.columns.keys() - columns:
            yield f"question {laid.id}: columns: there is no column {key}"
    times = Counter(laid.id for laid in layout.question)
    yield from (f"question {name}: stands twice" for name, n in times.items() if n > 1)
    for box in layout.box:
        if box.field not in fields:
            yield f"box {box.name}: field: the form has no field {box.field}"


def names(form: Form) -> frozenset[str]:
    """The names that a box may be given: our fields, and one for each option of a choice."""
    found: set[str] = set()
    for spec in fields_of(form):
        found.add(spec.name)
        if spec.kind in {FieldKind.CHOICE, FieldKind.CELL_CHOICE}:
            found |= {f"{spec.name}.{option.key}" for option in spec.options}
    return frozenset(found)
