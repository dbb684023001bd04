"""Zip files, opened with care: what they hold is known before anything of it is unpacked (S2)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise

from ingest import locked_zip

MOST_MEMBERS = 500
MOST_UNPACKED = 50_000_000
MOST_MEMBER = 20_000_000
MOST_RATIO = 100
_RATIO_FROM = 1_000_000
_STEP = 64 * 1024
_ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile,
    locked_zip.BadZip,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    UnicodeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The members of a zip file that may be unpacked; folders are left out."""

    untrusted_zip: zipfile.ZipFile
    members: tuple[zipfile.ZipInfo, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names as written."""
        return tuple(member.filename for member in self.members)

    @property
    def is_encrypted(self) -> bool:
        """Whether a member needs a password."""
        return any(member.flag_bits & _ENCRYPTED for member in self.members)

    def read(self, name: str, *, most: int = MOST_MEMBER) -> bytes | None:
        """A member's bytes, or None when it is damaged, locked or larger than it may be."""
        try:
            with self.untrusted_zip.open(name) as opened:
                read = bytearray()
                while piece := opened.read(_STEP):
                    read += piece
                    if len(read) > most:
                        return None
        except BROKEN:
            return None
        return bytes(read)


def opened(untrusted_data: bytes, *, password: str = "") -> Archive | None:
    """The archive, or None when it is damaged, or built to grow beyond every measure.

    With a password also locked members can be read, whichever of the two locks is on them.
    """
    try:
        archive = _opened(io.BytesIO(untrusted_data), password)
        members = tuple(member for member in archive.infolist() if not member.is_dir())
    except BROKEN:
        return None
    return Archive(untrusted_zip=archive, members=members) if _is_sober(members) else None


def warm() -> None:
    """Load what reading a locked member needs."""
    password = "sample"  # noqa: S105  it locks nothing but this sample
    read = opened(locked_zip.sample(password), password=password)
    if read is not None:
        read.read("sample")


def _opened(untrusted_file: io.BytesIO, password: str) -> zipfile.ZipFile:
    if not password:
        return zipfile.ZipFile(untrusted_file)
    return locked_zip.opened(untrusted_file, password)


def _is_sober(members: tuple[zipfile.ZipInfo, ...]) -> bool:
    if len(members) > MOST_MEMBERS or len({m.filename for m in members}) != len(members):
        return False
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return False
    if any(_ratio(member) > MOST_RATIO for member in members if member.file_size > _RATIO_FROM):
        return False
    spans = sorted((member.header_offset, member.compress_size) for member in members)
    return all(offset + size <= later for (offset, size), (later, _) in pairwise(spans))


def _ratio(member: zipfile.ZipInfo) -> float:
    return member.file_size / max(1, member.compress_size)
