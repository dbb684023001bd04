"""A saved Outlook message (.msg): its words, its files, and the messages attached to it.

Its compound file is olefile's business; here are the names that Outlook gives to what is in it
([MS-OXMSG]): a stream a property, a folder an attachment, a folder in that for a message.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from types import MappingProxyType

from ingest import decoding, html_text, mapi
from ingest.compound import Compound, Folder

_MOST_FILES, _MOST_DEPTH = 100, 5
_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_FILE_NAMES = (0x3707, 0x3704, 0x3001)
_FILE = "__attach_version1.0_"
_MESSAGE_INSIDE = "__substg1.0_3701000D"
_FIXED = "__properties_version1.0"
_ENTRY = struct.Struct("<II8s")
_HEADS = MappingProxyType({0: 32, 1: 24})  # bytes before the first fixed property, by depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a saved message holds; `inner` are the messages attached to it."""

    sender: str
    subject: str
    text: str
    attachments: tuple[tuple[str, bytes], ...]
    inner: tuple[Saved, ...] = ()


def read(untrusted_data: bytes) -> Saved | None:
    """The saved message, or None when its file is damaged."""
    compound = Compound.of(untrusted_data)
    return None if compound is None else _message(compound, (), 0)


def _message(streams: Compound, folder: Folder, depth: int) -> Saved:
    charset = _charset(streams, folder, mapi.CODE_PAGE, "cp1252")
    files: list[tuple[str, bytes]] = []
    inner: list[Saved] = []
    for place in streams.folders(folder, _FILE)[:_MOST_FILES]:
        data = streams.data((*place, "__substg1.0_37010102"))
        if data is not None:
            names = (_text(streams, place, number, charset) for number in _FILE_NAMES)
            files.append((next(filter(None, names), "unnamed"), data))
        elif streams.holds((*place, _MESSAGE_INSIDE)) and depth < _MOST_DEPTH:
            inner.append(_message(streams, (*place, _MESSAGE_INSIDE), depth + 1))
    return Saved(
        sender=_sender(streams, folder, charset),
        subject=_text(streams, folder, _SUBJECT, charset),
        text=_words(streams, folder, charset),
        attachments=tuple(files),
        inner=tuple(inner),
    )


def _sender(streams: Compound, folder: Folder, charset: str) -> str:
    name = _text(streams, folder, _SENDER, charset)
    said = (_text(streams, folder, number, charset) for number in (_SENDER_SMTP, _SENDER_ADDRESS))
    address = next((one for one in said if "@" in one), "")
    return f"{name} <{address}>" if name and address else name or address


def _words(streams: Compound, folder: Folder, charset: str) -> str:
    plain = _text(streams, folder, mapi.BODY, charset)
    if plain.strip():
        return plain
    html = streams.data((*folder, "__substg1.0_10130102"))
    if html is None:
        return html_text.words(_text(streams, folder, mapi.HTML, charset))
    charset = _charset(streams, folder, mapi.INTERNET_CODE_PAGE, charset)
    return html_text.words(decoding.text(html, charset))


def _text(streams: Compound, folder: Folder, number: int, charset: str) -> str:
    """A property that is text, in either of its two forms."""
    for ending, coding in (("001F", "utf-16-le"), ("001E", charset)):
        value = streams.data((*folder, f"__substg1.0_{number:04X}{ending}"))
        if value is not None:
            return decoding.text(value, coding).rstrip("\0")
    return ""


def _charset(streams: Compound, folder: Folder, number: int, usual: str) -> str:
    """The character set that a fixed property names."""
    row = streams.data((*folder, _FIXED)) or b""
    start = _HEADS[min(1, len(folder))]
    row = row[start : start + max(0, len(row) - start) // _ENTRY.size * _ENTRY.size]
    for tag, _, value in _ENTRY.iter_unpack(row):
        if tag >> 16 == number:
            return mapi.named_charset(int.from_bytes(value[:4], "little"))
    return usual
