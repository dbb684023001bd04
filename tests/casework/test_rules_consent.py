"""What consent stands on, how long it lasts and whom it keeps out (W36, W49, M8, B9)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from casework.answer import Answer, State
from casework.facts import Deadline
from casework.finding import Severity
from tests.support.forms import a_form
from tests.support.protocols import MEETING, Case, Given, checks, found, holds_for, of, said
from tests.support.submissions import a_submission

HOLD, LOG, RETURN, WARN = Severity.HOLD, Severity.LOG, Severity.RETURN, Severity.WARN
VERBAL: dict[str, str | bool] = {
    "consent_type": "verbal",
    "client_signature": "",
    "client_signed_date": "",
    "verbal_reason": "She cannot write at the moment.",
}
BARRED = "must_not_receive.1.name"


def paper(values: Mapping[str, str | bool]) -> Given:
    return Given(second=values)


def speaking(name: str) -> dict[str, str | bool]:
    return {"interpreter_used": "yes", "interpreter_name": name}


def interpreter(name: str) -> Given:
    return paper(speaking(name))


def barred(name: str, *members: str) -> Given:
    return Given(values={BARRED: name}, facts={"members": frozenset(members)})


CASES = [
    Case("consent.not-explained", RETURN, paper({"explained_limits": "no"}),
         paper({"explained_limits": ""})),
    Case("consent.capacity-doubted", HOLD, paper({"capacity_view": "no"}),
         paper({"capacity_view": ""})),
    Case("consent.capacity-doubted", HOLD, paper({"capacity_view": "unknown"}),
         paper({"capacity_view": "yes"})),
    Case("consent.withdrawn", HOLD, paper({"withdrawn_date": "07/12/2026"}),
         paper({"expiry": "07/12/2027"})),
    Case("consent.signature-typed", WARN, paper({}),
         paper(VERBAL | {"witness_name": "Kim Witness"})),
    Case("consent.witness-is-worker", RETURN, paper(VERBAL | {"witness_name": "Sample, Robin"}),
         paper(VERBAL | {"witness_name": "Kim Witness"})),
    Case("consent.after-referral", WARN, paper({"client_signed_date": "08/12/2026"}),
         paper({"client_signed_date": "07/12/2026"})),
    Case("consent.old", WARN, paper({"client_signed_date": "07/09/2026"}),
         paper({"client_signed_date": "08/09/2026"})),
    Case("consent.ends-before-meeting", HOLD, paper({"expiry": "16/12/2026"}),
         paper({"expiry": "17/12/2026"})),
    Case("consent.ends-before-meeting", HOLD,
         paper({"expiry": "", "client_signed_date": "16/06/2026"}),
         paper({"expiry": "", "client_signed_date": "17/06/2026"})),
    Case("consent.ends-before-meeting", HOLD,
         paper(VERBAL | {"expiry": "", "worker_date": "16/06/2026", "witness_name": "Kim Witness"}),
         Given(second={"expiry": "16/12/2026"}, facts={"next_meeting": None})),
    Case("consent.interpreter-relative", WARN, interpreter("Jo Placeholder, family friend"),
         interpreter("Jo Lee, Sample Interpreters")),
    Case("consent.interpreter-relative", WARN, interpreter("M. Éxample"), interpreter("Mx Le")),
    Case("consent.interpreter-relative", WARN,
         Given(values={"surname": "Lee"}, second=speaking("Jo Lee")),
         Given(values={"surname": "Le"}, second=speaking("Jo Le"))),
    Case("consent.exclusions", WARN,
         paper({"exclusions.none": "", "exclusions.1.agency": "Police"}), paper({})),
    Case("consent.not-discussed", WARN, Given(values={"consent_discussed": "no"}),
         Given(kind="wesp without consent", values={"consent_discussed": "no"})),
    Case("consent.confidentiality-not-explained", WARN,
         Given(kind="mase", values={"confidentiality_explained": "no"}),
         Given(kind="mase", values={"confidentiality_explained": ""})),
    Case("consent.member-must-not-receive", HOLD, barred("Dr Kim Jo Member", "Kim Member"),
         barred("Kim", "Kim Member")),
    Case("consent.member-must-not-receive", HOLD,
         barred("Pat Placeholder and Kim Member", "Lee Other", "Kim Member"),
         barred("Pat Placeholder", "Lee Other", "Kim Member")),
    Case("consent.member-must-not-receive", HOLD, barred("MEMBER, Kim", "Kim Member"),
         barred("Member, Lee", "Kim Member")),
    Case("consent.member-must-not-receive", HOLD,
         Given(kind="mase", values={"must_not_receive.none": "", BARRED: "Kim Member"}),
         Given(kind="mase", values={"must_not_receive.none": "", BARRED: "Kim Someone"})),
    Case("consent.invitation-asked", LOG, Given(values={"agencies_involved.1.invite": "yes"}),
         Given(values={"agencies_involved.1.invite": "no"})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_every_statement_that_is_no_is_told_at_once():
    statements = ("info_sheet_given", "explained_who", "explained_what", "explained_limits",
                  "explained_withdraw")  # fmt: skip
    findings = paper(dict.fromkeys(statements, "no")).found()
    told = [f.field_id for f in findings if f.check == "consent.not-explained"]
    assert told == list(statements)


def test_consent_without_any_date_ends_nowhere():
    nothing = {"expiry": "", "client_signed_date": "", "worker_date": ""}
    assert "consent.ends-before-meeting" not in checks(paper(nothing).found())


def test_the_end_of_consent_is_measured_at_the_meeting_it_is_for():
    later = Deadline(meeting=MEETING.replace(year=2027), closes=None)
    findings = Given(second={"expiry": "04/06/2027"}, facts={"next_meeting": later}).found()
    assert "consent.ends-before-meeting" in checks(findings)


def test_without_a_consent_paper_nothing_of_it_is_looked_at():
    findings = found("wesp without consent")
    assert checks(findings, "consent.") == ["consent.invitation-asked"]


def test_nobody_is_barred_by_a_table_that_says_none():
    none = {BARRED: "", "must_not_receive.1.relationship": "", "must_not_receive.1.reason": ""}
    given = Given(values=none | {"must_not_receive.none": True})
    assert "consent.member-must-not-receive" not in checks(given.found())


def test_an_interpreter_named_as_nobody_is_no_relative():
    form = a_form("wesp_consent")
    alone = a_submission(form, interpreter_name=said("the worker"))
    assert "consent.interpreter-relative" not in checks(found("wesp", of(alone)))
    empty = a_submission(form, interpreter_name=Answer(state=State.BLANK))
    assert "consent.interpreter-relative" not in checks(found("wesp", of(empty)))
