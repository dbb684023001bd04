"""The door to the C library for what Python has no word for: prctl and raw system calls."""

from __future__ import annotations

import ctypes
import os
import sys

_LIBC = ctypes.CDLL(None, use_errno=True)
_LONGS = 4
_SET_PDEATHSIG = 1
_SET_DUMPABLE = 4
_SET_SECCOMP = 22
_SET_NO_NEW_PRIVS = 38
_MODE_FILTER = 2
_SIGKILL = 9


def prctl(option: int, *numbers: int) -> None:
    """Ask the kernel about this process; all missing numbers are 0."""
    longs = [ctypes.c_ulong(number) for number in numbers]
    longs += [ctypes.c_ulong(0)] * (_LONGS - len(longs))
    if _LIBC.prctl(ctypes.c_int(option), *longs) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def syscall(
    number: int, *arguments: ctypes.c_void_p | ctypes.c_char_p | ctypes.c_size_t | ctypes.c_int
) -> int:
    """One raw system call, or OSError."""
    answer = int(_LIBC.syscall(ctypes.c_long(number), *arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return answer


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends, also when it ended before this was asked."""
    if sys.platform != "linux":
        return
    prctl(_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def give_up_privileges() -> None:
    """Gain nothing by exec from now on, and be nothing that others of this user can look into."""
    if sys.platform != "linux":
        return
    prctl(_SET_NO_NEW_PRIVS, 1)
    prctl(_SET_DUMPABLE, 0)


def set_filter(program_address: int) -> None:
    """Filter the system calls of this process, for good."""
    prctl(_SET_SECCOMP, _MODE_FILTER, program_address)
