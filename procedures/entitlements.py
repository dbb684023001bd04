"""Which cases a person may have now: asked afresh before every sending (W19, W55, W68, S24)."""

from __future__ import annotations

import datetime as dt

from casework.agency import DESK, People
from casework.disclosure import CaseLimits, Permit, entitled, limits
from casework.mailing import Intent
from procedures import casefile
from procedures.office import Office
from register import cases


def of_mail(intent: Intent, office: Office, *, today: dt.date) -> frozenset[str]:
    """Those of the mail's cases that its recipient may have today.

    A referrer may have the case they referred: what goes back to them is their own words.
    """
    person = office.people.person(intent.person)
    if person is None:
        return frozenset()
    wanted = {intent.case, *intent.cases} - {""}
    if person.role in DESK:
        return frozenset(wanted)
    own = {reference for reference in wanted if person.id in cases.case(reference).referrers}
    if intent.copy_number is None:
        return frozenset(own)
    people: People = office.people
    return frozenset(
        reference
        for reference in wanted
        if isinstance(
            entitled(person, limits_of(reference, office), people, office.protocol, today=today),
            Permit,
        )
    )


def limits_of(reference: str, office: Office) -> CaseLimits:
    """What the forms of a case say about who must not have it."""
    return limits(
        casefile.referral_of(reference, office),
        office.layout.reads,
        reference=reference,
        referrer=cases.case(reference).referrer,
    )
