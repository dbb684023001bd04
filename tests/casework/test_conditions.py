"""When a conditional question is owed, on every state that the asked answer can have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from casework.answer import Answer, PartialDate, State, Value
from casework.conditions import UNDECIDED, holds
from casework.question import Clause, Condition, Verb

DAY = dt.date(2026, 12, 8)


def said(value: Value) -> Answer:
    return Answer(state=State.ANSWERED, value=value)


def told(
    condition: Condition,
    answers: Mapping[str, Answer],
    *,
    settings: Mapping[str, bool] | None = None,
    late: bool | None = None,
    day: dt.date | None = DAY,
) -> bool | None:
    return holds(condition, answers, settings=settings or {}, referral_date=day, late=late)


def one(verb: Verb, value: str = "", question: str = "asked") -> Condition:
    return Condition(every=(Clause(question=question, verb=verb, value=value),))


ASKING = [
    one(Verb.IS, "yes"), one(Verb.IS_NOT, "yes"), one(Verb.INCLUDES, "yes"),
    one(Verb.ONLY, "yes"), one(Verb.GIVEN), one(Verb.UNKNOWN), one(Verb.YOUNGER, "16"),
]  # fmt: skip


@pytest.mark.parametrize("condition", ASKING)
@pytest.mark.parametrize("state", sorted(UNDECIDED))
def test_what_was_not_said_leaves_a_condition_open(condition: Condition, state: State):
    assert told(condition, {"asked": Answer(state=state)}) is None
    assert told(condition, {}) is None


@pytest.mark.parametrize(
    "state", [State.UNKNOWN, State.NOT_DISCLOSED, State.NOT_ASKED_UNSAFE, State.NONE]
)
@pytest.mark.parametrize("condition", ASKING)
def test_an_explicit_unknown_is_neither_a_yes_nor_a_no(condition: Condition, state: State):
    asks_unknown = condition == one(Verb.UNKNOWN)
    expected = asks_unknown and state is not State.NONE
    assert told(condition, {"asked": Answer(state=state)}) is expected


@pytest.mark.parametrize("condition", ASKING)
def test_what_does_not_apply_asks_for_nothing_more(condition: Condition):
    assert told(condition, {"asked": Answer(state=State.NOT_APPLICABLE)}) is False


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (one(Verb.IS, "yes"), "yes", True),
        (one(Verb.IS, "yes"), "no", False),
        (one(Verb.IS_NOT, "NFA"), "nfa", False),
        (one(Verb.IS_NOT, "NFA"), "1 Example Street", True),
        (one(Verb.INCLUDES, "a"), frozenset({"a", "b"}), True),
        (one(Verb.INCLUDES, "c"), frozenset({"a", "b"}), False),
        (one(Verb.ONLY, "a"), frozenset({"a"}), True),
        (one(Verb.ONLY, "a"), frozenset({"a", "b"}), False),
        (one(Verb.ONLY, "a"), frozenset({"b"}), False),
        (one(Verb.GIVEN), "020 7946 0000", True),
        (one(Verb.UNKNOWN), "14/02/1996", False),
        (one(Verb.YOUNGER, "16"), dt.date(2010, 12, 9), True),
        (one(Verb.YOUNGER, "16"), dt.date(2010, 12, 8), False),
        (one(Verb.YOUNGER, "16"), PartialDate(year=2010), None),
        (one(Verb.YOUNGER, "16"), PartialDate(year=2011), True),
        (one(Verb.YOUNGER, "16"), PartialDate(year=2009), False),
        (one(Verb.YOUNGER, "16"), 15, True),
        (one(Verb.YOUNGER, "16"), 16, False),
        (one(Verb.YOUNGER, "16"), "fifteen", None),
    ],
)
def test_a_clause_looks_at_what_was_said(condition: Condition, value: Value, *, expected: object):
    assert told(condition, {"asked": said(value)}) is expected


def test_an_age_cannot_be_told_without_a_day_to_count_on():
    assert told(one(Verb.YOUNGER, "16"), {"asked": said(dt.date(2010, 1, 1))}, day=None) is None


@pytest.mark.parametrize("value", [True, False, None])
def test_lateness_and_settings_are_what_the_caller_says(value: bool | None):
    assert told(one(Verb.LATE, question=""), {}, late=value) is value
    settings = {} if value is None else {"earlier_case": value}
    assert told(one(Verb.SETTING, "earlier_case"), {}, settings=settings) is value


YES, NO, OPEN = said("yes"), said("no"), Answer(state=State.BLANK)


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (YES, YES, True, True),
        (YES, NO, False, True),
        (YES, OPEN, None, True),
        (NO, OPEN, False, None),
        (NO, NO, False, False),
        (OPEN, OPEN, None, None),
    ],
)
def test_all_of_every_and_one_of_any(
    first: Answer, second: Answer, *, both: bool | None, either: bool | None
):
    answers = {"a": first, "b": second, "c": YES}
    clauses = tuple(Clause(question=name, verb=Verb.IS, value="yes") for name in "ab")
    assert told(Condition(every=clauses), answers) is both
    assert told(Condition(any_of=clauses), answers) is either
    third = Clause(question="c", verb=Verb.IS, value="yes")
    assert told(Condition(every=(third,), any_of=clauses), answers) is either


def test_every_verb_is_asked_about_here():
    asked = {condition.every[0].verb for condition in ASKING}
    assert asked | {Verb.LATE, Verb.SETTING} == set(Verb)


def test_no_clause_at_all_always_holds():
    assert told(Condition(), {}) is True
