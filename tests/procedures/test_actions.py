from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.action import Action, ActionState
from casework.faults import Fault
from procedures import actions
from procedures.actions import DoneAlready, WrongReference
from procedures.office import Office
from register import actions as registered
from register.actions import NoSuchAction
from tests.support.offices import AFTER, DECEMBER, an_office, refer

ON_THE_DAY = dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC)


def _entered(office: Office, *dues: dt.date) -> tuple[Action, ...]:
    case = refer(office)
    return registered.add(
        DECEMBER,
        [
            Action(
                reference="", line=0, meeting=DECEMBER, case=case, text="Visit Zenobia",
                agency="AG-POLICE", owner="Sam Green", set_on=DECEMBER, due=due,
            )
            for due in dues
        ],
        now=AFTER,
    )  # fmt: skip


def test_open_actions_stand_by_the_day_they_are_due_without_a_word_of_the_case(home: Path):
    office = an_office(home)
    days = [dt.date(2027, 1, day) for day in (31, 13, 16, 15, 14, 22)]
    _entered(office, *days)
    listed = actions.listing(office, now=ON_THE_DAY)
    assert [line.due_on.day for line in listed] == [13, 14, 15, 16, 22, 31]
    assert [line.standing for line in listed] == [
        "Open, overdue 2 days", "Open, overdue 1 day", "Open, due today", "Open, due tomorrow",
        "Open, due in 7 days", "Open",
    ]  # fmt: skip
    assert listed[0].agency == "Demo Police"
    assert listed[0].line == "line 2 of 2026-12-17"
    assert "Zenobia" not in repr(listed)
    assert "Sam" not in repr(listed)


def test_what_is_done_is_listed_only_when_asked_for(home: Path):
    office = an_office(home)
    one, two = _entered(office, DECEMBER, DECEMBER)
    registered.done_to_confirm([(two.reference, "done")], now=AFTER)
    done = actions.done(one.reference.lower().replace("-", " "), office, now=ON_THE_DAY)
    assert (done.standing, done.done_on) == ("Done", ON_THE_DAY.date())
    (line,) = actions.listing(office, now=ON_THE_DAY)
    assert (line.reference, line.standing) == (two.reference, "Done, to confirm")
    assert line.overdue_days == 0
    assert len(actions.listing(office, now=ON_THE_DAY, every=True)) == 2
    assert registered.get(one.reference).state is ActionState.DONE


@pytest.mark.parametrize(
    ("reference", "fault"), [("A-2222", NoSuchAction), ("A-4F2J", WrongReference),
                             ("", WrongReference), ("done", WrongReference)],
)  # fmt: skip
def test_a_reference_that_is_none_is_refused(home: Path, reference: str, fault: type[Fault]):
    with pytest.raises(fault) as caught:
        actions.done(reference, an_office(home), now=AFTER)
    assert caught.value.next_step


def test_done_twice_is_told(home: Path):
    office = an_office(home)
    (one,) = _entered(office, DECEMBER)
    actions.done(one.reference, office, now=AFTER)
    with pytest.raises(DoneAlready):
        actions.done(one.reference, office, now=AFTER)
