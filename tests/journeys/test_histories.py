"""Sets that come in parts, forms that come again, and people who come again (forms, section 9)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest

from casework.case import CaseState
from casework.disposition import Disposition
from casework.document import Audience
from casework.match import Verdict
from casework.receipt import MessageKind, Receipt
from casework.resend import Change
from forms import filled
from procedures import cases as case_words
from procedures import changes, meeting_cases, meetings, repeats
from procedures.office import FONTS
from register import alerts, audit, cases, findings, intake, matches
from register import meetings as registered
from tests.support.installation import PAT, Clerk, files_of, text_of
from tests.support.submissions import complete_values

REFERRAL, CONSENT, WITHOUT = "wesp_referral", "wesp_consent", "wesp_noconsent"
JAMIE = "Jamie Outreach <jamie.outreach@outreach.example>"
STRANGER = "Somebody <x@elsewhere.example>"
OMAR: dict[str, Any] = {"first_name": "Omar", "surname": "Quill", "dob": "30/11/1984"}
OMAR_REFERRED: dict[str, Any] = OMAR | {
    "aliases.1.alias": "Quilly", "aliases.2.alias": None, "contact_phone": "07700 900999",
    "postcode": "SO14 6WB", "middle_names": None, "dob_other": None,
}  # fmt: skip
GAPS: dict[str, Any] = {"dob": None, "key_risks": None}
READY, BACK, YOU = CaseState.READY, CaseState.SENT_BACK, CaseState.NEEDS_YOU


def found(receipt: Receipt) -> set[str]:
    return {finding.check for finding in findings.of(receipt.reference)}


def state(reference: str) -> CaseState:
    return cases.case(reference).state


def returned_form(clerk: Clerk, number: int = -1) -> tuple[str, bytes]:
    """The marked form of our newest mail, as the referrer got it."""
    return next(iter(files_of(clerk.out()[number]).items()))


def filled_in(form: tuple[str, bytes], **answers: str) -> tuple[str, bytes]:
    """A form with these text answers typed into it."""
    return form[0], filled.pdf(form[1], answers, fonts=FONTS)


def fields_of(data: bytes) -> set[str]:
    """The names of a form's fields."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {str(field.T) for field in pdf.Root.AcroForm.Fields}


def show(reference: str, clerk: Clerk) -> tuple[str, ...]:
    return case_words.in_words(case_words.show(reference, clerk.rooms))


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
