"""What a message or a wrapping holds, while it is taken apart. Everything here is untrusted."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.file_types import FileType
from ingest.wire import FileFacts, Note, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as found in the message."""

    name: str
    declared: str
    type: FileType
    source: Source
    embedded: bool
    untrusted_data: bytes = field(repr=False)

    @property
    def facts(self) -> FileFacts:
        """What is told of it beside its bytes."""
        return FileFacts(
            name=self.name,
            declared=self.declared,
            type=self.type,
            source=self.source,
            embedded=self.embedded,
            size=len(self.untrusted_data),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message inside the message: its words."""

    sender: str = ""
    subject: str = ""
    date: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was taken out of one wrapping."""

    files: tuple[File, ...] = ()
    letters: tuple[Letter, ...] = ()
    notes: frozenset[Note] = frozenset()
