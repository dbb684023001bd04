"""Words that are no answer, that say Unknown, or that mean an option: the list file, compared.

The list is `forms/not_answers.toml`; nothing here decides what follows.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from casework.answer import State
from casework.phrases import phrases_in
from casework.text import folded

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
_OUTER = frozenset("PSZC")


def comparable(untrusted_text: str) -> str:
    """The text for comparing with a list: folded, plain quotes, no punctuation at either end."""
    text = folded(untrusted_text).translate(_QUOTES)
    start, end = 0, len(text)
    while start < end and unicodedata.category(text[start])[0] in _OUTER:
        start += 1
    while end > start and unicodedata.category(text[end - 1])[0] in _OUTER:
        end -= 1
    return text[start:end]


def _tidy(words: frozenset[str]) -> frozenset[str]:
    return frozenset(comparable(word) or folded(word) for word in words)


Words = Annotated[frozenset[str], AfterValidator(_tidy)]


class WordLists(BaseModel):
    """The list file, each text as it is compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    not_answers: Words
    not_applicable: Words
    unknown: Words
    not_disclosed: Words
    not_asked_unsafe: Words
    none: Words
    ticked: Words
    yes_no: dict[str, Words]
    doubts: Words
    doubts_of: dict[str, Words]
    said: dict[str, dict[str, Words]]


def is_no_answer(untrusted_text: str, labels: Iterable[str] = ()) -> bool:
    """Whether there is nothing, or only what is never an answer: a prompt, a dash, the label."""
    text = comparable(untrusted_text)
    if not text or text in _lists().not_answers:
        return True
    return any(text == comparable(label) for label in labels)


def is_not_applicable(untrusted_text: str) -> bool:
    """Whether it says that the question does not apply."""
    return comparable(untrusted_text) in _lists().not_applicable


def explicit_unknown(untrusted_text: str) -> State | None:
    """Which of the explicit Unknowns is written, if one is."""
    text = comparable(untrusted_text)
    lists = _lists()
    if text in lists.unknown:
        return State.UNKNOWN
    if text in lists.not_disclosed:
        return State.NOT_DISCLOSED
    return State.NOT_ASKED_UNSAFE if text in lists.not_asked_unsafe else None


def says_none(untrusted_text: str, none_label: str) -> bool:
    """Whether it is the words of a table's own "none" tick."""
    text = comparable(untrusted_text)
    return bool(text) and text in {*_lists().none, comparable(none_label)}


def is_tick(untrusted_text: str) -> bool:
    """Whether a tick box filled by keyboard holds a mark."""
    marks = _lists().ticked
    return folded(untrusted_text) in marks or comparable(untrusted_text) in marks


def options_meant(untrusted_text: str, check_as: str) -> tuple[str, ...]:
    """The option keys that such words mean: yes and no, and those of the question's check."""
    text = comparable(untrusted_text)
    tables = (_lists().yes_no, _lists().said.get(check_as, {}))
    return tuple(key for table in tables for key, words in table.items() if text in words)


def speaks_of_unknown(untrusted_text: str) -> bool:
    """Whether an explicit Unknown stands in a longer text ("Unknown female")."""
    return bool(phrases_in(untrusted_text, _unknown()))


def leaves_open(untrusted_text: str, key: str) -> bool:
    """Whether such words behind this option leave it open ("Yes, but ...")."""
    lists = _lists()
    doubts = lists.doubts | _unknown() | lists.doubts_of.get(key, frozenset())
    return "?" in folded(untrusted_text) or bool(phrases_in(untrusted_text, doubts))


def _unknown() -> frozenset[str]:
    lists = _lists()
    return lists.unknown | lists.not_disclosed | lists.not_asked_unsafe


def checks_with_words() -> frozenset[str]:
    """The names of checks that have words for options."""
    return frozenset(_lists().said)


@cache
def _lists() -> WordLists:
    text = Path(__file__).with_name("not_answers.toml").read_text(encoding="utf-8")
    return WordLists.model_validate(tomllib.loads(text))
