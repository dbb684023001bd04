"""Landlock: no file, no TCP, no abstract socket, no signal to anyone outside.

Not guarded: what the kernel's Landlock does not know (stat, sockets other than TCP, limits of other
processes, executable memory). That is the filter's work.
"""

from __future__ import annotations

import ctypes

from confine import kernel

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same number on every architecture
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


def restrict(descriptor: int) -> None:
    """Put this process under the rules, for good."""
    kernel.syscall(_RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_int(0))
