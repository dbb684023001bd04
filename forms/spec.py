"""A form's spec file read into a `casework.question.Form`; every fault of a file is told at once.

Specs are `forms/specs/*.toml`. Lists and the panel's words come from the panel's own files.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.faults import Fault, Kind
from casework.question import (
    Clause,
    Column,
    Condition,
    Form,
    FormRole,
    Need,
    Option,
    Question,
    QuestionKind,
)
from forms.fields import HIDDEN, fields_of
from forms.satisfy import what_satisfies
from forms.statements import clause, fault_of
from forms.values import CELL_CHECKS, CHECKS

SPECS = Path(__file__).with_name("specs")
CHOICES = frozenset({QuestionKind.ONE, QuestionKind.MANY})
_WORD = re.compile(r"\{([a-z_]+)\}")
_ID = r"^[a-z][a-z0-9_]*$"


class FormSpecWrong(Fault):
    """This form spec has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, then run `clerk forms list` again."


class SpecPart(BaseModel):
    """A table of a spec file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OptionSpec(SpecPart):
    """One choice that only this form has."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    label: str = Field(min_length=1)


class ColumnSpec(SpecPart):
    """One column of a table question."""

    key: str = Field(pattern=_ID)
    label: str = Field(min_length=1)
    list: str = ""
    options: tuple[OptionSpec, ...] = ()
    many: bool = False
    width: int = Field(default=1, strict=True, ge=1, le=12)
    check_as: str = ""


class QuestionSpec(SpecPart):
    """One question. `when` are statements that must all hold, `when_any` one of several."""

    id: str = Field(pattern=_ID)
    number: str = Field(pattern=r"^\d+(\.\d+)?[a-z]?$")
    label: str = Field(min_length=1)
    kind: QuestionKind
    need: Need = Need.REQUIRED
    unknown: bool = False
    when: tuple[str, ...] = ()
    when_any: tuple[str, ...] = ()
    list: str = ""
    options: tuple[OptionSpec, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    rows_list: str = ""
    none: str = ""
    words_min: int = Field(default=0, strict=True, ge=0, le=500)
    low: int | None = Field(default=None, strict=True)
    high: int | None = Field(default=None, strict=True)
    check_as: str = ""
    read_first: bool = False
    help: str = ""
    satisfy: str = ""
    variants: tuple[str, ...] = ()


class SectionSpec(SpecPart):
    """A section of the form; its questions are checked one by one."""

    title: str = Field(min_length=1)
    question: tuple[dict[str, object], ...]


class FormSpec(SpecPart):
    """A spec file. A form without a panel serves every panel."""

    id: str = Field(pattern=_ID)
    version: str = Field(pattern=r"^\d+$")
    panel: str = ""
    role: FormRole
    title: str
    intro: str = ""
    declaration: str = ""
    words: dict[str, str] = Field(default_factory=dict)
    section: tuple[SectionSpec, ...] = Field(min_length=1)


def load_all(
    form_ids: Iterable[str],
    *,
    lists: Mapping[str, tuple[Option, ...]],
    labels: Mapping[str, str],
) -> Mapping[str, Form]:
    """Every form of these ids by its id. Raises FormSpecWrong with the faults of all files."""
    forms: dict[str, Form] = {}
    wrong: list[FormSpecWrong] = []
    for form_id in form_ids:
        try:
            forms[form_id] = load(form_id, lists=lists, labels=labels)
        except FormSpecWrong as fault:
            wrong.append(fault)
    if wrong:
        names = ", ".join(fault.reference for fault in wrong)
        raise FormSpecWrong(names, *(line for fault in wrong for line in fault.details))
    return forms


def load(
    form: Path | str, *, lists: Mapping[str, tuple[Option, ...]], labels: Mapping[str, str]
) -> Form:
    """The form of a spec file, or of the shipped spec of this id.

    `lists` are the panel's lists by name, `labels` its words: they replace the spec's own words
    of the same name. Raises FormSpecWrong with every fault, each with its file and key.
    """
    path = form if isinstance(form, Path) else SPECS / f"{form.replace('_', '-')}.toml"
    faults: list[str] = []
    spec = _read(path, faults)
    made = None if spec is None else _form(spec, lists=lists, labels=labels, faults=faults)
    if faults or made is None:
        raise FormSpecWrong(path.name, *(f"{path.name}: {fault}" for fault in faults))
    return made


def _read(path: Path, faults: list[str]) -> FormSpec | None:
    try:
        text = path.read_text(encoding="utf-8")
        return FormSpec.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        faults.append("there is no such file")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"not a TOML file: {error}")
    except ValidationError as error:
        faults.extend(told(error))
    return None


def told(error: ValidationError, at: str = "") -> Iterable[str]:
    """What is wrong, a line a mistake, each with its key."""
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        key = ".".join(str(part) for part in one["loc"])
        yield f"{at}{key}: {one['msg']}"


def _form(
    spec: FormSpec,
    *,
    lists: Mapping[str, tuple[Option, ...]],
    labels: Mapping[str, str],
    faults: list[str],
) -> Form:
    build = _Build(lists=lists, words={**spec.words, **labels}, faults=faults)
    questions: list[Question] = []
    for section in spec.section:
        title = build.text(section.title, f"section {section.title}: title")
        for table in section.question:
            at = f"question {table.get('id', '?')}: "
            try:
                question = QuestionSpec.model_validate(table)
            except ValidationError as error:
                faults.extend(told(error, at))
                continue
            questions.append(build.question(question, section=title, before=tuple(questions)))
    made = Form(
        id=spec.id,
        version=spec.version,
        panel=spec.panel,
        role=spec.role,
        title=build.text(spec.title, "title"),
        questions=tuple(questions),
        intro=build.text(spec.intro, "intro").strip(),
        declaration=build.text(spec.declaration, "declaration").strip(),
    )
    names = Counter(field.name for field in fields_of(made))
    faults.extend(f"field {name} stands twice" for name, times in names.items() if times > 1)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Build:
    """Makes questions of spec tables and gathers what is wrong with them."""

    lists: Mapping[str, tuple[Option, ...]]
    words: Mapping[str, str]
    faults: list[str]

    def text(self, text: str, at: str) -> str:
        """The text with the panel's words in place of `{word}`."""

        def word(found: re.Match[str]) -> str:
            known = self.words.get(found[1])
            if known is None:
                self.faults.append(f"{at}: the word {{{found[1]}}} is not in the panel's labels")
            return known or ""

        return _WORD.sub(word, text)

    def question(
        self, spec: QuestionSpec, *, section: str, before: tuple[Question, ...]
    ) -> Question:
        """The question; it may ask about `before`, the questions printed above it."""
        at = f"question {spec.id}: "
        self.repeated(spec.id, [one.id for one in before], f"{at}id")
        self.repeated(spec.number, [one.number for one in before], f"{at}number")
        if spec.id in HIDDEN:
            self.faults.append(f"{at}id: the name is the form's own")
        self.shape(spec, at)
        question = Question(
            id=spec.id,
            number=spec.number,
            section=section,
            label=self.text(spec.label, f"{at}label"),
            kind=spec.kind,
            need=spec.need,
            unknown=spec.unknown,
            condition=self.condition(spec, before, at),
            options=self.options(spec.list, spec.options, at),
            columns=tuple(self.column(column, at) for column in spec.columns),
            rows_of=self.options(spec.rows_list, (), at, key="rows_list"),
            none_label=self.text(spec.none, f"{at}none"),
            words_min=spec.words_min,
            low=spec.low,
            high=spec.high,
            check_as=spec.check_as,
            read_first=spec.read_first,
            help=self.text(spec.help, f"{at}help"),
            variants=tuple(self.text(text, f"{at}variants") for text in spec.variants),
        )
        return what_satisfies(question, self.text(spec.satisfy, f"{at}satisfy"))

    def repeated(self, value: str, before: list[str], at: str) -> None:
        """A fault when the value stands before already."""
        if value in before:
            self.faults.append(f"{at}: {value} is used twice")

    def shape(self, spec: QuestionSpec, at: str) -> None:
        """Faults where the keys of one question do not go together."""
        choice = bool(spec.list or spec.options)
        table = spec.kind is QuestionKind.ROWS
        conditional = spec.need is Need.CONDITIONAL
        keys = [column.key for column in spec.columns]
        for wrong, fault in (
            (spec.kind in CHOICES and not choice, "list: the options are missing"),
            (spec.kind not in CHOICES and choice, f"list: a {spec.kind} question has no options"),
            (bool(spec.list and spec.options), "list: give a list or options, not both"),
            (table and not spec.columns, "columns: the columns are missing"),
            (not table and bool(spec.columns), f"columns: a {spec.kind} question has no columns"),
            (not table and bool(spec.rows_list), f"rows_list: a {spec.kind} question has no rows"),
            (not table and bool(spec.none), f"none: a {spec.kind} question has no rows"),
            (len(set(keys)) < len(keys), "columns: a key is used twice"),
            (conditional and not (spec.when or spec.when_any), "when: the condition is missing"),
            (not conditional and bool(spec.when or spec.when_any), "need: is not conditional"),
            (spec.check_as not in CHECKS, f"check_as: no check is called {spec.check_as}"),
        ):
            if wrong:
                self.faults.append(f"{at}{fault}")

    def condition(self, spec: QuestionSpec, before: tuple[Question, ...], at: str) -> Condition:
        """The condition of the statements; each is checked against the questions above."""
        known = {question.id: question for question in before}

        def read(statement: str, key: str) -> Iterable[Clause]:
            found = clause(statement)
            wrong = fault_of(found, known) if found else "this is no statement we know"
            if wrong or found is None:
                self.faults.append(f'{at}{key}: "{statement}": {wrong}')
            else:
                yield found

        return Condition(
            every=tuple(one for text in spec.when for one in read(text, "when")),
            any_of=tuple(one for text in spec.when_any for one in read(text, "when_any")),
        )

    def options(
        self, name: str, own: tuple[OptionSpec, ...], at: str, *, key: str = "list"
    ) -> tuple[Option, ...]:
        """The options of the panel's list of this name, or the form's own."""
        if name and name not in self.lists:
            self.faults.append(f"{at}{key}: the panel has no list {name}")
        if name:
            return self.lists.get(name, ())
        keys = [option.key for option in own]
        if len(set(keys)) < len(keys):
            self.faults.append(f"{at}options: a key is used twice")
        return tuple(
            Option(key=option.key, label=self.text(option.label, f"{at}options")) for option in own
        )

    def column(self, spec: ColumnSpec, at: str) -> Column:
        """The column of a table."""
        at = f"{at}column {spec.key}: "
        if spec.check_as not in CELL_CHECKS:
            self.faults.append(f"{at}check_as: no check is called {spec.check_as}")
        options = self.options(spec.list, spec.options, at)
        if spec.many and not options:
            self.faults.append(f"{at}many: the options are missing")
        return Column(
            key=spec.key,
            label=self.text(spec.label, f"{at}label"),
            options=options,
            many=spec.many,
            width=spec.width,
            check_as=spec.check_as,
        )
