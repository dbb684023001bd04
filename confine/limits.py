"""How much one reading may take, and the kernel's limits that say so.

`memory_bytes` is what a reading may map beyond what the zygote had mapped before the document came:
libraries map far more than they use, and how much differs between machines.

Not guarded here: how many readings run at once, which is the caller's choice.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30
OPEN_FILES = 16
GRACE_S = 1  # between SIGXCPU, which tells us why, and SIGKILL, which cannot be ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The profile of one kind of reading. CPU and wall are both needed: a busy machine waits."""

    memory_bytes: int
    cpu_s: int
    wall_s: float
    answer_bytes: int


FORM = Limits(memory_bytes=512 * MIB, cpu_s=10, wall_s=20, answer_bytes=MIB)
MIME = Limits(memory_bytes=512 * MIB, cpu_s=5, wall_s=10, answer_bytes=64 * MIB)
MARK = Limits(memory_bytes=512 * MIB, cpu_s=10, wall_s=20, answer_bytes=30 * MIB)
UNLOCK = Limits(memory_bytes=512 * MIB, cpu_s=15, wall_s=20, answer_bytes=64 * MIB)
SCAN = Limits(memory_bytes=2 * GIB, cpu_s=15, wall_s=20, answer_bytes=MIB)
# A program of somebody else's making: what it maps in all, its profile and its first start with it.
CONVERT = Limits(memory_bytes=2 * GIB, cpu_s=15, wall_s=20, answer_bytes=30 * MIB)
PREVIEW = Limits(memory_bytes=512 * MIB, cpu_s=10, wall_s=20, answer_bytes=64 * MIB)


def mapped_bytes() -> int | None:
    """The address space in use now; None where the system does not say."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return None
    return int(statm.read_text(encoding="utf-8").split()[0]) * resource.getpagesize()


def apply(*, memory_bytes: int, cpu_s: int, mapped: int | None) -> None:
    """Lower every limit for this process, for good."""
    lower(resource.RLIMIT_CORE, 0, 0)
    lower(resource.RLIMIT_FSIZE, 0, 0)
    lower(resource.RLIMIT_NPROC, 0, 0)  # does nothing for root, and the child never is root
    lower(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    lower(resource.RLIMIT_CPU, cpu_s, cpu_s + GRACE_S)
    if mapped is not None:
        lower(resource.RLIMIT_AS, mapped + memory_bytes, mapped + memory_bytes)


def lower(kind: int, soft: int, hard: int) -> None:
    """One limit, never above what holds already."""
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))
