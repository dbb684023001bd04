"""A case's pages for one audience: which answers stand in them, in which words (11.3, 11.10).

A blank is never printed as anything. What a setting or the form keeps back (an address) is kept
back in every narrative too. Nothing is guessed: an answer that could not be told says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from casework.answer import Row, State
from casework.answers_in_words import NOT_CLEAR, age_in, cell_in_words, in_words
from casework.consent_route import WORDS, route_of
from casework.dates import day
from casework.document import Audience, CaseSheet, Grid, Line, OpenAction, Section
from casework.facts import EarlierCase
from casework.protocol import PanelProtocol
from casework.question import Column, Question, QuestionKind
from casework.redaction import kept_back, looks_like_contact, withhold
from casework.sheet_layout import Entry, Guard, Prompt, SheetLayout
from casework.submission import ReferralSet

PLACES: frozenset[Guard] = frozenset({"address", "perpetrator_address"})
CHOSEN = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE, QuestionKind.MANY})
HEARD_BEFORE = "Heard before"
LAST_HEARING = "Last hearing"
Secrets: TypeAlias = re.Pattern[str] | None


def sheet(
    referral: ReferralSet,
    *,
    reference: str,
    audience: Audience,
    protocol: PanelProtocol,
    layout: SheetLayout,
    today: dt.date,
    earlier: Iterable[EarlierCase] = (),
    open_actions: Iterable[OpenAction] = (),
) -> CaseSheet:
    """The sheet of a case. The caller has made sure that the audience may have the case.

    `earlier` are cases about the same person; only those a coordinator confirmed are printed.
    """
    printer = _Printer(
        referral=referral, audience=audience, protocol=protocol, layout=layout, today=today
    )
    heard = _heard(earlier, open_actions)
    return CaseSheet(
        reference=reference,
        heading=printer.name(),
        referring_agency=referral.answer("referrer_agency").text,
        route=WORDS[route_of(referral, layout.reads.consent)],
        sections=(*printer.sections(), *heard),
        printed_lines=tuple(dict.fromkeys(printer.printed_lines())),
        urgent=referral.answer("urgent").said("yes"),
    )


def to_look_at(made: CaseSheet) -> tuple[str, ...]:
    """The labels of entries that hold a postcode or a telephone number: a person looks (H20)."""
    found: list[str] = []
    for section in made.sections:
        found += [line.label for line in section.lines if looks_like_contact(line.text)]
        found += [
            grid.title
            for grid in section.grids
            if any(looks_like_contact(text) for row in grid.rows for text in row)
        ]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printer:
    """Turns the answers of one referral into the entries of one audience's sheet."""

    referral: ReferralSet
    audience: Audience
    protocol: PanelProtocol
    layout: SheetLayout
    today: dt.date

    def name(self) -> str:
        """The names as one text."""
        return self.joined(("first_name", "middle_names", "surname"))

    def sections(self) -> Iterator[Section]:
        """The sections that have something in them."""
        area = self.protocol.lists.get("area", ())
        secrets = kept_back(self.secrets(), public=[option.label for option in area])
        for section in self.layout.section:
            lines: list[Line] = []
            grids: list[Grid] = []
            for entry in section.entry:
                if self.audience in entry.audiences and self.allows(entry.guard):
                    for made in self.entry(entry, secrets):
                        lines.append(made) if isinstance(made, Line) else grids.append(made)
            if lines or grids:
                yield Section(title=section.title, lines=tuple(lines), grids=tuple(grids))

    def allows(self, guard: Guard) -> bool:
        """Whether what stands behind this guard may stand in this audience's sheet."""
        if not guard or self.audience is Audience.COORDINATOR:
            return True
        pack, member = self.protocol.pack, self.audience is Audience.MEMBER
        match guard:
            case "address":
                # Until the form says No, the address is confidential.
                open_to_all = self.referral.answer("address_confidential").said("no")
                return member and pack.individual_address and open_to_all
            case "perpetrator_address":
                return member and pack.perpetrator_addresses
            case _:  # ground_evidence
                return self.audience is Audience.REFERRER or (member and pack.ground_evidence)

    def secrets(self) -> Iterator[str]:
        """Every address and number that this audience must not find anywhere."""
        for entry in (entry for section in self.layout.section for entry in section.entry):
            if entry.guard in PLACES and not self.allows(entry.guard):
                yield from (self.referral.answer(question).text for question in entry.questions)
            for column, guard in entry.guarded.items():
                if guard in PLACES and not self.allows(guard):
                    for question in entry.questions:
                        rows = self.referral.answer(question).rows
                        yield from (row.cell(column) for row in rows)

    def entry(self, entry: Entry, secrets: Secrets) -> Iterator[Line | Grid]:
        """One entry of the layout: a line or a table, or nothing when nothing was said."""
        asked = self.asked(entry.questions[0])
        if asked is None:
            return
        label = entry.label or asked.label
        if len(entry.questions) > 1:
            text = self.joined(entry.questions)
        elif asked.kind is QuestionKind.ROWS and self.referral.answer(asked.id).rows:
            yield from self.table(entry, asked, label, secrets)
            return
        else:
            text = self.printed(asked, with_age=entry.with_age)
        if text:
            yield Line(label=label, text=self.kept(text, asked, secrets))

    def asked(self, question: str) -> Question | None:
        """The question, of the first form that asks it."""
        ordered = (self.referral.referral, *self.referral.papers)
        forms = (paper.form for paper in ordered if paper is not None)
        return next((found for form in forms if (found := form.question(question))), None)

    def joined(self, questions: Iterable[str]) -> str:
        """Several answers as one text; one that is not known says which."""
        parts: list[str] = []
        for question in filter(None, map(self.asked, questions)):
            text = self.printed(question)
            said = self.referral.answer(question.id).state is State.ANSWERED
            parts.append(text if said or not text else f"({question.label} {text})".lower())
        return " ".join(filter(None, parts))

    def printed(self, question: Question, *, with_age: bool = False) -> str:
        """The answer in words; a coordinator sees the readings of one that is not clear."""
        answer = self.referral.answer(question.id)
        text = in_words(question, answer, age_on_day=self.today if with_age else None)
        if text == NOT_CLEAR and self.audience is Audience.COORDINATOR and answer.readings:
            return f"{text} ({' / '.join(answer.readings)})"
        return text

    def kept(self, text: str, question: Question, secrets: Secrets) -> str:
        """The text without what is kept back, where somebody wrote it in words."""
        return text if question.kind in CHOSEN else withhold(text, secrets)

    def table(
        self, entry: Entry, question: Question, label: str, secrets: Secrets
    ) -> Iterator[Line | Grid]:
        """The rows as a table of the columns that have something in them, or as one line."""
        rows = [row for row in self.referral.answer(question.id).rows if _wanted(row, entry)]
        if not rows:
            return
        columns = [column for column in self.columns(entry, question) if _filled(column, rows)]
        texts = [
            [self.kept(cell_in_words(row, column), question, secrets) for column in columns]
            for row in rows
        ]
        if question.rows_of:
            names = {option.key: option.label for option in question.rows_of}
            headings = (entry.heading or label, *_headings(entry, columns))
            cells = [
                (names.get(row.key, row.key), *text) for row, text in zip(rows, texts, strict=True)
            ]
            yield Grid(title=label, headings=headings, rows=tuple(cells))
        elif len(columns) == 1:
            yield Line(label=label, text=", ".join(text for (text,) in texts if text))
        elif columns:
            headings = _headings(entry, columns)
            yield Grid(title=label, headings=headings, rows=tuple(map(tuple, texts)))

    def columns(self, entry: Entry, question: Question) -> Iterator[Column]:
        """The columns this audience may see, in the layout's order."""
        known = {column.key: column for column in question.columns}
        for key in entry.columns or known:
            if key in known and self.allows(entry.guarded.get(key, "")):
                yield known[key]

    def printed_lines(self) -> Iterator[str]:
        """The protocol's own lines that belong on this sheet (W45, M39, M43)."""
        for prompt in self.layout.prompt:
            line = self.protocol.printed_lines.get(prompt.line, "")
            if line and self.prompted(prompt):
                yield line

    def prompted(self, prompt: Prompt) -> bool:
        """Whether the answers call for this line."""
        answer = self.referral.answer(prompt.question)
        if not prompt.question:
            return True
        if prompt.option:
            return answer.said(prompt.option) or answer.includes(prompt.option)
        if prompt.younger is None:
            return bool(answer.rows)
        ages = (age_in(row.cell(prompt.column), self.today) for row in answer.rows)
        return any(age is not None and age < prompt.younger for age in ages)


def _wanted(row: Row, entry: Entry) -> bool:
    """Whether a row stands in the sheet: every one, or those with one of the wanted options."""
    if entry.rows is None:
        return True
    return not set(entry.rows.options).isdisjoint(row.cell(entry.rows.column).split())


def _headings(entry: Entry, columns: Iterable[Column]) -> tuple[str, ...]:
    return tuple(entry.headings.get(column.key, column.label) for column in columns)


def _filled(column: Column, rows: Iterable[Row]) -> bool:
    return any(row.cell(column.key) for row in rows)


def _heard(earlier: Iterable[EarlierCase], actions: Iterable[OpenAction]) -> Iterator[Section]:
    """Earlier hearings that a coordinator confirmed, and what is still open from them (W39).

    An earlier case is told by its date alone: its reference is not this case's to print.
    """
    lines = tuple(
        Line(
            label=LAST_HEARING,
            text=f"Heard on {day(case.last_heard)}" if case.last_heard else "Not heard yet",
        )
        for case in earlier
        if case.confirmed
    )
    rows = tuple(
        (action.reference, action.text, action.agency, action.due, action.status)
        for action in actions
    )
    headings = ("Number", "Action", "Agency", "Due", "Status")
    grids = (Grid(title="Open actions", headings=headings, rows=rows),) if rows else ()
    if lines or grids:
        yield Section(title=HEARD_BEFORE, lines=lines, grids=grids)
