"""A message as the program knows it, and the way there: parsed in the cage, checked outside it.

    match cage.run("ingest.message:parse", untrusted_raw, limits=MIME):
        case Read(untrusted_answer=untrusted_answer):
            message = read_answer(untrusted_answer, header.fields(untrusted_raw))

Whatever is called untrusted is a claim of the sender, made printable, and nothing more.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from ingest import decoding, header, mime, wire
from ingest.compound import MAGIC, Compound
from ingest.file_types import FORM_LIKE, FileType
from ingest.wire import Note, Source, Wrapper

MOST_ANSWERED = 50
_ID = re.compile(r"<[^<>\s]{1,300}>")
_PAPER_NAMES = frozenset({"pdf", "doc", "docx", "docm", "dot", "dotx", "odt", "rtf", "pages"})
_PAPER_TYPES = frozenset(
    {
        FileType.WORD_MACROS, FileType.WORD_OLD, FileType.LOCKED_OFFICE, FileType.OPEN_DOCUMENT,
        FileType.RTF, FileType.ZIP, FileType.LOCKED_ZIP, FileType.BROKEN_ZIP, FileType.WINMAIL,
        FileType.OTHER_ARCHIVE, FileType.PAGES,
        FileType.OUTLOOK,
    }
)  # fmt: skip
_UNIMPORTANT = frozenset({FileType.SIGNATURE, FileType.CALENDAR, FileType.EMPTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A file that came with a message, wherever in it. `digest` is the SHA-256 of its bytes.

    `number` counts from 1. `embedded` files are pictures that the text shows.
    """

    number: int
    untrusted_name: str
    untrusted_declared: str
    type: FileType
    source: Source
    embedded: bool
    digest: str
    kept_digest: str
    untrusted_data: bytes = field(repr=False)

    @property
    def is_form_like(self) -> bool:
        """Whether a form may be in it: PDF or Word."""
        return self.type in FORM_LIKE

    @property
    def may_be_paper(self) -> bool:
        """Whether it may be a form that cannot be opened as it is: an old type, a lock, a photo."""
        if self.is_form_like or self.is_decoration:
            return False
        ending = self.untrusted_name.rpartition(".")[2].lower()
        is_paper = self.type in _PAPER_TYPES or self.type is FileType.IMAGE
        return is_paper or ending in _PAPER_NAMES

    @property
    def is_decoration(self) -> bool:
        """Whether it belongs to the looks of the mail: a logo, a signature, a calendar entry.

        What is empty says nothing; only its name tells whether a form was meant.
        """
        if self.type is FileType.EMPTY:
            return self.untrusted_name.rpartition(".")[2].lower() not in _PAPER_NAMES
        return self.type in _UNIMPORTANT or (self.embedded and self.type is FileType.IMAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A message inside the message. Its sender is a claim; who sent it to us is the outer one."""

    untrusted_sender: str
    untrusted_subject: str
    untrusted_date: str
    untrusted_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A parsed message.

    `untrusted_headers` are its own header's fields, topmost first. `untrusted_alternative` is the
    HTML form of the text where both came. `types` are the media types of its own parts, not of
    messages inside it.
    """

    fingerprint: str
    untrusted_headers: tuple[tuple[str, str], ...] = field(repr=False)
    untrusted_subject: str = field(repr=False)
    untrusted_text: str = field(repr=False)
    untrusted_alternative: str = field(repr=False)
    types: frozenset[str]
    files: tuple[FilePart, ...]
    forwarded: tuple[Forwarded, ...] = field(repr=False)
    wrapper: Wrapper | None
    notes: frozenset[Note]

    def values(self, name: str) -> tuple[str, ...]:
        """The values of the header fields of this name, topmost first."""
        return header.values(self.untrusted_headers, name)

    @property
    def message_id(self) -> str:
        """The Message-ID with its brackets; "" when there is none or more than one."""
        ids = self.values("message-id")
        return ids[0] if len(ids) == 1 and _ID.fullmatch(ids[0]) else ""

    @property
    def message_id_digest(self) -> str:
        """The SHA-256 of the Message-ID in hex; "" without one."""
        known = self.message_id
        return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest() if known else ""

    @property
    def answered(self) -> tuple[str, ...]:
        """The Message-IDs it says it answers: In-Reply-To, then References, the latest first."""
        replied = [found for value in self.values("in-reply-to") for found in _ID.findall(value)]
        thread = [found for value in self.values("references") for found in _ID.findall(value)]
        return tuple(dict.fromkeys((*replied, *reversed(thread))))[:MOST_ANSWERED]

    @property
    def file_digests(self) -> tuple[str, ...]:
        """What its files are compared by, sorted; decoration does not count (mail, section 7)."""
        return tuple(sorted({file.kept_digest for file in self.files if not file.is_decoration}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsable:
    """The answer out of the cage is not one a sound parser gives."""

    reason: str = "malformed_answer"


def parse(untrusted_data: bytes) -> bytes:
    """The reader that runs in the cage. Refuses with too-many-parts, too-deep or too-large."""
    facts, untrusted_files = mime.read(untrusted_data)
    return wire.pack(facts, untrusted_files)


def warm() -> None:
    """Load all that parsing may need: nothing can be loaded in the cage."""
    decoding.warm()
    Compound.of(MAGIC + bytes(2048))
    parse(mime.SAMPLE)


def read_answer(
    untrusted_answer: bytes, untrusted_headers: tuple[tuple[str, str], ...]
) -> Message | Unparsable:
    """The message, from the cage's answer and the header.

    The header is the mail system's own where it keeps one, else `header.fields` of the raw bytes.
    """
    unpacked = wire.unpack(untrusted_answer)
    if unpacked is None:
        return Unparsable()
    facts, untrusted_files = unpacked
    return Message(
        fingerprint=facts.fingerprint,
        untrusted_headers=untrusted_headers,
        untrusted_subject=facts.subject,
        untrusted_text=facts.text,
        untrusted_alternative=facts.alternative,
        types=frozenset(facts.types),
        files=tuple(
            _file(number, file, untrusted_data)
            for number, (file, untrusted_data) in enumerate(
                zip(facts.files, untrusted_files, strict=True), start=1
            )
        ),
        forwarded=tuple(
            Forwarded(
                untrusted_sender=inner.sender,
                untrusted_subject=inner.subject,
                untrusted_date=inner.date,
                untrusted_text=inner.text,
            )
            for inner in facts.forwarded
        ),
        wrapper=facts.wrapper,
        notes=facts.notes,
    )


def _file(number: int, facts: wire.FileFacts, untrusted_data: bytes) -> FilePart:
    return FilePart(
        number=number,
        untrusted_name=facts.name,
        untrusted_declared=facts.declared,
        type=facts.type,
        source=facts.source,
        embedded=facts.embedded,
        digest=hashlib.sha256(untrusted_data).hexdigest(),
        kept_digest=hashlib.sha256(decoding.kept_bytes(untrusted_data)).hexdigest(),
        untrusted_data=untrusted_data,
    )
