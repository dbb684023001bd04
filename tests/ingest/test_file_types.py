"""A file is what its bytes say, whatever it is called (S16)."""

from __future__ import annotations

import pytest

from ingest.file_types import FORM_LIKE, FileType, sniff
from tests.support.corpus import CORPUS, corpus_file
from tests.support.mails import PDF, PNG, a_docx, a_zip
from tests.support.wrappings import a_saved_message, a_winmail

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


def locked_zip() -> bytes:
    data = bytearray(a_zip([("f.pdf", PDF)]))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FileType.EMPTY),
        (b" \r\n\t", FileType.EMPTY),
        (PDF, FileType.PDF),
        (b"junk before it\r\n" + PDF, FileType.PDF),
        (b" " * 1_100 + PDF, FileType.TEXT),
        (a_docx(), FileType.WORD),
        (a_docx(f"{WORD}template.main+xml"), FileType.WORD_TEMPLATE),
        (a_docx("application/vnd.ms-word.document.macroEnabled.main+xml"), FileType.WORD_MACROS),
        (a_docx(extra=[("word/vbaProject.bin", b"x")]), FileType.WORD_MACROS),
        (a_docx(SHEET), FileType.OFFICE_OTHER),
        (a_zip([("mimetype", b"application/vnd.oasis.opendocument.text")]), FileType.OPEN_DOCUMENT),
        (a_zip([("mimetype", b"application/epub+zip")]), FileType.ZIP),
        (a_zip([("f.pdf", PDF)]), FileType.ZIP),
        (a_zip([]), FileType.ZIP),
        (locked_zip(), FileType.LOCKED_ZIP),
        (b"PK\x03\x04broken", FileType.BROKEN_ZIP),
        (ole("WordDocument"), FileType.WORD_OLD),
        (ole("EncryptedPackage"), FileType.LOCKED_OFFICE),
        (ole("Workbook"), FileType.OFFICE_OTHER),
        (ole("nothing known"), FileType.OTHER),
        (a_saved_message(), FileType.OUTLOOK),
        (a_winmail([("f.pdf", PDF)]), FileType.WINMAIL),
        (b"{\\rtf1 x}", FileType.RTF),
        (PNG, FileType.IMAGE),
        (b"\xff\xd8\xff\xe0JFIF", FileType.IMAGE),
        (b"\0\0\0\x18ftypheic", FileType.IMAGE),
        (b"\0\0\0\x18ftypmp42", FileType.OTHER),
        (b"RIFF\0\0\0\0WEBP", FileType.IMAGE),
        (b"RIFF\0\0\0\0WAVE", FileType.OTHER),
        (b"BM\x10\0\0\0\0\0\0\0\0\0", FileType.IMAGE),
        (b"BMW seen outside", FileType.TEXT),
        (b"BEGIN:VCALENDAR\r\n", FileType.CALENDAR),
        (b"\xef\xbb\xbf<!DOCTYPE HTML>", FileType.HTML),
        (b"-----BEGIN PGP SIGNATURE-----", FileType.SIGNATURE),
        ("Grüße".encode("utf-16"), FileType.TEXT),
        ("Grüße".encode("latin-1"), FileType.TEXT),
        (b"a\x01b", FileType.OTHER),
        (b"a\0b", FileType.OTHER),
    ],
)
def test_the_bytes_decide(data: bytes, kind: FileType):
    assert sniff(data) is kind
    assert sniff(data, "form.pdf") is kind


def test_a_name_decides_only_between_things_that_look_alike():
    assert sniff(b"<p>x</p>", "page.htm") is FileType.HTML
    assert sniff(b"\0\x01", "smime.p7s") is FileType.SIGNATURE
    assert sniff(b"a\x01", "signature.asc") is FileType.SIGNATURE


@pytest.mark.parametrize(
    ("folder", "kinds"),
    [
        ("pdf/uk-public-bodies", {FileType.PDF}),
        ("pdf/forms", {FileType.PDF}),
        ("pdf/encrypted", {FileType.PDF}),
        ("docx/forms", FORM_LIKE | {FileType.WORD_MACROS}),
        (
            "docx/hostile",
            {FileType.WORD, FileType.WORD_MACROS, FileType.BROKEN_ZIP, FileType.LOCKED_OFFICE},
        ),
        ("docx/legacy-doc", {FileType.WORD, FileType.WORD_OLD}),
    ],
)
def test_every_real_paper_is_taken_for_what_it_is(folder: str, kinds: set[FileType]):
    corpus_file(folder)
    paths = [path for path in (CORPUS / folder).rglob("*") if path.is_file()]
    assert paths
    assert {sniff(path.read_bytes(), path.name) for path in paths} <= kinds
