"""Old Word, rich text and OpenDocument files, turned into Word files by LibreOffice in a jail.

Nothing here looks into a file; the program that does runs as nobody, without network or files.
Where it is not installed, or cannot be confined, or does not manage, the file stays what it is.

    convert(untrusted_data, FileType.RTF)
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from confine import program
from confine.answer import NotRead, Read, Reason
from confine.child import NOBODY
from confine.limits import CONVERT, Limits
from confine.program import ROOM, Program
from ingest.file_types import FileType

NOT_INSTALLED = "not-installed"
_SOCKETS = "/tmp"  # noqa: S108  where LibreOffice makes its socket, whatever it is told
_RESTART = 81  # it has made its profile and wants to be started again
_SETTINGS = ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Type:
    """How LibreOffice shall take a file: it is told, so that it does not guess otherwise."""

    ending: str
    filter: str


_TYPES: Mapping[FileType, _Type] = MappingProxyType(
    {
        FileType.WORD_OLD: _Type(ending="doc", filter="MS Word 97"),
        FileType.RTF: _Type(ending="rtf", filter="Rich Text Format"),
        FileType.OPEN_DOCUMENT: _Type(ending="odt", filter="writer8"),
    }
)
CONVERTIBLE = frozenset(_TYPES)


def convert(untrusted_data: bytes, kind: FileType, *, limits: Limits = CONVERT) -> Read | NotRead:
    """The same document as a Word file, as untrusted as before; or why there is none.

    `kind` is one of CONVERTIBLE. The code of the answer is "not-installed" without LibreOffice.
    """
    found = _program()
    if found is None:
        return NotRead(reason=Reason.REFUSED, code=NOT_INSTALLED)
    return program.run(_order(found, _TYPES[kind]), untrusted_data, limits=limits)


def is_installed() -> bool:
    """Whether LibreOffice is here."""
    return _program() is not None


def _program() -> Path | None:
    """LibreOffice itself: what is on the path only starts it."""
    starter = shutil.which("soffice") or shutil.which("libreoffice")
    if starter is None:
        return None
    found = Path(starter).resolve().with_name("soffice.bin")
    return found if found.is_file() else None


def _order(found: Path, kind: _Type) -> Program:
    return Program(
        command=(
            str(found), f"-env:UserInstallation=file://{ROOM}/profile", "--headless",
            "--norestore", "--nolockcheck", "--nodefault", f"--infilter={kind.filter}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{ROOM}/made",
            f"{ROOM}/form.{kind.ending}",
        ),
        environment=(("HOME", ROOM), ("TMPDIR", ROOM), ("LC_ALL", "C.UTF-8")),
        readable=(str(found.parent.parent), *_SETTINGS),
        sockets=(_SOCKETS,),
        asks=f"form.{kind.ending}",
        answers="made/form.docx",
        again_on=_RESTART,
        leaves=_socket,
    )  # fmt: skip


def _socket(room: str) -> Sequence[str]:
    """The socket by which one LibreOffice finds another; left there when it is killed.

    Its name has the number of its user where that is known, and its profile's digest, byte by byte.
    """
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    profile = f"file://{room}/profile".encode("utf-16-le")
    digest = "".join(f"{byte:x}" for byte in hashlib.md5(profile, usedforsecurity=False).digest())
    return tuple(
        f"{_SOCKETS}/OSL_PIPE_{user}SingleOfficeIPC_{digest}" for user in ("", f"{owner}_")
    )
