"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answer import PartialDate, State, Value
from casework.notes import Note
from forms.dates import read_date

DAY = dt.date(2026, 12, 8)
VALENTINE = dt.date(1996, 2, 14)


@pytest.mark.parametrize(
    "text",
    [
        "14/02/1996", "14/2/1996", "14.02.1996", "14-2-1996", "14 02 1996", "14 / 02 / 1996",
        "14 February 1996", "14 Feb 1996", "14th February 1996", "14th of February, 1996",
        "14-Feb-1996", "14feb1996", "February 14, 1996", "Feb 14th 1996", "Wed, 14 Feb 1996",
        "Wednesday 14 February 1996", "1996-02-14", "1996-02-14T00:00:00Z", " 14/02/1996. ",
        "14\u00a0Feb 1996", "\uff11\uff14/02/1996", "14/02/\u200b1996", "14 FEBRUARY 1996",
    ],
)  # fmt: skip
def test_a_full_date_is_read_in_every_way_it_is_written(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value, answer.notes) == (State.ANSWERED, VALENTINE, ())


@given(st.dates(dt.date(1920, 1, 1), dt.date(2099, 12, 31)))
def test_what_we_print_we_read(date: dt.date):
    for shape in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%A %d %B %Y"):
        answer = read_date(date.strftime(shape), on=DAY, birth=False)
        assert answer.value == date


@given(st.dates(dt.date(1920, 1, 1), dt.date(2099, 12, 31)))
def test_a_month_first_date_is_never_swapped(date: dt.date):
    answer = read_date(date.strftime("%m/%d/%Y"), on=DAY, birth=False)
    if date.day > 12:
        assert (answer.state, answer.notes) == (State.UNREADABLE, (Note.MONTH_FIRST,))
    else:
        assert answer.value == dt.date(date.year, date.day, date.month)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("03/25/1990", Note.MONTH_FIRST),
        ("3/25/90", Note.MONTH_FIRST),
        ("31/02/1990", Note.NOT_A_DATE),
        ("00/01/1990", Note.NOT_A_DATE),
        ("14/02/199", Note.NOT_A_DATE),
        ("14/02/19966", Note.NOT_A_DATE),
        ("14/02", Note.NOT_A_DATE),
        ("14021996", Note.NOT_A_DATE),
        ("14/02/3996", Note.NOT_A_DATE),
        ("adult", Note.NOT_A_DATE),
        ("30", Note.NOT_A_DATE),
        ("next Tuesday", Note.NOT_A_DATE),
        ("not 14/02/1996", Note.NOT_A_DATE),
        ("14/02/1996 is what she told the nurse", Note.NOT_A_DATE),
        ("13/1990", Note.NOT_A_DATE),
        ("14/02-1996", Note.NOT_A_DATE),
        ("1/2/3/1996", Note.NOT_A_DATE),
        ("1" * 4000, Note.NOT_A_DATE),
        ("14/02/1996 " * 300 + "x", Note.NOT_A_DATE),
    ],
)
def test_what_is_no_date_is_refused_and_not_mended(text: str, note: Note):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value, answer.notes) == (State.UNREADABLE, None, (note,))


@pytest.mark.parametrize(
    ("text", "on", "value"),
    [
        ("14/02/96", DAY, VALENTINE),
        ("14 Feb 96", DAY, VALENTINE),
        ("14/2/'96", DAY, VALENTINE),
        ("7/12/15", DAY, dt.date(2015, 12, 7)),  # 1915 would be 111
        ("1/1/27", DAY, dt.date(1927, 1, 1)),  # 2027 is not born
        ("8/12/26", DAY, dt.date(2026, 12, 8)),  # on the day itself, if 1926 were not 100
    ],
)
def test_a_short_year_is_the_century_that_gives_an_age(text: str, on: dt.date, value: dt.date):
    answer = read_date(text, on=on, birth=True)
    if value == on:
        assert answer.state is State.CONTRADICTORY
    else:
        assert (answer.state, answer.value) == (State.ANSWERED, value)
    assert Note.TWO_DIGIT_YEAR in answer.notes


def test_a_short_year_of_two_possible_centuries_is_shown_and_not_chosen():
    answer = read_date("3/4/20", on=DAY, birth=True)
    assert answer.state is State.CONTRADICTORY
    assert answer.readings == ("03/04/1920", "03/04/2020")
    assert answer.value is None


def test_a_short_year_that_gives_no_age_is_no_date():
    answer = read_date("1/1/27", on=dt.date(1926, 1, 1), birth=True)
    assert answer.state is State.UNREADABLE
    assert answer.notes == (Note.NOT_A_DATE, Note.TWO_DIGIT_YEAR)


def test_a_short_year_of_any_other_date_is_of_this_century():
    answer = read_date("7/12/26", on=DAY, birth=False)
    assert (answer.value, answer.notes) == (dt.date(2026, 12, 7), (Note.TWO_DIGIT_YEAR,))


@pytest.mark.parametrize(
    ("text", "value", "notes"),
    [
        ("Mar 1990", PartialDate(year=1990, month=3), (Note.PARTIAL_DATE,)),
        ("March, 1990", PartialDate(year=1990, month=3), (Note.PARTIAL_DATE,)),
        ("03/1990", PartialDate(year=1990, month=3), (Note.PARTIAL_DATE,)),
        ("1990", PartialDate(year=1990), (Note.PARTIAL_DATE,)),
        ("c.1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("circa 1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("about 1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("1986?", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("1986 (approx)", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("approx March 1986", PartialDate(year=1986, month=3), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("about 14/02/1996", PartialDate(year=1996, month=2), (Note.ESTIMATED,)),
    ],
)
def test_no_day_is_ever_made_up(text: str, value: Value, notes: tuple[Note, ...]):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value, answer.notes) == (State.ANSWERED, value, notes)


@pytest.mark.parametrize(
    "text",
    [
        "14/02/1996 or 15/02/1996", "14/02/1996; 15/02/1996", "14/02/1996\n15/02/1996",
        "14/02/1996, 15/02/1996", "14/02/1996 and 15/02/1996", "14/02/1996 / 15/02/1996",
    ],
)  # fmt: skip
def test_of_two_dates_of_birth_the_first_is_kept_and_both_are_shown(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value) == (State.ANSWERED, VALENTINE)
    assert answer.notes == (Note.TWO_READINGS,)
    assert answer.readings == ("14/02/1996", "15/02/1996")


def test_two_dates_where_one_is_asked_for_are_contradictory():
    answer = read_date("1/12/2026 or 2/12/2026", on=DAY, birth=False)
    assert answer.state is State.CONTRADICTORY
    assert answer.readings == ("1/12/2026", "2/12/2026")


def test_the_same_date_twice_is_one_date():
    assert read_date("14/02/1996, 14/02/1996", on=DAY, birth=False).value == VALENTINE


@given(st.text(max_size=60))
def test_any_text_ends_in_a_state_and_a_full_date_comes_only_with_its_day(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert answer.state in {State.ANSWERED, State.UNREADABLE, State.CONTRADICTORY}
    assert (answer.value is not None) is (answer.state is State.ANSWERED)
