"""Danger is read first, from broken forms too; no doubt is a No (A13, W42-W47, M22-M25)."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from casework.answer import Answer, PartialDate, State
from casework.disposition import Disposition, alerts, decide
from casework.facts import Deadline, SenderStanding
from casework.finding import Severity
from casework.notes import DANGER_LOWERED, Note
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
    said,
    some_facts,
    the_protocol,
)
from tests.support.submissions import a_submission

ALERT, WARN = Severity.ALERT, Severity.WARN
YES, NO = said("yes"), said("no")
BLANK = Answer(state=State.BLANK)
UNKNOWN = Answer(state=State.UNKNOWN)
BOTH = Answer(state=State.CONTRADICTORY, raw="Yes; No", readings=("Yes", "No"))
GATE = "gate_trusted_adult"
CHILD = {"child_risk": "yes", "csc_referral_date": "08/12/2026", "csc_referral_ref": "R1"}
ADULT = {"vulnerable_adult": "yes", "adult_safeguarding_date": "08/12/2026"}


def wesp(**answers: Answer) -> Given:
    return Given(answers=answers)


def mase(**answers: Answer) -> Given:
    return Given(kind="mase", answers=answers)


def torn(*readings: str) -> Answer:
    return Answer(state=State.CONTRADICTORY, readings=readings)


def mail(**facts: object) -> Given:
    return Given(facts=facts)


CASES = [
    Case("danger.urgent", ALERT, wesp(urgent=YES), wesp(urgent=NO)),
    Case("danger.urgent", ALERT, mase(urgent=YES), mase(urgent=BLANK)),
    Case("danger.child-risk", ALERT, Given(values=CHILD), wesp(child_risk=UNKNOWN)),
    Case("danger.child-risk-unknown", WARN, wesp(child_risk=UNKNOWN), wesp(child_risk=BLANK)),
    Case(
        "danger.social-care-not-told", ALERT,
        Given(values=CHILD | {"csc_referral_date": ""}), Given(values=CHILD),
    ),
    Case(
        "danger.social-care-not-told", ALERT,
        Given(values=CHILD | {"csc_referral_date": "09/12/2026"}),  # still to come
        Given(values=CHILD | {"csc_referral_date": "08/12/2026"}),
    ),
    Case(
        "danger.social-care-not-told", ALERT,
        Given(values=CHILD | {"csc_referral_date": "Unknown"}),
        Given(values={"csc_referral_date": ""}),
    ),
    Case(
        "danger.social-care-not-told", ALERT, mase(need_level=said("4")),
        mase(need_level=said("4"), csc_referral_date=said(dt.date(2026, 12, 7))),
    ),
    Case("danger.social-care-not-told", ALERT, mase(**{GATE: YES}), mase(**{GATE: UNKNOWN})),
    Case(
        "danger.social-care-no-reference", WARN,
        Given(values=CHILD | {"csc_referral_ref": ""}),
        Given(values=CHILD | {"csc_referral_ref": "Unknown"}),
    ),
    Case(
        "danger.social-care-no-reference", ALERT, mase(**{GATE: YES}),
        mase(**{GATE: YES}, csc_referral_ref=said("R1")),
    ),
    Case(
        "danger.adult-safeguarding-not-told", ALERT,
        Given(values=ADULT | {"adult_safeguarding_date": ""}), Given(values=ADULT),
    ),
    Case("danger.under-age", ALERT, Given(values={"dob": "08/12/2008"}),
         Given(values={"dob": "07/12/2008"})),
    Case(
        "danger.under-age", ALERT,
        wesp(dob=UNKNOWN, age_estimate=said(17)), wesp(dob=UNKNOWN, age_estimate=said(18)),
    ),
    Case(
        "danger.may-be-under-age", ALERT,
        wesp(dob=said(PartialDate(year=2008))), wesp(dob=said(PartialDate(year=2007))),
    ),
    Case("danger.young", ALERT, Given(kind="mase", values={"dob": "08/12/2013"}),
         Given(kind="mase", values={"dob": "07/12/2013"})),
    Case("danger.gate", ALERT, mase(**{GATE: YES}), mase(**{GATE: NO})),
    Case("danger.gate-unknown", WARN, mase(**{GATE: UNKNOWN}), mase(**{GATE: BLANK})),
    Case("danger.need-level", ALERT, mase(need_level=said("4")), mase(need_level=said("3"))),
    Case("danger.pregnant", WARN, wesp(pregnant=YES), wesp(pregnant=NO)),
    Case("danger.pregnant", WARN, wesp(pregnant=UNKNOWN), wesp(pregnant=BLANK)),
    Case("danger.may-be-yes", ALERT, wesp(urgent=BOTH), wesp(consent_discussed=BOTH)),
    Case(
        "danger.may-be-yes", ALERT,
        wesp(child_risk=Answer(state=State.MISMATCHED, raw="no", readings=("No", "Yes"))),
        wesp(dob=Answer(state=State.UNREADABLE, raw="yes")),
    ),
    Case(
        "danger.may-be-yes", ALERT,
        mase(need_level=torn("Level 3", "Level 4 (highest)")),
        mase(need_level=torn("Level 2", "Level 3")),
    ),
    Case("danger.not-answered", WARN, wesp(urgent=BLANK), wesp(vulnerable_adult=UNKNOWN)),
    Case("danger.not-answered", WARN, wesp(urgent=YES, urgent_reason=BLANK), wesp(urgent=NO)),
    Case(
        "danger.lowered", ALERT,
        wesp(urgent=said("no", notes=(DANGER_LOWERED,))), wesp(urgent=said("no", notes=("x",))),
    ),
    Case(
        "danger.pre-ticked", WARN,
        wesp(urgent=Answer(state=State.BLANK, raw="yes", notes=(Note.BLANK_DEFAULT,))),
        wesp(pregnant=Answer(state=State.BLANK, raw="yes", notes=(Note.BLANK_DEFAULT,))),
    ),
    Case("danger.words-in-mail", ALERT, mail(danger_words=("urgent",)), mail(unread_papers=1)),
    Case(
        "danger.words-unread", ALERT,
        mail(danger_words=("urgent",), unread_papers=1), mail(danger_words=("urgent",)),
    ),
    Case(
        "danger.words-in-answer", WARN,
        Given(values={"views": "He said he is going to\n kill me."}),
        Given(values={"views": "He said he is going to skill up."}),
    ),
    Case(
        "danger.words-beside-doubt", ALERT,
        Given(values={"urgent": "", "views": "I feel suicidal."}),
        Given(values={"urgent": "no", "views": "I feel suicidal."}),
    ),
    Case(
        "danger.words-beside-doubt", ALERT,
        wesp(urgent=Answer(state=State.UNREADABLE, raw="999 called twice")),
        wesp(urgent=Answer(state=State.UNREADABLE, raw="9 99 called twice")),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_a_pre_ticked_answer_is_a_warning_and_no_alert():
    answer = Answer(state=State.BLANK, raw="yes", notes=(Note.BLANK_DEFAULT,))
    assert "danger.may-be-yes" not in checks(wesp(urgent=answer).found())


@pytest.mark.parametrize(
    "answer", [BLANK, said("no", notes=(Note.BLANK_DEFAULT,))], ids=["left empty", "answered"]
)
def test_an_answer_that_the_blank_did_not_bring_is_not_pre_ticked(answer: Answer):
    assert "danger.pre-ticked" not in checks(wesp(urgent=answer).found())


def test_an_alert_about_age_stands_where_the_age_was_told():
    told = {f.check: f.field_id for f in wesp(dob=UNKNOWN, age_estimate=said(17)).found()}
    assert told["danger.under-age"] == told["age.under"] == "age_estimate"
    told = {f.check: f.field_id for f in Given(values={"dob": "08/12/2008"}).found()}
    assert told["danger.under-age"] == told["age.under"] == "dob"


def test_words_of_danger_in_a_table_count_beside_a_danger_question_without_an_answer():
    row = {"red_flags.overdose.evidence": "Overdosed on Sunday", "red_flags.overdose.answer": "yes"}
    assert "danger.words-beside-doubt" in checks(Given(values=row | {"urgent": ""}).found())
    told = checks(Given(values=row).found(), "danger.")
    assert told == []  # a table is full of such words


def test_without_a_referral_form_no_danger_question_is_answered():
    paper = a_submission(a_form("wesp_noconsent"))  # its evidence speaks of threats to kill
    alone = found("wesp", of(paper))
    assert "danger.words-beside-doubt" in checks(alone)
    quiet = a_submission(
        a_form("wesp_noconsent"),
        values={"ground_evidence.crime.evidence": "Messages that she showed to the worker"},
    )
    assert "danger.words-beside-doubt" not in checks(found("wesp", of(quiet)))


def test_a_birth_to_come_tells_no_age():
    assert checks(Given(values={"dob": "08/12/2027"}).found(), "danger.") == []
    assert checks(Given(values={"dob": "08/12/2027"}).found(), "age.") == []


def test_a_date_of_birth_on_any_paper_counts():
    findings = Given(second={"dob": "08/12/2010"}).found()
    told = [(finding.check, finding.form) for finding in findings if finding.check[:6] == "danger"]
    assert told == [("danger.under-age", "wesp_consent")]


def test_ages_count_on_the_arrival_when_the_form_is_dated_later():
    values = {"dob": "20/12/2008", "referral_date": "21/12/2026"}
    assert "danger.under-age" in checks(Given(values=values).found())


# Protocols, section 12, test 7: each danger answer x {complete, incomplete, late, unknown sender}.
DANGERS = [
    ("wesp", {"urgent": "yes", "urgent_reason": "He has found out where she lives."}),
    ("wesp", {"child_risk": "yes"}),
    ("wesp", {"vulnerable_adult": "yes"}),
    ("wesp", {"dob": "01/01/2010"}),
    ("mase", {"urgent": "yes"}),
    ("mase", {"dob": "01/01/2015"}),
    ("mase", {"need_level": "4"}),
    *(("mase", {gate: "yes"}) for gate in (
        "gate_significant_harm", "gate_parent_facilitating", "gate_parent_failing",
        "gate_trusted_adult",
    )),
]  # fmt: skip
LATE = {
    "missed_meeting": Deadline(meeting=MEETING, closes=CLOSES),
    "next_meeting": Deadline(meeting=dt.date(2027, 1, 21), closes=None),
}
WAYS = {
    "complete": ({}, {}),
    "incomplete": ({"first_name": "", "signed_name": "", "referrer_email": "by phone"}, {}),
    "late": ({}, LATE),
    "unknown sender": ({}, {"sender": SenderStanding.UNKNOWN}),
}


@pytest.mark.parametrize(
    ("danger", "way"), list(itertools.product(DANGERS, WAYS)), ids=lambda part: str(part)[:30]
)
def test_danger_alerts_before_anything_else_whatever_the_form_is_like(
    danger: tuple[str, dict[str, str | bool]], way: str
):
    kind, values = danger
    broken, facts = WAYS[way]
    findings = Given(kind=kind, values=values | broken, facts=facts).found()
    assert findings[0].severity is Severity.ALERT
    assert findings[0].check.startswith("danger.")


def test_words_in_the_mail_alert_when_nothing_could_be_read():
    facts = some_facts(danger_words=("urgent",), unread_papers=1)
    findings = found("wesp", of(), facts=facts)
    assert findings[0].check == "danger.words-unread"
    assert decide(findings) is Disposition.NEEDS_YOU


def test_a_missing_date_of_telling_social_care_is_never_a_plain_gap():
    findings = Given(values={"child_risk": "yes", "vulnerable_adult": "yes"}).found()
    assert decide(findings) is Disposition.ACCEPT
    assert [finding.check for finding in alerts(findings)] == [
        "danger.child-risk",
        "danger.social-care-not-told",
        "danger.adult-safeguarding-not-told",
    ]


def test_the_panels_words_of_danger_are_whole_words():
    assert "urgent" in the_protocol("wesp").danger_words
    assert checks(Given(values={"views": "There is no insurgent here."}).found(), "danger.") == []
