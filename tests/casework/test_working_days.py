from __future__ import annotations

import csv
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.working_days import Holidays, PastHorizon
from config import holidays
from tests.support.corpus import corpus_file

ENGLAND = holidays.load()
# meeting, T-1, T-3, T-5, +3, +10
VECTORS = """
2024-04-03 2024-04-02 2024-03-27 2024-03-25 2024-04-08 2024-04-17
2024-05-08 2024-05-07 2024-05-02 2024-04-30 2024-05-13 2024-05-22
2024-12-30 2024-12-27 2024-12-23 2024-12-19 2025-01-03 2025-01-14
2025-01-03 2025-01-02 2024-12-30 2024-12-24 2025-01-08 2025-01-17
2025-04-24 2025-04-23 2025-04-17 2025-04-15 2025-04-29 2025-05-09
2025-12-30 2025-12-29 2025-12-23 2025-12-19 2026-01-05 2026-01-14
2026-01-05 2026-01-02 2025-12-30 2025-12-24 2026-01-08 2026-01-19
2026-04-08 2026-04-07 2026-04-01 2026-03-30 2026-04-13 2026-04-22
2026-05-05 2026-05-01 2026-04-29 2026-04-27 2026-05-08 2026-05-19
2026-05-27 2026-05-26 2026-05-21 2026-05-19 2026-06-01 2026-06-10
2026-09-02 2026-09-01 2026-08-27 2026-08-25 2026-09-07 2026-09-16
2026-12-10 2026-12-09 2026-12-07 2026-12-03 2026-12-15 2026-12-24
2026-12-29 2026-12-24 2026-12-22 2026-12-18 2027-01-04 2027-01-13
2026-12-30 2026-12-29 2026-12-23 2026-12-21 2027-01-05 2027-01-14
2026-12-31 2026-12-30 2026-12-24 2026-12-22 2027-01-06 2027-01-15
2027-01-04 2026-12-31 2026-12-29 2026-12-23 2027-01-07 2027-01-18
2027-03-30 2027-03-25 2027-03-23 2027-03-19 2027-04-02 2027-04-13
2027-04-01 2027-03-31 2027-03-25 2027-03-23 2027-04-06 2027-04-15
2027-12-29 2027-12-24 2027-12-22 2027-12-20 2028-01-04 2028-01-13
2027-12-30 2027-12-29 2027-12-23 2027-12-21 2028-01-05 2028-01-14
2028-01-05 2028-01-04 2027-12-30 2027-12-24 2028-01-10 2028-01-19
2028-04-19 2028-04-18 2028-04-12 2028-04-10 2028-04-24 2028-05-04
"""
COUNTS = (-1, -3, -5, 3, 10)
INSIDE = st.dates(ENGLAND.since, ENGLAND.until)


def counted(holidays: Holidays, start: dt.date, count: int) -> dt.date | PastHorizon:
    return holidays.back(start, -count) if count < 0 else holidays.forward(start, count)


def brute_force(start: dt.date, count: int) -> dt.date | None:
    """The date with exactly so many working days up to it, found among all days of the list."""
    if start not in ALL_DAYS:
        return None
    side = (
        [day for day in WORKING if day > start] if count > 0
        else [day for day in reversed(WORKING) if day < start]
    )  # fmt: skip
    return side[abs(count) - 1] if len(side) >= abs(count) else None


ALL_DAYS = [
    ENGLAND.since + dt.timedelta(days=n) for n in range((ENGLAND.until - ENGLAND.since).days + 1)
]
WORKING = [
    day for day in ALL_DAYS if day.isoweekday() not in {6, 7} and day not in set(ENGLAND.days)
]


@pytest.mark.parametrize("row", VECTORS.strip().splitlines())
def test_the_vectors_of_two_other_implementations(row: str):
    meeting, *expected = (dt.date.fromisoformat(text) for text in row.split())
    assert [counted(ENGLAND, meeting, count) for count in COUNTS] == expected


def test_the_vectors_of_the_collection():
    rows = list(
        csv.DictReader(corpus_file("refdata", "working_day_vectors.csv").read_text().splitlines())
    )
    assert len(rows) > 20
    for row in rows:
        meeting = dt.date.fromisoformat(row["meeting"])
        for column, count in zip(
            ("minus_1", "minus_3", "minus_5", "plus_3", "plus_10"), COUNTS, strict=True
        ):
            expected = dt.date.fromisoformat(row[column])
            assert counted(ENGLAND, meeting, count) == expected, (meeting, count)


def test_the_shipped_list_is_the_public_one():
    rows = csv.DictReader(
        corpus_file("refdata", "bank_holidays_england_wales_2024_2028.csv").read_text().splitlines()
    )
    assert set(ENGLAND.days) == {dt.date.fromisoformat(row["date"]) for row in rows}
    assert max(ENGLAND.days) == ENGLAND.until


@settings(deadline=None)
@given(INSIDE, st.integers(-30, 30).filter(bool))
def test_counting_agrees_with_counting_by_hand(start: dt.date, count: int):
    expected = brute_force(start, count)
    found = counted(ENGLAND, start, count)
    if expected is None:
        assert isinstance(found, PastHorizon)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("start", "count"),
    [
        (dt.date(2028, 12, 22), 2),  # Christmas Day and Boxing Day, then the end of the list
        (dt.date(2028, 12, 29), 3),  # 1 January 2029 is not in the list: a day early, silently
        (dt.date(2028, 12, 27), -1),
        (dt.date(2024, 1, 2), -1),
    ],
)
def test_nothing_is_counted_past_the_end_of_the_list(start: dt.date, count: int):
    found = counted(ENGLAND, start, count)
    assert isinstance(found, PastHorizon)
    assert found.until == dt.date(2028, 12, 26)
    assert not found.since <= found.day <= found.until


def test_the_last_day_of_the_list_is_still_counted_from():
    assert ENGLAND.back(dt.date(2028, 12, 26), 1) == dt.date(2028, 12, 22)


def test_a_day_off_rolls_to_the_next_working_day_and_a_working_day_stays():
    assert ENGLAND.or_next(dt.date(2027, 3, 26)) == dt.date(2027, 3, 30)
    assert ENGLAND.or_next(dt.date(2027, 3, 25)) == dt.date(2027, 3, 25)
    assert isinstance(ENGLAND.or_next(dt.date(2028, 12, 25)), PastHorizon)


def test_a_closing_day_of_the_panel_is_no_working_day():
    closed = ENGLAND.closing(dt.date(2026, 12, 14))
    assert closed.back(dt.date(2026, 12, 17), 3) == dt.date(2026, 12, 11)
    assert ENGLAND.back(dt.date(2026, 12, 17), 3) == dt.date(2026, 12, 14)
    assert closed.days[dt.date(2026, 12, 25)] == "Christmas Day"


@settings(deadline=None)
@given(INSIDE, st.integers(-12, 12))
def test_a_count_explained_day_by_day_ends_where_the_count_ends(start: dt.date, count: int):
    days = ENGLAND.counted(start, count)
    assert [day.number for day in days if day.number] == list(range(1, abs(count) + 1))
    assert (days[-1].day if days else start) == ENGLAND.step(start, count)
    assert all(day.why for day in days if day.number is None)
