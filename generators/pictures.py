"""Pictures of pages of our own documents: PNG to look at, a photograph for a rehearsal."""
# pyright: basic
# pypdfium2 is untyped; what leaves this module is typed.

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs
from PIL import Image, ImageFilter

from generators import render
from generators.render import Renderer

COLOURS = 24  # of a picture: text and its shading, two tints, a logo
POINTS_AN_INCH = 72
_BODY, _BOX_FONT, _OUR_FONT = "word/document.xml", b"MS Gothic", b"DejaVu Sans"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TILT_DEGREES, _DESK = -3.5, (92, 78, 66)


def page_count(document: bytes, *, password: str = "") -> int:
    """How many pages a PDF has."""
    opened = pypdfium2.PdfDocument(document, password=password or None)
    count = len(opened)
    opened.close()
    return count


def pages(
    document: bytes, wanted: Sequence[int], *, dots_an_inch: int = 70, password: str = ""
) -> tuple[bytes, ...]:
    """These pages of a PDF, from 1, as small PNG files; what it does not have is left out."""
    opened = pypdfium2.PdfDocument(document, password=password or None)
    try:
        opened.init_forms()
        return tuple(
            _png(_drawn(opened, number, dots_an_inch))
            for number in wanted
            if 1 <= number <= len(opened)
        )
    finally:
        opened.close()


def pages_with(document: bytes, words: Sequence[str]) -> tuple[int, ...]:
    """The pages of a PDF, from 1, on which one of these texts stands; blanks do not matter."""
    wanted = ["".join(text.split()) for text in words if text.strip()]
    opened = pypdfium2.PdfDocument(document)
    try:
        texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in opened]
    finally:
        opened.close()
    return tuple(
        number for number, text in enumerate(texts, start=1) if any(one in text for one in wanted)
    )


def word_as_pdf(document: bytes, *, fonts: Path, renderer: Renderer) -> bytes:
    """A Word form of ours as PDF. dxpdf passes over content controls, so they are taken off first.

    Tick boxes are drawn in a font that ships with the product. Raises the faults of `render`.
    """
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[_BODY].replace(_BOX_FONT, _OUR_FONT), _parser())
    for control in list(root.iter(f"{{{_W}}}sdt")):
        above, content = control.getparent(), control.find(f"{{{_W}}}sdtContent")
        place = above.index(control)
        above[place : place + 1] = list(content)
    parts[_BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return render.to_pdf(out.getvalue(), fonts=fonts, renderer=renderer)


def photograph(document: bytes) -> bytes:
    """The first page as somebody's telephone takes it: tilted, on a table, not quite sharp."""
    opened = pypdfium2.PdfDocument(document)
    try:
        page = _drawn(opened, 1, 80)
    finally:
        opened.close()
    tilted = page.rotate(_TILT_DEGREES, expand=True, fillcolor=_DESK)
    out = io.BytesIO()
    tilted.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=55)
    return out.getvalue()


def as_png(untrusted_photo: bytes, *, width: int = 500) -> bytes:
    """A photograph of our own making as a small PNG."""
    with Image.open(io.BytesIO(untrusted_photo)) as photo:
        photo.thumbnail((width, width * 2))
        return _png(photo.convert("RGB"))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _drawn(opened: pypdfium2.PdfDocument, number: int, dots_an_inch: int) -> Image.Image:
    page = opened[number - 1]
    scale = dots_an_inch / POINTS_AN_INCH
    bitmap = page.render(scale=scale, may_draw_forms=True)  # pyright: ignore[reportArgumentType]  a part is allowed
    picture = bitmap.to_pil().convert("RGB")
    page.close()
    return picture


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
