"""When an action is due, reminded and told to others (W11, M32-M34, A11, B12).

Months are calendar months, each counted from the same day and cut to the month's end, never one
from the last. A due date may fall on any day; a letter goes on the next working day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.dates import months_after
from casework.protocol import ActionRules, LadderStep
from casework.working_days import ONE_DAY, Holidays, PastHorizon


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderDate:
    """The day on which a step of the ladder is due while the action stays open."""

    step: LadderStep
    day: dt.date


def action_due(meeting: dt.date, rules: ActionRules) -> dt.date:
    """The day by which an action of this meeting is to be done, when none else was agreed."""
    return months_after(meeting, rules.due_months)


def reminders(due: dt.date, rules: ActionRules) -> tuple[dt.date, ...]:
    """The days on which the owner is reminded: before, on, and the day after the due date."""
    before = sorted(rules.reminders, reverse=True)
    return (*(due - days * ONE_DAY for days in before), due + ONE_DAY)


def ladder(
    meeting: dt.date,
    due: dt.date,
    rules: ActionRules,
    holidays: Holidays,
    *,
    sent: tuple[dt.date, ...] = (),
) -> tuple[LadderDate, ...] | PastHorizon:
    """When each step of telling others is due: the day after its months are over.

    The months run from the meeting; for an action with a due date of its own, from that date.
    With `ladder_basis` letter_date a step waits its full time after the letter before it, of
    which `sent` has the days as they went out.
    """
    dates: list[LadderDate] = []
    for number, step in enumerate(rules.ladder):
        over = _over(meeting, due, step, rules)
        if rules.ladder_basis == "letter_date" and 0 < number <= len(sent):
            between = step.after_months - rules.ladder[number - 1].after_months
            over = max(over, months_after(sent[number - 1], between))
        day = holidays.or_next(over + ONE_DAY)
        if isinstance(day, PastHorizon):
            return day
        dates.append(LadderDate(step=step, day=day))
    return tuple(dates)


def _over(meeting: dt.date, due: dt.date, step: LadderStep, rules: ActionRules) -> dt.date:
    if due == action_due(meeting, rules):
        return months_after(meeting, step.after_months)
    return months_after(due, max(0, step.after_months - rules.due_months))
