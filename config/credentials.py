"""The root key: 32 bytes in a file of its owner alone, or handed over by systemd.

It is read here, given to the register, and stands in no setting, environment or log. Not guarded
here: who else is this user, and what a backup takes along.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from casework.faults import Fault, Kind

KEY_BYTES = 32
CREDENTIALS = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "clerk-key"
OWNER_READS = 0o400


class NoKey(Fault):
    """The key file is not there, so nothing of the register can be read."""

    kind = Kind.REGISTER
    next_step = "put the sealed copy of the key back in its place; `clerk init` made the first."


class KeyOpen(Fault):
    """The key file can be read by others than its owner."""

    kind = Kind.REGISTER
    next_step = "run: chmod 0400 on the key file, and think about who may have read it."


class KeyOfAnother(Fault):
    """The key file belongs to another user."""

    kind = Kind.REGISTER
    next_step = "run the clerk as the user that made the installation, or: chown the key file."


class KeyDamaged(Fault):
    """The key file does not hold a key."""

    kind = Kind.REGISTER
    next_step = "put the sealed copy of the key back in its place."


class KeyThere(Fault):
    """There is a key already, and a new one would make everything unreadable."""

    kind = Kind.REGISTER
    next_step = "keep it: an installation has one key for its whole life."


def create_key(path: Path) -> None:
    """Make the key of a new installation, durable and readable by its owner alone.

    Raises KeyThere rather than ever replacing a key.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, OWNER_READS)
    except FileExistsError as error:
        raise KeyThere(path.name) from error
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def root_key(path: Path, environment: Mapping[str, str]) -> bytes:
    """The root key: systemd's credential where there is one, else the file.

    Raises NoKey, KeyOpen, KeyOfAnother or KeyDamaged.
    """
    handed_over = environment.get(CREDENTIALS)
    if handed_over and (credential := Path(handed_over) / CREDENTIAL).is_file():
        return _decoded(credential.read_bytes(), credential.name)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise NoKey(path.name) from error
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise NoKey(path.name)
        if about.st_uid != os.geteuid():
            raise KeyOfAnother(path.name)
        if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyOpen(path.name)
        return _decoded(os.read(handle, 4096), path.name)
    finally:
        os.close(handle)


def _decoded(text: bytes, name: str) -> bytes:
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError as error:
        raise KeyDamaged(name) from error
    if len(key) != KEY_BYTES:
        raise KeyDamaged(name)
    return key
