"""What the shipped fonts cannot draw is written out, so that no part of a name can vanish.

A character without a glyph would leave an empty place in the PDF and nothing would say so. It
becomes its code: `[U+738B U+82B3]`. The text stays whole and the replacements are counted, so that
a person is told.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from casework.faults import Fault, Kind

FACES = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf")
# Joiners, marks of direction and variants: they have no picture of their own.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]")
_NEVER = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that look like nothing
_SHAPED = re.compile("[\u0e00-\u0eff]")  # vowels that split and move: not to be read back
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_FORMAT_SEGMENTS, _FORMAT_GROUPS = 4, 12
_END_OF_SEGMENTS = 0xFFFF


class FontMissing(Fault):
    """A font that ships with the product is not where it should be, or is damaged."""

    kind = Kind.DOCUMENTS
    next_step = "put the fonts of the product back into config/fonts, then run the command again."


def written_out(text: str, fonts: Path) -> tuple[str, int]:
    """The text with what no shipped font can draw as codes, and how many characters those were.

    Raises FontMissing.
    """
    if text.isascii() and text.isprintable():
        return text, 0
    drawable = coverage(fonts)
    parts: list[str] = []
    codes: list[str] = []
    count = 0
    for cluster in _clusters(text):
        if _is_drawn(cluster, drawable):
            parts += [*_codes(codes), cluster]
            codes = []
        else:
            codes += [f"U+{ord(letter):04X}" for letter in cluster]
            count += len(cluster)
    return "".join((*parts, *_codes(codes))), count


def coverage(fonts: Path) -> frozenset[int]:
    """Every code point that one of the shipped fonts has a glyph for."""
    return frozenset[int]().union(*(_code_points(fonts / face) for face in FACES))


def _codes(codes: list[str]) -> tuple[str, ...]:
    return (f"[{' '.join(codes)}]",) if codes else ()


def _clusters(text: str) -> Iterator[str]:
    """Each letter together with the marks that stand on it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.category(text[place]).startswith("M"):
            yield text[start:place]
            start = place


def _is_drawn(cluster: str, drawable: frozenset[int]) -> bool:
    """Whether a letter with its marks is drawn so that it can be read, by people and by us.

    Marks that do not grow together with their letter are drawn somewhere near or not at all,
    except where a script is written from right to left, which is drawn as a whole.
    """
    for letter in cluster:
        if letter.isspace() or UNSEEN.match(letter):
            continue
        if ord(letter) not in drawable or letter in _EMPTY or _SHAPED.match(letter):
            return False
        if unicodedata.category(letter) in _NEVER:
            return False
    seen = UNSEEN.sub("", cluster)
    if len(seen) <= 1 or unicodedata.bidirectional(seen[0]) in _RIGHT_TO_LEFT:
        return not unicodedata.category(seen[:1] or " ").startswith("M")
    return len(unicodedata.normalize("NFC", seen)) == 1


@cache
def _code_points(face: Path) -> frozenset[int]:
    """The code points of a TrueType font, from its character map."""
    try:
        data = face.read_bytes()
        return frozenset(code for table in _maps(data) for code in _mapped(table))
    except (OSError, struct.error) as error:
        raise FontMissing(face.name) from error


def _maps(data: bytes) -> Iterator[bytes]:
    """The tables of the character map, whatever platform they are for."""
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        name, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if name != b"cmap":
            continue
        (maps,) = struct.unpack_from(">H", data, offset + 2)
        for place in range(maps):
            (start,) = struct.unpack_from(">L", data, offset + 4 + 8 * place + 4)
            yield data[offset + start :]


def _mapped(table: bytes) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", table, 0)
    if kind == _FORMAT_SEGMENTS:
        yield from _segments(table)
    elif kind == _FORMAT_GROUPS:
        (groups,) = struct.unpack_from(">L", table, 12)
        for group in range(groups):
            first, last, _ = struct.unpack_from(">LLL", table, 16 + 12 * group)
            yield from range(first, last + 1)


def _segments(table: bytes) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", table, 6)
    for place in range(0, twice, 2):
        (last,) = struct.unpack_from(">H", table, 14 + place)
        (first,) = struct.unpack_from(">H", table, 16 + twice + place)
        (delta,) = struct.unpack_from(">H", table, 16 + 2 * twice + place)
        where = 16 + 3 * twice + place
        (offset,) = struct.unpack_from(">H", table, where)
        for code in range(first, last + 1):
            if code == _END_OF_SEGMENTS:
                continue
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", table, where + offset + 2 * (code - first))
            if (glyph + delta) % 0x10000 if glyph or not offset else 0:
                yield code
