"""What a file is, by its content; its name and what the mail calls it are only claims."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from ingest import archive
from ingest.compound import MAGIC, Compound


class FileType(StrEnum):
    """The kinds of file that lead to different words for their sender."""

    EMPTY = "empty"
    PDF = "pdf"
    WORD = "word"
    WORD_MACROS = "word_macros"
    WORD_TEMPLATE = "word_template"
    WORD_OLD = "word_old"
    LOCKED_OFFICE = "locked_office"
    OFFICE_OTHER = "office_other"
    OPEN_DOCUMENT = "open_document"
    RTF = "rtf"
    ZIP = "zip"
    LOCKED_ZIP = "locked_zip"
    BROKEN_ZIP = "broken_zip"
    OTHER_ARCHIVE = "other_archive"
    PAGES = "pages"
    IMAGE = "image"
    HTML = "html"
    TEXT = "text"
    CALENDAR = "calendar"
    WINMAIL = "winmail"
    OUTLOOK = "outlook"
    SIGNATURE = "signature"
    OTHER = "other"


FORM_LIKE = frozenset({FileType.PDF, FileType.WORD, FileType.WORD_TEMPLATE})
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_TYPES = 2_000_000
TNEF = b"\x78\x9f\x3e\x22"
_OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*",
)  # fmt: skip
_FTYP_IMAGES = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"})
_OF_PAGES = ("index/document.iwa", "index.zip", "buildversionhistory.plist")
_WORD_PREFIX = b"application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACROS = b"macroenabled"
_WORD, _ENCRYPTED = "WordDocument", 0x0100  # a bit of the flags at its beginning ([MS-DOC] 2.5.2)
# By what an OLE file's directory names, in order: the first that fits wins.
_OLE_STREAMS: tuple[tuple[str, FileType], ...] = (
    ("EncryptedPackage", FileType.LOCKED_OFFICE),
    ("EncryptedSummary", FileType.LOCKED_OFFICE),
    ("__properties_version1.0", FileType.OUTLOOK),
    (_WORD, FileType.WORD_OLD),
    ("Workbook", FileType.OFFICE_OTHER),
    ("PowerPoint Document", FileType.OFFICE_OTHER),
)
_PDF_WITHIN = 1024
_TEXT_LOOK = 4096
_TEXT_STARTS = (
    ((b"begin:vcalendar",), FileType.CALENDAR),
    ((b"-----begin pgp signature", b"-----begin pkcs7"), FileType.SIGNATURE),
    ((b"<!doctype html", b"<html"), FileType.HTML),
)
_CONTROLS = re.compile(rb"[^\x20-\xff\t\n\r\f]")
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_BY_NAME = MappingProxyType({"p7s": FileType.SIGNATURE, "asc": FileType.SIGNATURE})


def sniff(untrusted_data: bytes, untrusted_name: str = "") -> FileType:
    """The type of a file. The name decides only between things that are text alike."""
    head = untrusted_data[:_PDF_WITHIN]
    if not untrusted_data.strip():
        return FileType.EMPTY
    if head.startswith(MAGIC):
        return _ole(untrusted_data)
    if head.startswith(_ZIPS):
        return _zip(untrusted_data)
    found = next((kind for looks, kind in _LOOKS if looks(head)), None)
    return found or _text(untrusted_data, untrusted_name)


def _is_image(untrusted_head: bytes) -> bool:
    if untrusted_head[:4] == b"RIFF":
        return untrusted_head[8:12] == b"WEBP"
    if untrusted_head[4:8] == b"ftyp":
        return untrusted_head[8:12] in _FTYP_IMAGES
    if untrusted_head[:2] == b"BM":
        return untrusted_head[6:10] == b"\0\0\0\0"
    return untrusted_head.startswith(_IMAGES)


_LOOKS: tuple[tuple[Callable[[bytes], bool], FileType], ...] = (
    (lambda head: head.startswith(TNEF), FileType.WINMAIL),
    (_is_image, FileType.IMAGE),
    (lambda head: head.startswith(_OTHER_ARCHIVES), FileType.OTHER_ARCHIVE),
    (lambda head: head.lstrip().startswith(b"{\\rtf"), FileType.RTF),
    (lambda head: b"%PDF-" in head, FileType.PDF),  # last: others may carry one near their start
)


def _ole(untrusted_data: bytes) -> FileType:
    opened = Compound.of(untrusted_data)
    names = opened.names() if opened else _names(untrusted_data)
    if opened and int.from_bytes((opened.data((_WORD,)) or b"")[10:12], "little") & _ENCRYPTED:
        return FileType.LOCKED_OFFICE
    return next((found for name, found in _OLE_STREAMS if name in names), FileType.OTHER)


def _names(untrusted_data: bytes) -> frozenset[str]:
    """Of a file that is damaged, whatever names stand in it."""
    return frozenset(name for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in untrusted_data)


def _zip(untrusted_data: bytes) -> FileType:
    opened = archive.opened(untrusted_data)
    if opened is None:
        return FileType.BROKEN_ZIP
    if opened.is_encrypted:
        return FileType.LOCKED_ZIP
    names = opened.names
    if _CONTENT_TYPES in names:
        return _office(opened.read(_CONTENT_TYPES, most=_MOST_TYPES) or b"", names)
    if "mimetype" in names:
        declared = opened.read("mimetype", most=_TEXT_LOOK) or b""
        if declared.startswith(b"application/vnd.oasis.opendocument"):
            return FileType.OPEN_DOCUMENT
    if any(name.lower().endswith(_OF_PAGES) for name in names):
        return FileType.PAGES
    return FileType.ZIP


def _office(untrusted_types: bytes, names: tuple[str, ...]) -> FileType:
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if has_macros or _MACROS in untrusted_types.lower():
        return FileType.WORD_MACROS
    if _WORD_PREFIX + b"template.main+xml" in untrusted_types:
        return FileType.WORD_TEMPLATE
    if _WORD_PREFIX + b"document.main+xml" in untrusted_types:
        return FileType.WORD
    return FileType.OFFICE_OTHER


def _text(untrusted_data: bytes, untrusted_name: str) -> FileType:
    look = untrusted_data[:_TEXT_LOOK]
    start = look.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = next((kind for marks, kind in _TEXT_STARTS if start.startswith(marks)), None)
    if found is not None:
        return found
    ending = _ending(untrusted_name)
    if _CONTROLS.search(look) and not look.startswith(_BYTE_ORDER):
        return _BY_NAME.get(ending, FileType.OTHER)
    return FileType.HTML if ending in {"htm", "html"} else FileType.TEXT


def _ending(untrusted_name: str) -> str:
    return untrusted_name.rpartition(".")[2].lower()
