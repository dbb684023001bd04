"""What a form that came again says otherwise than before, question by question (forms, 9.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework.answer import Answer
from casework.notes import DANGER_LOWERED, KEPT_FROM_EARLIER
from casework.question import Question
from casework.submission import Submission


class Change(StrEnum):
    """What became of one question."""

    SETTLED = "settled"
    STILL_OPEN = "still_open"
    ELSEWHERE = "changed_elsewhere"
    VANISHED = "vanished"
    LOWERED = "danger_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One question of a form that came again, with both versions of its answer."""

    question: Question
    change: Change
    before: Answer
    after: Answer


def changes(
    before: Submission,
    after: Submission,
    *,
    open_before: Collection[str],
    open_now: Collection[str],
) -> Iterator[Changed]:
    """Yield every question that was asked about again or says something else now.

    `after` is the newer version as it stands, what it left empty kept from the one before. The
    questions named open are those that the findings of each version asked about.
    """
    for question in after.form.questions:
        old, new = before.answer(question.id), after.answer(question.id)
        same = (old.state, old.value, old.readings) == (new.state, new.value, new.readings)
        change = None
        if DANGER_LOWERED in new.notes:
            change = Change.LOWERED
        elif KEPT_FROM_EARLIER in new.notes:
            change = Change.VANISHED
        elif question.id in open_now and question.id in open_before:
            change = Change.STILL_OPEN
        elif question.id in open_before:
            change = Change.SETTLED
        elif not same:
            change = Change.ELSEWHERE
        if change is not None:
            yield Changed(question=question, change=change, before=old, after=new)
