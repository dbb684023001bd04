"""A blank is not Unknown: every owed question, and every state an answer can be in (W31)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.answer import BLANK, SETTLED, Answer, HowRead, State
from casework.conditions import holds
from casework.disposition import Disposition, decide
from casework.finding import Basis, Finding, Severity
from casework.notes import DANGER_LOWERED, Note
from casework.question import Form, Need, Question, QuestionKind
from casework.submission import ReferralSet, Submission
from tests.support.forms import a_form
from tests.support.protocols import (
    SETS,
    Case,
    Given,
    a_set,
    an_earlier_case,
    checks,
    found,
    holds_for,
    of,
    said,
    some_facts,
    the_protocol,
)
from tests.support.submissions import a_submission

RETURN, HOLD, WARN = Severity.RETURN, Severity.HOLD, Severity.WARN
UNKNOWN = Answer(state=State.UNKNOWN)
UNSURE = Answer(state=State.UNREADABLE, raw="?", notes=(Note.READER_UNSURE,))
SCANNED = replace(UNSURE, how=HowRead.SCAN)
TORN = Answer(state=State.CONTRADICTORY, readings=("Yes", "No"))
REFERRED = dt.date(2026, 12, 7)
ALERTED = {"csc_referral_date", "csc_referral_ref", "adult_safeguarding_date"}


def wesp(values: Mapping[str, str | bool] | None = None, **answers: Answer) -> Given:
    return Given(values=values or {}, answers=answers)


CASES = [
    Case("completeness.blank", RETURN, wesp({"first_name": ""}), wesp({"middle_names": ""})),
    Case("completeness.blank", RETURN, wesp({"first_name": "TBC"}), wesp({"surname": "Unknown"})),
    Case(
        "completeness.blank", RETURN,
        wesp(pj_reasons=Answer(state=State.NOT_APPLICABLE)),  # it did not apply to a version before
        wesp(criteria=said(frozenset({"escalation"})), pj_reasons=BLANK),
    ),
    Case(
        "completeness.unknown-not-accepted", RETURN,
        wesp({"first_name": "unknown"}), wesp({"housing_status": "unknown"}),
    ),
    Case(
        "completeness.unknown-not-accepted", RETURN,
        wesp(consent_discussed=UNKNOWN), wesp(told=UNKNOWN),
    ),
    Case(
        "completeness.contradictory", RETURN,
        wesp(consent_discussed=TORN), wesp(arrests=said("no"), arrests_detail=TORN),
    ),
    Case(
        "completeness.ambiguous", RETURN,
        Given(values={"dob": "3/4/20"}), Given(values={"dob": "3/4/96"}),
    ),
    Case(
        "completeness.ambiguous", RETURN,
        Given(values={"esc_callouts_12m": "5-6", "criteria.escalation": True}),
        wesp(arrests=said("no"), arrests_detail=TORN),
    ),
    Case("completeness.unreadable", RETURN, wesp(views=UNSURE), wesp(urgent=UNSURE)),
    Case("completeness.confirm-scan", HOLD, wesp(views=SCANNED), wesp(views=UNSURE)),
    Case("completeness.unreadable-danger", HOLD, wesp(urgent=SCANNED), wesp(views=SCANNED)),
    Case("completeness.unreadable-danger", HOLD, wesp(urgent=UNSURE), wesp(views=UNSURE)),
    Case(
        "completeness.not-understood", RETURN,
        wesp({"dob": "03/25/1990"}), wesp({"dob": "25/03/1990"}),  # day first, never swapped
    ),
    Case(
        "completeness.not-understood", RETURN,
        wesp({"referrer_email": "robin at sample"}), wesp({"esc_callouts_12m": "nine"}),
    ),
    Case(
        "completeness.mismatched", HOLD,
        wesp(views=Answer(state=State.MISMATCHED, readings=("a", "b"))), wesp(views=TORN),
    ),
    Case(
        "completeness.danger-lowered", HOLD,
        wesp(urgent=said("no", notes=(DANGER_LOWERED,))), wesp(urgent=said("no")),
    ),
    Case(
        "completeness.row-unanswered", RETURN,
        wesp({"red_flags.isolation.answer": ""}), wesp({"red_flags.isolation.answer": "unknown"}),
    ),
    Case(
        "completeness.row-unanswered", RETURN,
        Given(kind="mase", values={"vulnerabilities.family_breakdown.answer.current": ""}),
        Given(kind="mase", values={"vulnerabilities.family_breakdown.answer.historical": True}),
    ),
    Case(
        "completeness.row-unanswered", RETURN,
        Given(kind="mase", values={"pull_factors.excitement.answer": ""}),
        Given(kind="mase", values={"indicators.missing.evidence": ""}),
    ),
    Case(
        "completeness.no-name", RETURN,
        wesp({"surname": "unknown", "aliases.1.alias": "", "aliases.2.alias": ""}),
        wesp({"surname": "unknown"}),
    ),
    Case(
        "completeness.doubt-not-owed", WARN, wesp({"meeting_date": "soon"}),
        wesp({"meeting_date": "21/01/2027"}),
    ),
    Case(
        "completeness.doubt-not-owed", WARN,
        wesp(arrests=said("no"), arrests_detail=TORN),
        wesp(arrests=said("yes"), arrests_detail=TORN),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize("kind", SETS)
def test_a_complete_set_is_accepted(kind: str):
    findings = found(kind)
    assert decide(findings) is Disposition.ACCEPT
    assert {finding.severity for finding in findings} <= {WARN, Severity.LOG}


def gaps(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Which question of which form has a gap."""
    return {
        (finding.form, finding.field_id)
        for finding in findings
        if finding.severity is RETURN and finding.check.startswith("completeness.")
    }


def test_a_form_without_any_answer_has_a_gap_for_each_question_that_is_always_owed():
    form = a_form("wesp_referral")
    empty = Submission(form=form, answers={})
    owed = {question.id for question in form.questions if question.need is Need.REQUIRED}
    assert {field for _form, field in gaps(found("wesp", of(empty)))} == owed


@pytest.mark.parametrize("state", sorted(set(State) - SETTLED))
@pytest.mark.parametrize(
    "form", ["wesp_referral", "wesp_consent", "wesp_noconsent", "mase_referral"]
)
def test_no_owed_question_passes_without_an_answer(form: str, state: State):
    """Whatever is wrong with it, it is returned, held or alerted: it never passes."""
    panel = form.partition("_")[0]
    whole = a_submission(a_form(form))
    for question in whole.form.questions:
        if question.need is not Need.REQUIRED:
            continue
        answers = {**whole.answers, question.id: Answer(state=state)}
        paper = Submission(form=whole.form, answers=answers)
        about = {
            finding.severity
            for finding in found(panel, of(paper))
            if finding.field_id == question.id
        }
        assert about & {RETURN, HOLD}, question.id


def test_a_question_with_its_own_clause_has_it_and_the_others_have_the_checks():
    findings = {
        finding.field_id: finding
        for finding in wesp({"dob": "", "reasons": ""}).found()
        if finding.check == "completeness.blank"
    }
    assert (findings["dob"].rule, findings["dob"].clause) == ("W21", "s7")
    assert (findings["reasons"].rule, findings["reasons"].clause) == ("W31", "s8")


def test_where_the_protocol_is_silent_a_gap_is_the_panels_practice():
    values: dict[str, str | bool] = {"cse_lead_name": "", "first_name": ""}
    findings = {finding.field_id: finding for finding in Given(kind="mase", values=values).found()}
    lead, name = findings["cse_lead_name"], findings["first_name"]
    assert (lead.rule, lead.clause, lead.basis) == ("M17", "Referrals", Basis.PROTOCOL)
    assert (name.rule, name.clause, name.basis) == ("B3", "", Basis.PRACTICE)


@pytest.mark.parametrize(
    ("said_before", "earlier", "expected"),
    [
        ("yes", (), True),
        ("no", (), False),
        ("no", (an_earlier_case(confirmed=True),), True),
        ("no", (an_earlier_case(confirmed=True), an_earlier_case(reference="WP-7KQ4")), True),
        ("no", (an_earlier_case(),), False),  # a suggestion demands nothing
        ("unknown", (), False),
    ],
)
def test_what_got_worse_is_owed_by_whoever_was_heard_before(
    said_before: str, earlier: tuple[object, ...], *, expected: bool
):
    findings = Given(values={"previously_heard": said_before}, facts={"earlier": earlier}).found()
    assert (("wesp_referral", "escalation_since") in gaps(findings)) is expected


def test_a_manager_is_owed_only_where_the_panel_wants_one():
    empty: dict[str, str | bool] = dict.fromkeys(
        ("authoriser", "authoriser_sign", "authoriser_date"), ""
    )
    kind = "wesp without consent"
    wanted = Given(kind=kind, second=empty)
    assert len(gaps(wanted.found())) == 3
    without = Given(kind=kind, second=empty, settings={"consent": {"authoriser": False}})
    assert gaps(without.found()) == set()


def test_a_reason_for_being_late_is_never_demanded():
    assert gaps(wesp({"exceptional_late": ""}).found()) == set()


def test_a_spoilt_row_is_told_once():
    notes = (Note.CHOOSE_ONE.at("isolation", "answer"),)
    whole = a_set().papers[0].answer("red_flags")
    rows = tuple(row for row in whole.rows if row.key != "isolation")
    findings = wesp(red_flags=said(rows, notes=notes)).found()
    told = [finding.check for finding in findings if finding.field_id == "red_flags"]
    assert told == ["values.choose-one"]


def _is_owed(question: Question, paper: Submission) -> bool:
    if question.need is not Need.CONDITIONAL:
        return question.need is Need.REQUIRED
    told = holds(
        question.condition,
        paper.answers,
        settings={"consent.authoriser": True, "earlier_case": False},
        referral_date=REFERRED,
        late=None,
    )
    return told is True


def _without(paper: Submission, removed: frozenset[str]) -> Submission:
    answers = {key: BLANK if key in removed else answer for key, answer in paper.answers.items()}
    return Submission(form=paper.form, answers=answers)


def _answered(form: Form, paper: Submission) -> list[str]:
    return [question.id for question in form.questions if paper.answer(question.id).is_settled]


COMPLETE = {kind: a_set(kind).papers for kind in SETS}


@pytest.mark.parametrize("kind", SETS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_subset_of_answers_removed_gives_exactly_those_gaps(kind: str, data: st.DataObject):
    papers: list[Submission] = []
    expected: set[tuple[str, str]] = set()
    for paper in COMPLETE[kind]:
        keys = _answered(paper.form, paper)
        mask = data.draw(st.integers(0, 2 ** len(keys) - 1))  # which of them are removed
        removed = frozenset(key for number, key in enumerate(keys) if mask >> number & 1)
        left = _without(paper, removed)
        papers.append(left)
        expected |= {
            (paper.form.id, question.id)
            for question in paper.form.questions
            if not left.answer(question.id).is_settled
            or left.answer(question.id).state is State.NOT_APPLICABLE
            if _is_owed(question, left) and question.id not in ALERTED
        }
    findings = found(kind, ReferralSet(papers=tuple(papers)))
    assert gaps(findings) == expected
    assert expected <= {(paper.form.id, key) for paper in papers for key in paper.answers}
    # Nothing that was blank is told as Unknown, No or none.
    told = {finding.check for finding in findings if (finding.form, finding.field_id) in expected}
    danger = {"danger.not-answered", "danger.words-beside-doubt"}
    assert told <= {"completeness.blank"} | danger


def test_every_kind_of_question_can_be_blank():
    kinds = {
        question.kind
        for form in ("wesp_referral", "wesp_consent", "wesp_noconsent", "mase_referral")
        for question in a_form(form).questions
        if question.need is Need.REQUIRED
    }
    assert kinds == set(QuestionKind)


def test_a_surname_on_a_paper_without_aliases_may_be_unknown():
    findings = Given(kind="wesp without consent", second={"surname": "unknown"}).found()
    assert "completeness.no-name" not in checks(findings)


def test_the_panels_rules_are_all_there():
    assert some_facts().sender == "member"
    assert the_protocol("wesp").rules[0] == the_protocol("mase").rules[0] == "danger"
