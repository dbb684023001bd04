from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.dates import LONDON
from casework.protocol import DayCount, PanelProtocol
from casework.timetable import (
    ClashKind,
    MeetingDates,
    MeetingFor,
    destroy_by,
    explain,
    for_meeting,
    meeting_for,
    year,
)
from casework.working_days import Holidays, PastHorizon
from config import holidays
from tests.support.panels import THURSDAY, a_protocol, a_sitting

ENGLAND = holidays.load()
# First Fridays: meeting, T-5, T-3, clear days, +1, +5 (the table of the protocols' calendar).
FIRST_FRIDAYS = """
2026-12-04 2026-11-27 2026-12-01 2026-11-30 2026-12-07 2026-12-11
2027-01-01 2026-12-23 2026-12-29 2026-12-24 2027-01-04 2027-01-08
2027-02-05 2027-01-29 2027-02-02 2027-02-01 2027-02-08 2027-02-12
2027-03-05 2027-02-26 2027-03-02 2027-03-01 2027-03-08 2027-03-12
2027-04-02 2027-03-24 2027-03-30 2027-03-25 2027-04-05 2027-04-09
2027-05-07 2027-04-29 2027-05-04 2027-04-30 2027-05-10 2027-05-14
2027-06-04 2027-05-27 2027-06-01 2027-05-28 2027-06-07 2027-06-11
2027-07-02 2027-06-25 2027-06-29 2027-06-28 2027-07-05 2027-07-09
2027-08-06 2027-07-30 2027-08-03 2027-08-02 2027-08-09 2027-08-13
2027-09-03 2027-08-26 2027-08-31 2027-08-27 2027-09-06 2027-09-10
2027-10-01 2027-09-24 2027-09-28 2027-09-27 2027-10-04 2027-10-08
2027-11-05 2027-10-29 2027-11-02 2027-11-01 2027-11-08 2027-11-12
"""


def dates_of(
    date: dt.date, protocol: PanelProtocol | None = None, days: Holidays = ENGLAND
) -> MeetingDates:
    dates = for_meeting(a_sitting(date), protocol or a_protocol(date), days)
    assert isinstance(dates, MeetingDates)
    return dates


def kinds(dates: MeetingDates) -> set[ClashKind]:
    return {clash.kind for clash in dates.clashes}


def next_meeting(arrival: dt.datetime, protocol: PanelProtocol) -> MeetingFor:
    found = meeting_for(arrival, protocol, ENGLAND)
    assert isinstance(found, MeetingFor)
    return found


@pytest.mark.parametrize("row", FIRST_FRIDAYS.strip().splitlines())
def test_every_first_friday(row: str):
    meeting, five, three, clear, log, minutes = map(dt.date.fromisoformat, row.split())
    dates = dates_of(meeting)
    assert dates.advertised
    assert dates.cut_off
    assert dates.advertised.day == five
    assert dates.cut_off.day == dates.papers.day == three
    assert dates.log.day == log
    assert dates.minutes.day == minutes
    clear_days = a_protocol(meeting, referral_deadline={"count": 3, "clear_days": True})
    cut_off = dates_of(meeting, clear_days).cut_off
    assert cut_off
    assert cut_off.day == clear


def test_the_month_in_order_with_its_clauses():
    dates = dates_of(THURSDAY)
    assert [(date.due, date.words, date.clause) for date in dates.all()] == [
        ("agenda", "5pm on Thursday 10 December 2026", "10"),
        ("advertised", "5pm on Thursday 10 December 2026", ""),
        ("cut_off", "5pm on Monday 14 December 2026", "8"),
        ("papers", "5pm on Monday 14 December 2026", "14"),
        ("reminder", "9am on Wednesday 16 December 2026", ""),
        ("log", "5pm on Friday 18 December 2026", ""),
        ("minutes", "5pm on Thursday 24 December 2026", ""),
    ]


def test_the_two_clashes_of_every_month_are_told():
    dates = dates_of(THURSDAY)
    assert [clash.words for clash in dates.clashes] == [
        (
            "The agenda goes out by 5pm on Thursday 10 December 2026, before the list closes at"
            " 5pm on Monday 14 December 2026. A first agenda goes then, the final one with the"
            " papers."
        ),
        (
            "The list closes at 5pm on Monday 14 December 2026 and papers are due by 5pm on Monday"
            " 14 December 2026. A referral that comes in time after the papers went travels in"
            " extra papers."
        ),
    ]


def test_an_earlier_close_clashes_with_nothing():
    early = a_protocol(referral_deadline={"count": 8})
    assert dates_of(THURSDAY, early).clashes == ()


def test_a_meeting_on_a_bank_holiday_or_a_weekend_is_told():
    words = [clash.words for clash in dates_of(dt.date(2027, 1, 1)).clashes]
    assert words[0] == "The meeting on Friday 1 January 2027 falls on New Year's Day."
    assert ClashKind.MEETING_CLOSED_DAY in kinds(dates_of(dt.date(2026, 12, 12)))
    assert ClashKind.MEETING_CLOSED_DAY not in kinds(dates_of(THURSDAY))


def test_calendar_days_may_meet_a_holiday_and_say_so():
    protocol = a_protocol(papers={"count": 7, "unit": "days"})
    dates = dates_of(dt.date(2027, 4, 2), protocol)
    assert dates.papers.day == dt.date(2027, 3, 26)
    assert dates.papers.working_days is None
    assert "The day for papers falls on Friday 26 March 2027, Good Friday." in [
        clash.words for clash in dates.clashes
    ]
    assert explain(dates.papers, protocol, ENGLAND) == ()


def test_the_agenda_stays_in_the_week_before():
    dates = dates_of(dt.date(2026, 1, 5))  # five working days back is Wednesday 24 December
    assert dates.agenda.moved
    assert dates.agenda.day == dt.date(2025, 12, 29)
    assert not dates_of(THURSDAY).agenda.moved


def test_a_panel_without_a_window_keeps_its_count():
    protocol = a_protocol(agenda={"target": {"count": 5}, "window": "any"})
    assert dates_of(dt.date(2026, 1, 5), protocol).agenda.day == dt.date(2025, 12, 24)


def test_thirty_meetings_of_four_years_need_their_agenda_moved():
    day, moved, meetings = dt.date(2025, 1, 1), 0, 0
    protocol = a_protocol(minutes={"working_days": 1})  # the list ends soon after the last one
    while day <= dt.date(2028, 12, 19):
        if ENGLAND.is_working_day(day):
            meetings += 1
            agenda = dates_of(day, protocol).agenda
            moved += agenda.moved
            monday = day - dt.timedelta(days=day.weekday() + 7)
            assert 0 <= (agenda.day - monday).days <= 4
            assert ENGLAND.is_working_day(agenda.day)
        day += dt.timedelta(days=1)
    assert (meetings, moved) == (1005, 30)


def test_a_week_without_a_working_day_leaves_the_agenda_where_the_count_put_it():
    closed = [dt.date(2026, 12, 7) + dt.timedelta(days=n) for n in range(5)]
    protocol = a_protocol(
        calendar={
            "meetings_a_year": 11,
            "dates": [a_sitting().model_dump()],
            "extra_closed": closed,
        }
    )
    dates = dates_of(THURSDAY, protocol)
    assert ClashKind.NO_WEEK_BEFORE in kinds(dates)
    assert not dates.agenda.moved


@pytest.mark.parametrize(
    ("meeting", "close"),
    [
        ("2026-12-17", "2026-12-14T17:00:00+00:00"),
        ("2027-07-02", "2027-06-29T16:00:00+00:00"),  # summer time
        ("2027-03-31", "2027-03-24T17:00:00+00:00"),  # the clocks change in between
        ("2026-10-28", "2026-10-23T16:00:00+00:00"),
    ],
)
def test_one_second_either_side_of_the_close(meeting: str, close: str):
    date, closes = dt.date.fromisoformat(meeting), dt.datetime.fromisoformat(close)
    protocol = a_protocol(date, date + dt.timedelta(days=28))
    second = dt.timedelta(seconds=1)
    for zone in (dt.UTC, LONDON):
        for arrival in (closes - second, closes):
            found = next_meeting(arrival.astimezone(zone), protocol)
            assert found.next
            assert found.next.meeting == date
            assert found.next.closes == closes
            assert found.missed is None
        late = next_meeting((closes + second).astimezone(zone), protocol)
        assert late.next
        assert late.next.meeting == date + dt.timedelta(days=28)
        assert late.missed
        assert late.missed.meeting == date


def test_without_a_cut_off_the_list_is_open_until_papers_are_due():
    protocol = a_protocol(referral_deadline=None)
    dates = dates_of(THURSDAY, protocol)
    assert dates.cut_off is None
    assert dates.advertised is None
    assert dates.closing == dates.papers
    assert ClashKind.PAPERS_AT_CUT_OFF not in kinds(dates)
    found = next_meeting(dates.papers.at, protocol)
    assert found.next
    assert found.next.closes == dates.papers.at


def test_after_the_last_meeting_there_is_none():
    found = next_meeting(dt.datetime(2026, 12, 18, 9, tzinfo=dt.UTC), a_protocol())
    assert (found.next, found.missed) == (None, None)
    closed = next_meeting(dt.datetime(2026, 12, 16, 9, tzinfo=dt.UTC), a_protocol())
    assert closed.next is None
    assert closed.missed
    assert closed.missed.meeting == THURSDAY


def test_dates_are_taken_in_order_whatever_the_file_says():
    first = dt.date(2026, 12, 3)
    protocol = a_protocol(THURSDAY, first)
    assert [dates.sitting.date for dates in year(protocol, ENGLAND) if
            isinstance(dates, MeetingDates)] == [first, THURSDAY]  # fmt: skip
    found = next_meeting(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), protocol)
    assert found.next
    assert found.next.meeting == first


def test_a_meeting_past_the_list_of_holidays_is_refused():
    beyond = dt.date(2028, 12, 21)  # its minutes fall after the list ends
    protocol = a_protocol(dt.date(2028, 11, 16), beyond)
    inside, outside = year(protocol, ENGLAND)
    assert isinstance(inside, MeetingDates)
    assert isinstance(outside, PastHorizon)
    late = dt.datetime(2028, 12, 1, 9, tzinfo=dt.UTC)
    assert isinstance(meeting_for(late, protocol, ENGLAND), PastHorizon)


@pytest.mark.parametrize(
    ("settings", "day"),
    [({}, 31), ({"pack": {"destroy_after_days": 7}}, 24),
     ({"retention": {"destroy_after_days": 0}}, 17), ({"retention": {"case_months": 24}}, 31)],
)  # fmt: skip
def test_papers_are_destroyed_so_many_days_after_the_meeting(settings: dict[str, Any], day: int):
    assert destroy_by(THURSDAY, a_protocol(**settings)) == dt.date(2026, 12, day)


def test_why_a_deadline_is_when_it_is():
    protocol = a_protocol(dt.date(2027, 1, 1))
    cut_off = dates_of(dt.date(2027, 1, 1), protocol).cut_off
    assert cut_off
    assert [(day.day.day, day.number, day.why) for day in explain(cut_off, protocol, ENGLAND)] == [
        (31, 1, ""),
        (30, 2, ""),
        (29, 3, ""),
    ]
    easter = dates_of(dt.date(2027, 3, 30)).papers
    assert [(day.day.day, day.number, day.why) for day in explain(easter, protocol, ENGLAND)] == [
        (29, None, "Easter Monday"),
        (28, None, "weekend"),
        (27, None, "weekend"),
        (26, None, "Good Friday"),
        (25, 1, ""),
        (24, 2, ""),
        (23, 3, ""),
    ]


@settings(deadline=None)
@given(st.dates(dt.date(2024, 3, 1), dt.date(2028, 11, 1)), st.integers(0, 9))
def test_an_explained_count_ends_on_the_deadline(date: dt.date, count: int):
    protocol = a_protocol(date, papers=DayCount(count=count).model_dump())
    papers = dates_of(date, protocol).papers
    days = explain(papers, protocol, ENGLAND)
    assert (days[-1].day if days else date) == papers.day
