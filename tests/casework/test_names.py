from __future__ import annotations

import pytest

from casework.agency import Agency
from casework.names import is_agency, is_named, may_be_agency

POLICE = Agency(id="AG-D5RN", name="Metropolitan Police Service", known_as=("The Met",))
HEALTH = Agency(id="AG-X", name="Demo Mental Health", known_as=())


@pytest.mark.parametrize(
    ("person", "named"),
    [
        ("Jane Example", "jane  EXAMPLE"),
        ("Jane Example", "Jane Anne Example"),
        ("PC Jane Example", "Example, Jane"),
        ("Jane O'Neill", "Jane O\u2019Neill"),
        ("Jane Smith-Example", "Jane Smith"),
        ("Zoe\u0308 Example", "Zoë Example"),
    ],
)
def test_names_that_may_be_one_person_s(person: str, named: str):
    assert is_named(person, ["Somebody Else", named])


@pytest.mark.parametrize(
    ("person", "named"),
    [
        ("Jane Example", "Jane"),  # one word alone names nobody
        ("Jane Example", ""),
        ("Jane Example", "John Example"),
        ("Mr Jane", "Mr Example"),
        ("", ""),
    ],
)
def test_names_that_are_not(person: str, named: str):
    assert not is_named(person, [named])


@pytest.mark.parametrize("written", ["police", "Metropolitan Police", "the met", "Met"])
def test_what_may_mean_an_agency_keeps_a_case_from_it(written: str):
    assert may_be_agency(POLICE, written)


@pytest.mark.parametrize("written", ["", "Health", "Father", "AG-D5RN"])
def test_what_means_another_agency_or_none(written: str):
    assert not may_be_agency(POLICE, written)


@pytest.mark.parametrize(
    ("agency", "written", "is_it"),
    [
        (POLICE, "metropolitan police", True),  # "service" says nothing
        (POLICE, "Met", True),
        (POLICE, "Police", False),  # nobody said so: a name to give it a case by is exact
        (HEALTH, "Health", False),
        (HEALTH, "Demo mental health", True),
        (POLICE, "", False),
    ],
)
def test_only_an_exact_name_gives_a_case(agency: Agency, written: str, is_it: bool):
    assert is_agency(agency, written) is is_it
