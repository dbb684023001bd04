"""The filter of system calls: 27 calls that a reader needs, and not one more.

Anything else is refused with EPERM, and memory that can be executed with it. A call made for a
foreign architecture kills the process, because its number would mean something else.

Not on the list on purpose, each measured as a hole or as needless: prlimit64, tgkill, kill,
newfstatat, ioctl, fcntl, openat, socket, clone, memfd_create, ftruncate.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass
from types import MappingProxyType

from confine import kernel

# One line a call: its name, its number on x86_64, its number on aarch64. The busiest come first.
_CALLS = (
    ("read", 0, 63),
    ("write", 1, 64),
    ("munmap", 11, 215),
    ("brk", 12, 214),
    ("mremap", 25, 216),
    ("madvise", 28, 233),
    ("futex", 202, 98),
    ("close", 3, 57),
    ("fstat", 5, 80),
    ("lseek", 8, 62),
    ("getpid", 39, 172),
    ("gettid", 186, 178),
    ("clock_gettime", 228, 113),
    ("gettimeofday", 96, 169),
    ("getrandom", 318, 278),
    ("rt_sigaction", 13, 134),
    ("rt_sigprocmask", 14, 135),
    ("rt_sigreturn", 15, 139),
    ("sigaltstack", 131, 132),
    ("sched_yield", 24, 124),
    ("getrusage", 98, 165),
    ("pread64", 17, 67),
    ("restart_syscall", 219, 128),
    ("exit", 60, 93),
    ("exit_group", 231, 94),
)
_NOT_EXECUTABLE = (  # allowed only without PROT_EXEC in the third argument
    ("mmap", 9, 222),
    ("mprotect", 10, 226),
)
ALLOWED = frozenset(name for name, _, _ in (*_CALLS, *_NOT_EXECUTABLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the filter must know of a processor: its column, its audit name, a second call table."""

    column: int  # among the numbers of a line above
    audit_arch: int
    foreign_bit: int | None  # x32 calls carry the x86_64 name and this bit


MACHINES = MappingProxyType(
    {
        "x86_64": Machine(column=0, audit_arch=0xC000003E, foreign_bit=0x40000000),
        "aarch64": Machine(column=1, audit_arch=0xC00000B7, foreign_bit=None),
    }
)

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, FIRST_ARGUMENT_AT, _THIRD_ARGUMENT_AT = 0, 4, 16, 32
_KILL, ALLOW, _ANSWER = 0x80000000, 0x7FFF0000, 0x00050000
REFUSE, ABSENT = _ANSWER | errno.EPERM, _ANSWER | errno.ENOSYS
_PROT_EXEC = 4


def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """One step: what it does, with which number, and how many steps are jumped over then."""
    return struct.pack("<HBBI", code, yes, no, value)


def program(machine: Machine) -> bytes:
    """The filter as the kernel takes it: eight bytes a step, jumps counted in steps."""
    plain = [numbers[machine.column] for _, *numbers in _CALLS]
    guarded = [numbers[machine.column] for _, *numbers in _NOT_EXECUTABLE]
    steps = entry(machine)
    # The tail: +0 refuse, +1 look at the protection, +2 refuse if executable, +3 allow.
    until_tail = len(guarded) + len(plain)
    for place, number in enumerate(guarded, start=1):
        steps.append(step(EQUAL, number, yes=until_tail - place + 1))
    for place, number in enumerate(plain, start=len(guarded) + 1):
        steps.append(step(EQUAL, number, yes=until_tail - place + 4))
    steps += [
        step(RETURN, REFUSE),
        step(LOAD, _THIRD_ARGUMENT_AT),
        step(ANY_BIT, _PROT_EXEC, no=1),
        step(RETURN, REFUSE),
        step(RETURN, ALLOW),
    ]
    return b"".join(steps)


def entry(machine: Machine) -> list[bytes]:
    """How every filter begins: calls of a foreign architecture kill; then the number is held."""
    steps = [
        step(LOAD, _ARCH_AT),
        step(EQUAL, machine.audit_arch, yes=1),
        step(RETURN, _KILL),
        step(LOAD, _NUMBER_AT),
    ]
    if machine.foreign_bit is not None:
        steps += [step(AT_LEAST, machine.foreign_bit, no=1), step(RETURN, _KILL)]
    return steps


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


class Filter:
    """A filter ready to be set: made once before the fork, set in every child."""

    def __init__(self, steps: bytes) -> None:
        self._steps = ctypes.create_string_buffer(steps, len(steps))
        self._program = _Program(len(steps) // 8, ctypes.addressof(self._steps))
        self._address = ctypes.addressof(self._program)

    def set(self) -> None:
        """Filter this process from now on."""
        kernel.set_filter(self._address)


def for_this_machine() -> Filter | None:
    """The filter for this processor; None where there is no table for it."""
    machine = MACHINES.get(platform.machine())
    return None if machine is None else Filter(program(machine))
