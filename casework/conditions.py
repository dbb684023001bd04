"""Whether a conditional question is owed: what other answers of the form say, nothing else.

A condition holds only on what was said. An explicit Unknown is no Yes and no No; a blank says
nothing, so that the condition cannot be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from casework.ages import ages_on
from casework.answer import BLANK, EXPLICIT_UNKNOWN, Answer, PartialDate, State
from casework.question import Clause, Condition, Verb
from casework.text import folded

UNDECIDED = frozenset({State.BLANK, State.CONTRADICTORY, State.UNREADABLE, State.MISMATCHED})


def holds(
    condition: Condition,
    answers: Mapping[str, Answer],
    *,
    settings: Mapping[str, bool],
    referral_date: dt.date | None,
    late: bool | None,
) -> bool | None:
    """Whether all of `every` and, if there are any, one of `any_of` hold; None: cannot be told.

    `settings` are named circumstances (`consent.authoriser`, `earlier_case`); a name that is not
    there, like `late` without a value, cannot be told. Ages count on `referral_date`.
    """

    def told(clauses: Iterable[Clause]) -> list[bool | None]:
        return [
            _clause(clause, answers, settings=settings, referral_date=referral_date, late=late)
            for clause in clauses
        ]

    every = _all(told(condition.every))
    if not condition.any_of:
        return every
    return _all([every, _any(told(condition.any_of))])


def _all(told: list[bool | None]) -> bool | None:
    if False in told:
        return False
    return None if None in told else True


def _any(told: list[bool | None]) -> bool | None:
    if True in told:
        return True
    return None if None in told else False


def _clause(
    clause: Clause,
    answers: Mapping[str, Answer],
    *,
    settings: Mapping[str, bool],
    referral_date: dt.date | None,
    late: bool | None,
) -> bool | None:
    if clause.verb in {Verb.SETTING, Verb.LATE}:
        return late if clause.verb is Verb.LATE else settings.get(clause.value)
    answer = answers.get(clause.question, BLANK)
    if answer.state in UNDECIDED:
        return None
    if clause.verb is Verb.UNKNOWN:
        return answer.state in EXPLICIT_UNKNOWN
    if answer.state is not State.ANSWERED:
        return False
    if clause.verb is Verb.YOUNGER:
        return _younger(answer, int(clause.value), referral_date)
    return SAYS[clause.verb](answer, clause.value)


def _same(answer: Answer, value: str) -> bool:
    return folded(str(answer.value)) == folded(value)


def _other(answer: Answer, value: str) -> bool:
    return not _same(answer, value)


def _only(answer: Answer, value: str) -> bool:
    return answer.options == frozenset({value})


def _given(_answer: Answer, _value: str) -> bool:
    return True


# How a verb looks at an answer that has a value.
SAYS: Mapping[Verb, Callable[[Answer, str], bool]] = MappingProxyType(
    {
        Verb.IS: _same,
        Verb.IS_NOT: _other,
        Verb.INCLUDES: Answer.includes,
        Verb.ONLY: _only,
        Verb.GIVEN: _given,
    }
)


def _younger(answer: Answer, age: int, referral_date: dt.date | None) -> bool | None:
    """Younger than `age` years: by a date of birth on the referral date, or by an age in years."""
    if answer.number is not None:
        return answer.number < age
    if referral_date is None or not isinstance(answer.value, dt.date | PartialDate):
        return None
    lowest, highest = ages_on(answer.value, referral_date)
    if highest < age:
        return True
    return False if lowest >= age else None
