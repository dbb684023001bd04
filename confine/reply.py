"""Taking one frame out of a child's pipe: never more than the cap, never longer than the deadline.

The length is checked before the first byte of the answer is kept, and what comes after the frame is
not read at all. Whoever takes a frame kills the child afterwards, whatever came.
"""

from __future__ import annotations

import math
import os
import select
import signal
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto

from confine import answer
from confine.answer import HEADER, NotRead, Read, Reason

_FIRST = 1 << 16
_CHUNK = 1 << 20


class Ending(Enum):
    """How the taking ended."""

    WHOLE = auto()
    CUT = auto()
    TOO_LONG = auto()
    LATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken, by a hostile hand."""

    ending: Ending
    untrusted_kind: bytes = b""
    untrusted_payload: bytes = b""


def take(pipe: int, *, cap: int, deadline: float) -> Taken:
    """One frame, or how it failed to come. `deadline` is on the monotonic clock."""
    poller = select.poll()
    poller.register(pipe, select.POLLIN)
    head = _piece(pipe, poller, _FIRST, deadline)
    while head and len(head) < HEADER.size:
        more = _piece(pipe, poller, _FIRST, deadline)
        head = head + more if more else more
    if not head:
        return Taken(ending=Ending.LATE if head is None else Ending.CUT)
    untrusted_kind, length = HEADER.unpack_from(head)
    if length > cap:
        return Taken(ending=Ending.TOO_LONG)
    pieces = [head[HEADER.size :]]
    missing = length - len(pieces[0])
    while missing > 0:
        piece = _piece(pipe, poller, min(missing, _CHUNK), deadline)
        if not piece:
            return Taken(ending=Ending.LATE if piece is None else Ending.CUT)
        pieces.append(piece)
        missing -= len(piece)
    untrusted_payload = b"".join(pieces)[:length]
    return Taken(
        ending=Ending.WHOLE, untrusted_kind=untrusted_kind, untrusted_payload=untrusted_payload
    )


def _piece(pipe: int, poller: select.poll, most: int, deadline: float) -> bytes | None:
    """The next bytes; empty at the end of the pipe, None at the deadline."""
    left_ms = math.ceil((deadline - time.monotonic()) * 1000)
    if left_ms <= 0 or not poller.poll(left_ms):
        return None
    return os.read(pipe, most)


def settle(
    taken: Taken, known: AbstractSet[str], last_words: Callable[[], NotRead]
) -> Read | NotRead:
    """What was taken, as a value. `last_words` tells why a child ended without a whole frame."""
    match taken.ending:
        case Ending.WHOLE:
            return answer.outcome(taken.untrusted_kind, taken.untrusted_payload, known)
        case Ending.TOO_LONG:
            return NotRead(reason=Reason.TOO_LONG, code="answer-cap")
        case Ending.LATE:
            return NotRead(reason=Reason.TIMEOUT, code="wall")
        case Ending.CUT:
            return last_words()


def death(status: int) -> NotRead:
    """An exit status as a value: negative for the signal that ended the child."""
    if -status == signal.SIGXCPU:
        return NotRead(reason=Reason.TIMEOUT, code="cpu")
    if status < 0:
        return NotRead(reason=Reason.DIED, code=f"signal-{-status}")
    return NotRead(reason=Reason.DIED, code="no-answer")
