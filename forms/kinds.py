"""What a file is by its first bytes; its name is never asked."""

from __future__ import annotations

import re
from enum import StrEnum

_START = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PHOTOS = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM",
)  # fmt: skip
_PHOTO_BOX = re.compile(rb"^.{4}ftyp(heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
_WEBP = re.compile(rb"^RIFF.{4}WEBP", re.DOTALL)


class FileKind(StrEnum):
    """PDF and ZIP are opened; the value of every other kind is NoForm's reason."""

    PDF = "pdf"
    ZIP = "zip"
    PASSWORD = "password"  # noqa: S105  a reason, not a secret
    CERTIFICATE = "certificate"
    OLD_WORD = "old_word"
    RICH_TEXT = "rich_text"
    PHOTO = "photo"
    EMPTY = "empty"
    OTHER = "other_type"


def kind_of(untrusted_data: bytes) -> FileKind:
    """The kind of the file."""
    start = untrusted_data[:_START]
    if not untrusted_data.strip(b"\0\t\n\r "):
        return FileKind.EMPTY
    if untrusted_data.startswith(_OLE):
        return _ole(untrusted_data)
    if untrusted_data.startswith(_ZIP):
        return FileKind.ZIP
    if start.lstrip(b"\xef\xbb\xbf\t\n\r ").startswith(b"{\\rtf"):
        return FileKind.RICH_TEXT
    if start.startswith(_PHOTOS) or _PHOTO_BOX.match(start) or _WEBP.match(start):
        return FileKind.PHOTO
    is_pdf = b"%PDF-" in start or b"%%EOF" in untrusted_data[-_START:]
    return FileKind.PDF if is_pdf else FileKind.OTHER


def _ole(untrusted_data: bytes) -> FileKind:
    """What an old compound file holds, by the names of its streams."""
    for name, kind in (
        ("\tDRMContent", FileKind.CERTIFICATE),
        ("EncryptedPackage", FileKind.PASSWORD),
        ("WordDocument", FileKind.OLD_WORD),
    ):
        if name.encode("utf-16-le") in untrusted_data:
            return kind
    return FileKind.OTHER
