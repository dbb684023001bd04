"""The door to pyzipper: zip files locked in the way of WinZip and 7-Zip, or in the old way."""
# pyright: basic
# pyzipper is untyped; what leaves this module is typed.

from __future__ import annotations

import io
import zipfile
from typing import cast

import pyzipper

BadZip: type[Exception] = pyzipper.BadZipFile


def opened(untrusted_file: io.BytesIO, password: str) -> zipfile.ZipFile:
    """The archive, whose members are read with this password; it has the face of a ZipFile."""
    archive = pyzipper.AESZipFile(untrusted_file)
    archive.setpassword(password.encode())
    return cast("zipfile.ZipFile", archive)


def sample(password: str) -> bytes:
    """A small locked archive, to load what reading one needs."""
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("sample", b"sample")
    return made.getvalue()
