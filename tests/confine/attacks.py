"""What a captured reader would try. Each attack gives back DONE where nothing stopped it."""

# ruff: noqa: ARG001  a reader takes what all readers take, needed or not

from __future__ import annotations

import ctypes
import gc
import json
import mmap
import os
import platform
import resource
import signal
import socket
import sys
from collections.abc import Callable

from confine.answer import HEADER, Refusal

DONE = b"done"
REPLY = 3
_LIBC = ctypes.CDLL(None, use_errno=True)
_TGKILL = {"x86_64": 234, "aarch64": 131}[platform.machine()]
_PTRACE_SEIZE = 0x4206
_X32_GETPID = 0x40000000 | 39
_PAGE = 4096
Attack = Callable[..., bytes]
_loaded: frozenset[str] = frozenset()


def warm() -> None:
    """Remember what was loaded before any document came."""
    global _loaded  # noqa: PLW0603  what a warmer is for
    _loaded = frozenset(sys.modules)


def fail_to_warm() -> None:
    raise LookupError


def _checked(answer: int) -> bytes:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return DONE


# The attacks that the cage stops.


def open_a_file(untrusted_data: bytes, *, zygote: str) -> bytes:
    os.close(os.open("/etc/passwd", os.O_RDONLY))
    return DONE


def open_a_socket(untrusted_data: bytes, *, zygote: str) -> bytes:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    return DONE


def run_a_command(untrusted_data: bytes, *, zygote: str) -> bytes:
    return DONE if os.system("true") == 0 else b"nothing ran"  # noqa: S605, S607  an attack


def fork(untrusted_data: bytes, *, zygote: str) -> bytes:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return DONE


def signal_the_parent(untrusted_data: bytes, *, zygote: str) -> bytes:
    os.kill(int(zygote), 0)
    return DONE


def write_a_file(untrusted_data: bytes, *, zygote: str) -> bytes:
    descriptor = os.open("/tmp", os.O_TMPFILE | os.O_WRONLY)  # noqa: S108  it never has a name
    os.write(descriptor, b"x")
    return DONE


def take_memory(untrusted_data: bytes, *, zygote: str) -> bytes:
    return DONE if bytearray(2 << 30) else b""


def touch_nothing(untrusted_data: bytes, *, zygote: str) -> bytes:
    return ctypes.string_at(0)


def loop(untrusted_data: bytes, *, zygote: str) -> bytes:
    while True:
        pass


def read_the_parents_limits(untrusted_data: bytes, *, zygote: str) -> bytes:
    resource.prlimit(int(zygote), resource.RLIMIT_NOFILE)
    return DONE


def set_the_parents_limits(untrusted_data: bytes, *, zygote: str) -> bytes:
    # A limit at its highest, so that it can be set again and hurts nobody here.
    infinite = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(int(zygote), resource.RLIMIT_RSS, infinite)
    return DONE


def signal_a_thread_of_the_parent(untrusted_data: bytes, *, zygote: str) -> bytes:
    return _checked(_LIBC.syscall(ctypes.c_long(_TGKILL), int(zygote), int(zygote), 0))


def ask_about_a_file(untrusted_data: bytes, *, zygote: str) -> bytes:
    os.stat("/etc/shadow")  # noqa: PTH116  the call itself is on trial
    return DONE


def make_memory_executable(untrusted_data: bytes, *, zygote: str) -> bytes:
    mmap.mmap(-1, _PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()
    return DONE


def turn_memory_executable(untrusted_data: bytes, *, zygote: str) -> bytes:
    with mmap.mmap(-1, _PAGE) as page:
        address = ctypes.addressof(ctypes.c_char.from_buffer(page))
        protection = ctypes.c_int(mmap.PROT_READ | mmap.PROT_EXEC)
        return _checked(
            _LIBC.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(_PAGE), protection)
        )


def trace_the_parent(untrusted_data: bytes, *, zygote: str) -> bytes:
    return _checked(_LIBC.ptrace(ctypes.c_long(_PTRACE_SEIZE), int(zygote), None, None))


def raise_own_limits(untrusted_data: bytes, *, zygote: str) -> bytes:
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    return DONE


# Further attacks, and readers that behave.


def call_as_another_architecture(untrusted_data: bytes) -> bytes:
    return _checked(_LIBC.syscall(ctypes.c_long(_X32_GETPID)))


def close_the_pipe_and_loop(untrusted_data: bytes) -> bytes:
    os.close(REPLY)
    while True:
        pass


def ignore_the_processor_limit(untrusted_data: bytes) -> bytes:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def answer_and_loop(untrusted_data: bytes) -> bytes:
    os.write(REPLY, HEADER.pack(b"A", 4) + DONE)
    while True:
        pass


def write_raw(untrusted_data: bytes) -> bytes:
    """Write the document itself where a frame is expected, and end."""
    os.write(REPLY, untrusted_data)
    os._exit(0)


def promise(untrusted_data: bytes, *, promised: str) -> bytes:
    """Write an answer without an end, behind a header that promises some length."""
    os.write(REPLY, HEADER.pack(b"A", int(promised)))
    while True:
        os.write(REPLY, bytes(1 << 16))


def echo(untrusted_data: bytes) -> bytes:
    return untrusted_data


def say(untrusted_data: bytes, *, words: str) -> bytes:
    return words.encode()


def refuse(untrusted_data: bytes, *, code: str) -> bytes:
    raise Refusal(code)


def raise_builtin(untrusted_data: bytes, *, name: str) -> bytes:
    raise {"ValueError": ValueError, "SystemExit": SystemExit, "MemoryError": MemoryError}[name](
        untrusted_data.decode()
    )


def raise_invented(untrusted_data: bytes) -> bytes:
    """An exception class that is named after something in the document."""
    raise type(untrusted_data.decode(), (Exception,), {})


def answer_no_bytes(untrusted_data: bytes) -> bytes:
    return "text"  # pyright: ignore[reportReturnType]  a reader that breaks its promise


def descriptors(untrusted_data: bytes) -> bytes:
    found: list[int] = []
    for descriptor in range(1024):
        try:
            os.lseek(descriptor, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno == 9:
                continue
        found.append(descriptor)
    return json.dumps(found).encode()


def environment(untrusted_data: bytes) -> bytes:
    return json.dumps(sorted(os.environ)).encode()


def loaded_since(untrusted_data: bytes) -> bytes:
    return json.dumps(sorted(frozenset(sys.modules) - _loaded)).encode()


def frozen(untrusted_data: bytes) -> bytes:
    return json.dumps([gc.get_freeze_count(), len(gc.get_objects())]).encode()
