"""The zygote: a process with the readers loaded and nothing else, which forks a child a document.

It is started with no environment and one socket, holds no key and no case, and never looks at a
document. It ends when its parent does. It runs one loop in one thread.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import resource
import select
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from confine import child, filters, kernel, landlock, limits
from confine.child import Cell, Reader

CONTROL = 0  # our one socket; a child puts its document in this place
STARTED = b"s"
STATUS = struct.Struct("<i")
_DESCRIPTORS = 3  # a request brings the document, the reply pipe and the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One child, and the channel on which its parent's parent is told about it."""

    pid: int
    channel: socket.socket


def main(parent: int, targets: Sequence[str], warm: Sequence[str]) -> None:
    """Load, warm, freeze, say so, and serve until the parent is gone."""
    if parent:
        kernel.die_with_parent(parent)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = child.MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, child.MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.dup2(1, child.REPLY)  # keeps the place in which a child puts its reply
    with socket.socket(fileno=CONTROL) as control:
        readers = _load(control, targets, warm)
        version = landlock.abi()
        cell = Cell(
            readers=readers,
            keeper=os.getpid(),
            ruleset=landlock.ruleset(version),
            filter=filters.for_this_machine(),
            mapped=limits.mapped_bytes(),
        )
        gc.collect()
        gc.freeze()  # a collection in a child must not touch, and so copy, what all share
        kernel.give_up_privileges()
        ready = {
            "pid": cell.keeper,
            "landlock": version,
            "exceptions": sorted(_exception_names()),
        }
        control.send(json.dumps(ready).encode())
        _serve(control, cell)


def _load(control: socket.socket, targets: Sequence[str], warm: Sequence[str]) -> dict[str, Reader]:
    """Import every reader and run every warmer, with its argument; say which one failed."""
    name = ""
    try:
        readers: dict[str, Reader] = {}
        for name in targets:
            readers[name] = pkgutil.resolve_name(name)
        for name in warm:
            warmer, given, argument = name.partition("=")
            pkgutil.resolve_name(warmer)(*([argument] if given else []))
    except BaseException as error:
        control.send(json.dumps({"failed": name, "error": type(error).__name__}).encode())
        raise
    return readers


def _exception_names() -> set[str]:
    """Every exception class there is before the first document: the closed list of parser codes."""
    names: set[str] = set()
    waiting: list[type[BaseException]] = [BaseException]
    while waiting:
        found = waiting.pop()
        names.add(found.__name__)
        waiting += type.__subclasses__(found)
    return {name for name in names if name.isidentifier() and name.isascii()}


def _serve(control: socket.socket, cell: Cell) -> None:
    running: dict[int, Running] = {}
    poller = select.poll()
    poller.register(CONTROL, select.POLLIN)
    while True:
        for descriptor, _ in poller.poll():
            if descriptor == CONTROL:
                message, received, _, _ = socket.recv_fds(control, 1, _DESCRIPTORS)
                if not message:
                    return
                started = _start(received, cell)
                if started is not None:
                    pidfd, child_running = started
                    running[pidfd] = child_running
                    poller.register(pidfd, select.POLLIN)
            else:
                poller.unregister(descriptor)
                os.close(descriptor)
                _report(running.pop(descriptor))


def _start(received: list[int], cell: Cell) -> tuple[int, Running] | None:
    """Fork one child. None when there is none: the parent then sees its channel end."""
    pid = _fork() if len(received) == _DESCRIPTORS else None
    if pid is None:
        for descriptor in received:
            os.close(descriptor)
        return None
    document, reply, channel_descriptor = received
    if pid == 0:
        child.serve(document, reply, cell)
    pidfd = os.pidfd_open(pid)
    channel = socket.socket(fileno=channel_descriptor)
    _tell(channel, STARTED, [pidfd])
    os.close(document)
    os.close(reply)
    return pidfd, Running(pid=pid, channel=channel)


def _fork() -> int | None:
    try:
        return os.fork()
    except OSError:  # no process or no memory to be had
        return None


def _report(ended: Running) -> None:
    _, status = os.waitpid(ended.pid, 0)
    with ended.channel:
        _tell(ended.channel, STATUS.pack(os.waitstatus_to_exitcode(status)), [])


def _tell(channel: socket.socket, message: bytes, descriptors: list[int]) -> None:
    try:
        socket.send_fds(channel, [message], descriptors, socket.MSG_DONTWAIT)
    except OSError:
        return  # nobody waits for this one any more
