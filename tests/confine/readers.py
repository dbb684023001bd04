"""The list of readers that the tests load, and how a test starts a cage and asks about it."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from confine.cage import ALL, FORM, Cage, Layer, NotRead, Read
from tests.confine import attacks

TARGETS = [
    f"{attacks.__name__}:{name}"
    for name, function in inspect.getmembers(attacks, inspect.isfunction)
    if "untrusted_data" in inspect.signature(function).parameters
]
WARM = f"{attacks.__name__}:warm"

# Process numbers mean something else inside bubblewrap, which has tests of its own.
PLAIN = ALL - {Layer.BUBBLEWRAP}


def name_of(reader: Callable[..., bytes]) -> str:
    return f"{attacks.__name__}:{reader.__name__}"


def a_cage(layers: frozenset[Layer] = PLAIN, *, allow_unconfined: bool = False) -> Cage:
    return Cage.start(TARGETS, warm=[WARM], layers=layers, allow_unconfined=allow_unconfined)


def run(
    cage: Cage, reader: Callable[..., bytes], data: bytes = b"", **words: str
) -> Read | NotRead:
    return cage.run(name_of(reader), data, limits=FORM, arguments=words)


def reads(cage: Cage) -> bool:
    """Whether the next document is read as if nothing had happened."""
    return run(cage, attacks.echo, b"the next form") == Read(untrusted_answer=b"the next form")


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_there(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(holds: Callable[[], bool], *, within_s: float = 20) -> bool:
    """Wait for what another process will do, as long as it takes and no longer."""
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        Event().wait(0.005)
    return True
