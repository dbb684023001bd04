"""What belongs to social care or another arena before this panel (M3, M22-M24)."""

from __future__ import annotations

import pytest

from casework.answer import Answer, State
from casework.disposition import Disposition, decide
from casework.finding import Severity
from tests.support.protocols import Case, Given, checks, holds_for, the_protocol

HOLD, WARN = Severity.HOLD, Severity.WARN
GATES = ("gate_significant_harm", "gate_parent_facilitating", "gate_parent_failing",
         "gate_trusted_adult")  # fmt: skip


def mase(**values: str | bool) -> Given:
    return Given(kind="mase", values=values)


CASES = [
    Case("diversion.need-level", HOLD, mase(need_level="4"), mase(need_level="unknown")),
    *(Case("diversion.gate", HOLD, mase(**{gate: "yes"}), mase(**{gate: ""})) for gate in GATES),
    Case("diversion.gate", HOLD, mase(gate_trusted_adult="yes"),
         mase(gate_trusted_adult="unknown")),
    Case("diversion.peer-only", HOLD, mase(peer_only="yes"), mase(peer_only="unknown")),
    Case("diversion.parent-disagrees", WARN, mase(parent_concern="yes"),
         mase(parent_concern="yes", gate_parent_failing="unknown")),
    Case("diversion.parent-disagrees", WARN, mase(parent_concern="yes"),
         mase(parent_concern="unknown")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_the_highest_level_alerts_and_stays_off_the_agenda():
    findings = mase(need_level="4").found()
    assert findings[0].check == "danger.need-level"
    assert decide(findings) is Disposition.NEEDS_YOU
    assert the_protocol("mase").checks["diversion.need-level"].route


def test_a_level_in_doubt_is_not_taken_for_a_lower_one():
    torn = Answer(state=State.CONTRADICTORY, readings=("Level 3", "Level 4 (highest)"))
    findings = Given(kind="mase", answers={"need_level": torn}).found()
    assert findings[0].check == "danger.may-be-yes"
    assert decide(findings) is Disposition.SEND_BACK


def test_a_panel_where_safeguarding_runs_beside_it_diverts_nothing():
    parallel = Given(
        kind="mase",
        values={"need_level": "4", "gate_trusted_adult": "yes", "parent_concern": "yes"},
        settings={"threshold": {"mode": "parallel", "gates": ()}},
    )
    assert checks(parallel.found(), "diversion.") == []
