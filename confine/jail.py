"""Inside the jail: this process gives everything up, proves it, and becomes the program.

It reaches its room, what it may read of the system, and nothing else: no network, no other
process, no other file. Before the program starts, forbidden acts are tried here; when one of them
is not refused, the program does not start.

Not guarded: how much the program writes in its room in all (each file has a limit), and which part
of the system's public files it reads.
"""

from __future__ import annotations

import errno
import os
import resource
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from confine import kernel, landlock, probe, program_filter
from confine.child import NOBODY
from confine.limits import GRACE_S, lower

UNCONFINED, NO_PROGRAM = 121, 122  # exit codes that no program of ours uses
_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/share/fonts", "/lib", "/lib64",
    "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/var/cache/fontconfig",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_OPEN_FILES = 512
_REFUSALS = frozenset({errno.EPERM, errno.EACCES})


def main(
    *,
    command: Sequence[str],
    environment: Mapping[str, str],
    readable: Sequence[str],
    sockets: Sequence[str],
    room: str,
    canary: str,
    limits: Mapping[str, int],
    parent: int,
) -> None:
    """Become the program, confined; or end with a code that says why not."""
    try:
        _enter(readable, sockets, room, limits, parent)
    except OSError:
        os._exit(UNCONFINED)
    if _allowed(canary, parent):
        os._exit(UNCONFINED)
    try:
        os.chdir(room)
        os.execve(command[0], list(command), dict(environment))  # noqa: S606  no shell in between
    except OSError:
        os._exit(NO_PROGRAM)


def _enter(
    readable: Sequence[str],
    sockets: Sequence[str],
    room: str,
    limits: Mapping[str, int],
    parent: int,
) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.die_with_parent(parent)
    kernel.give_up_privileges()
    version = landlock.abi()
    rules = landlock.ruleset(version)
    calls = program_filter.for_this_machine()
    if rules is None or calls is None:
        raise OSError(errno.ENOSYS, "no Landlock, or a processor without a table")
    landlock.allow(rules, version, (*_SYSTEM, *readable), landlock.SEEN)
    landlock.allow(rules, version, _DEVICES, landlock.DEVICE)
    landlock.allow(rules, version, (room,), landlock.ROOM)
    landlock.allow(rules, version, sockets, landlock.SOCKETS)
    landlock.restrict(rules)
    os.close(rules)
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (resource.RLIMIT_CPU, limits["cpu_s"], limits["cpu_s"] + GRACE_S),
        (resource.RLIMIT_AS, limits["memory_bytes"], limits["memory_bytes"]),
    ):
        lower(kind, soft, hard)
    calls.set()


def _allowed(canary: str, parent: int) -> list[str]:
    """The forbidden acts that were not refused. None of them would harm anybody."""
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: os.close(os.open(canary, os.O_RDONLY)),
        "write": lambda: os.close(os.open(f"{canary}-2", os.O_CREAT | os.O_WRONLY, 0o600)),
        "remove": lambda: Path(canary).unlink(),
        "network": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close(),
        "datagrams": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).close(),
        "call": lambda: _call(canary),
        "signal": lambda: os.kill(parent, 0),
        "limits": lambda: probe.ACTS["prlimit"](parent),
        "fork": lambda: probe.ACTS["fork"](parent),
        "leave": os.setsid,
    }
    return [name for name, act in acts.items() if not _refused(act)]


def _call(canary: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as mine:
        mine.connect(canary)


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError as error:
        return error.errno in _REFUSALS
    return False
