"""Agencies and people as the panel's file names them, and each person's agreed password.

An agency keeps its id by its name, a person by the address (a changed one is found by the file's
own id); who no longer stands in the file stays
here with an end date. Names, addresses and passwords are sealed under a key for each person.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from casework import identifiers
from casework.agency import Agency, People, Person, Role
from casework.faults import Fault, Kind
from register import audit, keys
from register.audit import Entry, What
from register.models import AgencyRow, PersonRow
from register.seals import Seal


class NobodyOfThisId(Fault):
    """The register has no person of this id."""

    kind = Kind.REGISTER
    next_step = "list the people, and use one of their ids."


def replace(people: People, *, now: dt.datetime) -> People:
    """Take over the panel's file, in one commit; gives back everybody with the ids they have here.

    Nothing is written when nothing changed.
    """
    with transaction.atomic():
        agencies, agency_ids = _agencies(people.agencies, today=now.date())
        persons = _persons(people.persons, agency_ids, today=now.date())
        changed = [*agencies, *persons]
        for row in agencies:
            row.save()
        for row in persons:
            row.save()
        audit.append(
            [Entry(what=What.PEOPLE_CHANGED, subject=str(row.pk)) for row in changed], now=now
        )
    return everybody()


def everybody() -> People:
    """Everybody the panel knows or knew, in the file's order."""
    persons = list(PersonRow.objects.order_by("place", "pk"))
    seals = keys.ring().seals([row.id for row in persons])
    return People(
        agencies=tuple(_agency(row) for row in AgencyRow.objects.order_by("place", "pk")),
        persons=tuple(_person(row, seals[row.id]) for row in persons if row.id in seals),
    )


def set_password(person_id: str, password: str, *, now: dt.datetime, by: str = audit.CLERK) -> None:
    """Keep the password for this person's encrypted copies. Raises NobodyOfThisId."""
    seal = keys.ring().seal_for(person_id)
    with transaction.atomic():
        row = PersonRow.objects.select_for_update().filter(pk=person_id).first()
        if row is None:
            raise NobodyOfThisId(person_id)
        row.password = seal.close(password.encode(), thing=person_id, kind="password")
        row.save(update_fields=["password"])
        audit.append([Entry(what=What.PASSWORD_SET, subject=person_id, who=by)], now=now)


def password(person_id: str) -> str | None:
    """The password agreed with this person, or None."""
    row = PersonRow.objects.filter(pk=person_id).first()
    if row is None or not row.password:
        return None
    sealed = bytes(row.password)
    return keys.ring().seal(person_id).open(sealed, thing=person_id, kind="password").decode()


def _agencies(
    agencies: Sequence[Agency], *, today: dt.date
) -> tuple[list[AgencyRow], dict[str, str]]:
    """The rows that change, and the id here for each id of the file."""
    rows = list(AgencyRow.objects.select_for_update())
    by_name = {row.name: row for row in rows}
    spoken_for = {by_name[agency.name].id for agency in agencies if agency.name in by_name}
    by_id = {row.id: row for row in rows if row.id not in spoken_for}
    taken = {row.id for row in rows}
    changed: list[AgencyRow] = []
    ids: dict[str, str] = {}
    for place, agency in enumerate(agencies):
        row = by_name.get(agency.name) or by_id.get(agency.id)
        if row is None:
            row_id = _free_id(agency.id, identifiers.AGENCY, taken)
            row = AgencyRow(id=row_id, known_as=[], place=-1)
        taken.add(row.id)
        ids[agency.id] = row.id
        if _agency(row) == dataclasses.replace(agency, id=row.id) and row.place == place:
            continue
        row.place, row.name, row.known_as = place, agency.name, list(agency.known_as)
        row.emergency_phone = agency.emergency_phone
        row.agreement_signed, row.agreement_ends = agency.agreement_signed, agency.agreement_ends
        row.leaves = agency.leaves
        changed.append(row)
    for row in rows:
        if row.id not in ids.values() and (row.leaves is None or row.leaves > today):
            row.leaves = today
            changed.append(row)
    return changed, ids


def _persons(
    persons: Sequence[Person], agency_ids: Mapping[str, str], *, today: dt.date
) -> list[PersonRow]:
    """The rows that change: found by address, else by the file's own id (the address changed)."""
    rows = list(PersonRow.objects.select_for_update())
    by_address = {row.address_index: row for row in rows}
    indexes = [_address_index(person.email) for person in persons]
    spoken_for = {by_address[index].id for index in indexes if index in by_address}
    by_id = {row.id: row for row in rows if row.id not in spoken_for}
    taken = {row.id for row in rows}
    seals = keys.ring().seals(taken)
    changed: list[PersonRow] = []
    met: set[str] = set()
    for place, (person, index) in enumerate(zip(persons, indexes, strict=True)):
        row = by_address.get(index) or by_id.get(person.id)
        if row is None:
            row = PersonRow(id=_free_id(person.id, identifiers.PERSON, taken), place=-1)
        taken.add(row.id)
        met.add(row.id)
        seal = seals.get(row.id) or keys.ring().seal_for(row.id)
        agency = agency_ids.get(person.agency, "") or None
        here = dataclasses.replace(
            person, id=row.id, agency=agency or "", has_password=bool(row.password)
        )
        if row.place == place and row.contact and _person(row, seal) == here:
            continue
        _take_over(row, person, seal, index=index, agency=agency, place=place)
        changed.append(row)
    for row in rows:
        if row.id not in met and (row.until is None or row.until > today):
            row.until = today
            changed.append(row)
    return changed


def _take_over(
    row: PersonRow, person: Person, seal: Seal, *, index: str, agency: str | None, place: int
) -> None:
    row.place = place
    row.address_index = index
    row.agency_id = agency
    row.role = person.role.value
    row.since, row.until = person.since, person.until
    row.excluded, row.cleared = sorted(person.excluded), sorted(person.cleared)
    row.invited_for = person.invited_for
    row.invitation_approved = person.invitation_approved
    row.contact = seal.close_texts(
        {"name": person.name, "email": person.email}, thing=row.id, kind="contact"
    )


def _agency(row: AgencyRow) -> Agency:
    return Agency(
        id=row.id,
        name=row.name,
        emergency_phone=row.emergency_phone,
        agreement_signed=row.agreement_signed,
        agreement_ends=row.agreement_ends,
        leaves=row.leaves,
        known_as=tuple(row.known_as),
    )


def _person(row: PersonRow, seal: Seal) -> Person:
    contact = seal.open_texts(bytes(row.contact), thing=row.id, kind="contact")
    return Person(
        id=row.id,
        name=contact["name"],
        email=contact["email"],
        agency=row.agency_id or "",
        role=Role(row.role),
        since=row.since,
        until=row.until,
        excluded=frozenset(row.excluded),
        cleared=frozenset(row.cleared),
        invited_for=row.invited_for,
        invitation_approved=row.invitation_approved,
        has_password=bool(row.password),
    )


def _free_id(wanted: str, prefix: str, taken: Collection[str]) -> str:
    """The file's own id when nobody has it, else a new reference."""
    if wanted and wanted not in taken:
        return wanted
    while True:
        drawn = identifiers.reference(prefix, secrets.randbelow)
        if drawn not in taken:
            return drawn


def _address_index(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return keys.index("person address", f"{local}@{domain.lower()}")
