"""Takes a message apart, inside the cage, with the standard library's parser (B5).

Every part is looked at, inline or not, named or not; messages in messages, archives and the
wrappings of Outlook are opened to a depth of five. The parser raises at odd places on odd mail:
whatever it cannot do to one part costs that part's niceties, never the message.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from casework.text import printable
from confine.answer import Refusal
from ingest import decoding, header, html_text, opening, wrappers
from ingest.contents import Contents, File, Letter
from ingest.file_types import sniff
from ingest.fingerprint import Leaf, file_leaf, fingerprint, message_leaf, text_leaf
from ingest.wire import (
    MOST_FILE_BYTES,
    MOST_FILES,
    MOST_FORWARDED,
    MOST_TEXT,
    ForwardedFacts,
    MessageFacts,
    Note,
    Source,
)

MOST_PARTS = 100
MOST_DEPTH = 10
_MOST_TYPES = 200
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_TEXTS = frozenset({"text/plain", "text/html"})
_NAMED_IN = frozenset({"content-disposition", "content-type"})
_ENCODINGS = frozenset({"base64", "quoted-printable"})
_QUIRKS = (
    AssertionError,
    AttributeError,
    IndexError,
    LookupError,
    MessageError,
    RecursionError,
    TypeError,
    ValueError,
)
SAMPLE = (
    b"From: =?utf-8?q?A?= <a@example.org>\r\nSubject: =?utf-8?b?w6Q=?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    b"PHA+w6Q8L3A+\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    b"Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A4\r\n--b\r\n"
    b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''a%20b.zip\r\n\r\n"
    b"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\r\n--b--\r\n"
)


@dataclass(slots=True, kw_only=True)
class _Level:
    """What one message holds, itself or in messages inside it."""

    texts: list[str] = field(default_factory=list[str])
    alternatives: list[str] = field(default_factory=list[str])
    files: list[File] = field(default_factory=list[File])
    forwarded: list[Letter] = field(default_factory=list[Letter])
    leaves: list[Leaf] = field(default_factory=list[Leaf])
    types: set[str] = field(default_factory=set[str])
    notes: set[Note] = field(default_factory=set[Note])
    fingerprint: str = ""

    @property
    def text(self) -> str:
        """What its writer wrote: the plain text, or the other form of it when that is empty."""
        plain = "\n\n".join(self.texts).strip("\n")
        return plain if plain.strip() else "\n\n".join(self.alternatives)


class _Budget:
    """Counts parts, over all levels."""

    def __init__(self) -> None:
        self._parts = 0

    def spend(self, depth: int) -> None:
        """One more part, so deep. Refuses beyond the limits."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Refusal("too-many-parts")
        if depth > MOST_DEPTH:
            raise Refusal("too-deep")


def read(untrusted_data: bytes) -> tuple[MessageFacts, tuple[bytes, ...]]:
    """The facts of a message, and the bytes of its files in the same order."""
    mail = message_from_bytes(untrusted_data, policy=compat32)
    level = _message(mail, 0, _Budget())
    held = _opened(level)
    if len(held.files) > MOST_FILES:
        raise Refusal("too-many-parts")
    if sum(len(file.untrusted_data) for file in held.files) > MOST_FILE_BYTES:
        raise Refusal("too-large")
    notes = set(held.notes)
    texts = [level.text, "\n\n".join(level.alternatives)]
    if any(len(text) > MOST_TEXT for text in (*texts, *(letter.text for letter in held.letters))):
        notes.add(Note.TEXT_CUT)
    facts = MessageFacts(
        fingerprint=level.fingerprint,
        subject=decoding.words(_first(mail, "subject")),
        text=_shown(texts[0]),
        alternative=_shown(texts[1]),
        types=tuple(sorted(level.types))[:_MOST_TYPES],
        files=tuple(file.facts for file in held.files),
        forwarded=tuple(_letter(letter) for letter in held.letters[:MOST_FORWARDED]),
        wrapper=wrappers.wrapper(held.files, level.types, level.text),
        notes=frozenset(notes),
    )
    return facts, tuple(file.untrusted_data for file in held.files)


def _opened(level: _Level) -> Contents:
    """The files, with what lay in archives and wrappings in the place of these."""
    opened = [opening.open_all(file) for file in level.files]
    return Contents(
        files=tuple(file for one in opened for file in one.files),
        letters=(*level.forwarded, *(letter for one in opened for letter in one.letters)),
        notes=frozenset(level.notes).union(*(one.notes for one in opened)),
    )


def _message(mail: Message, depth: int, budget: _Budget) -> _Level:
    level = _Level()
    _walk(mail, level, depth, budget, has_plain=False)
    level.fingerprint = fingerprint(
        _all(mail, "message-id"), _all(mail, "from"), _all(mail, "date"), level.leaves
    )
    return level


def _walk(part: Message, level: _Level, depth: int, budget: _Budget, *, has_plain: bool) -> None:
    budget.spend(depth)
    kind = part.get_content_type()
    level.types.add(kind[:100])
    if part.defects:
        level.notes.add(Note.DAMAGED)
    inner = _inner(part) if kind in _MESSAGES else None
    if inner is not None:
        level.leaves.append(message_leaf(_forwarded(inner, level, depth, budget)))
    elif part.is_multipart() and kind.startswith("multipart/"):
        children = _children(part)
        beside = kind == "multipart/alternative" and any(map(_holds_plain, children))
        for child in children:
            _walk(child, level, depth + 1, budget, has_plain=has_plain or beside)
    else:
        untrusted_data, name = _bytes(part), _name(part)
        if kind in _TEXTS and not name:
            _text(part, untrusted_data, level, has_plain=has_plain)
        elif _is_saved_mail(name, untrusted_data):
            level.leaves.append(file_leaf(untrusted_data))
            saved = message_from_bytes(untrusted_data, policy=compat32)
            _forwarded(saved, level, depth, budget)
        else:
            _file(part, untrusted_data, name, level)


def _forwarded(inner: Message, level: _Level, depth: int, budget: _Budget) -> str:
    """Take in a message inside the message. Its fingerprint."""
    sub = _message(inner, depth + 1, budget)
    level.notes |= sub.notes
    level.forwarded.append(
        Letter(
            sender=decoding.words(_first(inner, "from")),
            subject=decoding.words(_first(inner, "subject")),
            date=decoding.words(_first(inner, "date")),
            text=sub.text,
        )
    )
    level.forwarded += sub.forwarded
    level.files += [replace(file, source=Source.FORWARDED) for file in sub.files]
    return sub.fingerprint


def _text(part: Message, untrusted_data: bytes, level: _Level, *, has_plain: bool) -> None:
    said = decoding.text(untrusted_data, _charset(part))
    is_html = part.get_content_type() == "text/html"
    if not (is_html and has_plain):
        level.leaves.append(text_leaf(said))
    shown = html_text.words(said) if is_html else said
    (level.alternatives if is_html and has_plain else level.texts).append(shown)


def _file(part: Message, untrusted_data: bytes, name: str, level: _Level) -> None:
    kind = part.get_content_type()
    level.leaves.append(file_leaf(untrusted_data))
    if kind.startswith("multipart/"):  # its boundary was not found: what it says must be seen
        level.texts.append(decoding.text(untrusted_data, ""))
        return
    if kind.startswith("text/") and not name:  # shown by mail programs like the text itself
        level.texts.append(decoding.text(untrusted_data, _charset(part)))
    level.files.append(
        File(
            name=name,
            declared=kind[:100],
            type=sniff(untrusted_data, name),
            source=Source.MAIL,
            embedded=bool(part["content-id"]) and part.get_content_disposition() != "attachment",
            untrusted_data=untrusted_data,
        )
    )


def _is_saved_mail(name: str, untrusted_data: bytes) -> bool:
    """Whether a file is a mail that was saved, and so a message inside the message."""
    return name.lower().endswith(".eml") and bool(header.fields(untrusted_data))


def _inner(part: Message) -> Message | None:
    """The message in a message part, also where it was encoded against the rules."""
    children = _children(part)
    if len(children) != 1:
        return None
    (inner,) = children
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding in _ENCODINGS and not inner.keys():
        inner["Content-Transfer-Encoding"] = encoding
        return message_from_bytes(_bytes(inner), policy=compat32)
    return inner


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if _is_list(payload) else []


def _is_list(payload: object) -> bool:
    return isinstance(payload, list)


def _holds_plain(part: Message) -> bool:
    kind = part.get_content_type()
    if part.is_multipart() and kind.startswith("multipart/"):
        return any(map(_holds_plain, _children(part)))
    return kind == "text/plain" and not _name(part)


def _bytes(part: Message) -> bytes:
    """The decoded bytes; of a report, which the parser took for messages, its fields."""
    if part.is_multipart():
        blocks = (
            "\n".join(f"{name}: {decoding.raw_value(str(value))}" for name, value in block.items())
            for block in _children(part)
        )
        return "\n\n".join(blocks).encode("utf-8", "replace")
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding in _ENCODINGS:  # the parser takes "base64 " for something else
        del part["content-transfer-encoding"]
        part["content-transfer-encoding"] = encoding
    try:
        payload = part.get_payload(decode=True)
    except _QUIRKS:
        payload = part.get_payload()
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogateescape")
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    for key, value in part.raw_items():
        if key.lower() in _NAMED_IN and not str(value).isascii():  # 8-bit bytes: the parser's "?"
            part.replace_header(key, decoding.raw_value(str(value)))
    try:
        return decoding.file_name(part.get_filename() or "")
    except _QUIRKS:
        return ""


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except _QUIRKS:
        return ""


def _all(mail: Message, name: str) -> list[str]:
    return [
        decoding.raw_value(str(value)) for key, value in mail.raw_items() if key.lower() == name
    ]


def _first(mail: Message, name: str) -> str:
    return next((str(value) for key, value in mail.raw_items() if key.lower() == name), "")


def _shown(text: str) -> str:
    return printable(text)[0][:MOST_TEXT]


def _letter(letter: Letter) -> ForwardedFacts:
    return ForwardedFacts(
        sender=letter.sender, subject=letter.subject, date=letter.date, text=_shown(letter.text)
    )
