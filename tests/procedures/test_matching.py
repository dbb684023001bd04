"""Who may be whom: misspellings, aliases, swapped dates, twins, and the same name twice."""

from __future__ import annotations

import pytest

from casework.answer import Answer, PartialDate, State
from casework.facts import EarlierCase
from procedures import matching
from procedures.matching import Births, Identity
from tests.support.protocols import a_set

OTHERWISE = (
    "contact_phone",
    "postcode",
    "middle_names",
    "dob_other",
    "aliases.1.alias",
    "aliases.2.alias",
)


def a_person(first: str, last: str, born: str = "14/02/1990", **more: str | bool) -> Identity:
    values = {"first_name": first, "surname": last, "dob": born}
    return matching.identity_of(a_set(values={**dict.fromkeys(OTHERWISE, ""), **values, **more}))


def suggested(one: Identity, other: Identity) -> str:
    found = matching.compare(one, other)
    assert (found is None) == (matching.compare(other, one) is None)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kathryn", "Smyth"), ("Catherine", "Smith")),
        (("Zoë", "Müller"), ("Zoe", "Muller")),
        (("Siobhán", "O'Neill"), ("Shivaun", "ONeill")),
        (("Aisha", "Khan"), ("Ayesha", "Khann")),
        (("Anna", "Kowalska-Nowak"), ("Anna", "Kowalska")),
        (("Smith", "Jane"), ("Jane", "Smith")),
        (("Charlotte", "Brown"), ("Charlote", "Browne")),
    ],
)
def test_one_name_written_twice_is_strong_beside_one_date_of_birth(
    one: tuple[str, str], other: tuple[str, str]
):
    assert suggested(a_person(*one), a_person(*other)) == matching.STRONG


@pytest.mark.parametrize(
    ("born", "other", "apart"),
    [
        ("03/04/1990", "04/03/1990", Births.SWAPPED),
        ("14/02/1990", "14/02/1909", Births.SWAPPED),
        ("21/02/1990", "12/02/1990", Births.SWAPPED),
        ("14/02/1990", "14/02/1991", Births.ONE_DIGIT),
        ("14/02/1990", "", Births.UNKNOWN),
        ("14/02/1990", "30/11/1984", Births.OTHER),
    ],
)
def test_dates_of_birth_stand_to_each_other(born: str, other: str, apart: Births):
    one, two = a_person("Jane", "Roe", born), a_person("Jane", "Roe", other)
    assert matching.births_of(one, two) is apart


def test_a_swapped_or_missing_birth_beside_the_same_name_is_strong():
    for born in ("02/14/1990", "", "14/02/1909"):
        assert suggested(a_person("Jane", "Roe"), a_person("Jane", "Roe", born)) == matching.STRONG


def test_the_same_name_with_another_birth_is_another_person():
    assert suggested(a_person("Jane", "Roe"), a_person("Jane", "Roe", "30/11/1984")) == ""


def test_a_year_alone_speaks_against_another_year():
    year = Answer(state=State.ANSWERED, value=PartialDate(year=1984))
    known = matching.identity_of(
        a_set(values={"first_name": "Jane", "surname": "Roe", "contact_phone": ""}, dob=year)
    )
    assert known.years == (1984,)
    assert matching.births_of(known, a_person("Jane", "Roe")) is Births.OTHER


def test_an_alias_a_maiden_name_and_a_second_birth_are_tried():
    married = a_person("Jane", "Roe", **{"aliases.1.alias": "Poe"})
    assert suggested(a_person("Jane", "Poe", ""), married) == matching.STRONG
    second = a_person("Jane", "Roe", "01/01/1985", dob_other="1/1/1986 or 14.2.90")
    assert suggested(a_person("Jane", "Roe"), second) == matching.STRONG
    street = a_person("Robin", "Vale", "", **{"aliases.1.alias": "Roxy"})
    other = a_person("Carol", "Hill", "", **{"aliases.1.alias": "Roxy"})
    assert suggested(street, other) == matching.WEAK


def test_twins_are_suggested_and_told_apart_from_the_person_of_a_named_case():
    alice, emma = a_person("Alice", "Smith"), a_person("Emma", "Smith")
    assert matching.is_another(alice, emma)
    bella, ella = a_person("Bella", "Smith"), a_person("Ella", "Smith")
    assert suggested(bella, ella) == matching.STRONG


@pytest.mark.parametrize(
    ("one", "other", "another"),
    [
        (("Anna", ""), ("Anna", "Brown"), False),
        (("Anna", "Brown"), ("Ana", "Browne"), False),
        (("Anna", "Brown", ""), ("Anna", "Brown"), False),
        (("Anna", "Brown", "14/02/1990"), ("Anna", "Brown", "30/11/1984"), True),
        (("Anna", "Brown"), ("Joan", "Green", "30/11/1984"), True),
        (("Anna", ""), ("Joan", "Green", "30/11/1984"), True),
        (("", ""), ("Anna", "Brown"), False),
    ],
)
def test_what_is_missing_or_misspelt_is_not_another_person(
    one: tuple[str, ...], other: tuple[str, ...], another: bool
):
    assert matching.is_another(a_person(*one), a_person(*other)) is another


@pytest.mark.parametrize(
    "more", [{"contact_phone": "07700 900123"}, {"postcode": "SO14 6WB"}], ids=["phone", "postcode"]
)
def test_a_telephone_or_a_postcode_is_weak(more: dict[str, str | bool]):
    one = a_person("Dana", "Wren", "01/01/1970", **more)
    other = a_person("Dona", "Wrey", "12/12/1999", **more)
    assert suggested(one, other) == matching.WEAK
    assert suggested(one, a_person("Ion", "Fy", "12/12/1999")) == ""


def test_initials_and_year_and_a_new_surname_are_weak():
    jane = a_person("Jane", "Roe")
    assert suggested(jane, a_person("Rita", "Joyce", "01/09/1990")) == matching.WEAK
    assert suggested(jane, a_person("Jayne", "Whitcombe")) == matching.WEAK


def test_the_strongest_come_first_with_their_reasons_and_without_names():
    jane = a_person("Jane", "Roe")
    earlier = [
        (EarlierCase(reference="WP-2"), a_person("Rita", "Joyce", "01/09/1990")),
        (EarlierCase(reference="WP-3"), a_person("Jayne", "Row")),
        (EarlierCase(reference="WP-4"), a_person("Omar", "Quill", "30/11/1984")),
    ]
    found = matching.suggest(jane, earlier)
    assert [(case.reference, case.strength) for case in found] == [
        ("WP-3", matching.STRONG),
        ("WP-2", matching.WEAK),
    ]
    assert "same date of birth" in found[0].reasons
    told = " ".join(reason for case in found for reason in case.reasons).casefold()
    assert not {"jane", "roe", "jayne", "row", "1990"} & set(told.split())


def test_an_identity_is_kept_and_read_back():
    jane = a_person("Jane", "Roe", dob_other="01/09/1990", contact_phone="07700 900123")
    assert matching.unsealed(jane.sealed()) == jane
    assert matching.both(jane, a_person("Janet", "Roe")).names[:1] == jane.names[:1]
