"""The words of every mail: a template and values in, a subject and a plain body out (desk, 6).

The body names questions, never answers. Staff may change the words of a template, not the rules:
each finished text is checked here before anybody may keep it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from casework.faults import Fault, Kind
from casework.text import folded, one_line

FOLDER = "mail"
MOST_SUBJECT_LETTERS = 100
MOST_LINES = 30
_MOST_LETTERS = 600  # of one value
_FORBIDDEN = "forbidden.txt"
_LINK = re.compile(r"https?:|www\.|://|mailto:|<[a-z/!]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME_WORD = 4
_SAID_OUTWARDS = frozenset({"panel", "meeting", "agency"})
_TO_THE_DESK = ("G", "L")


class MailTextWrong(Fault):
    """The text of a mail breaks a rule that every mail must keep, or lacks a value."""

    kind = Kind.CONFIGURATION
    next_step = "correct the template of this name in templates/mail, then run the command again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands on every mail: the marking and whom to call.

    `title` is the panel's full name, whose words must not stand in a subject.
    """

    marking: str
    phone: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """A finished subject line and body."""

    subject: str
    body: str


def compose(
    kind_id: str, values: Mapping[str, object], *, frame: Frame, templates: Path
) -> MailText:
    """The text of a mail of this kind ("A1", "B3", "D2"). Raises MailTextWrong.

    Values are texts, numbers, and lists and tables of them; a text becomes one line.
    """
    plain = {key: _plain(value) for key, value in values.items()}
    known = {**plain, "marking": one_line(frame.marking), "phone": one_line(frame.phone)}
    try:
        text = _environment(templates / FOLDER).get_template(f"{kind_id}.txt").render(known)
    except (TemplateError, SecurityError) as error:
        raise MailTextWrong(kind_id, f"{type(error).__name__}: {error.message or ''}") from error
    subject, _, rest = text.partition("\n")
    body = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", rest)).strip("\n") + "\n"
    found = check(kind_id, subject, body, frame=frame, forbidden=_forbidden(templates))
    if found:
        raise MailTextWrong(kind_id, *found)
    return MailText(subject=subject, body=body)


def check(
    kind_id: str, subject: str, body: str, *, frame: Frame, forbidden: Sequence[str]
) -> tuple[str, ...]:
    """Every rule of 6.1 that a finished text breaks, all at once."""
    lines = [line for line in body.split("\n") if line]
    words = set(_WORD.findall(folded(subject)))
    name_words = {word for word in _WORD.findall(folded(frame.title)) if _tells(word)}
    marking_words = set(_WORD.findall(folded(frame.marking)))
    broken = (
        (not subject.startswith(f"{frame.marking} - "), "the subject does not begin with marking"),
        (not subject.isascii(), "the subject has a letter outside ASCII"),
        (
            len(subject) > MOST_SUBJECT_LETTERS,
            f"the subject is longer than {MOST_SUBJECT_LETTERS} letters",
        ),
        (bool(words & set(forbidden)), "the subject has a word that tells too much"),
        (bool(words & name_words - marking_words), "the subject has a word of the panel's name"),
        (lines[:1] != [frame.marking], "the first line is not the marking"),
        (len(lines) > MOST_LINES, f"it is longer than {MOST_LINES} lines"),
        (_LINK.search(body) is not None, "it has a link or markup"),
        (not body.isprintable() and _has_controls(body), "it has a control character"),
        (not kind_id.startswith(_TO_THE_DESK) and lines[1:2] != ["Dear colleague"],
         "the greeting is missing"),
        (not kind_id.startswith(_TO_THE_DESK) and not _ends_with_phone(lines, frame),
         "the last lines do not say whom to call"),
    )  # fmt: skip
    return tuple(what for is_broken, what in broken if is_broken)


def _ends_with_phone(lines: Sequence[str], frame: Frame) -> bool:
    return all(frame.phone in line for line in lines[-2:])


def _has_controls(body: str) -> bool:
    return any(not letter.isprintable() for letter in body.replace("\n", ""))


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST_NAME_WORD and word not in _SAID_OUTWARDS


def _plain(value: object) -> object:
    if isinstance(value, str):
        return one_line(value, most=_MOST_LETTERS)
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        return {key: _plain(item) for key, item in table.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, bool | int):
        return value
    raise MailTextWrong(type(value).__name__)


@cache
def _environment(folder: Path) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(after=_after, bracketed=_bracketed)  # pyright: ignore[reportUnknownMemberType]  jinja2 does not say
    return environment


def _after(text: str, words: str) -> str:
    """The text behind some words, or nothing when there is no text."""
    return f"{words}{text}" if text else ""


def _bracketed(clause: str) -> str:
    """The clause in brackets, as every point has it, or nothing when it is obvious."""
    return f" ({clause})" if clause else ""


def _forbidden(templates: Path) -> tuple[str, ...]:
    text = (templates / FOLDER / _FORBIDDEN).read_text(encoding="utf-8")
    return tuple(folded(line) for line in text.splitlines() if line.strip())
