"""The door to olefile: what a compound file of Microsoft holds, as streams in folders.

Old Word files, saved Outlook messages and locked Word files are such files.
"""
# pyright: basic
# olefile is untyped; what leaves this module is typed.

from __future__ import annotations

import io
import struct
from typing import Self, TypeAlias

import olefile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_STREAM = 40_000_000
BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, RecursionError,
)  # fmt: skip
Folder: TypeAlias = tuple[str, ...]


class Compound:
    """A compound file that opened."""

    def __init__(self, opened: olefile.OleFileIO, paths: frozenset[Folder]) -> None:
        self._opened = opened
        self._paths = paths

    @classmethod
    def of(cls, untrusted_data: bytes) -> Self | None:
        """The file, or None when it is damaged or none."""
        try:
            opened = olefile.OleFileIO(io.BytesIO(untrusted_data))
            listed = opened.listdir(streams=True, storages=True)
            return cls(opened, frozenset(tuple(map(str, path)) for path in listed))
        except BROKEN:
            return None

    def holds(self, path: Folder) -> bool:
        """Whether there is such a stream or folder."""
        return path in self._paths

    def names(self) -> frozenset[str]:
        """What stands at the top."""
        return frozenset(path[0] for path in self._paths)

    def folders(self, folder: Folder, start: str) -> list[Folder]:
        """The folders in this one whose name begins so and that hold something."""
        here = len(folder)
        found = {
            path[: here + 1]
            for path in self._paths
            if len(path) > here + 1 and path[:here] == folder and path[here].startswith(start)
        }
        return sorted(found)

    def data(self, path: Folder) -> bytes | None:
        """The bytes of a stream; None when there is none, or it is damaged."""
        if path not in self._paths:
            return None
        try:
            return bytes(self._opened.openstream(list(path)).read(_MOST_STREAM))
        except BROKEN:
            return None
