"""Forbidden acts, tried in a child at start: what is refused here is what the cage is worth.

Each act is one that would harm nobody if it were allowed.
"""

from __future__ import annotations

import errno
import gc
import json
import mmap
import os
import resource
import socket
import time
from collections.abc import Callable

_NO = frozenset({errno.EPERM, errno.EACCES, errno.EAGAIN})
_PAGE = 4096
_PROGRAM = next((path for path in ("/bin/sh", "/usr/bin/sh") if os.access(path, os.X_OK)), "/")


def _open_a_file(_zygote: int) -> None:
    os.close(os.open(os.devnull, os.O_RDONLY))  # nobody lacks it, and everybody may read it


def _write_a_file(_zygote: int) -> None:
    os.close(os.open("/tmp", os.O_TMPFILE | os.O_WRONLY))  # noqa: S108  it never has a name


def _ask_about_a_file(_zygote: int) -> None:
    os.stat("/")  # noqa: PTH116  the call itself is on trial


def _open_a_socket(_zygote: int) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _signal_the_zygote(zygote: int) -> None:
    os.kill(zygote, 0)


def _read_the_limits_of_the_zygote(zygote: int) -> None:
    resource.prlimit(zygote, resource.RLIMIT_NOFILE)


def _execute_memory(_zygote: int) -> None:
    mmap.mmap(-1, _PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _fork(_zygote: int) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _start_a_program(_zygote: int) -> None:
    os.execv(_PROGRAM, [_PROGRAM, "-c", ":"])  # noqa: S606  must be refused


ACTS: dict[str, Callable[[int], None]] = {
    "open": _open_a_file,
    "write": _write_a_file,
    "stat": _ask_about_a_file,
    "socket": _open_a_socket,
    "signal": _signal_the_zygote,
    "prlimit": _read_the_limits_of_the_zygote,
    "execute-memory": _execute_memory,
    "fork": _fork,
    "exec": _start_a_program,  # last: if it is not refused, no answer comes
}
FILES = ("open", "write", "exec")  # what Landlock refuses by itself


def _do_what_readers_do() -> None:
    """What must not be refused; a C library that needs another call for it is found out here."""
    grown = bytearray(_PAGE)
    for _ in range(12):
        grown += bytes(len(grown))
    del grown
    os.urandom(_PAGE)
    time.monotonic()
    time.process_time()
    gc.collect()


def attempt(untrusted_data: bytes, *, zygote: str, acts: str) -> bytes:
    """Try the acts named; give back the names of those that were not refused."""
    del untrusted_data
    _do_what_readers_do()
    done: list[str] = []
    for name in acts.split():
        try:
            ACTS[name](int(zygote))
        except OSError as error:
            if error.errno not in _NO:
                done.append(name)
        else:
            done.append(name)
    return json.dumps(done).encode()
