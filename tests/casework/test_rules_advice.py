"""Whom the referrer spoke to before, and who presents (M4, M7, M11, M17, M21, A10)."""

from __future__ import annotations

import pytest

from casework.finding import Severity
from tests.support.protocols import Case, Given, checks, holds_for

RETURN, WARN = Severity.RETURN, Severity.WARN
LIMBS = ("understands", "cannot_be_persuaded", "likely_to_continue", "best_interests")


def mase(**values: str | bool) -> Given:
    return Given(kind="mase", values=values)


def ticked(*limbs: str) -> Given:
    return Given(kind="mase", values={f"fraser.{limb}": True for limb in limbs})


def presenting(name: str, mode: str) -> Given:
    return Given(kind="mase", values={"presenter": name}, settings={"presenter": {"mode": mode}})


CASES = [
    Case("advice.lead-not-known", WARN, mase(cse_lead_name="Somebody Else"),
         mase(cse_lead_name="SAMPLE Morgan")),
    Case("advice.lead-not-known", WARN, Given(kind="mase", facts={"leads": frozenset()}),
         mase(cse_lead_name="")),
    Case("advice.lead-after-referral", RETURN, mase(cse_lead_date="08/12/2026"),
         mase(cse_lead_date="07/12/2026")),
    Case("advice.presenter", WARN, mase(presenter="Somebody Else"),
         mase(presenter="Morgan Sample")),
    Case("advice.presenter", WARN, presenting("Morgan Sample", "referrer"),
         presenting("Robin Sample", "referrer")),
    Case("advice.presenter", WARN, presenting("Robin Sample", "lead"),
         presenting("Morgan Sample", "lead")),
    Case("advice.presenter", WARN, mase(presenter="Somebody Else"),
         presenting("Somebody Else", "none")),
    Case("advice.fraser", WARN, ticked(*LIMBS[:3]), ticked(*LIMBS)),
    Case("advice.no-date", WARN, mase(advice_from="Kit Sample"),
         mase(advice_from="Kit Sample", advice_date="04/12/2026")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize(
    ("born", "active", "wanted"),
    [
        ("08/12/2010", "yes", {"safeguarding_advice_from", "safeguarding_advice_date"}),
        ("08/12/2010", "no", set[str]()),
        ("08/12/2010", "", {"sexually_active"}),
        ("07/12/2010", "yes", set[str]()),  # sixteen on the day of the referral
    ],
)
def test_advice_is_owed_for_who_is_under_sixteen_and_sexually_active(
    born: str, active: str, wanted: set[str]
):
    findings = mase(dob=born, sexually_active=active).found()
    gaps = {finding.field_id for finding in findings if finding.severity is RETURN}
    assert gaps == wanted


def test_no_advice_in_doubt_needs_no_date():
    assert checks(mase().found(), "advice.") == []
