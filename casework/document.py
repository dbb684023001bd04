"""The contents of generated papers, before a template lays them out.

What may stand in whose paper is decided by `casework.disclosure`; these are the results.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """For whom a document is made (11.10)."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    INVITEE = "invitee"
    REFERRER = "referrer"


class DocumentKind(StrEnum):
    """The papers; the value is the outward word of the file name (11.9)."""

    AGENDA = "Agenda"
    PACK = "Panel-papers"
    EXTRACT = "Panel-extract"
    ACTION_LOG = "Action-log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled entry of a case sheet."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A small table of a case sheet: headings and rows of texts."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a case sheet, lines first, then grids."""

    title: str
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """One case's pages for one audience; `printed_lines` are the protocol's own (W45, M43)."""

    reference: str
    heading: str
    referring_agency: str
    route: str
    sections: tuple[Section, ...]
    printed_lines: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One case's line in the agenda; `shown` is reference, initials or name as the panel sets."""

    number: int
    reference: str
    shown: str
    area: str
    standing: str
    agency: str
    route: str
    slot: str
    presenter: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAction:
    """An action as papers show it; all dates in words."""

    reference: str
    line: int
    meeting: str
    case: str
    text: str
    kind: str
    agency: str
    owner: str
    set_on: str
    due: str
    status: str
    last_update: str = ""
    done: str = ""
    overdue: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The head of every paper of a meeting, in words."""

    panel: str
    public_name: str
    date: str
    start: str
    venue: str
    chair: str
    convenor: str
    phone: str
    next_date: str
    marking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """An agenda for one audience; `status` is PROVISIONAL v1 or FINAL, `changes` since the last."""

    sitting: Sitting
    status: str
    items: tuple[AgendaItem, ...]
    apologies: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()
    changes: tuple[str, ...] = ()
    closes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Agenda with papers for one audience: the original that copies are stamped from (11.2)."""

    agenda: Agenda
    sheets: tuple[CaseSheet, ...]
    actions: tuple[OpenAction, ...]
    destroy_by: str
    edition: str
    audience: Audience
    supplementary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLog:
    """The actions agreed at a meeting and those still open from earlier ones (11.5)."""

    sitting: Sitting
    edition: str
    actions: tuple[OpenAction, ...]
    earlier: tuple[OpenAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One numbered point of a return notice; `field` names the places to mark on the form.

    `fields` are the field names of the blank (content-control tags, AcroForm names) that belong
    to the gap; `text` is the finished sentence, also the note on the form.
    """

    number: int
    form: str
    field_id: str
    fields: tuple[str, ...]
    place: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPlan:
    """One person's numbered copy of an approved original.

    `cases` are the references whose pages it holds; `stamp` is the line on every page.
    """

    person: str
    copy_number: int
    of: int
    name: str
    cases: tuple[str, ...]
    made: dt.date
    destroy_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDocument:
    """An original as made, proved and kept: its sealed bytes and which cases stand in it.

    `case` is set for an extract about one case; `owner` names the key that seals the bytes.
    `cases` are in the agenda's order. `variant` counts the originals of one audience: not
    everybody may have the same cases.
    """

    kind: DocumentKind
    meeting: dt.date
    version: int
    audience: Audience
    owner: str
    blob: str
    digest: str
    cases: tuple[str, ...]
    case: str = ""
    variant: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCopy:
    """A numbered copy as made for one person, of the original with this digest."""

    person: str
    copy_number: int
    of: int
    original: str
    owner: str
    blob: str
    digest: str
    cases: tuple[str, ...]
