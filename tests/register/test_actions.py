from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from casework import identifiers
from casework.action import Action, ActionKind, ActionState
from register import actions, audit, keys, meetings
from tests.support import register
from tests.support.panels import a_sitting
from tests.support.register import LATER, NOW
from tests.support.rulings import a_case

MEETING = dt.date(2026, 12, 17)


@pytest.fixture(autouse=True)
def meeting(home: object) -> None:  # noqa: ARG001  the register of the test
    meetings.sync((a_sitting(MEETING), a_sitting(dt.date(2027, 1, 21))), now=NOW)


def an_action(**changes: Any) -> Action:
    told: dict[str, Any] = {
        "reference": "", "line": 0, "meeting": MEETING, "case": "", "text": "Visit the cottage",
        "agency": "AG-D5RN", "owner": "Lee Marlowe", "set_on": MEETING,
        "due": dt.date(2027, 1, 17), "kind": ActionKind.VISIT,
    }  # fmt: skip
    return Action(**(told | changes))


def test_a_meetings_actions_have_references_and_lines():
    case = a_case()
    added = actions.add(MEETING, (an_action(case=case), an_action(text="Flag")), now=NOW)
    assert [action.line for action in added] == [1, 2]
    assert all(identifiers.is_right(action.reference) for action in added)
    assert added[0] == an_action(reference=added[0].reference, line=1, case=case)
    assert actions.get(added[1].reference) == added[1]
    assert actions.every(case=case) == added[:1]
    assert actions.every(state=ActionState.DONE) == ()


def test_a_line_that_is_there_stays_as_it_is():
    actions.add(MEETING, (an_action(line=1), an_action(line=4)), now=NOW)
    before = register.everything_stored()
    actions.add(MEETING, (an_action(line=1, text="Other"), an_action(line=4)), now=LATER)
    assert register.everything_stored() == before
    added = actions.add(MEETING, (an_action(text="Later"),), now=LATER)
    assert [action.line for action in added] == [1, 4, 5]


def test_a_person_says_how_it_stands():
    [added] = actions.add(MEETING, (an_action(),), now=NOW)
    today = dt.date(2027, 1, 4)
    marked = actions.mark(
        added.reference,
        ActionState.NOT_POSSIBLE,
        by="PM-K3WM",
        now=LATER,
        today=today,
        reason="moved",
    )
    assert marked == replace(
        added, state=ActionState.NOT_POSSIBLE, last_update=today, reason="moved"
    )
    done = actions.mark(added.reference, ActionState.DONE, by="PM-K3WM", now=LATER, today=today)
    assert (done.state, done.done_on, done.reason) == (ActionState.DONE, today, "moved")
    with pytest.raises(actions.NoSuchAction):
        actions.mark("A-2222", ActionState.DONE, by="x", now=NOW, today=today)


def test_what_an_agency_writes_is_kept_until_a_person_confirms():
    one, two = actions.add(MEETING, (an_action(), an_action()), now=NOW)
    actions.mark(two.reference, ActionState.DONE, by="PM-K3WM", now=NOW, today=MEETING)
    changed = actions.done_to_confirm(
        ((one.reference, "DONE on Friday"), (two.reference, "again"), ("A-2222", "?")), now=LATER
    )
    assert [(action.reference, action.said) for action in changed] == [
        (one.reference, "DONE on Friday")
    ]
    assert actions.get(one.reference).state is ActionState.DONE_TO_CONFIRM
    assert actions.get(two.reference).state is ActionState.DONE
    assert audit.verify() is None


def test_an_action_of_a_destroyed_case_keeps_its_dates_and_no_words():
    case = a_case()
    [added] = actions.add(MEETING, (an_action(case=case),), now=NOW)
    keys.ring().destroy(case, now=LATER)
    assert actions.every() == (replace(added, text="", owner=""),)
