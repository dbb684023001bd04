"""Files as LibreOffice saves them: made of our own, outside the jail, by another program."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

FILTERS = {
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "docx": "docx:MS Word 2007 XML",
    "pdf": "pdf:writer_pdf_Export",
}


def needs_libreoffice() -> str:
    """The program, or a skip that says it is missing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed (libreoffice-writer-nogui)")
    return found


def saved_as(ending: str, data: bytes, *, of: str = "docx") -> bytes:
    """The file, opened by LibreOffice and saved as another type."""
    program = needs_libreoffice()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / f"form.{of}").write_bytes(data)
        subprocess.run(
            [
                program, f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless",
                "--norestore", "--convert-to", FILTERS[ending],
                "--outdir", str(here / "made"), str(here / f"form.{of}"),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (here / "made" / f"form.{ending}").read_bytes()
