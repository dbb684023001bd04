"""Words that matter in a mail: danger first, then what the mail is about.

The panel's list of danger words comes from its file; the others from `kind_words.toml`. What our
own mails say is taken out before anything is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from casework.text import folded
from ingest import history
from ingest.message import Message

_FILE = Path(__file__).with_name("kind_words.toml")
_SAME = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "`": "'", "\u00b4": "'",
        "\u2010": " ", "\u2011": " ", "\u2012": " ", "\u2013": " ", "\u2014": " ", "-": " ",
    }
)  # fmt: skip
_QUOTE_MARKS = re.compile(r"^[ \t]*(>[ \t]*)+", re.MULTILINE)
_PHONE = r"[\d ()+]{3,25}"
_PARAGRAPHS = re.compile(r"\n\s*\n")


class KindWords(BaseModel):
    """The word file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    breach: tuple[str, ...]
    other_breach: tuple[str, ...]
    complaint: tuple[str, ...]
    leaving: tuple[str, ...]
    advice: tuple[str, ...]
    apology: tuple[str, ...]
    portal: tuple[str, ...]
    attached: tuple[str, ...]
    sharing: tuple[str, ...]
    referring: tuple[str, ...]
    details: tuple[str, ...]
    boilerplate: tuple[str, ...]
    ours: tuple[str, ...]


@cache
def kind_words() -> KindWords:
    """The word file, read once."""
    return KindWords.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def danger_words(message: Message, words: Iterable[str]) -> tuple[str, ...]:
    """Those of these words that stand in the mail, in the list's order (S44).

    Looked for in the subject, in the text in both its forms, and in mails it carries. The history
    below an answer does not count: it was looked at when it came. What is passed on does.
    """
    texts = [message.untrusted_text, message.untrusted_alternative]
    if history.is_answer(message):
        texts = [history.cut(text).new for text in texts]
    texts.append(message.untrusted_subject)
    for inner in message.forwarded:
        texts += [inner.untrusted_subject, inner.untrusted_text]
    return danger_words_in(texts, words)


def danger_words_in(untrusted_texts: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    """The same for any texts: of files that could be read by half."""
    said = [_without_ours(text) for text in untrusted_texts]
    return tuple(word for word in words if any(map(_pattern(word).search, said)))


def own_words(message: Message) -> str:
    """What the writer says, for finding out what it is about: one line, as it is compared.

    Without the history, without what stands under every mail of an organisation, without ours.
    """
    text = message.untrusted_text
    if history.is_answer(message):
        text = history.cut(text).new
    kept = [
        paragraph
        for paragraph in _PARAGRAPHS.split(text)
        if not says(comparable(paragraph), kind_words().boilerplate)
    ]
    return _without_ours("\n\n".join((message.untrusted_subject, *kept)))


def says(comparable_text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, as whole words."""
    return any(_pattern(phrase).search(comparable_text) for phrase in phrases)


def says_breach(comparable_text: str) -> bool:
    """Whether it tells of papers in wrong hands, and not of bail or an order."""
    text = comparable_text
    for phrase in kind_words().other_breach:
        text = _pattern(phrase).sub(" ", text)
    return says(text, kind_words().breach)


def comparable(untrusted_text: str) -> str:
    """The text for comparing: folded, plain quotes, no hyphens, no marks of quotation."""
    plain = _QUOTE_MARKS.sub("", untrusted_text)
    return " ".join(folded(plain).translate(_SAME).split())


def _without_ours(untrusted_text: str) -> str:
    text = comparable(untrusted_text)
    for sentence in kind_words().ours:
        text = _pattern(sentence).sub(" ", text)
    return text


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = (re.escape(comparable(piece)) for piece in phrase.split("{phone}"))
    return re.compile(rf"(?<!\w){f' ?{_PHONE} ?'.join(pieces)}(?!\w)")
