from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import identifiers
from casework.agency import People
from config import people
from config.people import PeopleFileWrong, stable_reference

SOUND = """
[[agency]]
name = "Demo Police"
known_as = ["Police", "The Met"]
emergency_phone = "0000 000 001"
agreement_signed = 2026-01-12

[[agency]]
id = "AG-D5RN"
name = "Demo Health"
agreement_signed = 2026-01-12
agreement_ends = 2027-01-11

[[person]]
name = "Pat Lead"
email = "pat.lead@police.example"
agency = "demo police"
role = "lead"
excluded = ["wp 7kq4"]

[[person]]
name = "Sam Second"
email = "sam.second@health.example"
agency = "AG-D5RN"
role = "secondary"
since = 2026-03-01

[[person]]
name = "Ina Vited"
email = "ina@school.example"
agency = "Demo Health"
role = "invitee"
invited_for = "WP-7KQ4"
invitation_approved = true

[[person]]
id = "PM-K3WM"
name = "Co Ordinator"
email = "panel@demo.example"
role = "coordinator"
"""
WRONG = """
[[agency]]
name = "Demo Police"
agreement_ends = 2026-01-12

[[agency]]
name = "DEMO POLICE"
agreement_signed = 2026-02-01
agreement_ends = 2026-01-12

[[agency]]
nam = "Demo Health"

[[person]]
name = "Pat Lead"
email = "pat@police.example"
agency = "Demo Police"
role = "lead"

[[person]]
name = "Sam Second"
email = "Pat@police.example"
agency = "Demo Polise"
role = "secondary"

[[person]]
name = "One\\nTwo"
email = "two@police.example, three@police.example"
agency = "Demo Police"
role = "leed"
excluded = ["WP-7KQ5"]

[[person]]
name = "Ina Vited"
email = "ina@police.example"
agency = "Demo Police"
role = "invitee"
since = 2026-03-01
until = 2026-03-01

[[person]]
name = "Obs Erver"
email = "obs@police.example"
role = "observer"
invited_for = "WP-7KQ4"
excluded = ["WP-7KQ4"]
cleared = ["WP-7KQ4"]
"""
TOLD = [
    "agency.1.agreement_ends: an agreement that ends was signed on some day",
    "agency.2.agreement_ends: the agreement ends before it was signed",
    "agency.2.name: the same as of agency 1",
    "agency.3.nam: unknown key. Did you mean name?",
    "agency.3.name: this key is missing",
    "person.2.agency: no agency is called Demo Polise. Did you mean Demo Police?",
    "person.2.email: the same as of person 1",
    "person.3.email: this is not one email address",
    "person.3.excluded.1: WP-7KQ5 has a mistake in it. Check the last letters",
    "person.3.name: write it on one line of at most 200 characters, without blanks around it",
    (
        "person.3.role: Input should be 'lead', 'secondary', 'invitee', 'observer', 'referrer',"
        " 'coordinator' or 'chair'"
    ),
    "person.4.invited_for: an invitee is asked for one case: write its reference",
    "person.4.until: ends before it begins",
    "person.5.agency: this key is missing",
    "person.5.cleared: WP-7KQ4 is excluded and cleared at once",
    "person.5.invited_for: only an invitee is asked for a case",
]


def read(folder: Path, text: str) -> People:
    (folder / "people.toml").write_text(text)
    return people.load(folder / "people.toml")


def test_agencies_and_people_are_read_and_joined(tmp_path: Path):
    found = read(tmp_path, SOUND)
    police, health = found.agencies
    pat, sam, ina, coordinator = found.persons
    assert police.known_as == ("Police", "The Met")
    assert health.id == "AG-D5RN"
    assert [pat.agency, sam.agency, ina.agency] == [police.id, health.id, health.id]
    assert pat.excluded == {"WP-7KQ4"}
    assert sam.since == dt.date(2026, 3, 1)
    assert (ina.invited_for, ina.invitation_approved) == ("WP-7KQ4", True)
    assert (coordinator.id, coordinator.agency) == ("PM-K3WM", "")
    assert not any(person.has_password for person in found.persons)


def test_ids_that_are_not_written_are_sound_and_stay_the_same(tmp_path: Path):
    before, after = read(tmp_path, SOUND), read(tmp_path, SOUND.replace("Pat Lead", "Pat Leader"))
    assert [person.id for person in before.persons] == [person.id for person in after.persons]
    for person in before.persons:
        assert identifiers.is_right(person.id)
        assert person.id.startswith("PM-")
    assert before.agencies[0].id.startswith("AG-")


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path):
    with pytest.raises(PeopleFileWrong) as caught:
        read(tmp_path, WRONG)
    assert sorted(caught.value.details) == [f"people.toml: {line}" for line in TOLD]


def test_no_file_of_people_is_told(tmp_path: Path):
    with pytest.raises(PeopleFileWrong) as caught:
        people.load(tmp_path / "people.toml")
    assert caught.value.details == ("people.toml: there is no such file",)


@pytest.mark.parametrize(
    "address",
    [
        "a@b", "a@@b.example", "a b@c.example", "a@b.example\\n", "a@b..example", ".a@b.example",
        "\u0410@b.example", "a@-b.example", "Name <a@b.example>", "@b.example",
        "a@b.example,c@d.example",
    ],
)  # fmt: skip
def test_what_is_not_one_plain_address_is_refused(tmp_path: Path, address: str):
    with pytest.raises(PeopleFileWrong):
        read(tmp_path, SOUND.replace("pat.lead@police.example", address))


def test_a_lead_and_a_secondary_with_one_address_are_refused(tmp_path: Path):
    with pytest.raises(PeopleFileWrong) as caught:
        read(tmp_path, SOUND.replace("sam.second@health.example", "PAT.LEAD@police.example"))
    assert caught.value.details == ("people.toml: person.2.email: the same as of person 1",)


def test_an_unknown_table_is_told(tmp_path: Path):
    with pytest.raises(PeopleFileWrong) as caught:
        read(tmp_path, SOUND + "\n[[persons]]\nname = 'x'\n")
    assert caught.value.details == ("people.toml: persons: unknown key. Did you mean person?",)


@given(st.text(), st.sampled_from(["AG", "PM"]))
def test_a_stable_reference_is_sound_and_never_one_that_is_taken(known_by: str, prefix: str):
    taken: set[str] = set()
    first = stable_reference(prefix, known_by, taken)
    second = stable_reference(prefix, known_by, taken)
    assert first == stable_reference(prefix, known_by, set())
    assert first != second
    assert identifiers.is_right(first)
    assert identifiers.is_right(second)
