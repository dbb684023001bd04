"""The agenda of a meeting, on its own and as the first part of a pack (11.1, W40, W41)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from casework.document import Agenda, AgendaItem, OpenAction, Sitting
from generators import paper
from generators.paper import Made, Typesetter
from generators.pieces import MOST_LINES, rows_of
from generators.readback import Expected
from generators.render import Renderer
from generators.template import Plain

FILE = "agenda.docx"
# How many letters fit a line of each column, on the narrow side.
_CASE_LETTERS = {
    "shown": 16, "reference": 16, "slot": 10, "standing": 13, "area": 13, "agency": 17,
    "route": 17, "presenter": 13, "who": 13,
}  # fmt: skip
_ACTION_LETTERS = {
    "reference": 9, "case": 9, "text": 28, "agency": 16, "owner": 16, "due": 9, "overdue": 9,
    "status": 8, "reason": 8,
}  # fmt: skip


def make(
    agenda: Agenda,
    *,
    edition: str,
    templates: Path,
    fonts: Path,
    renderer: Renderer,
    foreign: Sequence[str] = (),
) -> Made:
    """The proved agenda. `edition` is its number (11.9); `foreign` must not stand in it."""
    setter = Typesetter(fonts)
    context: dict[str, Plain] = {
        "marking": setter.plain(agenda.sitting.marking),
        "edition": setter.plain(edition),
        "sitting": sitting(agenda.sitting, setter),
        "closes": setter.plain(agenda.closes),
        "agenda": table(agenda, setter),
    }
    expected = Expected(
        marking=agenda.sitting.marking,
        values=tuple(paper.texts_in(context)),
        references=references(agenda),
    )
    return paper.make(
        templates / FILE,
        context,
        expected,
        fonts=fonts,
        renderer=renderer,
        foreign=foreign,
        count=setter.count,
    )


def sitting(value: Sitting, setter: Typesetter) -> dict[str, Plain]:
    """The head of a paper. The outward name does not stand inside papers."""
    return {
        "panel": setter.plain(value.panel),
        "date": setter.plain(value.date),
        "start": setter.plain(value.start),
        "venue": setter.plain(value.venue),
        "chair": setter.plain(value.chair),
        "convenor": setter.plain(value.convenor),
        "phone": setter.plain(value.phone),
        "next_date": setter.plain(value.next_date),
    }


def table(agenda: Agenda, setter: Typesetter) -> dict[str, Plain]:
    """The numbered part of an agenda as its template sees it."""
    return {
        "status": setter.plain(agenda.status),
        "changes": setter.plain(agenda.changes),
        "apologies": setter.plain(agenda.apologies),
        "observers": setter.plain(agenda.observers),
        "open_actions": open_actions(agenda.open_actions, setter),
        "cases": cases(agenda.items, setter),
    }


def cases(items: Iterable[AgendaItem], setter: Typesetter) -> list[Plain]:
    """The rows of the table of cases."""
    rows: list[Plain] = []
    for item in items:
        texts = {
            "number": str(item.number),
            "shown": item.shown,
            "reference": "" if item.shown == item.reference else item.reference,
            "slot": item.slot,
            "standing": item.standing,
            "area": item.area,
            "agency": item.agency,
            "route": item.route,
            "presenter": item.presenter,
            "who": item.who,
        }
        rows += plain_rows(texts, _CASE_LETTERS, setter)
    return rows


def open_actions(actions: Iterable[OpenAction], setter: Typesetter) -> list[Plain]:
    """The rows of a table of outstanding actions; `standing` tells them apart on every row."""
    rows: list[Plain] = []
    for action in actions:
        texts = {
            "line": str(action.line),
            "reference": action.reference,
            "case": action.case,
            "text": action.text,
            "agency": action.agency,
            "owner": action.owner,
            "due": action.due,
            "overdue": action.overdue,
            "status": action.status,
            "reason": action.reason,
        }
        standing = setter.plain(action.status)
        rows += [
            {**row, "standing": standing} for row in plain_rows(texts, _ACTION_LETTERS, setter)
        ]
    return rows


def plain_rows(
    texts: Mapping[str, str],
    letters: Mapping[str, int],
    setter: Typesetter,
    *,
    lines: int = MOST_LINES,
) -> list[dict[str, Plain]]:
    """One row of a table, made plain, as the rows it takes on paper."""
    shown = {key: str(setter.plain(text)) for key, text in texts.items()}
    return [dict[str, Plain](row) for row in rows_of(shown, letters, lines=lines)]


def references(agenda: Agenda) -> tuple[str, ...]:
    """The cases that this agenda names."""
    return (
        *(item.reference for item in agenda.items),
        *(action.case for action in agenda.open_actions),
    )
