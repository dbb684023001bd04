"""What a mail answers, and what it says of actions (mail, section 11; desk, section 6.6).

A match is a suggestion until the sender is known to be the person it is bound to; "done" by mail is
a proposal until somebody confirms it. Replies of machines are not read here: see `kinds`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from casework import identifiers
from casework.text import one_line, words_in
from ingest import history, said
from ingest.message import Message
from ingest.said import Said
from ingest.words import comparable, says

FIRST_LINES = 20
_MOST_REASON = 400
_MOST_WORDS = 40
_TABLE_LINES = 3
_AROUND = " \t.,;:!|*-"
_TOKEN = re.compile(r"\+r\.([0-9a-hjkmnp-tv-z]{17})@", re.IGNORECASE)
_RECIPIENTS = ("to", "delivered-to", "x-original-to")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# With a hyphen in any case, or without one in capitals and with a digit: "a week" is no reference.
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}-[2-9A-HJKMNP-Za-hjkmnp-z]{4,5}"
    r"|[A-Z]{1,2} ?(?=[A-Z]*[2-9])[2-9A-HJKMNP-Z]{4,5})(?![A-Za-z0-9])"
)
_WORSE = ("worse", "urgent", "urgently", "at risk")


class KeyKind(StrEnum):
    """By what a mail shows which of ours it answers, the surest first."""

    TOKEN = "token"  # noqa: S105  the name of a key's kind
    MESSAGE_ID = "message_id"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One thing to look up: a reply token, one of our Message-IDs, or a reference as printed."""

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReply:
    """What was said of one action. `until` goes with NOT_YET; `untrusted_reason` is as written."""

    reference: str
    said: Said
    until: dt.date | None = None
    untrusted_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReplies:
    """All that a mail says of actions. `worse` is an alert, whatever else was understood."""

    replies: tuple[ActionReply, ...]
    worse: bool


def answers_to(message: Message, *, prefixes: Collection[str]) -> tuple[Key, ...]:
    """What to look for, in order; `prefixes` are those of the references that are looked for."""
    tokens = [
        token.lower()
        for name in _RECIPIENTS
        for value in message.values(name)
        for token in _TOKEN.findall(value)
    ]
    top = "\n".join(message.untrusted_text.split("\n")[:FIRST_LINES])
    references = references_in(f"{message.untrusted_subject}\n{top}", prefixes)
    keys = (
        *(Key(kind=KeyKind.TOKEN, value=token) for token in tokens),
        *(Key(kind=KeyKind.MESSAGE_ID, value=known) for known in message.answered),
        *(Key(kind=KeyKind.REFERENCE, value=reference) for reference in references),
    )
    return tuple(dict.fromkeys(keys))


def references_in(untrusted_text: str, prefixes: Collection[str]) -> tuple[str, ...]:
    """The sound references of these prefixes in a text, as we print them, each once."""
    return tuple(dict.fromkeys(reference for reference, _, _ in _found(untrusted_text, prefixes)))


def action_replies(message: Message, *, on: dt.date) -> ActionReplies:
    """What the new words of a mail say of actions; `on` is the day it came.

    One line a reference. Where the words name none and the subject exactly one, they are about it.
    """
    prefixes = (identifiers.ACTION,)
    new = _DASHES.sub("-", history.without_signature(history.cut(message.untrusted_text).new))
    pieces = _pieces(new, prefixes)
    if not pieces:
        about = references_in(message.untrusted_subject, prefixes)
        is_short = 0 < words_in(new) <= _MOST_WORDS
        pieces = [(about[0], new if is_short else "")] if len(about) == 1 else []
    replies: dict[str, ActionReply] = {}
    for reference, words in pieces:
        reply = _reply(reference, words, on)
        known = replies.setdefault(reference, reply)
        if (known.said, known.until) != (reply.said, reply.until):
            replies[reference] = ActionReply(reference=reference, said=Said.UNCLEAR)
    return ActionReplies(replies=tuple(replies.values()), worse=says(comparable(new), _WORSE))


def _reply(reference: str, words: str, on: dt.date) -> ActionReply:
    found = said.of(words, on=on)
    return ActionReply(
        reference=reference,
        said=found.said,
        until=found.until,
        untrusted_reason=one_line(found.untrusted_reason, most=_MOST_REASON),
    )


def _pieces(text: str, prefixes: Collection[str]) -> list[tuple[str, str]]:
    """Each reference with the words that belong to it."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [piece for at in range(len(lines)) for piece in _pieces_of(lines, at, prefixes)]


def _pieces_of(lines: list[str], at: int, prefixes: Collection[str]) -> list[tuple[str, str]]:
    """The references of one line, each with the words after it on the line.

    A reference alone at the end of a line has those before it; alone on its line, those of the
    next lines: a table may come a cell a line.
    """
    line = lines[at]
    found = list(_found(line, prefixes))
    if not found:
        return []
    ends = [start for _, start, _ in found[1:]] + [len(line)]
    pieces = [
        (reference, line[end:next_start])
        for (reference, _, end), next_start in zip(found, ends, strict=True)
    ]
    if len(pieces) != 1 or pieces[0][1].strip(_AROUND):
        return pieces
    before = line[: found[0][1]]
    following = takewhile(
        lambda below: not any(_found(below, prefixes)), lines[at + 1 : at + 1 + _TABLE_LINES]
    )
    return [(pieces[0][0], before if before.strip(_AROUND) else "\n".join(following))]


def _found(untrusted_text: str, prefixes: Collection[str]) -> Iterator[tuple[str, int, int]]:
    text = _DASHES.sub("-", untrusted_text)
    for match in _REFERENCE.finditer(text):
        reference = identifiers.normal(match.group())
        if reference is not None and reference.partition("-")[0] in prefixes:
            yield reference, match.start(), match.end()
