"""High risk, and one of the criteria, with evidence (W24-W28, A14, M41)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from casework.answer import BLANK, Answer, State
from casework.disposition import Disposition, decide
from casework.finding import Severity
from tests.support.protocols import Case, Given, checks, holds_for, said

RETURN, WARN = Severity.RETURN, Severity.WARN
UNKNOWN = Answer(state=State.UNKNOWN)
COUNTS = ("esc_callouts_12m", "esc_callouts_prev", "esc_arrests_12m", "esc_arrests_prev",
          "esc_diversion_refs", "esc_diversion_missed")  # fmt: skip
NO_FLAG: dict[str, str | bool] = {
    "red_flags.buyer_violence.answer": "no",
    "red_flags.substance_dependence.answer": "unknown",  # an Unknown is no Yes
}
ESCALATION: dict[str, str | bool] = {"criteria.professional_judgement": "", "pj_reasons": ""}
JUDGEMENT: dict[str, str | bool] = {
    "criteria.escalation": "",
    **dict.fromkeys(COUNTS, ""),
}
NEITHER = ESCALATION | JUDGEMENT


def wesp(values: Mapping[str, str | bool] | None = None, **answers: Answer) -> Given:
    return Given(values=values or {}, answers=answers)


def figures(*numbers: int | None) -> Given:
    """The six figures of an escalation; None is an explicit Unknown."""
    answers = {
        key: UNKNOWN if number is None else said(number)
        for key, number in zip(COUNTS, numbers, strict=True)
    }
    return Given(answers=answers)


CASES = [
    Case("criterion.few-flags", RETURN, wesp(NO_FLAG | ESCALATION), wesp(ESCALATION)),
    Case("criterion.few-flags", RETURN, wesp(NO_FLAG | {"pj_reasons": ""}), wesp(NO_FLAG)),
    Case("criterion.few-flags", RETURN,
         Given(values=NO_FLAG, settings={"red_flags": {"override": False}}),
         Given(values=NO_FLAG, settings={"red_flags": {"override": False, "minimum": 0}})),
    Case("criterion.few-flags-overridden", WARN, wesp(NO_FLAG), wesp(NO_FLAG | ESCALATION)),
    Case("criterion.few-flags-overridden", WARN,
         Given(settings={"red_flags": {"minimum": 3}}),
         Given(settings={"red_flags": {"minimum": 2}})),
    Case("criterion.flag-disagrees", WARN, wesp({"pregnant": "yes"}),
         wesp({"pregnant": "unknown"})),
    Case("criterion.flag-disagrees", WARN,
         wesp({"red_flags.no_public_funds.answer": "yes", "public_funds": "yes"}),
         wesp({"red_flags.no_public_funds.answer": "yes", "public_funds": "no"})),
    Case("criterion.no-evidence", WARN, wesp({"red_flags.buyer_violence.evidence": ""}),
         wesp({"red_flags.isolation.evidence": ""})),
    Case("criterion.no-evidence", WARN,
         Given(kind="mase", values={"indicators.missing.period.last_6_months": ""}),
         Given(kind="mase", values={"indicators.despair.period.last_6_months": ""})),
    Case("criterion.escalation-unknown", RETURN, figures(None, None, None, None, None, None),
         figures(2, 1, None, None, None, None)),
    Case("criterion.escalation-unknown", RETURN, figures(9, None, 9, None, 9, None),
         figures(None, None, None, None, 2, 2)),
    Case("criterion.no-increase", WARN, figures(2, 2, 1, 1, 3, 0), figures(2, 2, 1, 1, 3, 1)),
    Case("criterion.no-increase", WARN, figures(2, 2, 9, None, None, None),  # 9 against nothing
         figures(2, 2, 9, 8, None, None)),
    Case("criterion.no-increase", WARN, figures(None, None, None, None, 0, 0),
         figures(None, None, None, None, None, 3)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize(
    ("flags", "criteria", "expected"),
    [
        ({}, {}, Disposition.ACCEPT),
        ({}, ESCALATION, Disposition.ACCEPT),
        ({}, JUDGEMENT, Disposition.ACCEPT),
        ({}, NEITHER, Disposition.SEND_BACK),
        (NO_FLAG, JUDGEMENT, Disposition.ACCEPT),  # with its reasons it overrides
        (NO_FLAG, JUDGEMENT | {"pj_reasons": ""}, Disposition.SEND_BACK),
        (NO_FLAG, ESCALATION, Disposition.SEND_BACK),
        (NO_FLAG, NEITHER, Disposition.SEND_BACK),
    ],
)
def test_flags_and_a_criterion_are_both_needed_and_judgement_overrides_the_flags(
    flags: dict[str, str | bool], criteria: dict[str, str | bool], expected: Disposition
):
    assert decide(wesp(flags | criteria).found()) is expected


def test_a_flag_without_an_answer_may_still_be_a_yes():
    values = NO_FLAG | ESCALATION | {"red_flags.isolation.answer": ""}
    assert checks(wesp(values).found(), "criterion.") == []


def test_figures_that_are_missing_are_gaps_and_not_told_as_unknown():
    given = wesp({"esc_callouts_12m": ""}, **dict.fromkeys(COUNTS[1:], UNKNOWN))
    found = given.found()
    assert checks(found, "criterion.") == []
    assert ("completeness.blank", "esc_callouts_12m") in {(f.check, f.field_id) for f in found}


def test_a_blank_figure_is_no_nought():
    given = wesp({}, **dict.fromkeys(COUNTS, BLANK))
    assert checks(given.found(), "criterion.") == []


def test_a_yes_without_evidence_names_its_row():
    given = wesp({"red_flags.buyer_violence.evidence": ""})
    told = [(f.check, f.part) for f in given.found() if f.check == "criterion.no-evidence"]
    assert told == [("criterion.no-evidence", "buyer_violence")]
