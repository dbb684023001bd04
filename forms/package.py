"""Opens a stranger's Word file: its zip is judged before anything is unpacked, its XML before use.

The directory of a zip may lie, so every part is read in steps and never beyond its bound (S2, S3).
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.extracted import NoForm

MOST_PARTS = 500
MOST_DECLARED = 50 << 20
MOST_OF_ONE = 20 << 20
MOST_SQUEEZED = 100
SQUEEZED_FROM = 1 << 20
LOCAL_HEADER = 30
_LOCAL = struct.Struct("<4s22xHH")  # mark, then the lengths of the name and of what follows it
_LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED, _UTF_8 = 1, 1 << 11
_TOP = "_rels/.rels"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    remove_comments=True, remove_pis=True, collect_ids=False,
)  # fmt: skip
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/",
     b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)  # fmt: skip
_MAIN = "wordprocessingml.document.main+xml"
_PROGRAMS = ("macroenabled", ".template.main+xml", "macroenabledtemplate")
_HARMLESS = ("mailto:", "tel:")
_EMBEDDED = ("/embeddings/", "/activex/", "/afchunk")


class PackageError(Exception):
    """The file is no Word form that may be read; `why` is NoForm's."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A Word file whose zip was judged; parts are unpacked when they are asked for."""

    untrusted_zip: bytes
    entries: Mapping[str, zipfile.ZipInfo]
    main: str
    notes: tuple[str, ...]

    def names(self, start: str) -> Sequence[str]:
        """The parts whose name begins so."""
        return sorted(name for name in self.entries if name.startswith(start))

    def data(self, name: str) -> bytes | None:
        """A part's bytes; None when there is none. Raises PackageError."""
        entry = self.entries.get(name)
        return None if entry is None else _bounded(self.untrusted_zip, entry)

    def tree(self, name: str) -> etree._Element | None:
        """A part's XML; None when there is none. Raises PackageError."""
        data = self.data(name)
        return None if data is None else parsed(data)

    def side_tree(self, name: str) -> etree._Element | None:
        """The XML of a part without which the form still reads; None when it does not parse."""
        try:
            return self.tree(name)
        except PackageError:
            return None


def opened(untrusted_zip: bytes) -> Package | NoForm:
    """The file as a Word package, or why it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_zip)) as archive:
            entries = _judged(archive, len(untrusted_zip))
        return _package(untrusted_zip, entries)
    except PackageError as refused:
        return NoForm(why=refused.why)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return NoForm(why="damaged")


def parsed(untrusted_xml: bytes) -> etree._Element:
    """The XML of one part, without entities, notes or outside help. Raises PackageError."""
    if b"<!DOCTYPE" in untrusted_xml:
        raise PackageError("damaged")
    if _STRICT_MARK in untrusted_xml:
        for strict, usual in _STRICT:
            untrusted_xml = untrusted_xml.replace(strict, usual)
    try:
        root = etree.fromstring(untrusted_xml, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageError("damaged") from error
    # A DOCTYPE in another encoding was not seen above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageError("damaged")
    return root


def _judged(archive: zipfile.ZipFile, size: int) -> Mapping[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(entry.file_size for entry in infos) > MOST_DECLARED:
        raise PackageError("too_large")
    entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in infos}
    if len(entries) < len(infos):
        raise PackageError("damaged")
    end = 0
    for entry in sorted(infos, key=lambda one: one.header_offset):
        if entry.flag_bits & _ENCRYPTED:
            raise PackageError("password")
        is_big = entry.file_size > SQUEEZED_FROM
        if is_big and entry.file_size > MOST_SQUEEZED * max(1, entry.compress_size):
            raise PackageError("too_large")
        if entry.header_offset < end:
            raise PackageError("damaged")
        end = entry.header_offset + LOCAL_HEADER + entry.compress_size
        if end > size:
            raise PackageError("damaged")
    return entries


def _bounded(untrusted_zip: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A part, which must be what the directory says of it: name, size, sum. Raises PackageError.

    Not by `zipfile`, which takes three times as long for the many small parts.
    """
    if entry.file_size > MOST_OF_ONE:
        raise PackageError("too_large")
    start = entry.header_offset
    if start < 0 or start + LOCAL_HEADER > len(untrusted_zip):
        raise PackageError("damaged")
    mark, name, extra = _LOCAL.unpack_from(untrusted_zip, start)
    begin = start + LOCAL_HEADER + name + extra
    coding = "utf-8" if entry.flag_bits & _UTF_8 else "cp437"
    named = untrusted_zip[start + LOCAL_HEADER : start + LOCAL_HEADER + name]
    untrusted_squeezed = untrusted_zip[begin : begin + entry.compress_size]
    if (
        mark != _LOCAL_MARK
        or named != entry.orig_filename.encode(coding, "replace")
        or len(untrusted_squeezed) != entry.compress_size
    ):
        raise PackageError("damaged")
    data = (
        untrusted_squeezed
        if entry.compress_type == zipfile.ZIP_STORED
        else _inflated(untrusted_squeezed, entry)
    )
    if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise PackageError("damaged")
    return data


def _inflated(untrusted_squeezed: bytes, entry: zipfile.ZipInfo) -> bytes:
    """At most one byte more than the directory declares."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise PackageError("damaged")
    try:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(
            untrusted_squeezed, entry.file_size + 1
        )
    except zlib.error as error:
        raise PackageError("damaged") from error
    if len(data) > entry.file_size:
        raise PackageError("too_large")
    return data


def _package(untrusted_zip: bytes, entries: Mapping[str, zipfile.ZipInfo]) -> Package:
    if "[Content_Types].xml" not in entries:
        is_open = "mimetype" in entries or any(name.endswith(".iwa") for name in entries)
        raise PackageError("open_document" if is_open else "other_type")
    bare = Package(untrusted_zip=untrusted_zip, entries=entries, main="", notes=())
    types = _types(bare)
    if any(name.lower().endswith("vbaproject.bin") for name in entries):
        raise PackageError("macros")
    top = bare.tree(_TOP)
    main = _main_part(top)
    kind = types.get(main, "").casefold()
    if any(word in kind for word in _PROGRAMS):
        raise PackageError("macros")
    if main not in entries:
        raise PackageError("damaged" if _MAIN in " ".join(types.values()) else "other_type")
    if kind and "wordprocessingml" not in kind:
        raise PackageError("other_type")
    others = (bare.side_tree(name) for name in entries if name.endswith(".rels") and name != _TOP)
    notes = dict.fromkeys(note for root in (top, *others) for note in _links(root))
    if any(part in f"/{name.casefold()}" for name in entries for part in _EMBEDDED):
        notes["embedded_file"] = None
    if any(name.startswith("_xmlsignatures/") for name in entries):
        notes["signed"] = None
    return Package(untrusted_zip=untrusted_zip, entries=entries, main=main, notes=tuple(notes))


def _types(package: Package) -> Mapping[str, str]:
    """The kind of each part that the list of kinds names."""
    root = package.tree("[Content_Types].xml")
    found: dict[str, str] = {}
    for row in root if root is not None else ():
        name = row.get("PartName")
        if name:
            found[name.lstrip("/")] = row.get("ContentType", "")
    return found


def _main_part(top: etree._Element | None) -> str:
    for row in top.iter(_RELATIONS) if top is not None else ():
        if row.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(row.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _links(root: etree._Element | None) -> Iterator[str]:
    """Whether a part wants something from outside; a mail address that was typed is nothing."""
    for row in root.iter(_RELATIONS) if root is not None else ():
        is_outside = row.get("TargetMode") == "External"
        if is_outside and not row.get("Target", "").casefold().startswith(_HARMLESS):
            yield "external_link"
