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
        "14\u201302\u20131996", "14\u201102\u20111996", "14\u221202\u22121996",
        "14\u204402\u20441996", "14/ 02 /1996", "14/02/ 1996", "1996/02/14", "1996.2.14",
        "14th Feb. 1996", "14 / Feb / 1996", "the 14th of February 1996", "14 February\n1996",
        "Wed\n14 Feb 1996", "DOB: 14/02/1996", "D.O.B. 14/02/1996", "Date of birth 14/02/1996",
        "born 14/02/1996", "14/02/1996 (30)", "14/02/1996, aged 30", "14/02/1996 (age 30 yrs)",
        "14/02/1996 / 14 Feb 1996", "14/02/1996;", "14/02/1996\n14 February 1996",
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
        ("14/02/1996 (her mother's)", Note.NOT_A_DATE),
        ("also 14/02/1996", Note.NOT_A_DATE),
        ("14/02/1996 or unknown", Note.NOT_A_DATE),
        ("O4/02/1996", Note.NOT_A_DATE),
        ("l4/02/1996", Note.NOT_A_DATE),
        ("14/02/I996", Note.NOT_A_DATE),
        ("14/02/199\u2076", Note.NOT_A_DATE),  # a footnote's mark is no figure
        ("\u00bd/1996", Note.NOT_A_DATE),
        ("1\u00ad4/02/1996", Note.NOT_A_DATE),
        ("29/02/1995", Note.NOT_A_DATE),
        ("29 February 1900", Note.NOT_A_DATE),
        ("31 April 1996", Note.NOT_A_DATE),
        ("31/02/1996 (30)", Note.NOT_A_DATE),
        ("02/15/1996 (30)", Note.MONTH_FIRST),
        ("1996-25-03", Note.MONTH_FIRST),
        ("90/03/14", Note.NOT_A_DATE),
        ("2008-09", Note.NOT_A_DATE),  # September, or the one year or the other
        ("1980s", Note.NOT_A_DATE),
        ("Mar 12", Note.NOT_A_DATE),
        ("?" * 399 + "x", Note.NOT_A_DATE),
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


def test_a_short_year_that_would_lie_far_ahead_is_not_chosen():
    answer = read_date("7/12/96", on=DAY, birth=False)
    assert (answer.state, answer.readings) == (
        State.CONTRADICTORY, ("07/12/1996", "07/12/2096"),
    )  # fmt: skip
    assert Note.AMBIGUOUS in answer.notes


@pytest.mark.parametrize("text", ["Mar 90", "Mar '90", "March 90"])
def test_a_month_with_a_short_year_is_whole_in_no_day(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert answer.value == PartialDate(year=1990, month=3)
    assert answer.notes == (Note.TWO_DIGIT_YEAR, Note.PARTIAL_DATE)
    short = read_date("Mar '20", on=DAY, birth=True)
    assert (short.state, short.readings) == (State.CONTRADICTORY, ("03/1920", "03/2020"))


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
        ("?1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("1986ish", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("thought to be 1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("mid 1986", PartialDate(year=1986), (Note.PARTIAL_DATE, Note.ESTIMATED)),
        ("1990-03", PartialDate(year=1990, month=3), (Note.PARTIAL_DATE,)),
        ("14/02/1996 (tbc)", PartialDate(year=1996, month=2), (Note.ESTIMATED,)),
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
        "14/02/1996/15/02/1996", "14/02/1996 15/02/1996", "14.2.96 or 15.2.96",
        "2 DOBs given: 14/02/1996 or 15/02/1996", "Two dates of birth: 14/02/1996; 15 Feb 1996",
        "14/02/1996 (also gives 15/02/1996)", "14 Feb 1996, also uses 15 Feb 1996",
    ],
)  # fmt: skip
def test_of_two_dates_of_birth_the_first_is_kept_and_both_are_shown(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value) == (State.ANSWERED, VALENTINE)
    assert answer.notes[-1:] == (Note.TWO_READINGS,)
    assert answer.readings == ("14/02/1996", "15/02/1996")


@pytest.mark.parametrize(
    ("text", "first", "readings"),
    [
        ("14/02/1996 or c.1997", VALENTINE, ("14/02/1996", "about 1997")),
        ("1986 or 1987", PartialDate(year=1986), ("1986", "1987")),
        ("1986/87", PartialDate(year=1986), ("1986", "1987")),
        ("1986-1987", PartialDate(year=1986), ("1986", "1987")),
        ("14/02/1996 or 3/4/20", VALENTINE, ("14/02/1996", "3/4/20")),
        ("14/02/1996 or 02/15/1996", VALENTINE, ("14/02/1996", "02/15/1996")),
    ],
)
def test_dates_of_birth_that_are_not_whole_stand_beside_one_that_is(
    text: str, first: Value, readings: tuple[str, ...]
):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value, answer.readings) == (State.ANSWERED, first, readings)


@pytest.mark.parametrize("text", ["02/15/1996 or 14/02/1996", "3/4/20 or 14/02/1996"])
def test_of_two_dates_the_second_is_not_taken_for_a_first_that_is_none(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.value) == (State.CONTRADICTORY, None)
    assert len(answer.readings) == 2


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


@pytest.mark.parametrize(
    "text", ["34 yrs", "age 34", "aged 34", "34 years old", "34yo", "about 34", "(approx. 34)"]
)
def test_an_age_is_no_date_of_birth_and_is_said_to_be_an_age(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.state, answer.notes) == (State.UNREADABLE, (Note.NOT_A_DATE, Note.AN_AGE))
    assert read_date(text, on=DAY, birth=False).notes == (Note.NOT_A_DATE,)


@pytest.mark.parametrize("text", ["early thirties", "34", "30s", "30-35", "age unclear", "age 340"])
def test_what_is_no_single_age_is_none(text: str):
    assert read_date(text, on=DAY, birth=True).notes == (Note.NOT_A_DATE,)


@pytest.mark.parametrize("text", ["14/02/1996 (34)", "14/02/1996 aged 34", "c.1996, age 34"])
def test_an_age_that_does_not_fit_the_date_is_shown_beside_it(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert answer.state is State.ANSWERED
    assert Note.AGE_DIFFERS in answer.notes
    assert answer.readings[1] == "age 34"


def test_a_weekday_that_is_not_the_dates_is_noted():
    answer = read_date("Monday 14 Feb 1996", on=DAY, birth=True)
    assert (answer.value, answer.notes) == (VALENTINE, (Note.WEEKDAY_DIFFERS,))
    assert read_date("Thurs 14/02/1996", on=DAY, birth=True).notes == (Note.WEEKDAY_DIFFERS,)


STYLES = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}", "{d} {m} {y}",
    "{d} / {m} / {y}", "{d:02}\u2013{m:02}\u2013{y}", "{y}-{m:02}-{d:02}", "{d} {name} {y}",
    "{d} {short} {y}", "{d}{th} {name} {y}", "{d}{th} of {name}, {y}", "{name} {d}, {y}",
    "{week} {d} {name} {y}", "{week}, {d}/{m}/{y}", "DOB {d}/{m}/{y}", "{d}-{short}-{y}",
    "{d}.{m}.{y}.", "\u00a0{d}\u00a0{name}\u00a0{y}",
)  # fmt: skip


def written(date: dt.date, style: str) -> str:
    th = {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10 if date.day not in {11, 12, 13} else 0, "th")
    return style.format(
        d=date.day, m=date.month, y=date.year, name=f"{date:%B}", short=f"{date:%b}",
        week=f"{date:%A}", th=th,
    )  # fmt: skip


@given(st.dates(dt.date(1917, 1, 1), DAY), st.sampled_from(STYLES))
def test_a_date_of_any_style_reads_back_to_its_day(date: dt.date, style: str):
    answer = read_date(written(date, style), on=DAY, birth=True)
    assert (answer.state, answer.value, answer.notes) == (State.ANSWERED, date, ())


@given(
    st.dates(dt.date(1917, 1, 1), DAY), st.dates(dt.date(1917, 1, 1), DAY),
    st.sampled_from(STYLES[:3] + STYLES[8:12]), st.sampled_from(STYLES[:3] + STYLES[8:12]),
    st.sampled_from([" or ", "; ", "\n", " and ", " / ", ", also "]),
)  # fmt: skip
def test_two_dates_of_any_style_are_both_kept(
    one: dt.date, other: dt.date, style: str, other_style: str, between: str
):
    text = written(one, style) + between + written(other, other_style)
    answer = read_date(text, on=DAY, birth=True)
    assert answer.value == one
    if one != other:
        assert answer.readings == (f"{one:%d/%m/%Y}", f"{other:%d/%m/%Y}")


PIECES = st.sampled_from(
    [*"0123456789", "14", "02", "1996", "96", "/", ".", "-", " ", "\n", "or", "Feb", "May", "c.",
     "age", "?", "(", ")", ",", "O", "l", "Mon", "th", "DOB", "'", "\u2013", "\u00b2", "yrs"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_date_is_read_whose_figures_do_not_stand_there(text: str):
    answer = read_date(text, on=DAY, birth=True)
    assert (answer.value is not None) is (answer.state is State.ANSWERED)
    figures = "".join(letter if letter.isdecimal() else " " for letter in text).split()
    if isinstance(answer.value, dt.date | PartialDate):
        assert f"{answer.value.year % 100:02}" in {figure[-2:] for figure in figures}
    if answer.date is not None:
        day, month = answer.date.day, answer.date.month
        heads = {head for figure in figures for head in (figure, figure[:1], figure[:2])}
        assert {str(day), f"{day:02}"} & heads
        assert month in {2, 5} or {str(month), f"{month:02}"} & {*figures}
