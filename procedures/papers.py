"""The contents of a meeting's papers for one person, and the proved originals they come to.

Everybody who may have the same gets copies of one original: two papers that are equal as values
are one file (forms, 11.2). What may stand in them was decided in `casework.disclosure`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from casework import agenda as agendas
from casework import document, timetable
from casework.action import Action
from casework.agency import Person, Role
from casework.dates import clock, day
from casework.document import (
    ActionLog,
    Agenda,
    AgendaItem,
    Audience,
    CaseSheet,
    DocumentKind,
    MadeDocument,
    Pack,
)
from casework.meeting import Meeting
from casework.text import folded
from generators import action_log, agenda, pack
from generators.paper import Made
from procedures import meeting_cases, meeting_dates
from procedures.meeting_cases import Listed
from procedures.office import Office
from register import blobs

Paper: TypeAlias = Agenda | Pack | ActionLog
LETTERS = {
    DocumentKind.AGENDA: "A",
    DocumentKind.PACK: "P",
    DocumentKind.EXTRACT: "P",
    DocumentKind.ACTION_LOG: "L",
}
FINAL = "FINAL"
NOT_SET = "to be agreed"
LEAST_WORDS = 2  # one word alone names nobody: it may be a word of the template
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A proved original, sealed: what it holds, its bytes, and how it is written down.

    `cases` are all cases that are named in it, those of actions too.
    """

    document: MadeDocument
    made: Made
    cases: tuple[str, ...]


def edition(kind: DocumentKind, date: dt.date, version: int) -> str:
    """`P 2026-12-17 v3` (11.9)."""
    return f"{LETTERS[kind]} {date} v{version}"


def owner_of(date: dt.date) -> str:
    """Whose key seals what holds several cases of a meeting."""
    return f"meeting:{date}"


def sitting(meeting: Meeting, office: Office, *, today: dt.date) -> document.Sitting:
    """The head of every paper of a meeting, in words."""
    protocol = office.protocol
    chairs = office.people.of_role(Role.CHAIR, on=today)
    following = meeting_dates.following(meeting.date)
    return document.Sitting(
        panel=protocol.title,
        public_name=protocol.public_name,
        date=day(meeting.date),
        start=clock(meeting.start),
        venue=meeting.venue,
        chair=meeting.chair or (chairs[0].name if chairs else NOT_SET),
        convenor=protocol.convenor,
        phone=protocol.phone,
        next_date=day(following.date) if following else NOT_SET,
        marking=protocol.marking.text,
    )


def agenda_for(
    listed: Listed, may_have: Collection[str], office: Office, *, status: str, closes: str
) -> Agenda:
    """The agenda with the cases that somebody may have, and what changed in it for them (A3)."""
    items = agendas.for_recipient(listed.items, may_have, whole_meeting=True)
    before = _before(listed, items, may_have)
    return Agenda(
        sitting=sitting(listed.meeting, office, today=listed.today),
        status=status,
        items=items,
        observers=tuple(_observers(office, today=listed.today)),
        open_actions=_shown(_allowed(listed.outstanding, may_have), office, today=listed.today),
        changes=() if before is None else agendas.changes(before, items),
        closes=closes,
    )


def pack_for(
    person: Person | None,
    listed: Listed,
    may_have: Collection[str],
    office: Office,
    *,
    sheets: Mapping[Audience, Sequence[CaseSheet]],
    status: str,
    edition: str,
) -> Pack:
    """The pack of a member or of the chair; of nobody in particular for the record.

    `sheets` are those of the whole list, by audience.
    """
    is_desk = person is None or person.role is Role.CHAIR
    audience = Audience.COORDINATOR if is_desk else Audience.MEMBER
    whole = agenda_for(listed, may_have, office, status=status, closes="")
    own = [
        action
        for action in _allowed(listed.outstanding, may_have)
        if person is not None and action.agency == person.agency
    ]
    return Pack(
        agenda=whole,
        sheets=tuple(sheet for sheet in sheets[audience] if sheet.reference in may_have),
        actions=_shown(own, office, today=listed.today),
        destroy_by=day(timetable.destroy_by(listed.meeting.date, office.protocol)),
        edition=edition,
        audience=audience,
    )


def extract_for(person: Person, listed: Listed, case: str, office: Office, *, edition: str) -> Pack:
    """The pages of the one case of an invitee, with the time to come at (W16)."""
    items = agendas.for_recipient(listed.items, {case}, whole_meeting=False)
    return Pack(
        agenda=Agenda(
            sitting=sitting(listed.meeting, office, today=listed.today), status="", items=items
        ),
        sheets=meeting_cases.sheets(
            listed, Audience.INVITEE, office, agency=person.agency, only=case
        ),
        actions=(),
        destroy_by=day(timetable.destroy_by(listed.meeting.date, office.protocol)),
        edition=edition,
        audience=Audience.INVITEE,
    )


def log_for(
    listed: Listed,
    agreed: Sequence[Action],
    may_have: Collection[str],
    office: Office,
    *,
    edition: str,
) -> ActionLog:
    """The log with the actions of the cases somebody may have; lines keep the log's numbers."""
    return ActionLog(
        sitting=sitting(listed.meeting, office, today=listed.today),
        edition=edition,
        actions=_shown(_allowed(agreed, may_have), office, today=listed.today),
        earlier=_shown(_allowed(listed.outstanding, may_have), office, today=listed.today),
    )


def originals(
    record: Paper,
    others: Iterable[Paper],
    listed: Listed,
    office: Office,
    *,
    kind: DocumentKind,
    version: int,
) -> dict[Paper, Original]:
    """Each different paper made, proved, and kept sealed. Raises the faults of the generators.

    `record` holds everything and is the edition's record. Nothing of a case that does not belong
    in a paper stands in it: its reference and every name of its forms are looked for in the
    finished bytes.
    """
    made: dict[Paper, Original] = {}
    variants: dict[tuple[DocumentKind, Audience, str], int] = {}
    for paper in dict.fromkeys((record, *others)):
        audience = Audience.COORDINATOR if paper == record else Audience.MEMBER
        audience = paper.audience if isinstance(paper, Pack) else audience
        case = _one_case(paper)
        its_kind = DocumentKind.EXTRACT if case else kind
        key = (its_kind, audience, case)
        variants[key] = variants.get(key, -1) + 1
        made[paper] = _original(
            paper, listed, office, kind=its_kind, version=version,
            audience=audience, case=case, variant=variants[key],
        )  # fmt: skip
    return made


def named_in(paper: Paper) -> tuple[str, ...]:
    """The cases of a paper: those listed in it, then those of its actions."""
    if isinstance(paper, ActionLog):
        found = [action.case for action in (*paper.actions, *paper.earlier)]
    else:
        whole = paper.agenda if isinstance(paper, Pack) else paper
        found = [item.reference for item in whole.items]
        found += [action.case for action in whole.open_actions]
        found += [action.case for action in (paper.actions if isinstance(paper, Pack) else ())]
    return tuple(dict.fromkeys(filter(None, found)))


def _original(
    paper: Paper,
    listed: Listed,
    office: Office,
    *,
    kind: DocumentKind,
    version: int,
    audience: Audience,
    case: str,
    variant: int,
) -> Original:
    named = named_in(paper)
    made = _make(
        paper,
        office,
        edition=edition(kind, listed.meeting.date, version),
        foreign=_foreign(paper, listed.foreign_to(named)),
    )
    kept = blobs.keep(case or owner_of(listed.meeting.date), "paper", made.pdf)
    return Original(
        document=MadeDocument(
            kind=kind,
            meeting=listed.meeting.date,
            version=version,
            audience=audience,
            owner=kept.owner,
            blob=kept.blob,
            digest=kept.digest,
            cases=tuple(one for one in listed.references if one in named),
            case=case,
            variant=variant,
        ),
        made=made,
        cases=named,
    )


def _make(paper: Paper, office: Office, *, edition: str, foreign: Sequence[str]) -> Made:
    templates, fonts, renderer = office.templates, office.fonts, office.renderer
    match paper:
        case Agenda():
            return agenda.make(
                paper, edition=edition, templates=templates, fonts=fonts, renderer=renderer,
                foreign=foreign,
            )  # fmt: skip
        case Pack():
            return pack.make(
                paper, templates=templates, fonts=fonts, renderer=renderer, foreign=foreign
            )
        case ActionLog():
            return action_log.make(
                paper, templates=templates, fonts=fonts, renderer=renderer, foreign=foreign
            )


def _one_case(paper: Paper) -> str:
    if isinstance(paper, Pack) and paper.audience is Audience.INVITEE:
        return paper.agenda.items[0].reference
    return ""


def _before(
    listed: Listed, items: Iterable[AgendaItem], may_have: Collection[str]
) -> tuple[AgendaItem, ...] | None:
    """The list as it last went out, as far as this person may have it; None before the first.

    Times follow from numbers, so only numbers are compared.
    """
    if listed.before is None:
        return None
    now = {item.reference: item for item in items}
    kept = [reference for reference in listed.before if reference in may_have]
    return tuple(
        replace(now.get(reference) or _gone(reference), number=number)
        for number, reference in enumerate(kept, start=1)
    )


def _gone(reference: str) -> AgendaItem:
    return AgendaItem(
        number=0, reference=reference, shown=reference, area="", standing="", agency="",
        route="", slot="",
    )  # fmt: skip


def _observers(office: Office, *, today: dt.date) -> Iterator[str]:
    for person in office.people.of_role(Role.OBSERVER, on=today):
        agency = office.people.agency(person.agency)
        yield ", ".join(filter(None, (person.name, agency.name if agency else "")))


def _allowed(actions: Iterable[Action], may_have: Collection[str]) -> tuple[Action, ...]:
    return tuple(action for action in actions if not action.case or action.case in may_have)


def _shown(
    actions: Iterable[Action], office: Office, *, today: dt.date
) -> tuple[document.OpenAction, ...]:
    return tuple(meeting_cases.shown(action, office, today=today) for action in actions)


def _foreign(paper: Paper, names: Iterable[str]) -> tuple[str, ...]:
    """The references and names that must stand nowhere in it: those its own contents do not have.

    A name may rightly stand in two cases: that of a friend, of a man both know, of the referrer.
    """
    own = " ".join(_words(text) for text in _texts(paper))
    return tuple(
        name
        for name in dict.fromkeys(names)
        if len(_WORD.findall(name)) >= LEAST_WORDS and _words(name) not in own
    )


def _words(text: str) -> str:
    """The words of a text, each between blanks."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _texts(value: object) -> Iterator[str]:
    """Every text of a paper's contents."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]  any tuple is looked into
            yield from _texts(item)  # pyright: ignore[reportUnknownArgumentType]  as above
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
