"""Agencies and people of a panel for tests: valid as they come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casework.agency import Agency, People, Person, Role

SIGNED = dt.date(2026, 1, 12)


def an_agency(agency_id: str = "police", **changes: Any) -> Agency:
    told: dict[str, Any] = {"name": f"Demo {agency_id.title()}", "agreement_signed": SIGNED}
    return Agency(id=agency_id, **(told | changes))


def a_person(person_id: str = "pat", role: Role = Role.LEAD, **changes: Any) -> Person:
    told: dict[str, Any] = {
        "name": f"{person_id.title()} Member",
        "email": f"{person_id}@police.example",
        "agency": "police",
    }
    return Person(id=person_id, role=role, **(told | changes))


def some_people(*persons: Person, agencies: tuple[Agency, ...] = ()) -> People:
    return People(agencies=agencies or (an_agency(),), persons=persons or (a_person(),))
