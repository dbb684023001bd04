from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import dates
from casework.answer import PartialDate


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.time(17), "5pm"),
        (dt.time(9, 42), "9:42am"),
        (dt.time(12), "midday"),
        (dt.time(12, 5), "12:05pm"),
        (dt.time(0), "midnight"),
        (dt.time(0, 30), "12:30am"),
        (dt.time(7, 5), "7:05am"),
    ],
)
def test_a_time_in_words(time: dt.time, words: str):
    assert dates.clock(time) == words


def test_a_deadline_in_words_is_london_time_in_winter_and_in_summer():
    winter = dt.datetime(2026, 12, 14, 17, tzinfo=dt.UTC)
    summer = dt.datetime(2026, 7, 6, 16, tzinfo=dt.UTC)
    assert dates.moment(winter) == "5pm on Monday 14 December 2026"
    assert dates.moment(summer) == "5pm on Monday 6 July 2026"
    assert dates.short(dt.datetime(2026, 12, 14, 9, 42, tzinfo=dt.UTC)) == "14 December, 9:42am"
    assert dates.short(dt.datetime(2026, 6, 30, 23, 5, tzinfo=dt.UTC)) == "1 July, 12:05am"


def test_a_time_in_london_is_the_same_clock_time_across_the_change_of_clocks():
    assert dates.at_london(dt.date(2027, 3, 27), dt.time(17)).hour == 17
    assert dates.at_london(dt.date(2027, 3, 28), dt.time(17)).hour == 16
    assert dates.at_london(dt.date(2026, 10, 24), dt.time(17)).hour == 16
    assert dates.at_london(dt.date(2026, 10, 25), dt.time(17)).hour == 17


def test_days_in_words_have_no_leading_nought():
    assert dates.day(dt.date(2027, 1, 4)) == "Monday 4 January 2027"
    assert dates.plain_day(dt.date(1996, 2, 9)) == "9 February 1996"


def test_a_partial_date_is_not_completed():
    assert dates.partial(PartialDate(year=1990)) == "1990"
    assert dates.partial(PartialDate(year=1990, month=3)) == "March 1990"


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 240))
def test_months_on_keep_the_day_or_take_the_last_of_the_month(day: dt.date, months: int):
    later = dates.months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("14/02/1996; March 1996", [dt.date(1996, 2, 14)]),
        ("1.2.1996 or 3-4-1997", [dt.date(1996, 2, 1), dt.date(1997, 4, 3)]),
        ("31/02/1996", []),
        ("14/02/19966 and 114/02/1996", []),
        ("14/02/96", []),
        ("", []),
    ],
)
def test_dates_in_figures_are_found_in_a_text(text: str, found: list[dt.date]):
    assert list(dates.dates_in(text)) == found
