"""Which earlier cases may be about the same person: suggestions with reasons, never a merge (W39).

Names are compared in memory and nowhere written: a suggestion keeps its reasons and scores only.
The thresholds are the matching table's (forms, section 9.4), tuned on invented twins and
misspellings (`benchmarks/matching.py`); a person confirms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from casework.answer import PartialDate
from casework.facts import EarlierCase
from casework.likeness import comparable, sound
from casework.submission import ReferralSet
from forms.dates import read_date

STRONG, WEAK = "strong", "weak"
SAME_BIRTH, SURE_NAME, SAME_PLACE = 0.75, 0.92, 0.60
FULL_NAME = 2
MOST_NAMES = 40


class Births(IntEnum):
    """How two people's dates of birth stand to each other, the nearest first."""

    SAME = 1
    SWAPPED = 2  # day and month, or two neighbouring digits
    ONE_DIGIT = 3
    UNKNOWN = 4  # one of the two has none, and no year speaks against it
    OTHER = 5


_BIRTH_WORDS: Mapping[Births, str] = {
    Births.SAME: "same date of birth",
    Births.SWAPPED: "date of birth with day and month, or two digits, swapped",
    Births.ONE_DIGIT: "date of birth but for one digit",
    Births.UNKNOWN: "no date of birth to compare",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a person can be known by: every name they go by, every date or year of birth given.

    Names are comparable ones: no accents or capitals, words in alphabetical order.
    """

    names: tuple[str, ...]
    births: tuple[dt.date, ...]
    phone: str = ""
    postcode: str = ""
    years: tuple[int, ...] = ()
    first_names: tuple[str, ...] = ()

    def sealed(self) -> Mapping[str, str]:
        """As the register keeps it, sealed under the case's key."""
        return {
            "names": "\n".join(self.names),
            "births": "\n".join(day.isoformat() for day in self.births),
            "phone": self.phone,
            "postcode": self.postcode,
            "years": "\n".join(map(str, self.years)),
            "first_names": "\n".join(self.first_names),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The two names that are most alike, how much, and whether they are names of several words."""

    score: float
    one: str
    other: str

    @property
    def in_full(self) -> bool:
        """Whether both are more than one word: a street name alone names nobody."""
        return min(len(self.one.split()), len(self.other.split())) >= FULL_NAME


def unsealed(kept: Mapping[str, str]) -> Identity:
    """The identity that `sealed` wrote."""
    return Identity(
        names=_lines(kept, "names"),
        births=tuple(map(dt.date.fromisoformat, _lines(kept, "births"))),
        phone=kept.get("phone", ""),
        postcode=kept.get("postcode", ""),
        years=tuple(map(int, _lines(kept, "years"))),
        first_names=_lines(kept, "first_names"),
    )


def identity_of(referral: ReferralSet) -> Identity:
    """What a set says the person is called, born and reached by."""
    first, last = referral.answer("first_name").text, referral.answer("surname").text
    births = tuple(dict.fromkeys(_births(referral)))
    value = referral.answer("dob").value
    years = {day.year for day in births}
    years |= {value.year} if isinstance(value, PartialDate) else set()
    return Identity(
        names=tuple(dict.fromkeys(_names(referral, first, last)))[:MOST_NAMES],
        births=births,
        phone="".join(filter(str.isdigit, referral.answer("contact_phone").text))[-10:],
        postcode="".join(referral.answer("postcode").text.split()).upper(),
        years=tuple(sorted(years)),
        first_names=tuple(filter(None, (comparable(first),))),
    )


def both(one: Identity, other: Identity) -> Identity:
    """One person's identity out of two that are known to be theirs; the first one's comes first."""
    return Identity(
        names=tuple(dict.fromkeys((*one.names, *other.names)))[:MOST_NAMES],
        births=tuple(dict.fromkeys((*one.births, *other.births))),
        phone=one.phone or other.phone,
        postcode=one.postcode or other.postcode,
        years=tuple(dict.fromkeys((*one.years, *other.years))),
        first_names=tuple(dict.fromkeys((*one.first_names, *other.first_names))),
    )


def suggest(
    person: Identity, earlier: Iterable[tuple[EarlierCase, Identity]]
) -> tuple[EarlierCase, ...]:
    """The earlier cases that may be the same person's, the strongest first, with the reasons."""
    found = [case.because(*why) for case, other in earlier if (why := compare(person, other))]
    return tuple(sorted(found, key=lambda case: (case.strength != STRONG, case.reference)))


def compare(person: Identity, other: Identity) -> tuple[str, tuple[str, ...]] | None:
    """How strongly two identities suggest one person, and why; None when they do not."""
    births, alike = births_of(person, other), most_alike(person.names, other.names)
    names = _name_words(person, other, alike)
    birth = _BIRTH_WORDS.get(births, "")
    full = alike.score >= SURE_NAME and alike.in_full
    if births is Births.SAME and (alike.score >= SAME_BIRTH or names):
        return STRONG, (birth, names or f"names alike ({alike.score:.2f})")
    if births is Births.SWAPPED and (full or names):
        return STRONG, (names or f"names alike ({alike.score:.2f})", birth)
    if births is Births.UNKNOWN and full:
        return STRONG, (f"names alike ({alike.score:.2f})", birth)
    weak = tuple(_weak(person, other, births, alike, names))
    return (WEAK, weak) if weak else None


def is_another(person: Identity, other: Identity) -> bool:
    """Whether a paper's person is not plainly the person of the case that it names.

    What is missing, misspelt or corrected is no difference. Another name is, also beside the same
    date of birth (twins), and so is another date of birth beside the same name.
    """
    if not person.names or not other.names:
        return False
    births, alike = births_of(person, other), most_alike(person.names, other.names)
    if alike.score >= SAME_BIRTH or _name_words(person, other, alike):
        return births is Births.OTHER
    whole = all(any(" " in name for name in names) for names in (person.names, other.names))
    if whole or births is Births.SAME:
        return whole
    return not _words(person) & _words(other)


def most_alike(one: Sequence[str], other: Sequence[str]) -> Alike:
    """The two names that are most alike, with how much they are, 0 to 1; full names before short.

    Words are compared in alphabetical order.
    """
    pairs = (
        Alike(score=fuzz.ratio(left, right) / 100, one=left, other=right)
        for left in one
        for right in other
    )
    nobody = Alike(score=0.0, one="", other="")
    return max(pairs, key=lambda pair: (round(pair.score, 2), pair.in_full), default=nobody)


def births_of(one: Identity, other: Identity) -> Births:
    """How the dates of birth of two people stand to each other."""
    pairs = [(left, right) for left in one.births for right in other.births]
    if pairs:
        return min(_births_apart(left, right) for left, right in pairs)
    if one.years and other.years and not set(one.years) & set(other.years):
        return Births.OTHER
    return Births.UNKNOWN


def _weak(
    person: Identity, other: Identity, births: Births, alike: Alike, names: str
) -> Iterator[str]:
    """Each thing that makes a person look, none of which is much by itself."""
    first = set(person.first_names) & set(other.first_names)
    said = {sound(name) for name in person.first_names} & {
        sound(name) for name in other.first_names
    }
    if births is Births.SAME and (first or said):
        yield "same date of birth and first name"
    if births is Births.ONE_DIGIT and (names or alike.score >= SURE_NAME):
        yield f"names alike ({alike.score:.2f}), {_BIRTH_WORDS[births]}"
    if births is Births.UNKNOWN and (names or alike.score >= SURE_NAME):
        yield names or "a name they go by"
    if person.phone and person.phone == other.phone:
        yield "same safe telephone number"
    if person.postcode and person.postcode == other.postcode and alike.score >= SAME_PLACE:
        yield f"same postcode, names alike ({alike.score:.2f})"
    if _initials_and_year(person) & _initials_and_year(other):
        yield "same initials and year of birth"


def _name_words(person: Identity, other: Identity, alike: Alike) -> str:
    """Why two full names that are spelt differently may be one; "" when nothing says so."""
    if alike.score >= SURE_NAME and alike.in_full:
        return f"names alike ({alike.score:.2f})"
    pairs = [
        (one.split(), two.split())
        for one in person.names
        for two in other.names
        if " " in one and " " in two
    ]
    if any(_sounds(one) == _sounds(two) for one, two in pairs):
        return "names sound alike"
    if any(set(one) <= set(two) or set(two) <= set(one) for one, two in pairs):
        return "one name holds the other"
    return ""


def _words(person: Identity) -> set[str]:
    return {word for name in person.names for word in name.split()}


def _sounds(words: Sequence[str]) -> list[str]:
    return sorted(map(sound, words))


def _births_apart(one: dt.date, other: dt.date) -> Births:
    if one == other:
        return Births.SAME
    left, right = f"{one:%d%m%Y}", f"{other:%d%m%Y}"
    swapped = (one.year, one.day, one.month) == (other.year, other.month, other.day)
    if swapped or (sorted(left) == sorted(right) and OSA.distance(left, right) == 1):
        return Births.SWAPPED
    return Births.ONE_DIGIT if OSA.distance(left, right) == 1 else Births.OTHER


def _initials_and_year(person: Identity) -> set[tuple[str, int]]:
    return {
        ("".join(word[0] for word in name.split()), year)
        for name in person.names[:1]
        for year in person.years
        if " " in name
    }


def _names(referral: ReferralSet, first: str, last: str) -> Iterator[str]:
    """Every way the person may be called: with middle names, by an alias, by a maiden name."""
    middle = referral.answer("middle_names").text
    aliases = [row.cell("alias") for row in referral.answer("aliases").rows]
    written = [f"{first} {last}", f"{first} {middle} {last}" if middle else "", *aliases]
    for name in written:
        if known := comparable(name):
            yield known
    for alias in aliases:
        # One word may be a surname from before a marriage, or a name in place of the first.
        if len(comparable(alias).split()) == 1 and first and last:
            yield comparable(f"{first} {alias}")
            yield comparable(f"{alias} {last}")


def _births(referral: ReferralSet) -> Iterator[dt.date]:
    """Every full date of birth that the forms give, the chosen one first."""
    answer = referral.answer("dob")
    if answer.date is not None:
        yield answer.date
    referred = referral.answer("referral_date").date
    if referred is None:
        return
    for text in (*answer.readings, referral.answer("dob_other").text):
        read = read_date(text, on=referred, birth=True)
        for one in read.readings or (text,):
            date = read_date(one, on=referred, birth=True).date
            if date is not None:
                yield date


def _lines(kept: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(filter(None, kept.get(key, "").split("\n")))
