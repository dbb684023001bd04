"""The cage's target for scans: pictures of pages in, the form on them or the reason why not out.

It has a zygote of its own, started with the first scan: what reads letters is large.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from forms import catalogue, template
from forms.extracted import NoForm, answered
from forms.scan import form, spacing, texts

_BROKEN = (
    cv2.error, zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError,
    TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, NotImplementedError,
    RuntimeError, SyntaxError,
)  # fmt: skip
# A text for every check of a text: what it needs is loaded then.
_TEXTS = ("A sample of 1 line", "020 7946 0000", "SW1A 1AA", "07/12/2026", "a@b.example", "12")
_seeing: list[form.Eyes] = []


def prepare(issued_folder: str) -> None:
    """Load blanks and model, and read a sample of each kind, in the zygote."""
    cv2.setNumThreads(1)
    folder = Path(issued_folder)
    known = catalogue.load(folder)
    template.prepare(known)
    _seeing[:] = [form.eyes(folder, known)]
    for sample in _samples():
        read(sample)
    line = np.full((40, 200), 255, np.uint8)
    _seeing[0].recogniser.read(line)
    spacing.fits("ab", (40.0, 60.0), line < 1, line < 1)
    for blank in known.blanks:
        questions = blank.form.by_id()
        for spec in blank.fields():
            for text in _TEXTS:
                texts.is_plausible(text, spec, questions[spec.question])


def read(untrusted_data: bytes, **_arguments: str) -> bytes:
    """The file's answer as JSON. It never raises for anything in the file."""
    cv2.setRNGSeed(1)  # the same file is read the same way each time
    try:
        found = form.read(untrusted_data, _seeing[0])
    except _BROKEN:
        found = NoForm(why="damaged")
    return answered(found)


def _samples() -> list[bytes]:
    """The blanks' first page as every kind of file that pages come in."""
    page = Image.fromarray(_seeing[0].pages[0].pixels)
    found: list[bytes] = []
    for kind in ("PNG", "JPEG", "TIFF", "PDF", "GIF", "BMP", "WEBP"):
        out = io.BytesIO()
        page.save(out, kind)
        found.append(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/media/image1.png", found[0])
    return [*found, out.getvalue()]
