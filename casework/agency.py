"""Agencies and the people of a panel: who they are, since when, and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the panel (W4, W14, W17)."""

    LEAD = "lead"
    SECONDARY = "secondary"
    INVITEE = "invitee"
    OBSERVER = "observer"
    REFERRER = "referrer"
    COORDINATOR = "coordinator"
    CHAIR = "chair"


MEMBERS = frozenset({Role.LEAD, Role.SECONDARY})
DESK = frozenset({Role.COORDINATOR, Role.CHAIR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A member organisation; `agreement_*` is its information sharing protocol (W55).

    `known_as` are further names by which forms call it: an exclusion or a list of recipients
    is matched against them.
    """

    id: str
    name: str
    emergency_phone: str = ""
    agreement_signed: dt.date | None = None
    agreement_ends: dt.date | None = None
    leaves: dt.date | None = None
    known_as: tuple[str, ...] = ()

    def has_agreement(self, on: dt.date) -> bool:
        """Whether the agency's sharing agreement is signed and still runs on this day."""
        if self.agreement_signed is None or self.agreement_signed > on:
            return False
        return self.agreement_ends is None or on <= self.agreement_ends

    def belongs(self, on: dt.date) -> bool:
        """Whether the agency is a member on this day: until the day it leaves (W68)."""
        return self.leaves is None or on < self.leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the panel writes to: one address, one role.

    `excluded` are the cases this person must not receive, `cleared` those where a coordinator
    looked and found that the form's words do not mean this person; `invited_for` is the one
    case of an invitee (W16) and `invitation_approved` says that the convenor agreed to it (W15);
    `has_password` says that a password for encrypted copies was agreed out of band.
    """

    id: str
    name: str
    email: str
    agency: str
    role: Role
    since: dt.date | None = None
    until: dt.date | None = None
    excluded: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    invited_for: str = ""
    invitation_approved: bool = False
    has_password: bool = False

    def is_current(self, on: dt.date) -> bool:
        """Whether the person has this role on this day."""
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody the panel knows, as one value."""

    agencies: tuple[Agency, ...] = ()
    persons: tuple[Person, ...] = ()

    def agency(self, agency_id: str) -> Agency | None:
        """The agency of this id."""
        return next((agency for agency in self.agencies if agency.id == agency_id), None)

    def person(self, person_id: str) -> Person | None:
        """The person of this id."""
        return next((person for person in self.persons if person.id == person_id), None)

    def by_email(self, address: str, on: dt.date) -> Person | None:
        """The current person of exactly this address; its domain is compared in lower case."""
        wanted = _comparable(address)
        return next(
            (
                person
                for person in self.persons
                if _comparable(person.email) == wanted and person.is_current(on)
            ),
            None,
        )

    def of_role(self, *roles: Role, on: dt.date) -> tuple[Person, ...]:
        """The current persons of these roles, in the register's order."""
        return tuple(
            person for person in self.persons if person.role in roles and person.is_current(on)
        )


def _comparable(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
