"""Which earlier cases may be about the same person: suggestions with reasons, never a merge (W39).

Names are compared in memory and nowhere written. The thresholds are the starting values of the
matching table; a person confirms.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from casework.answer import Answer, PartialDate
from casework.facts import EarlierCase
from casework.submission import ReferralSet

STRONG, WEAK = "strong", "weak"
SAME_BIRTH, SURE_NAME, SAME_PLACE = 0.75, 0.92, 0.60


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a person can be known by: every name they go by, every date of birth given."""

    names: tuple[str, ...]
    births: tuple[dt.date, ...]
    phone: str = ""
    postcode: str = ""

    def sealed(self) -> Mapping[str, str]:
        """As the register keeps it, sealed under the case's key."""
        return {
            "names": "\n".join(self.names),
            "births": "\n".join(day.isoformat() for day in self.births),
            "phone": self.phone,
            "postcode": self.postcode,
        }


def unsealed(kept: Mapping[str, str]) -> Identity:
    """The identity that `sealed` wrote."""
    return Identity(
        names=tuple(filter(None, kept.get("names", "").split("\n"))),
        births=tuple(
            dt.date.fromisoformat(day) for day in kept.get("births", "").split("\n") if day
        ),
        phone=kept.get("phone", ""),
        postcode=kept.get("postcode", ""),
    )


def identity_of(referral: ReferralSet) -> Identity:
    """What a set says the person is called, born and reached by."""
    first, last = referral.answer("first_name").text, referral.answer("surname").text
    aliases = [
        cell
        for row in referral.answer("aliases").rows
        for cell in row.cells.values()
        if cell.strip()
    ]
    return Identity(
        names=tuple(dict.fromkeys(_comparable(name) for name in (f"{first} {last}", *aliases))),
        births=tuple(_births(referral.answer("dob"))),
        phone="".join(filter(str.isdigit, referral.answer("contact_phone").text))[-10:],
        postcode="".join(referral.answer("postcode").text.split()).upper(),
    )


def suggest(
    person: Identity, earlier: Iterable[tuple[str, Identity, dt.date | None]]
) -> tuple[EarlierCase, ...]:
    """The earlier cases that may be the same person's, the strongest first."""
    found: list[EarlierCase] = []
    for reference, other, last_heard in earlier:
        strength, reasons = _compare(person, other)
        if strength:
            found.append(
                EarlierCase(
                    reference=reference, strength=strength, reasons=reasons, last_heard=last_heard
                )
            )
    return tuple(sorted(found, key=lambda case: (case.strength != STRONG, case.reference)))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two people's names are at best, 0 to 1, order of words set aside."""
    return max(
        (fuzz.token_sort_ratio(left, right) / 100 for left in one for right in other), default=0.0
    )


def _compare(person: Identity, other: Identity) -> tuple[str, tuple[str, ...]]:
    alike = likeness(person.names, other.names)
    same_birth = bool(set(person.births) & set(other.births))
    swapped = any(_swapped(left, right) for left in person.births for right in other.births)
    if same_birth and alike >= SAME_BIRTH:
        return STRONG, ("same date of birth", "similar name")
    if alike >= SURE_NAME and (swapped or not person.births or not other.births):
        return STRONG, ("same name", "day and month swapped" if swapped else "no date of birth")
    if person.phone and person.phone == other.phone:
        return WEAK, ("same safe telephone number",)
    if person.postcode and person.postcode == other.postcode and alike >= SAME_PLACE:
        return WEAK, ("same postcode", "similar name")
    if _initials_and_year(person) & _initials_and_year(other):
        return WEAK, ("same initials and year of birth",)
    return "", ()


def _swapped(one: dt.date, other: dt.date) -> bool:
    return one != other and (one.year, one.day, one.month) == (other.year, other.month, other.day)


def _initials_and_year(person: Identity) -> set[tuple[str, int]]:
    return {
        ("".join(word[0] for word in name.split()), birth.year)
        for name in person.names[:1]
        for birth in person.births
        if name
    }


def _comparable(name: str) -> str:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(letter)
    )
    return " ".join(
        "".join(letter for letter in word if letter.isalnum()) for word in bare.casefold().split()
    )


def _births(answer: Answer) -> Iterable[dt.date]:
    if isinstance(answer.value, PartialDate):
        return ()
    return (answer.date,) if answer.date else ()
