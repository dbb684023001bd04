"""Sealed files: originals, generated documents and copies, each under its owner's key.

A blob is whole or not there: temporary name, fsync, rename, fsync of the folder. Its name is
random; its head says whose it is. Destroying the owner's key makes every copy of it unreadable.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.faults import Fault, Kind
from register import keys

_MAGIC = b"PCB1"
_ID_BYTES = 16
_WRITING = ".writing"
_OPENED: dict[str, Path] = {}


class BlobGone(Fault):
    """A sealed file that the register refers to is not there."""

    kind = Kind.REGISTER
    next_step = "restore the folder `blobs` from the newest backup, then run `clerk doctor`."


class BlobBroken(Fault):
    """A sealed file is damaged: its head cannot be read."""

    kind = Kind.REGISTER
    next_step = "restore the folder `blobs` from the newest backup, then run `clerk doctor`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A blob as kept: its owner, its id, and the SHA-256 of its clear bytes in hex."""

    owner: str
    blob: str
    digest: str


def open_folder(folder: Path) -> None:
    """Say where this process's blobs are; the folder is made when absent."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        _fsync(folder.parent)
    _OPENED["folder"] = folder


def close_folder() -> None:
    """Forget where they are."""
    _OPENED.clear()


def keep(owner: str, kind: str, data: bytes) -> Kept:
    """Keep these bytes under the owner's key, durably. Raises KeyGone for a destroyed owner."""
    return keep_all(owner, ((kind, data),))[0]


def keep_all(owner: str, things: Sequence[tuple[str, bytes]]) -> tuple[Kept, ...]:
    """Keep several of one owner, with one fsync of the folder for all of them.

    Each is a kind, such as `message` or `paper`, with its bytes.
    """
    seal = keys.ring().seal_for(owner)
    written: list[tuple[Path, Kept]] = []
    for kind, data in things:
        blob = secrets.token_hex(_ID_BYTES)
        head = _head(owner, kind)
        path = _path(blob).with_suffix(_WRITING)
        _write(path, head + seal.close(data, thing=blob, kind=kind))
        digest = hashlib.sha256(data).hexdigest()
        written.append((path, Kept(owner=owner, blob=blob, digest=digest)))
    for path, _ in written:
        path.rename(path.with_suffix(""))
    _fsync(_folder())
    return tuple(kept for _, kept in written)


def read(blob: str) -> bytes:
    """The clear bytes. Raises BlobGone, BlobBroken, KeyGone or SealBroken."""
    try:
        raw = _path(blob).read_bytes()
    except FileNotFoundError as error:
        raise BlobGone(blob) from error
    owner, kind, start = _read_head(blob, raw)
    return keys.ring().seal(owner).open(raw[start:], thing=blob, kind=kind)


def sweep(referred: Collection[str], *, before: float) -> int:
    """Remove blobs that no row refers to and that were written before this time of the file system.

    They are left by a crash between keeping and committing. Returns how many went.
    """
    wanted = set(referred)
    gone = 0
    for path in _files():
        if path.name not in wanted and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    _fsync(_folder())
    return gone


def _files() -> Iterator[Path]:
    return _folder().iterdir()


def _folder() -> Path:
    folder = _OPENED.get("folder")
    if folder is None:
        raise keys.RegisterNotOpen
    return folder


def _path(blob: str) -> Path:
    if len(blob) != 2 * _ID_BYTES or not set(blob) <= set("0123456789abcdef"):
        raise BlobGone
    return _folder() / blob


def _head(owner: str, kind: str) -> bytes:
    parts = (owner.encode(), kind.encode())
    return _MAGIC + b"".join(bytes((len(part),)) + part for part in parts)


def _read_head(blob: str, raw: bytes) -> tuple[str, str, int]:
    """Owner, kind, and where the sealed bytes begin. The seal proves both: they are bound to it."""
    if raw[: len(_MAGIC)] != _MAGIC:
        raise BlobBroken(blob)
    at = len(_MAGIC)
    parts: list[str] = []
    for _ in range(2):
        length = raw[at] if at < len(raw) else 0
        parts.append(raw[at + 1 : at + 1 + length].decode("utf-8", "replace"))
        at += 1 + length
    return parts[0], parts[1], at


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _fsync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
