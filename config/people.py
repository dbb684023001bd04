"""The agencies and people of a panel, as `people.toml` names them; every mistake at once.

An id may be left out: it is then made of the agency's name or the person's address and stays the
same as long as that does. Write the id before you change a name or an address.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from casework import identifiers
from casework.agency import DESK, Agency, People, Person, Role
from casework.faults import Fault, Kind
from casework.text import folded, one_line
from config import mistakes

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_LONGEST_ADDRESS = 254


class PeopleFileWrong(Fault):
    """The file of agencies and people has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, then run `clerk doctor`."


def _line(text: str) -> str:
    if text != one_line(text):
        raise ValueError("write it on one line of at most 200 characters, without blanks around it")
    return text


def _address(text: str) -> str:
    if len(text) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        raise ValueError("this is not one email address")
    return text


def _reference(text: str) -> str:
    known = identifiers.normal(text)
    if known is None:
        raise ValueError(f"{text} has a mistake in it. Check the last letters")
    return known


Line = Annotated[str, AfterValidator(_line)]
Name = Annotated[str, Field(min_length=1), AfterValidator(_line)]
Reference = Annotated[str, AfterValidator(_reference)]


class Entry(BaseModel):
    """A table of the file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgencyEntry(Entry):
    """An agency as written."""

    id: Reference | None = None
    name: Name
    known_as: tuple[Name, ...] = ()
    emergency_phone: Line = ""
    agreement_signed: dt.date | None = None
    agreement_ends: dt.date | None = None
    leaves: dt.date | None = None


class PersonEntry(Entry):
    """A person as written. `agency` is the agency's name or id; the desk's people may have none."""

    id: Reference | None = None
    name: Name
    email: Annotated[str, AfterValidator(_address)]
    agency: Line = ""
    role: Role
    since: dt.date | None = None
    until: dt.date | None = None
    excluded: tuple[Reference, ...] = ()
    cleared: tuple[Reference, ...] = ()
    invited_for: Reference | None = None
    invitation_approved: bool = False


class PeopleFile(Entry):
    """The whole file; entries are checked one by one, so that each mistake is told."""

    agency: tuple[dict[str, object], ...] = ()
    person: tuple[dict[str, object], ...] = ()


Read = TypeVar("Read", AgencyEntry, PersonEntry)


def load(file: Path) -> People:
    """Everybody the file names. Raises PeopleFileWrong with every mistake."""
    wrong: list[str] = []
    people = _people(file, wrong)
    if wrong or people is None:
        raise PeopleFileWrong(file.name, *wrong)
    return people


def _people(file: Path, wrong: list[str]) -> People | None:
    written = mistakes.table(file, wrong)
    if written is None:
        return None
    try:
        tables = PeopleFile.model_validate(written)
    except ValidationError as error:
        wrong.extend(mistakes.told(error, PeopleFile, at=file.name))
        return None
    agencies = _entries(AgencyEntry, tables.agency, file.name, "agency", wrong)
    persons = _entries(PersonEntry, tables.person, file.name, "person", wrong)
    wrong.extend(f"{file.name}: {line}" for line in _about_agencies(agencies))
    wrong.extend(f"{file.name}: {line}" for line in _about_persons(persons))
    taken = {entry.id for entry in (*agencies.values(), *persons.values()) if entry.id}
    made = tuple(_agency(entry, taken) for entry in agencies.values())
    known = {folded(name): agency for agency in made for name in (agency.id, agency.name)}
    for number, entry in persons.items():
        if entry.agency and folded(entry.agency) not in known:
            near = mistakes.did_you_mean(entry.agency, [agency.name for agency in made])
            wrong.append(
                f"{file.name}: person.{number}.agency: no agency is called {entry.agency}{near}"
            )
    return People(
        agencies=made,
        persons=tuple(
            _person(entry, known.get(folded(entry.agency)), taken) for entry in persons.values()
        ),
    )


def _entries(
    model: type[Read], tables: tuple[dict[str, object], ...], at: str, key: str, wrong: list[str]
) -> dict[int, Read]:
    """The sound entries by their number in the file, which counts from 1."""
    read: dict[int, Read] = {}
    for number, table in enumerate(tables, start=1):
        try:
            read[number] = model.model_validate(table)
        except ValidationError as error:
            wrong.extend(mistakes.told(error, model, at=at, under=f"{key}.{number}."))
    return read


def _about_agencies(agencies: dict[int, AgencyEntry]) -> Iterator[str]:
    yield from _twice(agencies, "agency", "name", lambda entry: folded(entry.name))
    yield from _twice(agencies, "agency", "id", lambda entry: entry.id or "")
    for number, entry in agencies.items():
        at = f"agency.{number}"
        signed, ends = entry.agreement_signed, entry.agreement_ends
        if ends is not None and signed is None:
            yield f"{at}.agreement_ends: an agreement that ends was signed on some day"
        elif ends is not None and signed is not None and ends < signed:
            yield f"{at}.agreement_ends: the agreement ends before it was signed"


def _about_persons(persons: dict[int, PersonEntry]) -> Iterator[str]:
    # W4: a lead and a secondary with one address between them are one person to every mail.
    yield from _twice(persons, "person", "email", lambda entry: entry.email.casefold())
    yield from _twice(persons, "person", "id", lambda entry: entry.id or "")
    for number, entry in persons.items():
        yield from (f"person.{number}.{line}" for line in _about(entry))


def _about(entry: PersonEntry) -> Iterator[str]:
    if not entry.agency and entry.role not in DESK:
        yield "agency: this key is missing"
    if entry.since is not None and entry.until is not None and entry.until <= entry.since:
        yield "until: ends before it begins"
    # W14, W15: an invitation is for one named case, and somebody agreed to it.
    if entry.role is Role.INVITEE and entry.invited_for is None:
        yield "invited_for: an invitee is asked for one case: write its reference"
    if entry.role is not Role.INVITEE and (entry.invited_for or entry.invitation_approved):
        yield "invited_for: only an invitee is asked for a case"
    for case in sorted(set(entry.excluded) & set(entry.cleared)):
        yield f"cleared: {case} is excluded and cleared at once"


def _twice(
    entries: dict[int, Read], table: str, key: str, value: Callable[[Read], str]
) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, entry in entries.items():
        found = value(entry)
        if found and found in seen:
            yield f"{table}.{number}.{key}: the same as of {table} {seen[found]}"
        seen.setdefault(found, number)


def _agency(entry: AgencyEntry, taken: set[str]) -> Agency:
    return Agency(
        id=entry.id or stable_reference(identifiers.AGENCY, folded(entry.name), taken),
        name=entry.name,
        known_as=entry.known_as,
        emergency_phone=entry.emergency_phone,
        agreement_signed=entry.agreement_signed,
        agreement_ends=entry.agreement_ends,
        leaves=entry.leaves,
    )


def _person(entry: PersonEntry, agency: Agency | None, taken: set[str]) -> Person:
    return Person(
        id=entry.id or stable_reference(identifiers.PERSON, entry.email.casefold(), taken),
        name=entry.name,
        email=entry.email,
        agency=agency.id if agency else "",
        role=entry.role,
        since=entry.since,
        until=entry.until,
        excluded=frozenset(entry.excluded),
        cleared=frozenset(entry.cleared),
        invited_for=entry.invited_for or "",
        invitation_approved=entry.invitation_approved,
    )


def stable_reference(prefix: str, known_by: str, taken: set[str]) -> str:
    """The reference that follows from what somebody is known by, or the next free one."""
    number = int.from_bytes(hashlib.sha512(f"{prefix} {known_by}".encode()).digest())

    def draw(below: int) -> int:
        nonlocal number
        number, drawn = divmod(number, below)
        return drawn

    while (drawn := identifiers.reference(prefix, draw)) in taken:
        pass
    taken.add(drawn)
    return drawn
