"""Files that are whole or not there: temporary name, fsync, rename, fsync of both folders.

Without the fsync of the folders a power loss takes acknowledged messages with it (B6).
"""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, untrusted_data: bytes) -> None:
    """Write a new file and have it on the disk; its name may still be lost. FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(untrusted_data)
        file.flush()
        os.fsync(file.fileno())


def rename(source: Path, target: Path) -> None:
    """Give the file its new name, durably. Whatever has that name already is replaced."""
    source.rename(target)
    sync(target.parent)
    if source.parent != target.parent:
        sync(source.parent)


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make(folder: Path) -> None:
    """Make a folder for our eyes only, with those above it, durably."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync(folder.parent)
