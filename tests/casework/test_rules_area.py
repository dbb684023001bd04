"""Now, and in the panel's own area (W22, W23)."""

from __future__ import annotations

import pytest

from casework.answer import Answer, State
from casework.disposition import Disposition, decide
from casework.finding import Severity
from tests.support.protocols import Case, Given, holds_for, said, the_protocol

HOLD = Severity.HOLD
CASES = [
    Case("area.not-active", HOLD, Given(values={"currently_selling": "no"}),
         Given(values={"currently_selling": ""})),
    Case("area.elsewhere", HOLD, Given(values={"area": "hackney"}), Given(values={"area": ""})),
    Case("area.elsewhere", HOLD, Given(answers={"area": said("gone_from_the_list")}),
         Given(answers={"area": Answer(state=State.UNREADABLE)})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize(
    ("on_street", "off_street", "basis", "expected"),
    [
        (True, True, False, Disposition.ACCEPT),
        (True, False, False, Disposition.ACCEPT),
        (False, True, True, Disposition.ACCEPT),
        (False, True, False, Disposition.SEND_BACK),
        (False, False, False, Disposition.SEND_BACK),
    ],
)
def test_off_street_alone_needs_what_it_is_exchanged_for(
    *, on_street: bool, off_street: bool, basis: bool, expected: Disposition
):
    values = {
        "setting.on_street": on_street,
        "setting.off_street": off_street,
        "survival_basis.shelter": basis,
    }
    findings = Given(values=values).found()
    assert decide(findings) is expected
    if off_street and expected is Disposition.SEND_BACK:
        gap = next(finding for finding in findings if finding.severity is Severity.RETURN)
        assert (gap.rule, gap.clause, gap.field_id) == ("W23", "s7", "survival_basis")


def test_an_area_elsewhere_is_told_where_to_go():
    assert the_protocol("wesp").checks["area.elsewhere"].route
