"""The sealed memory in which a document goes into the cage."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import threading
from collections.abc import Iterator

import pytest

from confine import document

SIZE = 4096


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = os.memfd_create("document", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, SIZE)
    yield descriptor
    os.close(descriptor)


def test_memory_that_is_busy_for_a_moment_is_shut_when_it_is_free(memory: int):
    held = mmap.mmap(memory, SIZE)
    with pytest.raises(OSError, match="busy") as refused:
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)
    assert refused.value.errno == errno.EBUSY
    threading.Timer(0.05, held.close).start()
    document.shut(memory)
    assert fcntl.fcntl(memory, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE
    with pytest.raises(PermissionError):
        os.pwrite(memory, b"x", 0)


def test_memory_that_somebody_keeps_writable_is_not_passed_off_as_shut(memory: int):
    with mmap.mmap(memory, SIZE), pytest.raises(OSError, match="busy"):
        document.shut(memory)
