"""Small files of every kind that is read, so that nothing is loaded when the cage is closed."""
# pyright: basic
# pikepdf is untyped; what leaves this module is typed.

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_ENCODINGS = ("cp1252", "utf-16-be", "utf-16-le")  # each is a module, loaded when first used


def load_encodings() -> None:
    """Load what the readers compare and decode with."""
    for name in _ENCODINGS:
        codecs.lookup(name)


def samples() -> Iterator[bytes]:
    """A form PDF, a locked one, a broken one, a Word form and a broken one."""
    yield page()
    yield _pdf(password="locked")  # noqa: S106  it locks nothing but this sample
    yield b"%PDF-1.7\nbroken"
    yield _word("<w:p><w:r><w:t>Caf\u00e9</w:t></w:r></w:p>")
    yield _word("<w:p>")
    yield b"PK\x03\x04broken"
    yield b"text"


def page() -> bytes:
    """A page with a field and a few words."""
    return _pdf(password="")


def _pdf(*, password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(Helv=font))
        page.obj.Contents = document.make_stream(
            b"BT /Helv 9 Tf 20 90 Td (A sample page of seven different words) Tj ET"
        )
        look = document.make_stream(b"BT /Helv 9 Tf 2 4 Td (Sample) Tj ET")
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox = Array([0, 0, 80, 20])
        look.Resources = Dictionary(Font=Dictionary(Helv=font))
        widget = document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("sample"),
                V=String("Sampl\u0119"), Rect=Array([20, 20, 100, 40]), AP=Dictionary(N=look), F=4,
            )
        )  # fmt: skip
        page.obj.Annots = Array([widget])
        document.Root.AcroForm = Dictionary(Fields=Array([widget]))
        lock = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(out, encryption=lock)
    return out.getvalue()


def _word(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>')
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()
