"""Every date of birth belongs to exactly one of the two panels (A1, W21, M1, M25, B10, M39)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ages import age_on
from casework.answer import Answer, PartialDate, State
from casework.facts import Deadline
from casework.finding import Finding, Severity
from casework.rules.age import check
from tests.support.forms import a_form
from tests.support.protocols import (
    Case,
    Given,
    checks,
    holds_for,
    of,
    said,
    some_facts,
    the_protocol,
)
from tests.support.submissions import a_submission

HOLD, RETURN, WARN = Severity.HOLD, Severity.RETURN, Severity.WARN
UNKNOWN = Answer(state=State.UNKNOWN)


def wesp(**answers: Answer) -> Given:
    return Given(answers=answers)


def mase(**answers: Answer) -> Given:
    return Given(kind="mase", answers=answers)


def born(day: int, month: int, year: int) -> Answer:
    return said(dt.date(year, month, day))


def estimated(age: int) -> Answer:
    return said(age, notes=("out_of_range",))


EXPLOITER = "exploiters.1.dob_or_age"
CASES = [
    Case("age.under", HOLD, wesp(dob=born(8, 12, 2008)), wesp(dob=born(7, 12, 2008))),
    Case("age.under", HOLD, wesp(dob=UNKNOWN, age_estimate=estimated(17)),
         wesp(dob=UNKNOWN, age_estimate=said(18))),
    Case("age.may-be-under", HOLD, wesp(dob=said(PartialDate(year=2008, month=12))),
         wesp(dob=said(PartialDate(year=2008, month=11)))),
    Case("age.over", HOLD, mase(dob=born(7, 12, 2008)), mase(dob=born(8, 12, 2008))),
    Case("age.may-be-over", HOLD, mase(dob=said(PartialDate(year=2008))),
         mase(dob=said(PartialDate(year=2009)))),
    Case("age.young", WARN, mase(dob=born(8, 12, 2010)), mase(dob=born(7, 12, 2010))),
    Case("age.young", WARN, mase(dob=born(7, 12, 2013)), mase(dob=born(8, 12, 2013))),
    Case("age.estimate-out-of-range", RETURN, wesp(dob=UNKNOWN, age_estimate=estimated(150)),
         wesp(dob=UNKNOWN, age_estimate=estimated(12))),
    Case("age.estimate-out-of-range", RETURN, mase(dob=UNKNOWN, age_estimate=estimated(-1)),
         mase(dob=UNKNOWN, age_estimate=estimated(30))),
    Case("age.birthday-before-meeting", WARN, mase(dob=born(17, 12, 2008)),
         mase(dob=born(18, 12, 2008))),
    Case("age.estimate-out-of-range", RETURN, mase(dob=UNKNOWN, age_estimate=estimated(-1)),
         mase(dob=UNKNOWN, age_estimate=estimated(18))),
    Case("age.birthday-before-meeting", WARN, mase(dob=born(9, 12, 2008)),
         mase(dob=born(7, 12, 2008))),  # eighteen already: that is held
    Case("age.young-exploiter", WARN, Given(kind="mase", values={EXPLOITER: "March 2012"}),
         Given(kind="mase", values={EXPLOITER: "March 2002"})),
    Case("age.young-exploiter", WARN, Given(kind="mase", values={EXPLOITER: "17"}),
         Given(kind="mase", values={EXPLOITER: "18"})),
    Case("age.young-exploiter", WARN, Given(kind="mase", values={EXPLOITER: "09/12/2008"}),
         Given(kind="mase", values={EXPLOITER: "about my age"})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def held(panel: str, birth: dt.date, referred: dt.date) -> list[Finding]:
    """What the age rule holds for this birth on this day of the referral."""
    form = a_form(f"{panel}_referral")
    paper = a_submission(form, dob=said(birth), referral_date=said(referred))
    facts = some_facts(
        panel,
        arrived=dt.datetime.combine(referred, dt.time(12), tzinfo=dt.UTC),
        next_meeting=None,
    )
    findings = check(of(paper), the_protocol(panel), facts)
    return [finding for finding in findings if finding.severity is HOLD]


@given(
    days=st.integers(min_value=0, max_value=30 * 366),
    referred=st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2028, 12, 31)),
)
def test_every_date_of_birth_belongs_to_exactly_one_panel(days: int, referred: dt.date):
    birth = referred - dt.timedelta(days=days)
    adult = not held("wesp", birth, referred)
    child = not held("mase", birth, referred)
    assert adult is not child
    assert adult is (age_on(birth, referred) >= 18)


@pytest.mark.parametrize(
    ("birth", "referred", "adult"),
    [
        (dt.date(2008, 6, 15), dt.date(2026, 6, 14), False),  # the eve of the birthday
        (dt.date(2008, 6, 15), dt.date(2026, 6, 15), True),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), False),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), True),
    ],
)
def test_the_eighteenth_birthday_is_the_border(birth: dt.date, referred: dt.date, *, adult: bool):
    assert bool(held("wesp", birth, referred)) is not adult
    assert bool(held("mase", birth, referred)) is adult


@pytest.mark.parametrize(
    ("birth", "of_age"),
    [
        (said(dt.date(2010, 3, 14)), "14 March 2028"),
        (said(dt.date(2012, 2, 29)), "1 March 2030"),
        (said(PartialDate(year=2012)), "a day we cannot tell"),
    ],
)
def test_the_day_of_the_majority_is_printed(birth: Answer, of_age: str):
    finding = next(f for f in wesp(dob=birth).found() if f.check == "age.under")
    assert finding.values == {"of_age": of_age}


def test_without_a_meeting_or_a_date_of_birth_no_birthday_comes_before_it():
    soon = born(17, 12, 2008)
    nowhere = Given(kind="mase", answers={"dob": soon}, facts={"next_meeting": None})
    assert "age.birthday-before-meeting" not in checks(nowhere.found())
    guessed = mase(dob=UNKNOWN, age_estimate=said(17))
    assert checks(guessed.found(), "age.") == []


def test_a_birthday_is_looked_for_at_the_meeting_that_is_next():
    later = {"next_meeting": Deadline(meeting=dt.date(2027, 1, 21), closes=None)}
    given_later = Given(kind="mase", answers={"dob": born(18, 12, 2008)}, facts=later)
    assert "age.birthday-before-meeting" in checks(given_later.found())
