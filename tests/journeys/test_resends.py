"""Forms that come again: corrected, unchanged, from somebody else (forms, 9.3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casework.disposition import Disposition
from casework.match import Verdict
from casework.receipt import MessageKind
from casework.resend import Change
from procedures import changes, repeats
from register import alerts, cases, findings, matches
from tests.support.histories import (
    CONSENT,
    GAPS,
    JAMIE,
    READY,
    REFERRAL,
    STRANGER,
    YOU,
    filled_in,
    found,
    returned_form,
    show,
    state,
)
from tests.support.installation import PAT, Clerk, text_of
from tests.support.submissions import complete_values

# 9.3: a form that comes again


def test_only_what_is_open_is_asked_for_again_and_the_third_time_they_are_called(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    clerk.now += dt.timedelta(hours=2)
    one = filled_in(returned_form(clerk), dob="14/02/1996")
    second = clerk.receive(one, subject="our form")
    assert (second.case, second.kind) == (first.case, MessageKind.RESEND)
    mail = clerk.out()[-1]
    assert "1 answer is now complete. 1 answer is still missing." in text_of(mail)
    assert [f.field_id for f in findings.of(second.reference) if f.severity == "return"] == [
        "key_risks"
    ]
    clerk.now += dt.timedelta(hours=2)
    sent = len(clerk.out())
    third = clerk.receive(filled_in(returned_form(clerk), referrer_role="Team manager"))
    assert (third.case, third.disposition) == (first.case, Disposition.NEEDS_YOU)
    assert third.reason == "returned_twice"
    assert len(clerk.out()) == sent
    assert [paper.number for paper in cases.history(first.case) if paper.role == "referral"] == [
        1,
        2,
        3,
    ]


def test_a_page_alone_completes_the_form_and_says_what_was_kept(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    form = clerk.rooms.catalogue.of_form(REFERRAL)[-1].form
    blank = dict.fromkeys(complete_values(form))
    page: dict[str, Any] = blank | {"dob": "14/02/1996", "key_risks": "Violence by a buyer."}
    again = clerk.receive(clerk.form(REFERRAL, **page), subject=f"RE: {first.case}")
    assert again.case == first.case
    assert "values.kept-from-earlier" in found(again)
    assert state(first.case) is READY
    told = {line.field: line.change for line in changes.of_case(first.case, clerk.rooms)}
    assert told["dob"] is told["key_risks"] is Change.SETTLED
    assert told["first_name"] is Change.VANISHED


def test_a_danger_taken_back_is_held_and_told_at_once_and_again_the_next_time(clerk: Clerk):
    gaps = {"key_risks": None, "child_risk": "yes"}
    first = clerk.receive(clerk.form(REFERRAL, **gaps), clerk.form(CONSENT))
    for risks in ("Violence by a buyer.", "Violence by a buyer last month."):
        clerk.now += dt.timedelta(hours=1)
        again = clerk.receive(
            clerk.form(REFERRAL, child_risk="no", key_risks=risks), subject=f"RE: {first.case}"
        )
        assert again.case == first.case
        assert {"danger.lowered", "completeness.danger-lowered"} <= found(again)
        assert state(first.case) is YOU
    (line,) = [
        line for line in changes.of_case(first.case, clerk.rooms) if line.field == "child_risk"
    ]
    assert (line.change, line.before, line.after) == (Change.LOWERED, "Yes", "No")
    assert "question 2.3: a danger taken back" in "\n".join(show(first.case, clerk))
    told = [alert for alert in alerts.every(case=first.case) if alert.check == "danger.lowered"]
    assert len(told) == 2


def test_the_same_bytes_again_make_no_new_version(clerk: Clerk):
    files = (clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    first = clerk.receive(*files)
    again = clerk.receive(*files, body="Did you get this?\n")
    assert again.same_as == first.reference
    assert len(cases.history(first.case)) == 2


def test_the_same_answers_in_a_new_file_make_no_new_version(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    clerk.now += dt.timedelta(hours=1)
    sent = len(clerk.out())
    again = clerk.receive(clerk.form(REFERRAL, "word"), subject=f"RE: {first.case}")
    assert (again.same_as, again.reason) == (first.reference, "same_answers")
    assert len(cases.history(first.case)) == 2
    assert len(clerk.out()) == sent
    assert state(first.case) is READY


@pytest.mark.parametrize("style", ["pdf", "word"])
def test_a_form_sent_back_that_comes_again_unchanged_is_a_persons(clerk: Clerk, style: str):
    """What we marked and wrote on it is never read as an answer."""
    first = clerk.receive(clerk.form(REFERRAL, style, **GAPS), clerk.form(CONSENT))
    clerk.now += dt.timedelta(hours=1)
    again = clerk.receive(returned_form(clerk), subject="Here it is")
    assert (again.disposition, again.reason) == (Disposition.NEEDS_YOU, "same_answers")
    assert len(cases.history(first.case)) == 2


@pytest.mark.parametrize(
    ("sender", "check"),
    [
        (JAMIE, "rereferral.named-by-colleague"),
        (PAT, "rereferral.named-by-another"),
        (STRANGER, "rereferral.named-by-another"),
    ],
)
def test_a_corrected_form_from_somebody_else_waits_for_a_word(
    clerk: Clerk, sender: str, check: str
):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    sent = len(clerk.out())
    corrected = filled_in(returned_form(clerk), dob="14/02/1996", key_risks="Violence by a buyer.")
    again = clerk.receive(corrected, sender=sender)
    assert again.case != first.case
    assert check in found(again)
    assert state(again.case) is YOU
    assert len(clerk.out()) == sent
    assert {match.other for match in matches.of(again.case)} == {first.case}


def test_a_colleagues_correction_is_applied_after_one_word(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL, **GAPS), clerk.form(CONSENT))
    corrected = filled_in(returned_form(clerk), dob="14/02/1996", key_risks="Violence by a buyer.")
    clerk.now += dt.timedelta(hours=1)
    again = clerk.receive(corrected, sender=JAMIE)
    said = repeats.say(first.case, again.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    assert (said.case, said.joined) == (first.case, True)
    clerk.work()
    kept = cases.case(first.case)
    assert (kept.state, len(kept.referrers)) == (READY, 2)
    assert clerk.out()[-1]["To"] == "jamie.outreach@outreach.example"
    assert len([p for p in cases.history(first.case) if p.role == "referral"]) == 2
