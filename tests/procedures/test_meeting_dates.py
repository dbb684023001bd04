from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.dates import LONDON
from casework.faults import Fault
from casework.meeting import MeetingState
from procedures import meeting_dates, meetings
from procedures.meeting_dates import (
    AlreadyThere,
    InThePast,
    NoVenue,
    PastTheHolidays,
    WrongStart,
)
from register import meetings as registered
from tests.support.offices import AFTER, DECEMBER, NOW, an_office, refer
from tests.support.protocols import the_protocol, with_settings

HOLIDAY = dt.date(2027, 1, 1)


def test_every_meeting_of_the_panel_s_file_is_listed_with_its_dates(home: Path):
    office = an_office(home)
    listed = meeting_dates.listing(office, now=NOW)
    assert [line.date for line in listed] == [
        sitting.date for sitting in the_protocol("wesp").calendar.dates
    ]
    december = listed[0]
    assert december.words == "Thursday 17 December 2026"
    assert december.closes == "14 December, 5pm"
    assert december.closes_at == dt.datetime(2026, 12, 14, 17, tzinfo=LONDON)
    assert (december.log, december.minutes) == ("18 December, 5pm", "24 December, 5pm")
    assert "first agenda before the list closes" in december.note  # A3
    assert "list closes on the day for papers" in december.note  # A2


def test_a_line_counts_the_cases_that_are_for_the_meeting(home: Path):
    office = an_office(home)
    refer(office)
    refer(office)
    assert [line.cases for line in meeting_dates.listing(office, now=NOW)][:2] == [2, 0]


def test_a_closed_meeting_says_so(home: Path):
    office = an_office(home)
    meetings.close(office, DECEMBER, None, now=AFTER)
    line = meeting_dates.listing(office, now=AFTER)[0]
    assert line.state is MeetingState.CLOSED
    assert line.note.startswith("closed")


def test_an_added_meeting_says_every_date_that_follows_and_stays(home: Path):
    office = an_office(home)
    added = meeting_dates.add(office, HOLIDAY, "14:30", "Room 7", now=NOW)
    said = "\n".join(meeting_dates.in_words(added))
    assert "Friday 1 January 2027, 2:30pm, Room 7" in said
    assert "5pm on Tuesday 29 December 2026" in said  # the vector of protocols, section 7
    assert "falls on New Year" in said
    registered.sync(office.protocol.calendar.dates, now=NOW)
    assert HOLIDAY in {line.date for line in meeting_dates.listing(office, now=NOW)}


@pytest.mark.parametrize(
    ("date", "start", "venue", "fault"),
    [
        (dt.date(2026, 12, 9), "10:00", "Room 2", InThePast),
        (DECEMBER, "10:00", "Room 2", AlreadyThere),
        (dt.date(2028, 12, 28), "10:00", "Room 2", PastTheHolidays),
        (dt.date(9999, 12, 31), "10:00", "Room 2", PastTheHolidays),
        (dt.date(2027, 1, 4), "ten", "Room 2", WrongStart),
        (dt.date(2027, 1, 4), "25:00", "Room 2", WrongStart),
        (dt.date(2027, 1, 4), "10:00+02:00", "Room 2", WrongStart),
        (dt.date(2027, 1, 4), "10:00", "  ", NoVenue),
        (dt.date(2027, 1, 4), "10:00", "Room\n2", NoVenue),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_with_a_next_step(
    home: Path, date: dt.date, start: str, venue: str, fault: type[Fault]
):
    office = an_office(home)
    before = registered.every()
    with pytest.raises(fault) as caught:
        meeting_dates.add(office, date, start, venue, now=NOW)
    assert caught.value.next_step
    assert registered.every() == before


def test_the_fault_past_the_holidays_names_the_horizon(home: Path):
    with pytest.raises(PastTheHolidays) as caught:
        meeting_dates.add(an_office(home), dt.date(2028, 12, 28), "10:00", "Room 2", now=NOW)
    assert "2028-12-31" in caught.value.details[0] or "2028-12-26" in caught.value.details[0]


def test_a_meeting_past_the_holidays_is_listed_without_dates(home: Path):
    far = {"date": dt.date(2031, 1, 9), "start": dt.time(10), "venue": "Room 2"}
    dates = (*the_protocol("wesp").calendar.dates, type(the_protocol("wesp").calendar.dates[0])
             .model_validate(far))  # fmt: skip
    office = an_office(home, protocol=with_settings("wesp", calendar={"dates": dates}))
    last = meeting_dates.listing(office, now=NOW)[-1]
    assert (last.closes, last.closes_at) == ("", None)
    assert "past the end of the bank holiday list" in last.note
