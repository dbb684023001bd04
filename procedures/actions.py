"""The actions that agencies agreed to: how each stands, and confirming that one is done (W54)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.action import Action, ActionState
from casework.dates import day, local_day
from casework.faults import Fault, Kind
from casework.identifiers import normal
from procedures.meeting_cases import SETTLED, STATE_WORDS
from procedures.office import Office
from register import actions

WEEK = 7
TODAY_AND_TOMORROW = {0: "due today", 1: "due tomorrow"}


class WrongReference(Fault):
    """This reference has a mistake in it, or is none."""

    kind = Kind.USAGE
    next_step = "check the last letters; `clerk action list` has them all."


class DoneAlready(Fault):
    """This action is done."""

    kind = Kind.USAGE
    next_step = "nothing: it was confirmed before."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action in a list: references, no words of the case. `overdue_days` is 0 when in time."""

    reference: str
    due: str
    standing: str
    agency: str
    case: str
    line: str
    due_on: dt.date
    state: ActionState
    overdue_days: int
    meeting: dt.date
    done_on: dt.date | None


def listing(office: Office, *, now: dt.datetime, every: bool = False) -> tuple[ActionLine, ...]:
    """The actions that are not settled, or all of them, by the day they are due."""
    found = [_line(one, office, now=now) for one in actions.every() if every or _is_open(one)]
    return tuple(sorted(found, key=lambda line: (line.due_on, line.meeting, line.line)))


def done(untrusted_reference: str, office: Office, *, now: dt.datetime) -> ActionLine:
    """Confirm that an action is done. Raises WrongReference, NoSuchAction or DoneAlready."""
    reference = normal(untrusted_reference)
    if reference is None:
        raise WrongReference
    if actions.get(reference).state is ActionState.DONE:
        raise DoneAlready(reference)
    marked = actions.mark(reference, ActionState.DONE, by="desk", now=now, today=local_day(now))
    return _line(marked, office, now=now)


def _is_open(action: Action) -> bool:
    return action.state not in SETTLED


def _line(action: Action, office: Office, *, now: dt.datetime) -> ActionLine:
    today = local_day(now)
    agency = office.people.agency(action.agency)
    return ActionLine(
        reference=action.reference,
        due=day(action.due),
        standing=_standing(action, today),
        agency=agency.name if agency else action.agency,
        case=action.case,
        line=f"line {action.line} of {action.meeting}",
        due_on=action.due,
        state=action.state,
        overdue_days=action.overdue_days(today),
        meeting=action.meeting,
        done_on=action.done_on,
    )


def _standing(action: Action, today: dt.date) -> str:
    """`Open`, `Open, due in 3 days`, `Open, overdue 2 days`, `Done`."""
    words = STATE_WORDS[action.state]
    if action.state is not ActionState.OPEN:
        return words
    if late := action.overdue_days(today):
        return f"{words}, overdue {late} {'day' if late == 1 else 'days'}"
    left = (action.due - today).days
    if left > WEEK:
        return words
    return f"{words}, {TODAY_AND_TOMORROW.get(left, f'due in {left} days')}"
