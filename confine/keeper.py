"""The parent's half of the zygote: start it, hand it a document, take the answer, end the child."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from casework.faults import Fault, Kind
from confine import bubblewrap, document, interpreter, reply
from confine.answer import NotRead, Read, Reason
from confine.document import Order
from confine.limits import Limits
from confine.zygote import STARTED, STATUS

_START_S = 120  # importing every reader on a slow and cold machine
_HAND_OVER_S = 5
_END_S = 5
_GREETING_BYTES = 1 << 18


class ReaderMissing(Fault):
    """A reader cannot be loaded."""

    kind = Kind.DOCUMENTS
    next_step: ClassVar[str] = "install the program again with its extras, then run `clerk doctor`."


class ZygoteGone(Exception):  # noqa: N818  it may be nobody's error
    """The zygote is not there any more; what it was doing may be tried again with another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What shall be loaded: the fixed list of targets, and what warms them.

    A warmer is `module:function`, or `module:function=folder` for one that reads a folder of ours.
    """

    targets: tuple[str, ...]
    warm: tuple[str, ...]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that warmers read; nothing else of ours is shown to them."""
        return tuple(name.partition("=")[2] for name in self.warm if "=" in name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What the zygote says when it is ready, before it has seen any document."""

    pid: int
    landlock_abi: int
    known: frozenset[str]


class Zygote:
    """A running zygote. Threads may share it: each reading has its own channel and pipe."""

    def __init__(self, readers: Readers, *, bubblewrapped: bool) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ExitStack() as undo:
            undo.callback(self._control.close)
            with theirs:
                self._process = _start(readers, theirs, bubblewrapped=bubblewrapped)
            undo.callback(self.kill)
            self._greeting = _greeting(self._control)
            undo.pop_all()  # it is well, and stays

    @property
    def pid(self) -> int:
        """The zygote's number as it knows itself: inside bubblewrap another than outside."""
        return self._greeting.pid

    @property
    def landlock_abi(self) -> int:
        """The version of Landlock it found; 0 for none."""
        return self._greeting.landlock_abi

    def read(self, order: Order, untrusted_data: bytes, limits: Limits) -> Read | NotRead:
        """One document through one child. The child is dead or dying when this returns."""
        deadline = time.monotonic() + limits.wall_s
        channel, out = self._hand_over(order, untrusted_data)
        try:
            pidfd = _started(channel)
            try:
                taken = reply.take(out, cap=limits.answer_bytes, deadline=deadline)
            finally:
                # Always: a child may answer, or close its pipe, and go on. By descriptor, because
                # its number may belong to another process by now.
                _kill(pidfd)
            return reply.settle(taken, self._greeting.known, partial(_death, channel))
        finally:
            os.close(out)
            channel.close()

    def _hand_over(self, order: Order, untrusted_data: bytes) -> tuple[socket.socket, int]:
        with ExitStack() as given, ExitStack() as kept:
            sealed = document.seal(order, untrusted_data)
            given.callback(os.close, sealed)
            channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            given.callback(theirs.close)
            kept.callback(channel.close)
            out, into = os.pipe()
            given.callback(os.close, into)
            kept.callback(os.close, out)
            try:
                socket.send_fds(self._control, [b"r"], [sealed, into, theirs.fileno()])
            except OSError as error:
                raise ZygoteGone from error
            kept.pop_all()
        return channel, out

    def close(self) -> None:
        """Let it end. Its children end with it."""
        self._control.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it without asking: it did not answer."""
        self._control.close()
        self._process.kill()
        self._process.wait()


def _start(
    readers: Readers, control: socket.socket, *, bubblewrapped: bool
) -> subprocess.Popen[bytes]:
    # The kernel ties a child to the thread that started it, and only the main thread surely stays.
    # Started from another, the zygote ends when its socket does.
    tied = threading.current_thread() is threading.main_thread()
    parent = os.getpid() if tied and not bubblewrapped else 0
    command = interpreter.command(
        "zygote", {"parent": parent, "targets": readers.targets, "warm": readers.warm}
    )
    return subprocess.Popen(  # noqa: S603  our own interpreter and modules
        bubblewrap.wrapped(command, shown=readers.folders, tied=tied) if bubblewrapped else command,
        stdin=control.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(interpreter.ENVIRONMENT),
        cwd="/",
        start_new_session=True,
    )


def _greeting(control: socket.socket) -> Greeting:
    control.settimeout(_START_S)
    try:
        words = json.loads(control.recv(_GREETING_BYTES) or b"{}")
    except OSError as error:
        raise ZygoteGone from error
    if "failed" in words:
        raise ReaderMissing(words["failed"], words["error"])
    if "pid" not in words:
        raise ZygoteGone
    control.settimeout(_HAND_OVER_S)
    return Greeting(
        pid=words["pid"],
        landlock_abi=words["landlock"],
        known=frozenset(words["exceptions"]),
    )


def _started(channel: socket.socket) -> int:
    channel.settimeout(_HAND_OVER_S)
    try:
        message, descriptors, _, _ = socket.recv_fds(channel, len(STARTED), 1)
    except OSError as error:
        raise ZygoteGone from error
    if message != STARTED or len(descriptors) != 1:
        raise ZygoteGone
    return descriptors[0]


def _kill(pidfd: int) -> None:
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except ProcessLookupError:
        return  # it ended by itself
    finally:
        os.close(pidfd)


def _death(channel: socket.socket) -> NotRead:
    """Why the child ended without an answer, as the zygote that reaped it says."""
    channel.settimeout(_END_S)
    try:
        message = channel.recv(STATUS.size)
    except TimeoutError:
        return NotRead(reason=Reason.DIED, code="unreaped")
    except OSError as error:
        raise ZygoteGone from error
    if len(message) != STATUS.size:
        raise ZygoteGone
    return reply.death(*STATUS.unpack(message))
