"""What stands in a panel's case sheets and for whom, as data (11.3, 11.10).

The files are `config/casesheets/<panel>.toml`. A question that no entry names is in no sheet:
equality answers and the names of those who must not receive anything are kept out by absence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from casework.document import Audience
from casework.protocol import Part

EVERYBODY = tuple(Audience)

Guard = Literal["", "address", "perpetrator_address", "ground_evidence"]


class Rows(Part):
    """Which rows of a table stand in the sheet: those whose cell holds one of these options."""

    column: str
    options: tuple[str, ...]


class Entry(Part):
    """One or several questions as one entry of a sheet: a line, or a table for a table question.

    `label` stands instead of the question's own; `columns` are those shown, `guarded` those that a
    setting keeps back, `headings` stand instead of their labels; `heading` heads the fixed rows of
    a list. An entry is shown to `audiences`,
    and with a `guard` only where the panel and the form allow it.
    """

    questions: tuple[str, ...]
    label: str = ""
    columns: tuple[str, ...] = ()
    guarded: Mapping[str, Guard] = {}
    headings: Mapping[str, str] = {}
    heading: str = ""
    rows: Rows | None = None
    guard: Guard = ""
    audiences: tuple[Audience, ...] = EVERYBODY
    with_age: bool = False


class Section(Part):
    """A titled part of the sheet."""

    title: str
    entry: tuple[Entry, ...]


class Named(Part):
    """A question whose rows name people or agencies, with the columns that do."""

    question: str
    names: tuple[str, ...] = ()
    agency: str = ""


class Reads(Part):
    """Which questions say what the panel must know to choose who may receive the case.

    `consent` is the question whose Yes is the consent route; empty where the papers say it.
    `kept_from` name people (and their agencies) who must not get it; `exclusions` the agencies the
    person excluded; `recipients` the only agencies allowed, unless `everyone` is ticked;
    `withdrawn` and `consent_ends` the days on which consent was or will be over.
    """

    children: str = ""
    presenter: str = ""
    consent: str = ""
    kept_from: tuple[Named, ...] = ()
    exclusions: Named | None = None
    recipients: str = ""
    everyone: str = ""
    withdrawn: str = ""
    consent_ends: str = ""


class Prompt(Part):
    """When one of the protocol's printed lines stands on the sheet.

    Always without a question; else when the question has rows, has this `option`, or has a row
    with an age under `younger` in this column.
    """

    line: str
    question: str = ""
    option: str = ""
    column: str = ""
    younger: int | None = None


class SheetLayout(Part):
    """A panel's case sheet, whole."""

    reads: Reads = Reads()
    section: tuple[Section, ...]
    prompt: tuple[Prompt, ...] = ()
