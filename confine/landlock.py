"""Landlock: no file, no TCP, no abstract socket, no signal to anyone outside.

Not guarded: what the kernel's Landlock does not know (stat, sockets other than TCP, limits of other
processes, executable memory). That is the filter's work.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from confine import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_PATH_BENEATH = 1
_ASK_VERSION = 1

# A right that the running kernel does not know fails the whole call: one row an ABI, newest first.
# ABI, rights on files, rights on TCP, scopes, bytes of the structure that this kernel takes.
_RIGHTS = (
    (6, (1 << 16) - 1, 0b11, 0b11, 24),
    (5, (1 << 16) - 1, 0b11, 0, 16),
    (4, (1 << 15) - 1, 0b11, 0, 16),
    (3, (1 << 15) - 1, 0, 0, 8),
    (2, (1 << 14) - 1, 0, 0, 8),
    (1, (1 << 13) - 1, 0, 0, 8),
)
# Rights on files, by the bit of each.
_EXECUTE, _WRITE, _READ, _READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE, _MAKE_FOLDER, _MAKE, _MAKE_SOCKET = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 9
_RENAME, _TRUNCATE = 1 << 13, 1 << 14
SEEN = _EXECUTE | _READ | _READ_FOLDER
ROOM = (
    _READ | _READ_FOLDER | _WRITE | _REMOVE_FOLDER | _REMOVE | _MAKE_FOLDER | _MAKE | _MAKE_SOCKET
    | _RENAME | _TRUNCATE
)  # fmt: skip
DEVICE = _READ | _WRITE
SOCKETS = _MAKE_SOCKET | _REMOVE
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE  # the others are about what a folder holds
SCOPES_SINCE = 6  # the first ABI that refuses signals


def abi() -> int:
    """The version the kernel speaks; 0 where it has none or it is off."""
    try:
        return kernel.syscall(
            _CREATE_RULESET, ctypes.c_void_p(0), ctypes.c_size_t(0), ctypes.c_int(_ASK_VERSION)
        )
    except OSError:
        return 0


def ruleset(version: int) -> int | None:
    """A descriptor for rules that deny all this version can; None without Landlock."""
    for since, files, tcp, scopes, size in _RIGHTS:
        if version >= since:
            rights = (ctypes.c_uint64 * 3)(files, tcp, scopes)
            return kernel.syscall(
                _CREATE_RULESET,
                ctypes.c_void_p(ctypes.addressof(rights)),
                ctypes.c_size_t(size),
                ctypes.c_int(0),
            )
    return None


def allow(descriptor: int, version: int, paths: Iterable[str], rights: int) -> None:
    """Except these from the rules: each path with all below it. What is not there is left out."""
    handled = next(files for since, files, *_ in _RIGHTS if version >= since)
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110  Path's raises where it may not look
            continue
        wanted = rights & handled & (~0 if Path(path).is_dir() else _OF_FILES)
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = struct.pack("=Qi", wanted, place)
            kernel.syscall(
                _ADD_RULE,
                ctypes.c_int(descriptor),
                ctypes.c_int(_PATH_BENEATH),
                ctypes.c_char_p(rule),
                ctypes.c_int(0),
            )
        finally:
            os.close(place)


def restrict(descriptor: int) -> None:
    """Put this process under the rules, for good."""
    kernel.syscall(_RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_int(0))
