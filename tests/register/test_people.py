from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from casework.agency import Agency, People, Person, Role
from register import audit, keys, people
from tests.support import register
from tests.support.register import LATER, NOW

pytestmark = pytest.mark.usefixtures("home")
TODAY = NOW.date()
POLICE = Agency(
    id="AG-D5RN",
    name="Demo Police",
    known_as=("the police",),
    emergency_phone="0000 111",
    agreement_signed=dt.date(2026, 1, 5),
)
HEALTH = Agency(id="AG-2227", name="Demo Health")
LEAD = Person(
    id="PM-K3WM",
    name="Lee Marlowe",
    email="lee@police.example",
    agency=POLICE.id,
    role=Role.LEAD,
    since=dt.date(2026, 1, 5),
    excluded=frozenset({"WP-2222"}),
    cleared=frozenset({"WP-3333"}),
)
GUEST = Person(
    id="PM-2229",
    name="Gil Field",
    email="gil@health.example",
    agency=HEALTH.id,
    role=Role.INVITEE,
    invited_for="WP-7KQ4",
    invitation_approved=True,
)
EVERYBODY = People(agencies=(POLICE, HEALTH), persons=(LEAD, GUEST))


def test_everybody_of_the_file_is_here_as_the_file_says():
    assert people.replace(EVERYBODY, now=NOW) == EVERYBODY
    assert people.everybody() == EVERYBODY


def test_taking_over_the_same_file_again_writes_nothing():
    people.replace(EVERYBODY, now=NOW)
    before = register.everything_stored()
    people.replace(EVERYBODY, now=LATER)
    assert register.everything_stored() == before


def test_an_agency_keeps_its_id_by_its_name_and_a_person_by_the_address():
    people.replace(EVERYBODY, now=NOW)
    renumbered = People(
        agencies=(replace(POLICE, id="AG-9999"),),
        persons=(replace(LEAD, id="PM-9999", agency="AG-9999", email="lee@POLICE.example"),),
    )
    kept = people.replace(renumbered, now=LATER)
    assert kept.person(LEAD.id) == replace(LEAD, email="lee@POLICE.example")
    assert kept.agency(POLICE.id) == POLICE
    assert kept.agency("AG-9999") is None


def test_a_changed_name_or_address_is_found_by_the_files_own_id():
    people.replace(EVERYBODY, now=NOW)
    people.set_password(LEAD.id, "three words long", now=NOW)
    moved = replace(LEAD, email="lee.marlowe@police.example", name="Lee Marlowe-Gray")
    renamed = replace(POLICE, name="Demo Constabulary")
    kept = people.replace(
        replace(EVERYBODY, agencies=(renamed, HEALTH), persons=(moved, GUEST)), now=LATER
    )
    assert kept.person(LEAD.id) == replace(moved, has_password=True)
    assert kept.agencies == (renamed, HEALTH)


def test_who_left_the_file_stays_with_an_end():
    people.replace(EVERYBODY, now=NOW)
    kept = people.replace(People(agencies=(POLICE,), persons=(LEAD,)), now=LATER)
    gone, agency = kept.person(GUEST.id), kept.agency(HEALTH.id)
    assert gone is not None
    assert agency is not None
    assert not gone.is_current(TODAY)
    assert not agency.belongs(TODAY)
    assert kept.by_email(GUEST.email, TODAY) is None
    assert people.replace(EVERYBODY, now=LATER) == EVERYBODY  # and comes back with the file


def test_somebody_without_an_id_is_given_one():
    kept = people.replace(
        People(agencies=(replace(POLICE, id=""),), persons=(replace(LEAD, id="", agency=""),)),
        now=NOW,
    )
    assert kept.persons[0].id.startswith("PM-")
    assert kept.agencies[0].id.startswith("AG-")


def test_an_id_that_somebody_else_has_is_not_given_twice():
    people.replace(EVERYBODY, now=NOW)
    newcomer = replace(LEAD, name="Ash Poole", email="ash@police.example")
    kept = people.replace(replace(EVERYBODY, persons=(LEAD, GUEST, newcomer)), now=LATER)
    assert len({person.id for person in kept.persons}) == 3


def test_a_password_is_kept_for_one_person_and_sealed():
    people.replace(EVERYBODY, now=NOW)
    assert people.password(LEAD.id) is None
    people.set_password(LEAD.id, "three words long", now=NOW, by="PM-2229")
    assert people.password(LEAD.id) == "three words long"
    assert people.password(GUEST.id) is None
    known = people.everybody().person(LEAD.id)
    assert known is not None
    assert known.has_password
    assert b"three words long" not in register.everything_stored()
    assert people.replace(EVERYBODY, now=LATER).person(LEAD.id) == known
    with pytest.raises(people.NobodyOfThisId):
        people.set_password("PM-9999", "x", now=NOW)


def test_a_password_moved_to_another_person_does_not_open():
    people.replace(EVERYBODY, now=NOW)
    people.set_password(LEAD.id, "three words long", now=NOW)
    people.set_password(GUEST.id, "another one here", now=NOW)
    register.execute(
        "UPDATE person SET password = (SELECT password FROM person WHERE id = %s) WHERE id = %s",
        LEAD.id,
        GUEST.id,
    )
    with pytest.raises(Exception, match="does not open"):
        people.password(GUEST.id)


def test_somebody_whose_key_is_destroyed_is_not_among_the_people():
    people.replace(EVERYBODY, now=NOW)
    keys.ring().destroy(GUEST.id, now=LATER)
    assert people.everybody().persons == (LEAD,)
    assert audit.verify() is None
