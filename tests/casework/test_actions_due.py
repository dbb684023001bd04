from __future__ import annotations

import calendar
import datetime as dt

import pytest

from casework.actions_due import action_due, ladder, reminders
from casework.protocol import ActionRules, LadderStep
from casework.working_days import Holidays, PastHorizon
from config import holidays

ENGLAND = holidays.load()
RULES = ActionRules(
    ladder=(
        LadderStep(after_months=1, tell="manager", letter="E4"),
        LadderStep(after_months=2, tell="board", letter="E5"),
    )
)


def ladder_days(meeting: dt.date, rules: ActionRules = RULES, **more: tuple[dt.date, ...]):
    dates = ladder(meeting, action_due(meeting, rules), rules, ENGLAND, **more)
    assert not isinstance(dates, PastHorizon)
    return [date.day for date in dates]


@pytest.mark.parametrize(
    ("meeting", "one_month", "two_months"),
    [
        ("2027-01-31", "2027-02-28", "2027-03-31"),  # chained it would be 28 March
        ("2028-02-29", "2028-03-29", "2028-04-29"),
        ("2026-12-31", "2027-01-31", "2027-02-28"),
        ("2026-12-17", "2027-01-17", "2027-02-17"),
    ],
)
def test_months_run_from_the_meeting_and_are_never_chained(
    meeting: str, one_month: str, two_months: str
):
    day = dt.date.fromisoformat(meeting)
    assert action_due(day, RULES) == dt.date.fromisoformat(one_month)
    assert action_due(day, ActionRules(due_months=2)) == dt.date.fromisoformat(two_months)


def test_every_month_end_of_four_years():
    for year in range(2025, 2029):
        for month in range(1, 13):
            meeting = dt.date(year, month, calendar.monthrange(year, month)[1])
            for months in range(1, 4):
                due = action_due(meeting, ActionRules(due_months=months))
                last = calendar.monthrange(due.year, due.month)[1]
                assert due.day == min(meeting.day, last)
                assert (due.year - year) * 12 + due.month - month == months


def test_letters_go_the_day_after_and_on_a_working_day():
    # 18 January 2027 is a Monday; 18 February a Thursday.
    assert ladder_days(dt.date(2026, 12, 17)) == [dt.date(2027, 1, 18), dt.date(2027, 2, 18)]
    # Due on Thursday 25 March 2027: the next day is Good Friday, then the weekend, then Monday.
    assert ladder_days(dt.date(2027, 2, 25))[0] == dt.date(2027, 3, 30)


def test_an_action_with_a_date_of_its_own_has_its_ladder_from_there():
    dates = ladder(dt.date(2026, 12, 17), dt.date(2027, 2, 1), RULES, ENGLAND)
    assert not isinstance(dates, PastHorizon)
    assert [date.day for date in dates] == [dt.date(2027, 2, 2), dt.date(2027, 3, 2)]


def test_a_late_first_letter_moves_the_second_only_where_the_panel_says_so():
    meeting, late = dt.date(2026, 12, 17), dt.date(2027, 2, 10)
    by_letter = RULES.model_copy(update={"ladder_basis": "letter_date"})
    assert ladder_days(meeting, sent=(late,))[1] == dt.date(2027, 2, 18)
    assert ladder_days(meeting, by_letter, sent=(late,))[1] == dt.date(2027, 3, 11)
    assert ladder_days(meeting, by_letter) == ladder_days(meeting)


def test_a_panel_without_a_ladder_has_reminders_alone():
    due = dt.date(2027, 1, 17)
    assert ladder(dt.date(2026, 12, 17), due, ActionRules(), ENGLAND) == ()
    assert reminders(due, ActionRules()) == (
        dt.date(2027, 1, 10), dt.date(2027, 1, 17), dt.date(2027, 1, 18)
    )  # fmt: skip


def test_no_letter_is_dated_past_the_list_of_holidays():
    short = Holidays(days={}, until=dt.date(2027, 2, 1))
    meeting = dt.date(2026, 12, 17)
    assert isinstance(ladder(meeting, action_due(meeting, RULES), RULES, short), PastHorizon)
