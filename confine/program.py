"""Runs a program of somebody else's making on a stranger's document, in a jail of its own.

    match run(program, untrusted_data, limits=CONVERT):
        case Read(untrusted_answer=untrusted_answer): ...
        case NotRead(reason=reason, code=code): ...

The document and whatever the program writes lie in a folder made for this one run, in memory where
the system has such a folder, and gone with it; what a killed clerk left is removed by the next run.
The program is one process that can start no other, so that killing it ends all of it.

Not guarded: what the answer says. It is as untrusted as the document.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from confine import interpreter, jail, reply
from confine.answer import NotRead, Read, Reason
from confine.child import NOBODY
from confine.limits import Limits

ROOM = "{room}"  # stands in a command for the folder of the run
_IN_MEMORY = "/dev/shm"  # noqa: S108  folders in it are made with a name nobody can foretell
_PREFIX = "clerk-room-"
_LEFT_AFTER_S = 600  # no run is as long


def _nothing(room: str) -> Sequence[str]:
    del room
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run. Words of `command` and values of `environment` may name the room.

    `readable` are folders that it reads besides the system's; `sockets` are folders in which it
    may make a socket for itself; `again_on` is the exit code by which it asks for a second start;
    `leaves` says, for a room, what it may leave outside it when it is killed.
    """

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    readable: tuple[str, ...]
    sockets: tuple[str, ...]
    asks: str  # the document's name in the room
    answers: str  # the name of the file that it makes there
    again_on: int = -1
    leaves: Callable[[str], Sequence[str]] = _nothing

    def within(self, room: str) -> tuple[list[str], dict[str, str]]:
        """The command and environment for this room."""
        words = [word.replace(ROOM, room) for word in self.command]
        return words, {name: value.replace(ROOM, room) for name, value in self.environment}


def run(program: Program, untrusted_data: bytes, *, limits: Limits) -> Read | NotRead:
    """The file the program made of the document, or why there is none. It never raises for it."""
    if sys.platform != "linux":
        return NotRead(reason=Reason.NO_CONFINEMENT, code="no-jail-here")
    deadline = time.monotonic() + limits.wall_s
    with _folder() as (folder, room):
        (folder / "canary").write_bytes(b"")
        (folder / "canary").chmod(0o644)
        (room / program.asks).write_bytes(untrusted_data)
        _give(room, room / program.asks)
        handle = os.open(room, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            failed = _run(program, folder, room, limits, deadline)
            return failed or _answer(handle, program.answers, limits.answer_bytes)
        finally:
            os.close(handle)
            for left in program.leaves(str(room)):
                Path(left).unlink(missing_ok=True)


def _run(
    program: Program, folder: Path, room: Path, limits: Limits, deadline: float
) -> NotRead | None:
    """None when the program ended well. A first start may ask for a second."""
    for start in (1, 2):
        status = _started(program, folder, room, limits, deadline)
        if status is None:
            return NotRead(reason=Reason.TIMEOUT, code="wall")
        if status == 0:
            return None
        if status != program.again_on or start > 1:
            break
    if status == jail.UNCONFINED:
        return NotRead(reason=Reason.NO_CONFINEMENT, code="jail")
    return reply.death(status)


def _started(
    program: Program, folder: Path, room: Path, limits: Limits, deadline: float
) -> int | None:
    """The exit status; None when it was stopped at the deadline."""
    command, environment = program.within(str(room))
    order: dict[str, object] = {
        "command": command,
        "environment": environment,
        "readable": program.readable,
        "sockets": program.sockets,
        "room": str(room),
        "canary": str(folder / "canary"),
        "limits": {
            "cpu_s": limits.cpu_s,
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.answer_bytes,
        },
        "parent": os.getpid(),
    }
    process = subprocess.Popen(  # noqa: S603  our own interpreter and modules
        interpreter.command("jail", order),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(interpreter.ENVIRONMENT),
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None
    finally:
        process.kill()
        process.wait()


def _answer(room: int, name: str, most: int) -> Read | NotRead:
    """The file it made: a plain one of this name and no other, whatever it put there."""
    none = NotRead(reason=Reason.REFUSED, code="nothing-made")
    try:
        made = os.open(
            name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=room
        )
    except OSError:
        return none
    about = os.fstat(made)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or about.st_size == 0:
        os.close(made)
        return none
    with os.fdopen(made, "rb") as file:
        untrusted_answer = file.read(most + 1)
    if len(untrusted_answer) > most:
        return NotRead(reason=Reason.TOO_LONG, code="answer-cap")
    return Read(untrusted_answer=untrusted_answer)


@contextmanager
def _folder() -> Generator[tuple[Path, Path]]:
    """A folder with a room in it, both gone at the end; the room alone is the program's."""
    base = Path(_IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    _sweep(base, before=folder.stat().st_mtime - _LEFT_AFTER_S)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.chmod(0o711)
        room = folder / "room"
        room.mkdir(mode=0o700)
        yield folder, room
    finally:
        _remove(folder)
        os.close(lock)


def _sweep(base: Path, *, before: float) -> None:
    """Remove what a clerk that was killed left: its folders are nobody's, and locked no more."""
    for left in base.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            about = left.lstat()
            if about.st_uid != os.geteuid() or about.st_mtime > before:
                continue
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(left)
            finally:
                os.close(lock)


def _remove(folder: Path) -> None:
    with suppress(RecursionError):  # a tree built to be too deep: the next sweep tries again
        shutil.rmtree(folder, ignore_errors=True)


def _give(*paths: Path) -> None:
    """As root: hand these to nobody, who the program will be."""
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, NOBODY, NOBODY)
