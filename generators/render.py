# pyright: basic
"""The one door to the renderers: a Word file in, a PDF out.

dxpdf works in this process with the fonts that ship with the product and no others, so that a
paper looks the same on every machine. LibreOffice is the option for a template that dxpdf cannot
draw. Which words reached the PDF is not for this module to say: `generators.readback` proves it.

Not guarded: two threads that draw at once. The list of fonts and the terminal's error output belong
to the whole process while a paper is drawn.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import dxpdf
import pikepdf

from casework.faults import Fault, Kind
from generators import keeping
from generators.glyphs import FACES, FontMissing

OFFICE_SECONDS = 60
LANGUAGE = "en-GB"
# Every family that a template may name is drawn in the first; other letters come from the second.
_FONT_RULES = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
<match target="pattern">
<edit name="family" mode="append_last" binding="strong"><string>Liberation Sans</string></edit>
</match>
</fontconfig>
"""


class Renderer(StrEnum):
    """Which program turns Word files into PDF."""

    DXPDF = "dxpdf"
    LIBREOFFICE = "libreoffice"


class NotRendered(Fault):
    """The Word file could not be turned into a PDF."""

    kind = Kind.DOCUMENTS
    next_step = "put the shipped template back, or set renderer = libreoffice, and try again."


class OfficeMissing(Fault):
    """LibreOffice is set as the renderer and is not installed."""

    kind = Kind.DOCUMENTS
    next_step = "apt-get install libreoffice-writer-nogui, or set renderer = dxpdf."


class OfficeSlow(Fault):
    """LibreOffice did not finish in time and was stopped."""

    kind = Kind.DOCUMENTS
    next_step = "run the command again; if it happens twice, set renderer = dxpdf."


def to_pdf(docx: bytes, *, fonts: Path, renderer: Renderer) -> bytes:
    """The PDF of a Word file. Raises FontMissing, NotRendered, OfficeMissing, OfficeSlow."""
    if renderer is Renderer.LIBREOFFICE:
        return _finished(_by_office(docx))
    with _our_fonts(fonts):
        pdf = keeping.drawn(docx, _by_dxpdf)
    return _finished(pdf)


def _by_dxpdf(docx: bytes) -> bytes:
    try:
        return bytes(dxpdf.convert(docx))  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs
    except (RuntimeError, ValueError) as error:
        raise NotRendered(Renderer.DXPDF) from error


@contextlib.contextmanager
def _our_fonts(fonts: Path) -> Iterator[None]:
    """While a paper is drawn: our fonts only, and no remarks about this machine's own fonts."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_font_rules(fonts))
    shown, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(shown, 2)
        os.close(nowhere)
        os.close(shown)
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def _font_rules(fonts: Path) -> Path:
    """The private list of fonts, written once a process."""
    for face in FACES:
        if not (fonts / face).is_file():
            raise FontMissing(face)
    folder = Path(tempfile.mkdtemp(prefix="fonts-"))
    atexit.register(_forget, folder, os.getpid())
    rules = folder / "fonts.conf"
    rules.write_text(
        _FONT_RULES.format(fonts=fonts.resolve(), cache=folder / "cache"), encoding="utf-8"
    )
    return rules


def _forget(folder: Path, maker: int) -> None:
    """Take the list away at the end of the process that made it, not at a fork's."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


def _by_office(docx: bytes) -> bytes:
    """LibreOffice with a profile of its own, for this one file."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OfficeMissing
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        here = Path(folder)
        (here / "paper.docx").write_bytes(docx)
        order = [
            program, f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless",
            "--norestore", "--convert-to",
            'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}',
            "--outdir", folder, str(here / "paper.docx"),
        ]  # fmt: skip
        try:
            subprocess.run(order, capture_output=True, timeout=OFFICE_SECONDS, check=True)  # noqa: S603  no word of it is a stranger's
            return (here / "paper.pdf").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise OfficeSlow from error
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            raise NotRendered(Renderer.LIBREOFFICE) from error


def _finished(pdf: bytes) -> bytes:
    """The PDF with its language, for those who listen to it, and without what no page shows."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.Root.Lang = LANGUAGE
        for key in ("/OpenAction", "/Metadata", "/Dests"):
            if key in document.Root:
                del document.Root[key]
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        document.save(out, deterministic_id=True)
    return out.getvalue()
