"""Ages in whole years, from dates that may lack their day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ages import age_on, ages_on
from casework.answer import PartialDate


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2008, 12, 8), dt.date(2026, 12, 7), 17),  # the eve of the 18th birthday
        (dt.date(2008, 12, 8), dt.date(2026, 12, 8), 18),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
        (dt.date(2008, 2, 29), dt.date(2028, 2, 29), 20),
    ],
)
def test_an_age_changes_on_the_birthday(born: dt.date, day: dt.date, age: int):
    assert age_on(born, day) == age
    assert ages_on(born, day) == (age, age)


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        (PartialDate(year=2008), (17, 18)),
        (PartialDate(year=2008, month=12), (17, 18)),
        (PartialDate(year=2008, month=11), (18, 18)),
        (PartialDate(year=2009, month=1), (17, 17)),
    ],
)
def test_a_date_without_its_day_allows_what_its_days_allow(
    born: PartialDate, ages: tuple[int, int]
):
    assert ages_on(born, dt.date(2026, 12, 8)) == ages


@given(st.dates(dt.date(1920, 1, 1), dt.date(2026, 1, 1)))
def test_the_age_of_a_full_date_lies_between_those_of_its_month_and_year(born: dt.date):
    day = dt.date(2026, 12, 8)
    for partial in (PartialDate(year=born.year), PartialDate(year=born.year, month=born.month)):
        lowest, highest = ages_on(partial, day)
        assert lowest <= age_on(born, day) <= highest <= lowest + 1
