"""Actions agreed at meetings: added with their lines, marked done, said to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from casework import identifiers
from casework.action import Action, ActionKind, ActionState
from casework.faults import Fault, Kind
from register import audit, cases, keys
from register.audit import Entry, What
from register.models import ActionRow
from register.seals import Seal

_NOT_SETTLED = frozenset(
    {
        ActionState.OPEN,
        ActionState.NOT_POSSIBLE,
        ActionState.NOT_DONE,
        ActionState.HANDED_ON,
        ActionState.DONE_TO_CONFIRM,
    }
)


class NoSuchAction(Fault):
    """The register has no action of this reference."""

    kind = Kind.REGISTER
    next_step = "run `clerk action list` and use one of its references."


def add(meeting: dt.date, actions: Sequence[Action], *, now: dt.datetime) -> tuple[Action, ...]:
    """Write down a meeting's actions in one commit and give each its reference.

    A line that is there already stays as it is, so that a step may run twice; line 0 takes the
    next free one.
    """
    with transaction.atomic():
        known = set(
            ActionRow.objects.select_for_update()
            .filter(meeting_id=meeting)
            .values_list("line", flat=True)
        )
        following = max(known, default=0)
        rows: list[ActionRow] = []
        for action in actions:
            if action.line in known:
                continue
            line = action.line or following + 1
            following = max(following, line)
            drawn = {row.reference for row in rows}
            rows.append(_row(action, meeting, line, reference=_free_reference(action, drawn)))
        ActionRow.objects.bulk_create(rows)
        audit.append(
            [
                Entry(what=What.ACTION_ADDED, subject=row.reference, detail=str(row.meeting_id))
                for row in rows
            ],
            now=now,
        )
    return every(meeting=meeting)


def every(
    *, meeting: dt.date | None = None, case: str = "", state: ActionState | None = None
) -> tuple[Action, ...]:
    """The actions of a meeting, a case or a state, or all, by meeting and line."""
    rows = ActionRow.objects.order_by("meeting_id", "line")
    if meeting is not None:
        rows = rows.filter(meeting_id=meeting)
    if case:
        rows = rows.filter(case=case)
    if state is not None:
        rows = rows.filter(state=state.value)
    found = list(rows)
    seals = keys.ring().seals([_owner(row) for row in found])
    return tuple(_value(row, seals.get(_owner(row))) for row in found)


def get(reference: str) -> Action:
    """One action. Raises NoSuchAction."""
    row = _row_of(reference)
    return _value(row, keys.ring().seals((_owner(row),)).get(_owner(row)))


def mark(
    reference: str,
    state: ActionState,
    *,
    by: str,
    now: dt.datetime,
    today: dt.date,
    reason: str = "",
) -> Action:
    """A person says how an action stands, and why. Raises NoSuchAction."""
    with transaction.atomic():
        row = _row_of(reference, lock=True)
        _set(row, state, today=today, texts={"reason": reason} if reason else {})
        audit.append([_entry(row, by=by)], now=now)
    return get(reference)


def done_to_confirm(updates: Sequence[tuple[str, str]], *, now: dt.datetime) -> tuple[Action, ...]:
    """Somebody wrote that these are done; a person confirms. Gives those that changed."""
    with transaction.atomic():
        audit.append(say(updates, now=now), now=now)
    wanted = {reference for reference, _ in updates}
    return tuple(
        action for action in every(state=ActionState.DONE_TO_CONFIRM) if action.reference in wanted
    )


def say(updates: Sequence[tuple[str, str]], *, now: dt.datetime) -> list[Entry]:
    """What was said of actions, each with its reference, inside the caller's commit.

    An action that is done, or that is not here, stays as it is. The entries are for the audit.
    """
    said = dict(updates)
    rows = ActionRow.objects.select_for_update().filter(
        pk__in=list(said), state__in=[state.value for state in _NOT_SETTLED]
    )
    changed = list(rows.order_by("pk"))
    for row in changed:
        texts = {"said": said[row.reference]}
        _set(row, ActionState.DONE_TO_CONFIRM, today=now.date(), texts=texts)
    return [_entry(row) for row in changed]


def _set(row: ActionRow, state: ActionState, *, today: dt.date, texts: dict[str, str]) -> None:
    row.state = state.value
    row.last_update = today
    row.done_on = today if state is ActionState.DONE else None
    if texts:
        seal = keys.ring().seal(_owner(row))
        known = seal.open_texts(bytes(row.contents), thing=row.reference, kind="action")
        row.contents = seal.close_texts({**known, **texts}, thing=row.reference, kind="action")
    row.save(update_fields=["state", "last_update", "done_on", "contents"])


def _row_of(reference: str, *, lock: bool = False) -> ActionRow:
    rows = ActionRow.objects.select_for_update() if lock else ActionRow.objects.all()
    row = rows.filter(pk=reference).first()
    if row is None:
        raise NoSuchAction(reference)
    return row


def _entry(row: ActionRow, *, by: str = audit.CLERK) -> Entry:
    return Entry(what=What.ACTION_STATE, subject=row.reference, detail=row.state, who=by)


def _owner(row: ActionRow) -> str:
    return row.case or f"meeting:{row.meeting_id}"


def _free_reference(action: Action, drawn: Collection[str]) -> str:
    while True:
        reference = action.reference or cases.new_reference(identifiers.ACTION)
        if action.reference or reference not in drawn:
            return reference


def _row(action: Action, meeting: dt.date, line: int, *, reference: str) -> ActionRow:
    row = ActionRow(
        reference=reference,
        meeting_id=meeting,
        line=line,
        case=action.case,
        agency=action.agency,
        kind=action.kind.value,
        set_on=action.set_on,
        due=action.due,
        state=action.state.value,
        done_on=action.done_on,
        last_update=action.last_update,
    )
    texts = {"text": action.text, "owner": action.owner, "reason": action.reason}
    seal = keys.ring().seal_for(_owner(row))
    row.contents = seal.close_texts(texts, thing=row.reference, kind="action")
    return row


def _value(row: ActionRow, seal: Seal | None) -> Action:
    texts: dict[str, str] = {}
    if seal is not None:
        texts = seal.open_texts(bytes(row.contents), thing=row.reference, kind="action")
    return Action(
        reference=row.reference,
        line=row.line,
        meeting=row.meeting_id,
        case=row.case,
        text=texts.get("text", ""),
        agency=row.agency,
        owner=texts.get("owner", ""),
        set_on=row.set_on,
        due=row.due,
        kind=ActionKind(row.kind),
        state=ActionState(row.state),
        done_on=row.done_on,
        last_update=row.last_update,
        reason=texts.get("reason", ""),
        said=texts.get("said", ""),
    )
