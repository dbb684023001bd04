"""Opens what a person has the password of: locked Word files and archives. It runs in the cage.

The password comes with the order and is gone with the process. What is inside is as untrusted as
the lock around it. Locked PDFs are `forms.unlocking`'s.

    cage.run("ingest.unlocking:unlock", untrusted_data, limits=UNLOCK, arguments={"password": ...})
"""
# pyright: basic
# msoffcrypto is untyped; what leaves this module is typed.

from __future__ import annotations

import io
import zipfile

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format import doc97, ppt97, xls97
from msoffcrypto.format.ooxml import OOXMLFile

from confine.answer import Refusal
from ingest import archive, decoding, wire
from ingest.compound import BROKEN
from ingest.contents import File
from ingest.file_types import FORM_LIKE, FileType, sniff
from ingest.opening import LITTER_ENDS, LITTER_STARTS
from ingest.wire import Source

WRONG_PASSWORD = "wrong-password"  # noqa: S105  a code, not a secret
NOT_LOCKED, NOTHING_INSIDE, TOO_LARGE = "not-locked", "nothing-inside", "too-large"
MOST_INSIDE = 10
OLD_KINDS = (doc97, xls97, ppt97)  # the library loads each of them late, which a cage forbids
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_SAMPLE = _TYPES.ljust(8192)  # what is smaller is laid down in another way
_WANTED = FORM_LIKE | {
    FileType.WORD_MACROS, FileType.WORD_OLD, FileType.RTF, FileType.OPEN_DOCUMENT, FileType.IMAGE,
}  # fmt: skip


def unlock(untrusted_data: bytes, *, password: str, name: str) -> bytes:
    """The files behind the lock, as `wire.unpack_files` reads them.

    Refuses with wrong-password, not-locked, nothing-inside or too-large.
    """
    match sniff(untrusted_data):
        case FileType.LOCKED_OFFICE:
            files = [_file(name, _office(untrusted_data, password), Source.MAIL)]
        case FileType.LOCKED_ZIP:
            files = _zip(untrusted_data, password)
        case _:
            raise Refusal(NOT_LOCKED)
    if sum(len(file.untrusted_data) for file in files) > wire.MOST_FILE_BYTES:
        raise Refusal(TOO_LARGE)
    facts = tuple(file.facts for file in files)
    return wire.pack_files(facts, [file.untrusted_data for file in files])


def warm() -> None:
    """Load what opening needs: a lock is made, and opened, of each kind that can be made here."""
    archive.warm()
    plain, locked = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as made:
        made.writestr("[Content_Types].xml", _SAMPLE)
    OOXMLFile(plain).encrypt("sample", locked)
    _office(locked.getvalue(), "sample")


def _office(untrusted_data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(untrusted_data))
        locked.load_key(password=password, **_asks_for_proof(locked))
        locked.decrypt(out)
    except InvalidKeyError:
        raise Refusal(WRONG_PASSWORD) from None
    except (DecryptionError, FileFormatError, ParseError, NotImplementedError, *BROKEN):
        raise Refusal(NOTHING_INSIDE) from None
    opened = out.getvalue()
    if sniff(opened) in {FileType.BROKEN_ZIP, FileType.OTHER, FileType.EMPTY}:
        raise Refusal(WRONG_PASSWORD)  # not every kind of lock says whether the key was right
    return opened


def _asks_for_proof(locked: object) -> dict[str, bool]:
    """The present kind of lock proves the password when asked; the old ones always do."""
    return {"verify_password": True} if isinstance(locked, OOXMLFile) else {}


def _zip(untrusted_data: bytes, password: str) -> list[File]:
    opened = archive.opened(untrusted_data, password=password)
    if opened is None:
        raise Refusal(NOTHING_INSIDE)
    names = [
        name
        for name in opened.names
        if not name.lower().startswith(LITTER_STARTS) and not name.lower().endswith(LITTER_ENDS)
    ]
    read = [(name, opened.read(name)) for name in names]
    if names and all(data is None for _, data in read):
        raise Refusal(WRONG_PASSWORD)
    files = [_file(name, data, Source.ARCHIVE) for name, data in read if data is not None]
    wanted = [file for file in files if file.type in _WANTED]
    if not 0 < len(wanted) <= MOST_INSIDE:
        raise Refusal(NOTHING_INSIDE)
    return wanted


def _file(name: str, untrusted_data: bytes, source: Source) -> File:
    shown = decoding.file_name(name)
    return File(
        name=shown,
        declared="",
        type=sniff(untrusted_data, shown),
        source=source,
        embedded=False,
        untrusted_data=untrusted_data,
    )
