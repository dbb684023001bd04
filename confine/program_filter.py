"""The filter for a program of somebody else's making (LibreOffice), which runs in a jail.

Nobody can list what such a program calls in its next version, so this filter is a list of what it
may not do: talk to anybody, start a process, look into or signal another, make namespaces, and
whatever the kernel learnt after this list was made. Files are Landlock's work, memory the limits'.

Not guarded: calls on the program's own process, and what it does to the files of its room.
"""

from __future__ import annotations

import platform
import socket

from confine.filters import (
    ABSENT,
    ALLOW,
    ANY_BIT,
    AT_LEAST,
    EQUAL,
    FIRST_ARGUMENT_AT,
    LOAD,
    MACHINES,
    REFUSE,
    RETURN,
    Filter,
    Machine,
    entry,
    step,
)

# One line a call: its name, its number on x86_64, its number on aarch64; None where it has none.
REFUSED = (
    ("connect", 42, 203),
    ("sendto", 44, 206),
    ("sendmsg", 46, 211),
    ("sendmmsg", 307, 269),
    ("socketpair", 53, 199),
    ("kill", 62, 129),
    ("tkill", 200, 130),
    ("tgkill", 234, 131),
    ("rt_sigqueueinfo", 129, 138),
    ("rt_tgsigqueueinfo", 297, 240),
    ("fork", 57, None),
    ("vfork", 58, None),
    ("setsid", 112, 157),
    ("setpgid", 109, 154),
    ("ptrace", 101, 117),
    ("process_vm_readv", 310, 270),
    ("process_vm_writev", 311, 271),
    ("kcmp", 312, 272),
    ("unshare", 272, 97),
    ("setns", 308, 268),
    ("mount", 165, 40),
    ("umount2", 166, 39),
    ("pivot_root", 155, 41),
    ("chroot", 161, 51),
    ("open_by_handle_at", 304, 265),
    ("bpf", 321, 280),
    ("perf_event_open", 298, 241),
    ("userfaultfd", 323, 282),
    ("add_key", 248, 217),
    ("request_key", 249, 218),
    ("keyctl", 250, 219),
    ("shmget", 29, 194),
    ("semget", 64, 190),
    ("msgget", 68, 186),
    ("mq_open", 240, 180),
    ("init_module", 175, 105),
    ("finit_module", 313, 273),
    ("kexec_load", 246, 104),
    ("reboot", 169, 142),
    ("personality", 135, 92),
    ("modify_ldt", 154, None),
    ("iopl", 172, None),
    ("ioperm", 173, None),
)
# Allowed only with a first argument of this value, or with this bit in it.
LOCAL_SOCKET = ("socket", 41, 198)  # it makes a socket for itself; nobody can be called by it
OWN_LIMITS = ("prlimit64", 302, 261)
THREAD = ("clone", 56, 220)
_CLONE_THREAD = 0x00010000
# From this number on, calls are the same everywhere, and younger than this list.
YOUNG_FROM = 425
YOUNG_ALLOWED = (("close_range", 436), ("faccessat2", 439))


def program(machine: Machine) -> bytes:
    """The filter as the kernel takes it."""
    steps = entry(machine)
    for _, *numbers in REFUSED:
        number = numbers[machine.column]
        if number is not None:
            steps += [step(EQUAL, number, no=1), step(RETURN, REFUSE)]
    for (_, *numbers), test, value in (
        (LOCAL_SOCKET, EQUAL, int(socket.AF_UNIX)),
        (OWN_LIMITS, EQUAL, 0),
        (THREAD, ANY_BIT, _CLONE_THREAD),
    ):
        steps += [
            step(EQUAL, numbers[machine.column], no=4),
            step(LOAD, FIRST_ARGUMENT_AT),
            step(test, value, yes=1),
            step(RETURN, REFUSE),
            step(RETURN, ALLOW),
        ]
    for _, number in YOUNG_ALLOWED:
        steps += [step(EQUAL, number, no=1), step(RETURN, ALLOW)]
    # "Absent", so that a C library falls back to the older call, which is looked at above.
    steps += [step(AT_LEAST, YOUNG_FROM, no=1), step(RETURN, ABSENT), step(RETURN, ALLOW)]
    return b"".join(steps)


def for_this_machine() -> Filter | None:
    """The filter for this processor; None where there is no table for it."""
    machine = MACHINES.get(platform.machine())
    return None if machine is None else Filter(program(machine))
