"""A person whom the panel may know: suggestions with reasons, never a merge (W39, M35, B8)."""

from __future__ import annotations

from typing import Any

import pytest

from casework.disposition import Disposition, decide
from casework.facts import EarlierCase, Naming
from casework.finding import Severity
from tests.support.protocols import Case, Given, an_earlier_case, checks, holds_for

HOLD, WARN = Severity.HOLD, Severity.WARN
WORSE: dict[str, str | bool] = {
    "previously_heard": "yes",
    "escalation_since": "Two more assaults since the summer.",
}
STRONG = an_earlier_case()
WEAK = an_earlier_case(strength="weak")
KNOWN = an_earlier_case(confirmed=True)
NEVER_HEARD = an_earlier_case(confirmed=True, last_heard=None)


def heard(*earlier: EarlierCase, kind: str = "wesp") -> Given:
    return Given(kind=kind, values=WORSE, facts={"earlier": earlier})


def new(*earlier: EarlierCase, kind: str = "wesp") -> Given:
    return Given(kind=kind, facts={"earlier": earlier})


def named(why: Naming, **changes: Any) -> EarlierCase:
    return an_earlier_case(named=why, strength="", reasons=(), **changes)


CASES = [
    Case("rereferral.known", WARN, heard(KNOWN), heard(STRONG)),
    Case("rereferral.said-not-heard", WARN, new(KNOWN), heard(KNOWN)),
    Case("rereferral.may-be-known", WARN, new(STRONG), new(WEAK)),
    Case("rereferral.may-be-known", WARN, new(STRONG, kind="mase"), heard(STRONG, kind="mase")),
    Case("rereferral.suggested", WARN, new(WEAK), new(STRONG)),
    Case("rereferral.suggested", WARN, heard(STRONG), heard(KNOWN)),
    Case("rereferral.not-found", WARN, heard(), heard(WEAK)),
    Case("rereferral.said-not-heard", WARN, new(KNOWN), new(NEVER_HEARD)),
    Case("rereferral.named-by-another", HOLD, new(named(Naming.OTHER_SENDER)), new(STRONG)),
    Case(
        "rereferral.named-by-colleague",
        HOLD,
        new(named(Naming.COLLEAGUE)),
        new(named(Naming.COLLEAGUE, confirmed=True)),
    ),
    Case(
        "rereferral.named-for-another",
        HOLD,
        new(named(Naming.OTHER_PERSON), kind="mase"),
        new(named(Naming.OVER), kind="mase"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_the_earlier_case_is_told_by_reference_and_date():
    told = {finding.check: dict(finding.values) for finding in heard(KNOWN).found()}
    assert told["rereferral.known"] == {
        "case": "WP-3HX9",
        "heard": "discussed on 18 June 2026",
        "why": "same date of birth, similar name",
    }


def test_an_open_case_of_the_same_person_is_suggested_and_stops_nothing():
    """B8, W39: a suggestion; only a person joins two, and a good form goes on meanwhile."""
    findings = new(an_earlier_case(last_heard=None)).found()
    assert decide(findings) is Disposition.ACCEPT
    told = {finding.check: dict(finding.values) for finding in findings}
    assert told["rereferral.may-be-known"]["heard"] == "not yet discussed"


def test_a_rereferral_that_says_what_got_worse_is_accepted():
    assert decide(heard(STRONG).found()) is Disposition.ACCEPT


def test_every_earlier_case_is_told():
    other = an_earlier_case(reference="WP-7KQ4", strength="weak")
    assert checks(new(STRONG, other).found(), "rereferral.") == [
        "rereferral.may-be-known",
        "rereferral.suggested",
    ]
