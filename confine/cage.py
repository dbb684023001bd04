"""The public face: a reader, a stranger's bytes and limits in; an answer or a reason out.

    with Cage.start(["forms.acroform:read"], warm=["forms.acroform:warm"]) as cage:
        match cage.run("forms.acroform:read", untrusted_data, limits=FORM):
            case Read(untrusted_answer=untrusted_answer): ...
            case NotRead(reason=reason, code=code): ...

Start it before settings and keys are read: the zygote starts empty, but a process that holds
secrets is the wrong one to start it from.

Not guarded: how many readings run at once, and what an answer says.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType, TracebackType
from typing import Self

from confine import document, fresh, ladder
from confine.answer import NotRead, Read, Reason, Refusal
from confine.keeper import ReaderMissing, Readers, ZygoteGone
from confine.ladder import Foothold, Rung
from confine.layers import ALL, Layer
from confine.limits import FORM, MARK, MIME, PREVIEW, SCAN, UNLOCK, Limits

__all__ = [
    "ALL",
    "FORM",
    "MARK",
    "MIME",
    "PREVIEW",
    "SCAN",
    "UNLOCK",
    "Cage",
    "Layer",
    "Limits",
    "NotRead",
    "Read",
    "ReaderMissing",
    "Reason",
    "Refusal",
]

_TRIES = 2  # a zygote may die of something else; a document that kills two is held
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
_NO_ARGUMENTS: Mapping[str, str] = MappingProxyType({})


class Cage:
    """Runs readers of a fixed list on untrusted bytes, each in a child of its own."""

    def __init__(
        self, readers: Readers, *, allow_unconfined: bool, layers: AbstractSet[Layer]
    ) -> None:
        self._readers = readers
        self._targets = frozenset(readers.targets)
        self._allow_unconfined = allow_unconfined
        self._layers = layers
        self._lock = threading.Lock()
        self._pause_s = _FIRST_PAUSE_S
        self._try_again_at = 0.0
        self._foothold = ladder.climb(readers, layers)
        self._had_zygote = self._foothold.zygote is not None

    @classmethod
    def start(
        cls,
        targets: Sequence[str],
        *,
        warm: Sequence[str] = (),
        allow_unconfined: bool = False,
        layers: AbstractSet[Layer] = ALL,
    ) -> Self:
        """Load the readers (`module:function`), warm them, probe the cage. Once a process.

        A warmer may name a folder of ours that it reads: `module:function=folder`.
        """
        readers = Readers(targets=tuple(targets), warm=tuple(warm))
        return cls(readers, allow_unconfined=allow_unconfined, layers=layers)

    @property
    def rung(self) -> int:
        """How well readers are confined now; `ladder.describe` puts it into words."""
        return self._foothold.rung

    @property
    def zygote_pid(self) -> int | None:
        """The process that forks the children, as it knows itself; None where there is none."""
        zygote = self._foothold.zygote
        return None if zygote is None else zygote.pid

    def run(
        self,
        target: str,
        untrusted_data: bytes,
        *,
        limits: Limits,
        arguments: Mapping[str, str] = _NO_ARGUMENTS,
    ) -> Read | NotRead:
        """One document through one reader. Never raises for anything the document does."""
        if target not in self._targets:
            raise ValueError(f"not on the list of readers: {target}")
        order = document.order(target, limits, self._layers, arguments)
        for _ in range(_TRIES):
            foothold = self._held()
            if not self._may_read(foothold.rung):
                return NotRead(reason=Reason.NO_CONFINEMENT, code=f"rung-{foothold.rung:d}")
            if foothold.zygote is None:
                return fresh.read(order, untrusted_data, limits)
            try:
                return foothold.zygote.read(order, untrusted_data, limits)
            except ZygoteGone:
                self._replace(foothold)
        return NotRead(reason=Reason.DIED, code="zygote")

    def _may_read(self, rung: Rung) -> bool:
        if rung is Rung.LIMITS:
            return self._allow_unconfined
        return rung is not Rung.NOTHING

    def _held(self) -> Foothold:
        """Where we stand. What was lost is looked for again, after ever longer pauses."""
        foothold = self._foothold
        lost = foothold.zygote is None and self._had_zygote
        if lost and time.monotonic() >= self._try_again_at:
            self._replace(foothold)
        return self._foothold

    def _replace(self, gone: Foothold) -> None:
        with self._lock:
            if self._foothold is not gone:
                return  # another thread was first
            if gone.zygote is not None:
                gone.zygote.kill()
            self._foothold = ladder.climb(self._readers, self._layers)
            if self._foothold.zygote is not None:
                self._pause_s = _FIRST_PAUSE_S
                return
            self._try_again_at = time.monotonic() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)

    def close(self) -> None:
        """End the zygote. A closed cage reads nothing."""
        with self._lock:
            zygote = self._foothold.zygote
            self._foothold = Foothold(rung=Rung.NOTHING, zygote=None)
            self._had_zygote = False
        if zygote is not None:
            zygote.close()

    def __enter__(self) -> Self:
        """Use it, and close it at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()
