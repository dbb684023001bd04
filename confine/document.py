"""One document on its way into the cage: the order and the bytes, in sealed memory.

The order (which reader, which limits) and the document travel together and are taken apart in the
child, so that the zygote never looks at anything a stranger could have shaped.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import struct
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from confine.limits import Limits

_LENGTH = struct.Struct("<I")
_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the child shall do. It comes from us; only the bytes behind it are a stranger's."""

    target: str
    memory_bytes: int
    cpu_s: int
    layers: tuple[str, ...]
    arguments: dict[str, str]


def order(
    target: str, limits: Limits, layers: Iterable[str], arguments: Mapping[str, str]
) -> Order:
    """The order for one reading."""
    return Order(
        target=target,
        memory_bytes=limits.memory_bytes,
        cpu_s=limits.cpu_s,
        layers=tuple(layers),
        arguments=dict(arguments),
    )


def seal(wanted: Order, untrusted_data: bytes) -> int:
    """A descriptor that holds order and document and can never be changed again."""
    words = (wanted.target, wanted.memory_bytes, wanted.cpu_s, wanted.layers, wanted.arguments)
    head = json.dumps(words).encode()
    descriptor = _memory()
    try:
        _write_all(descriptor, b"".join((_LENGTH.pack(len(head)), head)))
        _write_all(descriptor, untrusted_data)
        if hasattr(os, "memfd_create"):
            shut(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def shut(descriptor: int) -> None:
    """Let nobody change this memory again.

    The system refuses while it holds one of the pages, as it does for a moment when it moves
    memory about. Raises OSError when it still refuses after a second or two.
    """
    lengths = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
    seals = lengths | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
    for pause_s in _PAUSES_S:
        try:
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            time.sleep(pause_s)
        else:
            return
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)


def _write_all(descriptor: int, untrusted_bytes: bytes) -> None:
    rest = memoryview(untrusted_bytes)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _memory() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("document", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile() as unnamed:
        return os.dup(unnamed.fileno())


def order_in(descriptor: int) -> tuple[Order, int]:
    """The order, and where the document begins."""
    (length,) = _LENGTH.unpack(os.pread(descriptor, _LENGTH.size, 0))
    start = _LENGTH.size + length
    words = json.loads(os.pread(descriptor, length, _LENGTH.size))
    target, memory_bytes, cpu_s, layers, arguments = words
    order_read = Order(
        target=target,
        memory_bytes=memory_bytes,
        cpu_s=cpu_s,
        layers=tuple(layers),
        arguments=arguments,
    )
    return order_read, start


def bytes_in(descriptor: int, start: int) -> bytes:
    """The document itself. It is read before the filter is set, which refuses to ask for a size."""
    end = os.fstat(descriptor).st_size
    pieces: list[bytes] = []
    while start < end and (piece := os.pread(descriptor, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
