"""The bank holidays of England and Wales, shipped as data and complete up to a named day."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from casework.faults import Fault, Kind
from casework.working_days import Holidays

ENGLAND_WALES = Path(__file__).with_name("holidays") / "england-wales.toml"


class HolidayListWrong(Fault):
    """The list of bank holidays cannot be read."""

    kind = Kind.CONFIGURATION
    next_step = "install the program again: its list of bank holidays is damaged."


class HolidayList(BaseModel):
    """The file as written: every bank holiday from `since` to `until`, by date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: dt.date
    until: dt.date
    holidays: dict[dt.date, str]


def load(file: Path = ENGLAND_WALES) -> Holidays:
    """The bank holidays with the days between which the list is complete (A4).

    Raises HolidayListWrong for a file that is missing or damaged.
    """
    try:
        told = HolidayList.model_validate(tomllib.loads(file.read_text()))
    except (OSError, ValueError, ValidationError) as error:
        raise HolidayListWrong(file.name) from error
    return Holidays(days=told.holidays, since=told.since, until=told.until)
