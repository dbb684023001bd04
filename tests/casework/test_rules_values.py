"""What a reading noticed about single answers becomes what somebody is told (forms 2, 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from casework.answer import Answer, PartialDate
from casework.finding import Severity
from casework.notes import KEPT_FROM_EARLIER, Note
from tests.support.protocols import Case, Given, a_set, checks, holds_for, said, with_settings

RETURN, WARN = Severity.RETURN, Severity.WARN
ROW = said(a_set().answer("children").rows)


def wesp(values: Mapping[str, str | bool] | None = None, **answers: Answer) -> Given:
    return Given(values=values or {}, answers=answers)


def noted(note: str, question: str = "background", value: str = "Long known to us") -> Given:
    return Given(answers={question: said(value, notes=(note,))})


def rows(note: str) -> Given:
    return Given(answers={"children": said(ROW.rows, notes=(note,))})


PLAIN = wesp()
CASES = [
    Case("values.out-of-range", RETURN, wesp({"esc_callouts_12m": "501"}),
         wesp({"esc_callouts_12m": "500"})),
    Case("values.year-out-of-range", RETURN, wesp({"dob": "31/12/1919"}),
         wesp({"dob": "01/01/1920"})),
    Case("values.future-date", RETURN, wesp({"signed_date": "09/12/2026"}),
         wesp({"signed_date": "08/12/2026"})),
    Case("values.future-date", RETURN, wesp({"children.1.dob_or_age": "09/12/2026"}),
         wesp({"meeting_date": "21/01/2027"})),
    Case("values.future-date", RETURN, Given(second={"client_signed_date": "09/12/2026"}),
         Given(second={"expiry": "09/12/2027"})),
    Case("values.choose-one", RETURN, rows(Note.CHOOSE_ONE.at("1", "x")), rows(Note.CHOOSE_ONE)),
    Case("values.not-an-option", RETURN, rows(Note.NOT_AN_OPTION.at("1", "x")),
         rows(Note.NOT_AN_OPTION)),
    Case("values.cell-unsure", WARN, rows(Note.READER_UNSURE.at("1", "x")),
         rows(Note.READER_UNSURE)),
    Case("values.may-be-cut-off", WARN, noted(Note.MAY_BE_CUT_OFF), PLAIN),
    Case("values.may-be-cut-off", WARN, rows(Note.MAY_BE_CUT_OFF.at("1", "name")), PLAIN),
    Case("values.two-digit-year", WARN, wesp({"dob": "14/02/96"}), wesp({"dob": "14/02/1996"})),
    Case("values.partial-date", WARN, wesp({"dob": "Feb 1996"}), wesp({"dob": "14 Feb 1996"})),
    Case("values.estimated", WARN, wesp({"dob": "c.1986"}), wesp({"dob": "1986"})),
    Case("values.two-dates", WARN, wesp({"dob": "14/02/1996 or 14/02/1997"}),
         wesp({"dob": "14/02/1996"})),
    Case("values.not-a-date", WARN, wesp({"dob_other": "14/02/1996, spring"}),
         wesp({"dob_other": "14/02/1996, 3 May 1996"})),
    Case("values.not-a-date", WARN, wesp({"children.1.dob_or_age": "25 or so"}),
         wesp({"children.1.dob_or_age": "8 months"})),
    Case("values.not-a-date", WARN, wesp({"children.1.dob_or_age": "03/25/2019"}),
         wesp({"children.1.dob_or_age": "18 months"})),
    Case("values.ambiguous", WARN, wesp({"dob_other": "3/4/20"}), wesp({"dob_other": "3/4/96"})),
    Case("values.ambiguous", WARN, wesp({"children.1.dob_or_age": "3/4/20"}),
         wesp({"children.1.dob_or_age": "3/4/2020"})),
    Case("values.several-in-one-cell", WARN,
         wesp({"children.1.dob_or_age": "03/04/2019 or 04/04/2019"}),
         wesp({"children.1.dob_or_age": "03/04/2019"})),
    Case("values.two-digit-year", WARN, wesp({"children.1.dob_or_age": "03/04/19"}),
         wesp({"children.1.dob_or_age": "7"})),
    Case("values.day-or-month", WARN,
         wesp({"csc_referral_date": "11/25/2026", "dob": "03/04/1996"}),
         wesp({"csc_referral_date": "31/02/2026", "dob": "03/04/1996"})),
    Case("values.day-or-month", WARN,
         wesp({"children.1.dob_or_age": "03/25/2019", "dob": "03/04/1996"}),
         wesp({"children.1.dob_or_age": "03/25/2019", "dob": "03/03/1996",
               "referral_date": "2026-12-07", "signed_date": "7 Dec 2026",
               "consent_discussed_date": "25/11/2026"})),
    Case("values.weekday-differs", WARN, wesp({"dob": "Monday 14 Feb 1996"}),
         wesp({"dob": "Wednesday 14 Feb 1996"})),
    Case("values.weekday-differs", WARN, wesp({"children.1.dob_or_age": "Tue 5 May 2019"}),
         wesp({"children.1.dob_or_age": "Sun 5 May 2019"})),
    Case("values.age-differs", WARN, wesp({"dob": "14/02/1996 (age 34)"}),
         wesp({"dob": "14/02/1996 (age 30)"})),
    Case("values.age-differs", WARN, wesp({"age_estimate": "34", "dob": "14/02/1996"}),
         wesp({"age_estimate": "30", "dob": "14/02/1996"})),
    Case("values.age-differs", WARN, wesp({"children.1.dob_or_age": "05/05/2019 (9)"}),
         wesp({"children.1.dob_or_age": "05/05/2019 (7)"})),
    Case("values.an-age", WARN, wesp({"dob": "34 yrs"}), wesp({"dob": "34"})),
    Case("values.name-has-digits", WARN, wesp({"surname": "Examp1e"}), wesp({"surname": "O'Neil"})),
    Case("values.other-name", WARN, wesp({"surname": "Example (n\u00e9e Sample)"}),
         wesp({"surname": "O\u2019Nee"})),
    Case("values.several-numbers", WARN,
         wesp({"contact_phone": "07700 900123 / 07700 900124"}),
         wesp({"contact_phone": "07700 900123 (her mother's)"})),
    Case("values.words-beside", WARN, wesp({"contact_phone": "07700 900123 (her mother's)"}),
         wesp({"contact_phone": "07700 900123 ext 12"})),
    Case("values.not-a-uk-phone", WARN, wesp({"contact_phone": "07700 900"}),
         wesp({"contact_phone": "07700 900456"})),
    Case("values.not-a-postcode", WARN, wesp({"postcode": "NF1 1AA"}),
         wesp({"postcode": "se163ef"})),
    Case("values.like-a-postcode", WARN, wesp({"postcode": "SW1A OAA"}),
         wesp({"postcode": "SW1A 0AA"})),
    Case("values.not-an-nhs-number", WARN, noted(Note.NOT_AN_NHS_NUMBER), PLAIN),
    Case("values.several-in-one-cell", WARN, wesp({"aliases.1.alias": "Lexi and Ally"}),
         wesp({"aliases.1.alias": "Lexi aka Ally"})),
    Case("values.rows-split", WARN, wesp({"aliases.1.alias": "Lexi; Ally"}),
         wesp({"aliases.1.alias": "Lexi"})),
    Case("values.several-in-one-cell", WARN,
         wesp({"children.1.name": "Charlie and Robin", "children.1.dob_or_age": "05/05/2019"}),
         wesp({"children.1.name": "Charlie", "children.1.dob_or_age": "05/05/2019"})),
    Case("values.kept-from-earlier", WARN, noted(KEPT_FROM_EARLIER), PLAIN),
    Case("values.added-row", WARN, rows("added_row"), PLAIN),
    Case("values.beside-box", WARN, noted("beside_box"), PLAIN),
    Case("values.line-ends-lost", WARN, noted("line_ends_lost"), PLAIN),
    Case("values.read-from-looks", WARN, noted("read_from_looks"), PLAIN),
    Case("values.unknown-layout", WARN, noted("unknown_layout"), PLAIN),
    Case("values.few-words", WARN, wesp({"holistic_need": "nineteen " * 19}),
         wesp({"holistic_need": "twenty " * 20})),
    Case("values.few-words", WARN, wesp({"referrer_name": "Robin"}),
         wesp({"referrer_name": "Robin S"})),
    Case("values.contact-in-narrative", WARN, wesp({"views": "Ring me on 07700 900123."}),
         wesp({"address": "1 Example Street, SW1A 1AA"})),
    Case("values.old-referral", WARN, wesp({"referral_date": "08/10/2026"}),
         wesp({"referral_date": "09/10/2026"})),
    Case("values.wording", WARN,
         Given(kind="mase", values={"work_done": "It is her lifestyle  choice."}),
         Given(values={"background": "It is her lifestyle choice."})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_a_range_is_told_with_its_limits():
    finding = next(f for f in wesp({"esc_callouts_12m": "501"}).found() if "range" in f.check)
    assert finding.values == {"low": "0", "high": "500"}
    assert finding.place.page == 1


def test_the_row_of_a_finding_is_named():
    finding = next(f for f in rows(Note.CHOOSE_ONE.at("2", "gender")).found() if "one" in f.check)
    assert (finding.field_id, finding.part) == ("children", "2.gender")


def test_the_age_rule_has_the_last_word_on_an_estimated_age():
    unknown: dict[str, str | bool] = {"dob": "unknown", "age_estimate": "12"}
    assert checks(wesp(unknown).found(), "values.") == []


def test_a_date_without_its_day_is_never_in_the_future():
    partial = wesp(dob=said(PartialDate(year=2027)))
    assert "values.future-date" not in checks(partial.found())


def test_of_several_dates_of_birth_each_counts_for_the_age():
    """A date or age that would make the person a child is told, whichever box it stands in."""
    child = "danger.may-be-under-age"
    doubts: list[dict[str, str | bool]] = [
        {"dob": "14/02/1996 or 14/02/2010"},
        {"dob_other": "14 Feb 2010"},
        {"dob": "14/02/2006 (age 16)"},
        {"dob": "unknown", "age_estimate": "16-18"},
        {"dob": "3/4/20"},
        {"age_estimate": "17"},
    ]
    assert [values for values in doubts if child not in checks(wesp(values).found())] == []
    assert child not in checks(wesp({"dob_other": "14 Feb 1995; c.1990"}).found())


def test_an_age_in_the_box_of_the_date_of_birth_is_heard_and_the_date_asked_for():
    found = checks(wesp({"dob": "age 16"}).found())
    assert {"danger.under-age", "completeness.not-understood", "values.an-age"} <= set(found)


def test_what_is_said_of_two_readings_never_holds_them():
    values: dict[str, str | bool] = {"dob": "3/4/20", "postcode": "SW1A OAA"}
    for finding in wesp(values).found():
        told = f"{finding.words} {finding.values}"
        assert not {"3/4/20", "03/04/2020", "OAA", "0AA"} & set(told.split()), finding.check


def test_arrival_counts_in_london():
    """At half past eleven at night in UTC it is the next day in London in summer."""
    arrived = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    values: dict[str, str | bool] = {"signed_date": "02/07/2026"}
    findings = Given(values=values, facts={"arrived": arrived}).found()
    assert "signed_date" not in {f.field_id for f in findings if f.check == "values.future-date"}


def test_a_panel_without_a_word_list_judges_no_words():
    assert with_settings("wesp").language_check == ()
