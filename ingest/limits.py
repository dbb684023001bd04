"""What is refused before a parser sees it: messages built to exhaust one (B5, S15).

Counted over the bytes, in the parent, each in one pass. The cage bounds what passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from ingest import header

MOST_BYTES = 25 * (1 << 20)
MOST_DASHED_LINES = 400
MOST_MULTIPARTS = 10
MOST_FIELDS = 1000
MOST_FIELD_BYTES = 64 * 1024
_MULTIPART = b"multipart/"
_TYPE_FIELD = re.compile(rb"content-type[ \t]*:\s*\Z")
_LOOK_BACK = 100


class Excess(StrEnum):
    """Which limit a message breaks."""

    MESSAGE = "message_too_large"
    PARTS = "too_many_parts"
    MULTIPARTS = "too_many_multiparts"
    HEADER = "header_too_large"
    FIELDS = "too_many_fields"
    FIELD = "field_too_large"


def excess(untrusted_raw: bytes) -> Excess | None:
    """The first limit that the message breaks, or None: it may be parsed, in the cage."""
    return next(_excesses(untrusted_raw), None)


def _excesses(untrusted_raw: bytes) -> Iterator[Excess]:
    """The cheapest look first: the next one is taken only where it found nothing."""
    if len(untrusted_raw) > MOST_BYTES:
        yield Excess.MESSAGE
    untrusted_block = header.block(untrusted_raw)
    if len(untrusted_block) > header.MOST_BLOCK:
        yield Excess.HEADER
    fields = header.lines(untrusted_block)
    if len(fields) > MOST_FIELDS:
        yield Excess.FIELDS
    if any(len(field) > MOST_FIELD_BYTES for field in fields):
        yield Excess.FIELD
    if untrusted_raw.count(b"\n--") + untrusted_raw.count(b"\r--") > MOST_DASHED_LINES:
        yield Excess.PARTS
    if _multiparts(untrusted_raw.lower()) > MOST_MULTIPARTS:
        yield Excess.MULTIPARTS


def _multiparts(untrusted_lower: bytes) -> int:
    """How many Content-Type fields say multipart, wherever in the message; counted up to excess."""
    found = 0
    at = untrusted_lower.find(_MULTIPART)
    while at >= 0 and found <= MOST_MULTIPARTS:
        found += bool(_TYPE_FIELD.search(untrusted_lower[max(0, at - _LOOK_BACK) : at]))
        at = untrusted_lower.find(_MULTIPART, at + 1)
    return found
