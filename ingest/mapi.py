"""The properties of a message as Outlook stores them in a row: number, kind, value ([MS-OXTNEF]).

A row that does not follow the rules ends where it stops making sense; what came before it counts.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from types import MappingProxyType

from ingest import decoding

BODY, HTML = 0x1000, 0x1013
LONG_NAME, DISPLAY_NAME, OBJECT = 0x3707, 0x3001, 0x3701
CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
_TEXT, _UNICODE, _BINARY, _EMBEDDED = 0x001E, 0x001F, 0x0102, 0x000D
_SIZES = MappingProxyType(
    {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
     0x48: 16}
)  # fmt: skip
_VARIABLE = frozenset({_TEXT, _UNICODE, _BINARY, _EMBEDDED})
_MANY = 0x1000
_NAMED_FROM = 0x8000
_GUID_BYTES = 16
_MOST = 4000
_WINDOWS = MappingProxyType(
    {
        1200: "utf-16-le",
        20127: "ascii",
        20866: "koi8-r",
        21866: "koi8-u",
        50220: "iso-2022-jp",
        51932: "euc-jp",
        51949: "euc-kr",
        54936: "gb18030",
        65001: "utf-8",
    }
)

Properties = Mapping[int, tuple[int, bytes]]  # by number: the kind, and the value's bytes


def properties(untrusted_row: bytes) -> Properties:
    """The first value of each property, by its number."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        _read(untrusted_row, found)
    except (struct.error, ValueError):
        return found
    return found


def text(found: Properties, number: int, charset: str) -> str:
    """A property that is text; "" when there is none."""
    kind, value = found.get(number, (0, b""))
    if kind not in {_TEXT, _UNICODE}:
        return ""
    return decoding.text(value, "utf-16-le" if kind == _UNICODE else charset).rstrip("\0")


def data(found: Properties, number: int) -> bytes:
    """A property that is bytes, or an object; b"" when there is none."""
    kind, value = found.get(number, (0, b""))
    return value if kind in {_BINARY, _EMBEDDED, _TEXT} else b""


def charset(found: Properties, number: int, usual: str) -> str:
    """The character set that a property names by the number of a code page."""
    _, value = found.get(number, (0, b""))
    return named_charset(int.from_bytes(value[:4], "little")) if value else usual


def named_charset(code_page: int) -> str:
    """A code page of Windows by the name it has here."""
    if code_page in _WINDOWS:
        return _WINDOWS[code_page]
    latin = code_page - 28590  # 28591 is ISO 8859-1, and so on
    return f"iso8859-{latin}" if 0 < latin <= 16 else f"cp{code_page}"  # noqa: PLR2004  parts


def _read(untrusted_row: bytes, found: dict[int, tuple[int, bytes]]) -> None:
    (count,) = struct.unpack_from("<I", untrusted_row, 0)
    at = 4
    for _ in range(min(count, _MOST)):
        kind, number = struct.unpack_from("<HH", untrusted_row, at)
        at += 4
        if number >= _NAMED_FROM:
            at = _after_name(untrusted_row, at)
        values = 1
        if kind & _MANY or kind in _VARIABLE:
            (values,) = struct.unpack_from("<I", untrusted_row, at)
            at += 4
        for place in range(min(values, _MOST)):
            value, at = _value(untrusted_row, at, kind & ~_MANY)
            if place == 0:
                found.setdefault(number, (kind, value))


def _after_name(untrusted_row: bytes, at: int) -> int:
    (by_text,) = struct.unpack_from("<I", untrusted_row, at + _GUID_BYTES)
    at += _GUID_BYTES + 4
    (number_or_length,) = struct.unpack_from("<I", untrusted_row, at)
    return at + 4 + (_padded(number_or_length) if by_text else 0)


def _value(untrusted_row: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _SIZES:
        end = at + _SIZES[kind]
        return untrusted_row[at:end], end
    if kind not in _VARIABLE:
        raise ValueError("no kind of property")
    (length,) = struct.unpack_from("<I", untrusted_row, at)
    at += 4
    if at + length > len(untrusted_row):
        raise ValueError("cut off")
    return untrusted_row[at : at + length], at + _padded(length)


def _padded(length: int) -> int:
    return (length + 3) & ~3
