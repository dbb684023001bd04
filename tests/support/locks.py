"""Files behind a password, locked by other programs than the product where there are any."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

WORD = "Gr\u00fcn 7 apple"  # the password of every file here


def pdf_by_qpdf(pdf: bytes, *, user: str = WORD, bits: str = "256") -> bytes:
    """Locked by the program qpdf."""
    program = shutil.which("qpdf")
    if program is None:
        pytest.skip("qpdf is not installed")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "in.pdf").write_bytes(pdf)
        weak = ["--allow-weak-crypto"] if bits != "256" else []
        order = [*weak, "--encrypt", user, "owner", bits, "--", "in.pdf", "out.pdf"]
        subprocess.run([program, *order], cwd=here, check=True, capture_output=True)
        return (here / "out.pdf").read_bytes()


def word(docx: bytes) -> bytes:
    """Locked as Word 2010 and later lock a file."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(docx)).encrypt(WORD, out)
    return out.getvalue()


def zip_by_zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Locked in the old way, by the program zip."""
    program = shutil.which("zip")
    if program is None:
        pytest.skip("zip is not installed")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name, data in files:
            (here / name).write_bytes(data)
        names = [name for name, _ in files]
        subprocess.run(
            [program, "-q", "-P", WORD, "out.zip", *names],
            cwd=here,
            check=True,
            capture_output=True,
        )
        return (here / "out.zip").read_bytes()


def zip_by_aes(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Locked as WinZip and 7-Zip lock an archive."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as made:
        made.setpassword(WORD.encode())
        for name, data in files:
            made.writestr(name, data)
    return out.getvalue()
