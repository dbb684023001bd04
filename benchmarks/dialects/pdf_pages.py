"""Flattened and printed copies: nothing but pages, by qpdf, PDFium, poppler and LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Dictionary

from benchmarks.dialects import programs
from forms import filled

A4 = (595.28, 841.89)
FIT_TO_PAGE = 0.97


def flattened_by_qpdf(files: Sequence[bytes]) -> list[bytes]:
    """Flattened by the qpdf command as drawn."""
    return programs.each(files, ["qpdf", "IN", "OUT", "--flatten-annotations=all"])


def drawn_by_qpdf(files: Sequence[bytes]) -> list[bytes]:
    """Drawn by qpdf too: one line a field, and a "?" for every letter that is not Latin."""
    command = ["qpdf", "IN", "OUT", "--generate-appearances", "--flatten-annotations=all"]
    return programs.each(files, command)


def flattened_by_pdfium(files: Sequence[bytes]) -> list[bytes]:
    """As Chromium prints: PDFium flattens, the form is gone."""
    return [filled.printed(one) for one in files]


def printed_by_poppler(files: Sequence[bytes]) -> list[bytes]:
    """Drawn anew by poppler through cairo, as the viewers of Linux print to a file."""
    return programs.each(files, ["pdftocairo", "-pdf", "IN", "OUT"])


def fitted(document: bytes, *, scale: float = FIT_TO_PAGE) -> bytes:
    """Printed to fit: the pages made smaller, in the middle of the sheet."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as source, pikepdf.new() as made:
        for one in source.pages:
            page = made.add_blank_page(page_size=A4).obj
            page.Resources = Dictionary(
                XObject=Dictionary(P=made.copy_foreign(one.as_form_xobject()))
            )
            across, up = ((1 - scale) * side / 2 for side in A4)
            placed = f"q {scale} 0 0 {scale} {across:.3f} {up:.3f} cm /P Do Q"
            page.Contents = made.make_stream(placed.encode())
        made.save(out)
    return out.getvalue()
