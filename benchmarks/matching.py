"""Finding earlier cases: who comes again is found, and strangers are left alone.

Everybody is invented from the lists below with a fixed seed; nobody's data is in it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping

from benchmarks.figure import Figure, figure
from casework.facts import EarlierCase
from casework.likeness import comparable
from procedures import matching
from procedures.matching import Identity

PEOPLE, SEED = 400, 20_261_208
_FIRST = (
    "Alice Amina Anna Aisha Bella Beth Catherine Chloe Claire Dawn Ebony Elena Ella Emma Fatima"
    " Gemma Grace Hannah Ines Jackie Jade Jane Joan Katarzyna Kelly Laura Leanne Lucy Maria Marta"
    " Mary Megan Nadia Natalia Niamh Olivia Rachel Rebecca Rosa Ruth Sarah Shannon Siobhan Sophie"
    " Stephanie Tanya Teresa Vera Yasmin Zoe"
)
_LAST = (
    "Adams Ahmed Ali Baker Begum Brown Carter Clark Cooper Davies Evans Fraser Green Hall Harris"
    " Hughes Hussain Jackson Johnson Jones Kaur Khan Kowalska Lewis Martin Moore Morgan Murphy"
    " Nowak OBrien Patel Phillips Popescu Price Reid Roberts Robinson Scott Shah Singh Smith"
    " Stewart Taylor Thompson Turner Walker Watson White Williams Wright Young"
)
FIRST, LAST = tuple(_FIRST.split()), tuple(_LAST.split())
SOUND_ALIKE: Mapping[str, str] = {
    "Catherine": "Kathryn", "Siobhan": "Shivaun", "Niamh": "Neve", "Aisha": "Ayesha",
    "Gemma": "Jemma", "Jackie": "Jacqui", "Stephanie": "Steffany", "Zoe": "Zoey",
    "Claire": "Clare",
    "Rachel": "Rachael", "Rebecca": "Rebekah", "Sarah": "Sara", "Sophie": "Sofi",
    "Yasmin": "Jasmin",
    "Hannah": "Hanna", "Leanne": "Lianne", "Chloe": "Khloe", "Megan": "Meghan", "Jane": "Jayne",
}  # fmt: skip


def figures() -> list[Figure]:
    """Recall by what differs, and how many strangers are left alone."""
    draw = random.Random(SEED)  # noqa: S311  names, no secrets
    known = [_somebody(draw) for _ in range(PEOPLE)]
    ways: tuple[tuple[str, Callable[[random.Random, Identity], Identity], float], ...] = (
        ("found misspelt", _misspelt, 0.98),
        ("found with two digits of the birth swapped", _transposed, 0.98),
        ("found with day and month swapped", _swapped, 0.98),
        ("found as it sounds", _as_it_sounds, 0.95),
        ("found under a new surname, the old one an alias", _married, 0.98),
        ("found without a date of birth", _without_birth, 0.98),
    )
    found = [_share(words, _recall(draw, known, change), target) for words, change, target in ways]
    not_strong, not_weak = _left_alone(draw, known)
    return [
        *found,
        _share("a stranger, no strong suggestion", not_strong, 0.98),
        _share("a stranger, no suggestion at all", not_weak, 0.85),
    ]


def _share(words: str, value: float, target: float) -> Figure:
    return figure(
        f"Earlier cases: {words}", value, target, better="higher", unit="share",
        how=f"of {PEOPLE} invented people, against {PEOPLE} known ones",
    )  # fmt: skip


def _cases(known: list[Identity]) -> list[tuple[EarlierCase, Identity]]:
    return [(EarlierCase(reference=f"WP-{number}"), one) for number, one in enumerate(known)]


def _recall(
    draw: random.Random,
    known: list[Identity],
    change: Callable[[random.Random, Identity], Identity],
) -> float:
    return sum(
        matching.compare(change(draw, person), person) is not None for person in known
    ) / len(known)


def _left_alone(draw: random.Random, known: list[Identity]) -> tuple[float, float]:
    """The shares of strangers with no strong suggestion, and with none at all."""
    strong = some = 0
    for _ in range(PEOPLE):
        found = matching.suggest(_somebody(draw), _cases(known))
        strong += any(case.strength == matching.STRONG for case in found)
        some += bool(found)
    return 1 - strong / PEOPLE, 1 - some / PEOPLE


def _person(first: str, last: str, born: dt.date | None, *aliases: str) -> Identity:
    names = (f"{first} {last}", *aliases, *(f"{first} {alias}" for alias in aliases))
    return Identity(
        names=tuple(map(comparable, names)),
        births=(born,) if born else (),
        years=(born.year,) if born else (),
        first_names=(comparable(first),),
    )


def _somebody(draw: random.Random) -> Identity:
    born = dt.date(1970, 1, 1) + dt.timedelta(days=draw.randrange(36 * 365))
    return _person(draw.choice(FIRST), draw.choice(LAST), born)


def _parts(person: Identity) -> tuple[str, str]:
    first = person.first_names[0]
    return first, person.names[0].replace(first, "", 1).strip()


def _misspelt(draw: random.Random, person: Identity) -> Identity:
    """One letter of the longer name left out, doubled or swapped with its neighbour."""
    first, last = _parts(person)
    at = draw.randrange(1, max(2, len(last) - 1))
    kinds = (
        last[:at] + last[at + 1 :],
        last[:at] + last[at] + last[at:],
        last[: at - 1] + last[at] + last[at - 1] + last[at + 1 :],
    )
    return _person(first, draw.choice(kinds), person.births[0])


def _transposed(draw: random.Random, person: Identity) -> Identity:
    first, last = _parts(person)
    digits = f"{person.births[0]:%d%m%Y}"
    for at in draw.sample(range(7), 7):
        text = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        try:
            born = dt.datetime.strptime(text, "%d%m%Y").replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
        if text != digits and dt.date(1900, 1, 1) < born < dt.date(2030, 1, 1):
            return _person(first, last, born)
    return person


def _swapped(_draw: random.Random, person: Identity) -> Identity:
    first, last = _parts(person)
    born = person.births[0]
    if born.day > 12:  # noqa: PLR2004  no month
        return person
    return _person(first, last, born.replace(month=born.day, day=born.month))


def _as_it_sounds(_draw: random.Random, person: Identity) -> Identity:
    first, last = _parts(person)
    spelt = {comparable(name): comparable(other) for name, other in SOUND_ALIKE.items()}
    return _person(spelt.get(first, first), last.replace("i", "y"), person.births[0])


def _married(draw: random.Random, person: Identity) -> Identity:
    first, last = _parts(person)
    return _person(first, draw.choice(LAST), None, last)


def _without_birth(_draw: random.Random, person: Identity) -> Identity:
    return _person(*_parts(person), None)
