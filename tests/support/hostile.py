"""Files built to exhaust, deceive or run something: small ones of our own, one of each kind."""

from __future__ import annotations

import ctypes
import io
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf

from tests.support.mails import a_docx


def a_locked_pdf(pdf: bytes) -> bytes:
    """The same PDF behind a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        lock = pikepdf.Encryption(user="a word", owner="another word", R=6)
        document.save(out, encryption=lock)
    return out.getvalue()


def a_pdf_with_script(pdf: bytes) -> bytes:
    """The same PDF with JavaScript that runs when it is opened."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')")
        )
        document.save(out)
    return out.getvalue()


def a_pdf_with_another_value(pdf: bytes, field: str, value: str) -> bytes:
    """The stored value of a field is changed, what is drawn is not."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for one in document.Root.AcroForm.Fields:
            if field == one.T:
                one.V = pikepdf.String(value)
        document.Root.AcroForm.NeedAppearances = False
        document.save(out)
    return out.getvalue()


def a_flate_bomb() -> bytes:
    """A PDF page whose content inflates to 200 MB."""
    packed = zlib.compress(b"q Q " * 50_000_000, 9)
    head = (
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        f"4 0 obj<</Filter/FlateDecode/Length {len(packed)}>>stream\n"
    )
    return head.encode() + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_zip_bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to 300 MB."""
    out = io.BytesIO(a_docx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bin", b"\0" * 300_000_000)
    return out.getvalue()


def a_word_with_entities() -> bytes:
    """A Word file whose text is built of entities that grow a thousand million fold."""
    laughs = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
    text = f'<!DOCTYPE d [<!ENTITY a0 "ha">{laughs}]><d>&a9;</d>'
    return with_document(text.encode())


def a_word_that_reads_files() -> bytes:
    """A Word file that asks for a file of the machine, in UTF-16."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'
    return with_document(text.encode("utf-16"))


def with_document(document: bytes) -> bytes:
    """A Word file with this main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_docx())) as whole, zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            data = document if name == "word/document.xml" else whole.read(name)
            changed.writestr(name, data)
    return out.getvalue()


def files(pdf: bytes) -> Mapping[str, tuple[str, bytes]]:
    """Hostile or useless files by what they are, each with the name it comes under."""
    return {
        "empty": ("form.pdf", b""),
        "truncated": ("form.pdf", pdf[: len(pdf) // 3]),
        "noise": ("form.pdf", bytes(range(256)) * 400),
        "word named as pdf": ("form.pdf", a_docx()),
        "text named as word": ("form.docx", b"see attached"),
        "locked": ("form.pdf", a_locked_pdf(pdf)),
        "flate bomb": ("form.pdf", a_flate_bomb()),
        "zip bomb": ("form.docx", a_zip_bomb()),
        "entities": ("form.docx", a_word_with_entities()),
        "reads files": ("form.docx", a_word_that_reads_files()),
        "deep array": ("form.pdf", b"%PDF-1.7\n1 0 obj" + b"[" * 20_000 + b"]" * 20_000),
        "old word": ("form.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000),
        "rich text": ("form.rtf", b"{\\rtf1 A form}"),
        "picture": ("form.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200),
        "odd name": ("../../etc/passwd\u202efdp.exe", b"%PDF-1.4 nothing"),
    }


def die_at_once(untrusted_data: bytes) -> bytes:
    """A reader in which a library goes where there is no memory, as a broken PDF makes one do."""
    del untrusted_data
    return ctypes.string_at(0)
