from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from config import holidays
from config.holidays import HolidayListWrong


def test_the_shipped_list_has_forty_days_and_says_where_it_ends():
    shipped = holidays.load()
    assert len(shipped.days) == 40
    assert (shipped.since, shipped.until) == (dt.date(2024, 1, 1), dt.date(2028, 12, 26))
    assert all(day.isoweekday() < 6 for day in shipped.days)
    assert shipped.days[dt.date(2026, 12, 28)] == "Boxing Day (substitute day)"


@pytest.mark.parametrize(
    "text", ["", "until = 2028-12-26", "since = 1\nuntil = 2\n[holidays]\n", "["]
)
def test_a_damaged_list_is_told(tmp_path: Path, text: str):
    (tmp_path / "list.toml").write_text(text)
    with pytest.raises(HolidayListWrong):
        holidays.load(tmp_path / "list.toml")


def test_a_missing_list_is_told(tmp_path: Path):
    with pytest.raises(HolidayListWrong):
        holidays.load(tmp_path / "list.toml")
