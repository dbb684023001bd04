"""Whether two written names may mean the same person or agency: cautious, for keeping things back.

A name that holds the other's words counts as the same, so that a title or a middle name hides
nobody. One word alone names nobody: it would keep papers from half the panel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from casework.agency import Agency
from casework.text import folded

_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['`\u2019]")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "pc", "dc", "ds", "sgt", "prof", "rev"})
_FILLERS = frozenset({"the", "of", "and", "for", "service", "services", "team", "ltd"})


def is_named(person: str, names: Iterable[str]) -> bool:
    """Whether one of the names may be this person's."""
    own = _words(person) - _TITLES
    return any(_holds(own, _words(name) - _TITLES, least=2) for name in names)


def may_be_agency(agency: Agency, written: str) -> bool:
    """Whether what somebody wrote may mean this agency: for keeping a case from it."""
    told = _bare(written)
    return any(_holds(_bare(name), told, least=1) for name in _known(agency))


def is_agency(agency: Agency, written: str) -> bool:
    """Whether what somebody wrote is exactly a name of this agency: for giving it a case."""
    told = _bare(written)
    return any(_bare(name) == told for name in _known(agency))


def _known(agency: Agency) -> tuple[str, ...]:
    return (agency.name, *agency.known_as)


def _words(name: str) -> frozenset[str]:
    """The words of a name; an apostrophe joins, a hyphen parts."""
    return frozenset(_WORDS.findall(_APOSTROPHES.sub("", folded(name))))


def _bare(agency: str) -> frozenset[str]:
    words = _words(agency)
    return words - _FILLERS or words


def _holds(one: frozenset[str], other: frozenset[str], *, least: int) -> bool:
    """Whether one of the two holds all words of the other, which has at least so many."""
    smaller, larger = sorted((one, other), key=len)
    return len(smaller) >= least and smaller <= larger
