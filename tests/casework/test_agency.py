from __future__ import annotations

import datetime as dt

import pytest

from casework.agency import DESK, MEMBERS, Role
from tests.support.people import a_person, an_agency, some_people

TODAY = dt.date(2026, 12, 14)
DAY = dt.timedelta(days=1)


def test_an_agreement_runs_from_its_first_day_to_its_last():
    agency = an_agency(agreement_signed=TODAY, agreement_ends=TODAY + DAY)
    assert [agency.has_agreement(TODAY + n * DAY) for n in (-1, 0, 1, 2)] == [
        False, True, True, False
    ]  # fmt: skip
    assert an_agency(agreement_signed=TODAY).has_agreement(TODAY + 900 * DAY)
    assert not an_agency(agreement_signed=None).has_agreement(TODAY)


def test_an_agency_is_a_member_until_the_day_it_leaves():
    agency = an_agency(leaves=TODAY)
    assert agency.belongs(TODAY - DAY)
    assert not agency.belongs(TODAY)


def test_a_person_is_found_by_exactly_one_address_while_current():
    people = some_people(
        a_person("old", email="Lead@police.example", until=TODAY),
        a_person("new", email="lead@Police.Example", since=TODAY),
    )
    assert people.by_email("Lead@POLICE.example", TODAY - DAY) == people.person("old")
    assert people.by_email("lead@police.example", TODAY) == people.person("new")
    assert people.by_email("Lead@police.example", TODAY) is None  # the name part is exact
    assert people.by_email("lead@police.example.evil", TODAY) is None


def test_people_of_a_role_are_those_of_today():
    people = some_people(
        a_person("a"), a_person("b", role=Role.SECONDARY), a_person("c", until=TODAY),
        a_person("d", role=Role.CHAIR),
    )  # fmt: skip
    assert [one.id for one in people.of_role(*MEMBERS, on=TODAY)] == ["a", "b"]
    assert [one.id for one in people.of_role(*DESK, on=TODAY)] == ["d"]


@pytest.mark.parametrize("wanted", ["", "nobody"])
def test_who_is_not_there_is_not_found(wanted: str):
    people = some_people()
    assert people.person(wanted) is None
    assert people.agency(wanted) is None
    assert people.agency("police") == people.agencies[0]
