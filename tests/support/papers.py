"""Small marked papers, as PDF, for tests that need one."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

MARKING = "STRICTLY CONFIDENTIAL"


def a_paper(*pages: str, marking: str = MARKING) -> bytes:
    """A PDF with the marking and one line of text on each page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for text in pages or ("A page",):
        canvas.drawString(50, 800, marking)
        canvas.drawString(50, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
