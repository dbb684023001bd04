"""winmail.dat: how Outlook wraps a mail's files when it thinks its reader is Outlook too (TNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest import decoding, html_text, mapi
from ingest.file_types import TNEF

_ATTACHMENT = 2  # the level of an attribute that belongs to a file
_BODY, _FILE_BEGINS, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES, _CODE_PAGE, _PROPERTIES = (
    0x800C, 0x9002, 0x8010, 0x800F, 0x9005, 0x9007, 0x9003,
)  # fmt: skip
_HEAD = struct.Struct("<BII")
_CHECKSUM_BYTES = 2
_OBJECT_ID_BYTES = 16
_MOST_FILES = 100


@dataclass(slots=True, kw_only=True)
class Tnef:
    """What one holds: files by name, and its words."""

    attachments: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    text: str = ""
    whole: bool = True


def read(untrusted_data: bytes) -> Tnef | None:
    """The files and text of a winmail.dat as far as it is whole, or None when it is none.

    A message that was attached is a file of the same kind.
    """
    if not untrusted_data.startswith(TNEF):
        return None
    found = Tnef()
    charset = "cp1252"
    for level, attribute, value in _attributes(untrusted_data, found):
        if attribute == _CODE_PAGE:
            charset = mapi.named_charset(int.from_bytes(value[:4], "little"))
        elif attribute == _BODY:
            found.text = decoding.text(value.rstrip(b"\0"), charset)
        elif attribute == _PROPERTIES:
            found.text = found.text or _words(mapi.properties(value), charset)
        elif level == _ATTACHMENT and len(found.attachments) <= _MOST_FILES:
            _attach(found, attribute, value, charset)
    found.attachments = [(name or "unnamed", data) for name, data in found.attachments if data]
    return found


def _words(found: mapi.Properties, charset: str) -> str:
    plain = mapi.text(found, mapi.BODY, charset)
    if plain.strip():
        return plain
    charset = mapi.charset(found, mapi.INTERNET_CODE_PAGE, charset)
    return html_text.words(decoding.text(mapi.data(found, mapi.HTML), charset))


def _attributes(untrusted_data: bytes, found: Tnef) -> Iterator[tuple[int, int, bytes]]:
    at = 6  # after the signature and the key
    while at + _HEAD.size <= len(untrusted_data):
        level, attribute, length = _HEAD.unpack_from(untrusted_data, at)
        at += _HEAD.size
        if at + length > len(untrusted_data):
            found.whole = False  # cut off: what came before it counts
            return
        yield level, attribute & 0xFFFF, untrusted_data[at : at + length]
        at += length + _CHECKSUM_BYTES


def _attach(found: Tnef, attribute: int, untrusted_value: bytes, charset: str) -> None:
    if attribute == _FILE_BEGINS or not found.attachments:
        found.attachments.append(("", b""))
    name, data = found.attachments[-1]
    if attribute == _FILE_TITLE:
        name = name or decoding.text(untrusted_value.rstrip(b"\0"), charset)
    elif attribute == _FILE_DATA:
        data = untrusted_value
    elif attribute == _FILE_PROPERTIES:
        said = mapi.properties(untrusted_value)
        named = (mapi.text(said, number, charset) for number in (mapi.LONG_NAME, mapi.DISPLAY_NAME))
        name = next(filter(None, named), name)
        # A message that was attached stands there, behind the number of its kind.
        data = data or mapi.data(said, mapi.OBJECT)[_OBJECT_ID_BYTES:]
    found.attachments[-1] = (name, data)
