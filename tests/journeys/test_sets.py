"""Sets that are whole, and sets whose forms come apart (forms, 9.1 and 9.2)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.case import CaseState
from casework.disposition import Disposition
from casework.match import Verdict
from casework.receipt import MessageKind
from forms import filled
from procedures import repeats
from procedures.office import FONTS
from register import audit, cases, findings, intake, matches
from tests.support.histories import (
    BACK,
    CONSENT,
    GAPS,
    OMAR,
    OMAR_REFERRED,
    READY,
    REFERRAL,
    WITHOUT,
    YOU,
    fields_of,
    filled_in,
    found,
    returned_form,
    state,
)
from tests.support.installation import Clerk, files_of, text_of
from tests.support.submissions import complete_values

# 9.1: completeness of a set


def test_the_referral_alone_gets_both_blanks_numbered_for_its_set(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL))
    assert state(receipt.case) is BACK
    assert len(files_of(clerk.out()[0])) == 2


def test_a_consent_form_alone_is_kept_asked_for_its_referral_and_then_a_persons(clerk: Clerk):
    receipt = clerk.receive(clerk.form(CONSENT))
    assert (receipt.kind, state(receipt.case)) == (MessageKind.SET_PART, BACK)
    assert "second form" in clerk.out()[0]["Subject"] or "referral" in text_of(clerk.out()[0])
    clerk.now += dt.timedelta(days=2)  # Wednesday to Friday
    clerk.work()
    assert state(receipt.case) is BACK
    clerk.now += dt.timedelta(days=3)  # Monday: two working days have passed
    clerk.work()
    assert state(receipt.case) is YOU


@pytest.mark.parametrize(
    ("second", "changes", "check"),
    [
        ((CONSENT, WITHOUT), {}, "attachments.too-many-papers"),
        ((CONSENT,), {"capacity_view": "no"}, "consent.capacity-doubted"),
        ((CONSENT,), {"capacity_view": "unknown"}, "consent.capacity-doubted"),
        ((WITHOUT,), {}, "attachments.route-differs"),
        ((CONSENT,), {"explained_who": "no"}, "consent.not-explained"),
    ],
)
def test_a_set_that_does_not_agree_waits_for_a_person(
    clerk: Clerk, second: tuple[str, ...], changes: dict[str, str], check: str
):
    receipt = clerk.receive(clerk.form(REFERRAL), *(clerk.form(form, **changes) for form in second))
    assert check in found(receipt)
    assert receipt.disposition is not Disposition.ACCEPT


def test_two_referral_forms_that_differ_wait_for_a_person(clerk: Clerk):
    receipt = clerk.receive(
        clerk.form(REFERRAL), clerk.form(REFERRAL, "word", key_risks="Others."), clerk.form(CONSENT)
    )
    assert "attachments.two-of-one-kind" in found(receipt)
    assert state(receipt.case) is YOU


# 9.2: joining halves


def test_the_other_half_joins_by_the_blank_that_we_sent(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL))
    values = complete_values(clerk.rooms.catalogue.of_form(CONSENT)[-1].form)
    blanks = [
        (name, filled.pdf(data, values, fonts=FONTS))
        for name, data in files_of(clerk.out()[0]).items()
        if "info_sheet_given" in fields_of(data)
    ]
    clerk.now += dt.timedelta(days=1)
    again = clerk.receive(*blanks, subject="as asked")
    assert (again.case, again.kind) == (first.case, MessageKind.RESEND)
    assert state(first.case) is READY


def test_the_other_half_joins_by_the_reference_in_a_reply(clerk: Clerk):
    first = clerk.receive(clerk.form(CONSENT))
    again = clerk.receive(clerk.form(REFERRAL), subject=f"RE: Panel form {first.case}")
    assert again.case == first.case
    assert state(first.case) is READY


def test_halves_in_two_mails_the_consent_first_wait_for_one_word(clerk: Clerk):
    first = clerk.receive(clerk.form(CONSENT))
    clerk.now += dt.timedelta(days=2)
    sent = len(clerk.out())
    second = clerk.receive(clerk.form(REFERRAL))
    assert second.case != first.case
    assert "attachments.other-half-elsewhere" in found(second)
    assert state(second.case) is YOU
    assert len(clerk.out()) == sent  # nobody is asked for a form that is here
    said = repeats.say(second.case, first.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    assert (said.case, said.joined) == (first.case, True)
    assert (state(first.case), state(second.case)) == (READY, CaseState.CLOSED)
    assert {paper.role for paper in cases.papers(first.case)} == {"referral", "consent"}
    assert cases.case(second.case).joined == first.case
    clerk.work()
    assert clerk.out()[-1]["Subject"].endswith(f"{first.case} is complete, nothing to do")
    assert audit.verify() is None


def test_halves_of_two_people_stay_apart_and_the_missing_one_is_asked_for(clerk: Clerk):
    first = clerk.receive(clerk.form(CONSENT))
    second = clerk.receive(clerk.form(REFERRAL))
    repeats.say(second.case, first.case, Verdict.NOT_SAME, clerk.rooms, now=clerk.now)
    clerk.work()
    assert state(second.case) is BACK
    assert "needs its second form" in clerk.out()[-1]["Subject"]
    assert matches.undecided() == ()


def test_two_people_in_one_mail_are_two_cases(clerk: Clerk):
    receipt = clerk.receive(
        clerk.form(REFERRAL), clerk.form(REFERRAL, "word", **OMAR_REFERRED),
        clerk.form(CONSENT, "word", **OMAR), clerk.form(CONSENT),
    )  # fmt: skip
    assert receipt.disposition is Disposition.ACCEPT
    assert [case.state for case in cases.cases()] == [READY, READY]
    for case in cases.cases():
        names = {paper.role for paper in cases.papers(case.reference)}
        assert names == {"referral", "consent"}
        assert findings.of(receipt.reference, case=case.reference)
        assert intake.receipts(case=case.reference) == (receipt,)
    assert len(clerk.out()) == 2


def test_twins_with_plain_names_are_two_cases_and_a_suggestion(clerk: Clerk):
    twin = {"first_name": "Sandra"}
    receipt = clerk.receive(
        clerk.form(REFERRAL), clerk.form(REFERRAL, "word", **twin),
        clerk.form(CONSENT), clerk.form(CONSENT, "word", **twin),
    )  # fmt: skip
    assert receipt.disposition is Disposition.ACCEPT
    assert len(cases.cases()) == 2


def test_papers_that_fit_both_twins_wait_for_a_person(clerk: Clerk):
    twin = {"first_name": "Alexa", "dob": "14/02/1996"}
    receipt = clerk.receive(
        clerk.form(REFERRAL), clerk.form(REFERRAL, "word", **twin),
        clerk.form(CONSENT), clerk.form(CONSENT, "word", **twin),
    )  # fmt: skip
    assert len(cases.cases()) >= 2
    assert receipt.disposition is Disposition.NEEDS_YOU
    assert any(match.strength == "strong" for match in matches.undecided())


def test_a_form_of_somebody_else_on_an_old_reply_is_a_new_matter(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    second = clerk.receive(
        clerk.form(REFERRAL, "word", **OMAR_REFERRED), clerk.form(CONSENT, "word", **OMAR),
        subject=f"RE: Panel form {first.case} needs 2 more answers",
    )  # fmt: skip
    assert second.case != first.case
    assert state(second.case) is READY
    assert state(first.case) is BACK


def test_a_returned_form_used_again_for_the_next_person_waits_for_a_word(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    reused = filled_in(returned_form(clerk), **{k: v or "" for k, v in OMAR_REFERRED.items()})
    second = clerk.receive(reused, subject="Another one")
    assert second.case != first.case
    assert "rereferral.named-for-another" in found(second)
    assert state(second.case) is YOU
    assert len(cases.history(first.case)) == 2
