"""Sharing without consent: reasons, grounds, evidence, and somebody who agreed (W37, W38, W49)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from casework.answer import BLANK
from casework.disposition import Disposition, decide
from casework.finding import Severity
from tests.support.protocols import Case, Given, checks, holds_for, said

RETURN, WARN = Severity.RETURN, Severity.WARN
REFUSED = {"yp_consent": said("no")}
KIND = "wesp without consent"
LACKS = {"not_obtained_reasons.lacks_capacity": True}


def paper(values: Mapping[str, str | bool]) -> Given:
    return Given(kind=KIND, second=values)


def capacity(note: str) -> Given:
    return paper(LACKS | {"capacity_note": note})


def sought(text: str) -> Given:
    return paper({"sought_dates": text})


CASES = [
    Case("grounds.none-listed", RETURN,
         Given(kind="mase", answers=REFUSED | {"grounds": said(frozenset({"own"}))}),
         Given(kind="mase", answers=REFUSED | {"grounds": BLANK})),
    Case("grounds.none-listed", RETURN,
         Given(kind="mase", answers={"grounds": said(frozenset({"own"}))}),
         Given(kind="mase", answers={"grounds": said(frozenset({"own", "crime"}))})),
    Case("grounds.no-evidence", RETURN, paper({"grounds.public_task": True}),
         paper({"grounds.crime": "", "ground_evidence.crime.evidence": ""})),
    Case("grounds.evidence-without-tick", WARN, paper({"grounds.crime": ""}), paper({})),
    Case("grounds.evidence-without-tick", WARN, paper({"grounds.crime": ""}),
         paper({"grounds.crime": "", "grounds.vital_interests": ""})),  # the grounds are the gap
    Case("grounds.no-date-sought", RETURN, sought("Robin Sample asked her twice in the autumn."),
         sought("Robin Sample asked her on the 3rd of December.")),
    Case("grounds.no-date-sought", RETURN, sought("We asked 12 times"),
         sought("We asked in May 2026")),
    Case("grounds.capacity-note-no-date", RETURN, capacity("Dr Sample, by interview, last week"),
         capacity("Dr Sample, by interview on 3/12/2026")),
    Case("grounds.capacity-note-no-name", WARN, capacity("judged by the ward on 3 December"),
         capacity("judged by Dr Sample on 3 December")),
    Case("grounds.authoriser-is-decider", RETURN, paper({"authoriser": "Sample, Robin"}),
         paper({"authoriser": "Kit Sample"})),
    Case("grounds.review-too-late", RETURN, paper({"review_date": "18/03/2027"}),
         paper({"review_date": "17/03/2027"})),
    Case("grounds.review-too-late", RETURN, paper({"review_date": "18/03/2027"}),
         Given(kind=KIND, second={"review_date": "18/03/2027"}, facts={"next_meeting": None})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_without_consent_every_gap_is_named_at_once():
    empty = {"grounds.vital_interests": "", "grounds.crime": "", "reason_text": ""}
    findings = paper(empty).found()
    told = {(f.field_id, f.check, f.clause) for f in findings if f.severity is Severity.RETURN}
    assert told == {
        ("grounds", "completeness.blank", "s13"),
        ("reason_text", "completeness.blank", "s8"),
    }


def test_no_ground_and_no_evidence_are_two_gaps_and_no_more():
    empty: dict[str, str | bool] = dict.fromkeys(
        ("grounds.vital_interests", "grounds.crime", "ground_evidence.vital_interests.evidence",
         "ground_evidence.crime.evidence"), "",
    )  # fmt: skip
    findings = [f for f in paper(empty).found() if f.severity is Severity.RETURN]
    assert [f.field_id for f in findings] == ["grounds", "ground_evidence"]


def test_each_ground_without_evidence_names_its_row():
    values = {"grounds.public_task": True, "grounds.human_rights": True}
    told = [f.part for f in paper(values).found() if f.check == "grounds.no-evidence"]
    assert told == ["human_rights", "public_task"]


def test_a_young_person_who_does_not_consent_needs_a_reason_and_a_ground():
    findings = Given(kind="mase", values={"yp_consent": "no"}).found()
    assert decide(findings) is Disposition.SEND_BACK
    told = {(f.field_id, f.clause) for f in findings if f.severity is Severity.RETURN}
    clause = "Information Sharing"
    assert told == {("consent_reason", clause), ("grounds", clause)}


def test_a_panel_that_wants_no_authoriser_does_not_compare_one():
    given = Given(
        kind=KIND,
        second={"authoriser": "Robin Sample"},
        settings={"consent": {"authoriser": False}},
    )
    assert "grounds.authoriser-is-decider" not in checks(given.found())


def test_a_note_on_capacity_is_not_asked_for_without_that_reason():
    assert checks(paper({"capacity_note": ""}).found(), "grounds.") == []
