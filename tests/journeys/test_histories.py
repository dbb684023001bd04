"""Two agencies, one person; and a person who comes again (forms, 9.4; B8)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casework.case import CaseState
from casework.document import Audience
from casework.match import Verdict
from casework.receipt import Receipt
from procedures import meeting_cases, meetings, repeats
from register import audit, cases, findings, matches
from register import meetings as registered
from tests.support.histories import BACK, CONSENT, READY, REFERRAL, found, show, state
from tests.support.installation import PAT, Clerk, text_of

# B8: two agencies refer one person


def test_two_agencies_refer_one_person_both_are_kept_until_a_person_joins_them(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    clerk.now += dt.timedelta(days=1)
    second = clerk.receive(
        clerk.form(REFERRAL, "word", key_risks="Owes money to a dealer."),
        clerk.form(CONSENT, "word"), sender=PAT,
    )  # fmt: skip
    assert second.case != first.case
    assert "rereferral.may-be-known" in found(second)
    assert [state(first.case), state(second.case)] == [READY, READY]
    (match,) = matches.undecided()
    assert (match.case, match.other, match.strength) == (second.case, first.case, "strong")
    assert "same date of birth" in match.reasons
    repeats.say(second.case, first.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    joined = cases.case(first.case)
    assert (joined.state, len(joined.referrers)) == (READY, 2)
    assert len(cases.history(first.case)) == 4
    assert len(cases.history(second.case)) == 2
    assert state(second.case) is CaseState.CLOSED
    assert matches.undecided() == ()


def test_the_second_referrers_correction_goes_on_in_the_joined_case(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    second = clerk.receive(
        clerk.form(REFERRAL, "word", key_risks=None), clerk.form(CONSENT, "word"), sender=PAT
    )
    repeats.say(second.case, first.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    clerk.now += dt.timedelta(hours=1)
    again = clerk.receive(
        clerk.form(REFERRAL, key_risks="Owes money."), sender=PAT, subject=f"RE: {second.case}"
    )
    assert again.case == first.case


# 9.4: re-referral


def heard(clerk: Clerk) -> str:
    """A case that the panel has discussed."""
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    cases.list_for(first.case, dt.date(2026, 12, 17), now=clerk.now)
    clerk.now = dt.datetime(2026, 12, 17, 14, 0, tzinfo=dt.UTC)
    notes = clerk.rooms.places.home / "notes.txt"
    notes.write_text(f"{first.case}\n!Police: visit by 31 December [visit]\n", encoding="utf-8")
    meetings.close(clerk.rooms, dt.date(2026, 12, 17), notes, now=clerk.now)
    clerk.now += dt.timedelta(days=14)
    return first.case


def again_from_police(clerk: Clerk, **changes: Any) -> Receipt:
    values = {"first_name": "Aleksandra", "referral_date": "31/12/2026", **changes}
    return clerk.receive(
        clerk.form(REFERRAL, "word", **values),
        clerk.form(CONSENT, "word", first_name="Aleksandra", referral_date="31/12/2026"),
        sender=PAT,
    )


def test_a_person_heard_before_is_suggested_and_asked_about_after_one_word(clerk: Clerk):
    earlier = heard(clerk)
    new = again_from_police(clerk)
    assert "rereferral.may-be-known" in found(new)
    assert cases.case(new.case).earlier == ""
    said = repeats.say(new.case, earlier, Verdict.SAME, clerk.rooms, now=clerk.now)
    assert (said.case, said.joined, said.rereferral) == (new.case, False, True)
    checks = {f.check for f in findings.of(new.reference, case=new.case)}
    assert {"rereferral.known", "rereferral.said-not-heard"} <= checks
    assert cases.case(new.case).earlier == earlier
    assert state(new.case) is BACK
    clerk.work()
    mail = clerk.out()[-1]
    assert mail["To"] == "pat.lead@police.example"
    assert "question 9.8" in text_of(mail)
    assert earlier not in text_of(mail)
    assert state(earlier) is CaseState.DISCUSSED
    clerk.now += dt.timedelta(hours=1)
    answer = clerk.receive(
        clerk.form(REFERRAL, previously_heard="yes", escalation_since="Two assaults.",
                   first_name="Aleksandra", referral_date="31/12/2026"),
        sender=PAT, subject=f"RE: {new.case}",
    )  # fmt: skip
    assert answer.case == new.case
    assert state(new.case) is READY


def test_what_a_person_told_apart_is_not_suggested_again(clerk: Clerk):
    earlier = heard(clerk)
    new = again_from_police(clerk, key_risks=None)
    repeats.say(new.case, earlier, Verdict.NOT_SAME, clerk.rooms, now=clerk.now)
    clerk.now += dt.timedelta(hours=1)
    again = clerk.receive(
        clerk.form(REFERRAL, first_name="Aleksandra", referral_date="31/12/2026"),
        sender=PAT, subject=f"RE: {new.case}",
    )  # fmt: skip
    assert again.case == new.case
    assert not {check for check in found(again) if check.startswith("rereferral.")}
    entries = [entry for _, _, entry in audit.entries(subject=new.case)]
    assert ("match_decided", f"{earlier}:not_same", "desk") in [
        (entry.what.value, entry.detail, entry.who) for entry in entries
    ]


def test_an_old_token_after_the_meeting_is_a_new_matter(clerk: Clerk):
    earlier = heard(clerk)
    again = clerk.receive(
        clerk.form(REFERRAL, key_risks="Two assaults since.", referral_date="31/12/2026"),
        clerk.form(CONSENT, referral_date="31/12/2026"), subject=f"RE: {earlier}",
    )  # fmt: skip
    assert again.case != earlier
    assert state(earlier) is CaseState.DISCUSSED
    assert len(cases.history(earlier)) == 2
    assert {match.other for match in matches.of(again.case)} == {earlier}


def test_a_word_on_one_case_or_on_a_joined_one_is_refused(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    with pytest.raises(repeats.OneCase):
        repeats.say(first.case, first.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    second = clerk.receive(clerk.form(REFERRAL, "word"), clerk.form(CONSENT, "word"), sender=PAT)
    repeats.say(first.case, second.case, Verdict.SAME, clerk.rooms, now=clerk.now)
    with pytest.raises(repeats.JoinedAlready):
        repeats.say(first.case, second.case, Verdict.LINKED, clerk.rooms, now=clerk.now)


def test_the_papers_print_the_last_hearing_and_what_is_open_from_it(clerk: Clerk):
    earlier = heard(clerk)
    new = again_from_police(
        clerk, previously_heard="yes", escalation_since="Two assaults since the meeting."
    )
    repeats.say(new.case, earlier, Verdict.SAME, clerk.rooms, now=clerk.now)
    assert state(new.case) is READY
    cases.list_for(new.case, dt.date(2027, 1, 21), now=clerk.now)
    meeting = next(row for row in registered.every() if row.date == dt.date(2027, 1, 21))
    listed = meeting_cases.gather(meeting, clerk.rooms, now=clerk.now)
    (one,) = listed.cases
    assert one.on_list.rereferral

    def section(*may_have: str) -> tuple[list[str], int]:
        (sheet,) = meeting_cases.sheets(listed, Audience.MEMBER, clerk.rooms, may_have=may_have)
        last = sheet.sections[-1]
        assert last.title == "Heard before"
        return [line.text for line in last.lines], len(last.grids)

    assert section(earlier) == (["Heard on Thursday 17 December 2026"], 1)
    assert section() == (["Heard on Thursday 17 December 2026"], 0)


def test_the_commands_list_and_record_a_persons_word(clerk: Clerk):
    first = clerk.receive(clerk.form(REFERRAL), clerk.form(CONSENT))
    second = clerk.receive(clerk.form(REFERRAL, "word"), clerk.form(CONSENT, "word"), sender=PAT)
    (line,) = repeats.suggestions()
    assert (line.case, line.other, line.verdict) == (second.case, first.case, "")
    assert f"{first.case}  strong: same date of birth" in "\n".join(show(second.case, clerk))
    said = repeats.say(second.case, first.case, Verdict.LINKED, clerk.rooms, now=clerk.now)
    assert "two people whose cases belong together" in repeats.in_words(said)[0]
    assert repeats.suggestions() == ()
    assert "the cases belong together" in "\n".join(show(first.case, clerk))
