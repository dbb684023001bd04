"""Pictures of pages of our own documents: PNG to look at, a photograph for a rehearsal."""
# pyright: basic
# pypdfium2 is untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageFilter

COLOURS = 24  # of a picture: text and its shading, two tints, a logo
POINTS_AN_INCH = 72
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
