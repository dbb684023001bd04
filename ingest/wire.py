"""What the caged parser says of a message: facts as JSON, then the files' bytes one after another.

The child that made it may be captured by the message, so everything is capped and made printable
here before anybody uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from casework.text import printable
from ingest.file_types import FileType

MOST_FILES = 200
MOST_FORWARDED = 20
MOST_TEXT = 200_000
MOST_FILE_BYTES = 48_000_000
_MOST_JSON = 8_000_000
_LENGTH_BYTES = 4
Told = TypeVar("Told", "MessageFacts", "Unlocked")


class Wrapper(StrEnum):
    """Another company's protection, which only a person can open."""

    RIGHTS = "rights_managed"
    PORTAL = "portal"
    SMIME = "smime_encrypted"
    SMIME_SIGNED = "smime_signed"
    PGP = "pgp"


class Source(StrEnum):
    """In what a file lay."""

    MAIL = "mail"
    FORWARDED = "forwarded"
    ARCHIVE = "archive"
    WINMAIL = "winmail"


class Note(StrEnum):
    """What was odd about a message; a person is told, nothing is decided by it."""

    DAMAGED = "damaged"
    TEXT_CUT = "text_cut"
    ARCHIVE_HAS_MORE = "archive_has_more"
    TOO_DEEP = "too_deep"


def _clean(text: str) -> str:
    return printable(text)[0]


Text = Annotated[str, Field(max_length=MOST_TEXT), AfterValidator(_clean)]
Line = Annotated[str, Field(max_length=1000), AfterValidator(_clean)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileFacts(_Facts):
    """One file; its bytes follow in the same order."""

    name: Line
    declared: Line
    type: FileType
    source: Source
    embedded: bool
    size: int = Field(ge=0, le=MOST_FILE_BYTES)


class ForwardedFacts(_Facts):
    """A message inside the message: what it says of itself is a claim."""

    sender: Line
    subject: Line
    date: Line
    text: Text


class MessageFacts(_Facts):
    """Everything but the bytes."""

    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    subject: Line
    text: Text
    alternative: Text
    types: tuple[Line, ...] = Field(max_length=200)
    files: tuple[FileFacts, ...] = Field(max_length=MOST_FILES)
    forwarded: tuple[ForwardedFacts, ...] = Field(max_length=MOST_FORWARDED)
    wrapper: Wrapper | None
    notes: frozenset[Note]


class Unlocked(_Facts):
    """What lay behind a lock; the bytes follow."""

    files: tuple[FileFacts, ...] = Field(min_length=1, max_length=MOST_FILES)


def pack_files(files: Sequence[FileFacts], untrusted_files: Sequence[bytes]) -> bytes:
    """The files behind a lock, as they leave the cage."""
    return pack(Unlocked(files=tuple(files)), untrusted_files)


def unpack_files(
    untrusted_answer: bytes,
) -> tuple[tuple[FileFacts, ...], tuple[bytes, ...]] | None:
    """The files taken apart, or None when it is no sound answer."""
    found = _unpacked(Unlocked, untrusted_answer)
    return None if found is None else (found[0].files, found[1])


def pack(facts: MessageFacts | Unlocked, untrusted_files: Sequence[bytes]) -> bytes:
    """The answer, as it leaves the cage."""
    said = facts.model_dump_json().encode()
    return b"".join((len(said).to_bytes(_LENGTH_BYTES), said, *untrusted_files))


def unpack(untrusted_answer: bytes) -> tuple[MessageFacts, tuple[bytes, ...]] | None:
    """The answer taken apart, or None when it is not what a sound parser says."""
    return _unpacked(MessageFacts, untrusted_answer)


def _unpacked(kind: type[Told], untrusted_answer: bytes) -> tuple[Told, tuple[bytes, ...]] | None:
    length = int.from_bytes(untrusted_answer[:_LENGTH_BYTES])
    if length > _MOST_JSON:
        return None
    start = _LENGTH_BYTES + length
    try:
        facts = kind.model_validate_json(untrusted_answer[_LENGTH_BYTES:start])
    except ValidationError:
        return None
    if start + sum(file.size for file in facts.files) != len(untrusted_answer):
        return None
    files: list[bytes] = []
    for file in facts.files:
        files.append(untrusted_answer[start : start + file.size])
        start += file.size
    return facts, tuple(files)
