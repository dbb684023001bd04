"""The action log: what was agreed at a meeting and what is still open from earlier ones (11.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from casework.document import ActionLog, OpenAction
from generators import agenda, paper
from generators.paper import Made, Typesetter
from generators.readback import Expected
from generators.render import Renderer
from generators.template import Plain

FILE = "action_log.docx"
_MOST_LINES = 12  # the pages lie on their side
_SITTING = frozenset({"panel", "date", "convenor", "phone", "next_date"})
_LETTERS = {
    "reference": 9, "case": 9, "text": 38, "kind": 9, "agency": 17, "owner": 17, "set_on": 11,
    "due": 11, "overdue": 11, "status": 13, "reason": 13,
}  # fmt: skip


def make(
    log: ActionLog,
    *,
    templates: Path,
    fonts: Path,
    renderer: Renderer,
    foreign: Sequence[str] = (),
) -> Made:
    """The proved action log. `foreign` are words of cases that must not stand in it."""
    setter = Typesetter(fonts)
    head = agenda.sitting(log.sitting, setter)
    context: dict[str, Plain] = {
        "marking": setter.plain(log.sitting.marking),
        "edition": setter.plain(log.edition),
        "sitting": {key: text for key, text in head.items() if key in _SITTING},
        "agreed": _rows(log.actions, setter),
        "earlier": _rows(log.earlier, setter),
    }
    expected = Expected(
        marking=log.sitting.marking,
        values=tuple(paper.texts_in(context)),
        references=tuple(action.case for action in (*log.actions, *log.earlier)),
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


def _rows(actions: Iterable[OpenAction], setter: Typesetter) -> list[Plain]:
    rows: list[Plain] = []
    for action in actions:
        texts = {
            "line": str(action.line),
            "reference": action.reference,
            "case": action.case,
            "text": action.text,
            "kind": action.kind,
            "agency": action.agency,
            "owner": action.owner,
            "set_on": action.set_on,
            "due": action.due,
            "overdue": action.overdue,
            "status": action.status,
            "done": action.done,
            "last_update": action.last_update,
            "reason": action.reason,
        }
        rows += agenda.plain_rows(texts, _LETTERS, setter, lines=_MOST_LINES)
    return rows
