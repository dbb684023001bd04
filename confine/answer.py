"""What a reading ends in: an answer, or the reason why there is none.

The child that writes the frame is taken for hostile: the parent caps its length, knows its kinds,
and lets no word of it become a code unless the word was known before the document came.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

HEADER = struct.Struct("<cQ")  # the kind of frame and the length of what follows
OTHER = "other"  # stands for an exception class nobody knew before the document came
_CODE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_SMALL = 1 << 16


class Reason(StrEnum):
    """Why a document was not read. What each leads to is decided elsewhere."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    DIED = "died"
    REFUSED = "refused"
    PARSER = "parser"
    TOO_LONG = "too_long"
    NO_CONFINEMENT = "no_confinement"


class Kind(StrEnum):
    """The kinds of frame that a child may write, one letter each."""

    ANSWER = "A"
    REFUSED = "R"
    PARSER = "P"
    MEMORY = "M"
    UNCONFINED = "U"


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not an error
    """A reader's own refusal: a code of its own, never words out of the document."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the reader returned. Made beside hostile bytes, it is as untrusted as they are."""

    untrusted_answer: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A reason, and a code from a closed vocabulary. Neither holds a word of the document."""

    reason: Reason
    code: str


def write(reply: int, kind: Kind, payload: bytes = b"") -> None:
    """Write one frame. `write` is the only call the filter leaves for it."""
    header = HEADER.pack(kind.encode(), len(payload))
    if len(payload) < _SMALL:
        _write_all(reply, header + payload)
    else:
        _write_all(reply, header)
        _write_all(reply, payload)


def _write_all(reply: int, untrusted_bytes: bytes) -> None:
    rest = memoryview(untrusted_bytes)
    while rest:
        rest = rest[os.write(reply, rest) :]


def outcome(
    untrusted_kind: bytes, untrusted_payload: bytes, known: AbstractSet[str]
) -> Read | NotRead:
    """The frame as a value. `known` are the exception classes that existed before the document."""
    match untrusted_kind:
        case b"A":
            return Read(untrusted_answer=untrusted_payload)
        case b"R":
            code = untrusted_payload.decode("ascii", "replace")
            return NotRead(reason=Reason.REFUSED, code=code if _CODE.fullmatch(code) else OTHER)
        case b"P":
            name = untrusted_payload.decode("ascii", "replace")
            return NotRead(reason=Reason.PARSER, code=name if name in known else OTHER)
        case b"M":
            return NotRead(reason=Reason.MEMORY, code="memory-error")
        case b"U":
            return NotRead(reason=Reason.NO_CONFINEMENT, code="set-up-failed")
        case _:
            return NotRead(reason=Reason.DIED, code="malformed-answer")
