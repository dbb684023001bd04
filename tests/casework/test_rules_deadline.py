"""For which meeting it came in time, and who decides when it did not (W33, W34, A2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework.answer import State
from casework.disposition import Disposition, decide
from casework.facts import Deadline
from casework.finding import Severity
from tests.support.forms import a_form
from tests.support.protocols import (
    CLOSES,
    MEETING,
    Case,
    Given,
    checks,
    found,
    holds_for,
    of,
    some_facts,
)
from tests.support.submissions import a_submission

HOLD, WARN = Severity.HOLD, Severity.WARN
JANUARY = dt.date(2027, 1, 21)
MISSED = {
    "missed_meeting": Deadline(meeting=MEETING, closes=CLOSES),
    "next_meeting": Deadline(meeting=JANUARY, closes=CLOSES + dt.timedelta(days=35)),
}
URGENT: dict[str, str | bool] = {"urgent": "yes", "urgent_reason": "He has found her."}
REASON: dict[str, str | bool] = {"exceptional_late": "She was found with a broken jaw today."}


def late(values: Mapping[str, str | bool] | None = None, **more: object) -> Given:
    return Given(values=values or {}, facts=MISSED | more)


CASES = [
    Case("deadline.late", WARN, late(), Given()),
    Case("deadline.late", WARN, late(), late(next_meeting=None)),
    Case("deadline.late-exceptional", HOLD, late(REASON), Given(values=REASON)),
    Case("deadline.late-exceptional", HOLD, late(URGENT),
         Given(values=URGENT, facts=MISSED, settings={"late": {"allowed": False}})),
    Case("deadline.no-meeting", HOLD, Given(facts={"next_meeting": None}), Given()),
    Case("deadline.unknown-meeting", WARN, Given(values={"meeting_date": "18/12/2026"}),
         Given(values={"meeting_date": "17/12/2026"})),
    Case("deadline.later-meeting", WARN, Given(values={"meeting_date": "21/01/2027"}),
         late({"meeting_date": "21/01/2027"})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_a_complete_late_referral_is_for_the_next_meeting():
    findings = late().found()
    assert decide(findings) is Disposition.ACCEPT
    told = next(finding for finding in findings if finding.check == "deadline.late")
    assert dict(told.values) == {
        "missed": "Thursday 17 December 2026",
        "closed": "5pm on Monday 14 December 2026",
        "meeting": "Thursday 21 January 2027",
        "approver": "chair",
    }


def test_an_urgent_late_referral_waits_for_the_named_approver_and_alerts():
    findings = late(URGENT).found()
    assert decide(findings) is Disposition.NEEDS_YOU
    assert findings[0].check == "danger.urgent"


def test_a_meeting_whose_list_never_closes_has_no_hour():
    findings = late(missed_meeting=Deadline(meeting=MEETING, closes=None)).found()
    assert next(f for f in findings if f.check == "deadline.late").values["closed"] == ""


def test_a_consent_paper_alone_asks_for_no_meeting():
    alone = of(a_submission(a_form("wesp_consent")))
    told = checks(found("wesp", alone, facts=replace(some_facts(), **MISSED)), "deadline.")
    assert told == ["deadline.late"]


def test_no_meeting_date_is_no_wish():
    for value in ("", "soon"):
        given = Given(values={"meeting_date": value})
        assert given.referral().answer("meeting_date").state is not State.ANSWERED
        assert checks(given.found(), "deadline.") == []
