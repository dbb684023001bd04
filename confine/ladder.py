"""How well this machine can confine a reader, found out by trying forbidden acts.

No version is asked and no setting is believed: a child tries to open, write, connect, signal, fork
and execute, and the rung is what was refused. A zygote is used only after its own probe.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from confine import bubblewrap, document, fresh, probe
from confine.answer import Read
from confine.document import Order
from confine.keeper import ReaderMissing, Readers, Zygote, ZygoteGone
from confine.layers import Layer
from confine.limits import FORM

PROBE = "confine.probe:attempt"


class Rung(IntEnum):
    """How well a reader is confined; 1 is best, 0 is not at all."""

    NOTHING = 0
    BUBBLEWRAP = 1
    CONFINED = 2
    FILTERED = 3
    LIMITS = 4


_WORDS = MappingProxyType(
    {
        Rung.NOTHING: "Documents cannot be read here. Every message is held for a person.",
        Rung.BUBBLEWRAP: (
            "Documents are read in a process without files, network or signals, in namespaces of"
            " its own. Nothing to do."
        ),
        Rung.CONFINED: "Documents are read in a process without files, network or signals."
        " Nothing to do.",
        Rung.FILTERED: (
            "Documents are read in a process without files, network or signals, kept by one layer"
            " where two are better: this kernel has no Landlock."
        ),
        Rung.LIMITS: (
            "Documents would be read with limits on time and memory only. Every message is held"
            " for a person."
        ),
    }
)


def describe(rung: int) -> str:
    """The rung in plain words."""
    return _WORDS[Rung(rung)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foothold:
    """The rung that holds, and the zygote that was probed there, if the rung has one."""

    rung: Rung
    zygote: Zygote | None


def climb(readers: Readers, layers: AbstractSet[Layer]) -> Foothold:
    """The best rung that holds under the probe."""
    loaded = Readers(targets=(*readers.targets, PROBE), warm=readers.warm)
    if Layer.ZYGOTE in layers and sys.platform == "linux":
        wraps = Layer.BUBBLEWRAP in layers and bubblewrap.available()
        for bubblewrapped in (True, False) if wraps else (False,):
            foothold = _try(loaded, layers, bubblewrapped=bubblewrapped)
            if foothold is not None:
                return foothold
    order = _order(0, (), ())
    try:
        holds = isinstance(fresh.read(order, b"", FORM), Read)
    except OSError:
        holds = False
    return Foothold(rung=Rung.LIMITS if holds else Rung.NOTHING, zygote=None)


def _try(readers: Readers, layers: AbstractSet[Layer], *, bubblewrapped: bool) -> Foothold | None:
    """A zygote that holds what it promises; one whose filter was taken away promises nothing."""
    try:
        zygote = Zygote(readers, bubblewrapped=bubblewrapped)
    except (ZygoteGone, OSError):
        return None
    except ReaderMissing:
        if bubblewrapped:  # the reader may lie where the namespace does not show it
            return None
        raise
    try:
        rung = _probed(zygote, layers, bubblewrapped=bubblewrapped)
    except (ZygoteGone, OSError):
        rung = Rung.NOTHING
    if rung is Rung.NOTHING or (rung is Rung.LIMITS and Layer.SECCOMP in layers):
        zygote.kill()
        return None
    return Foothold(rung=rung, zygote=zygote)


def _probed(zygote: Zygote, layers: AbstractSet[Layer], *, bubblewrapped: bool) -> Rung:
    both = [layer for layer in (Layer.LANDLOCK, Layer.SECCOMP) if layer in layers]
    if not _refused(zygote, both, probe.ACTS):
        return Rung.LIMITS
    if Layer.LANDLOCK not in layers or zygote.landlock_abi == 0:
        return Rung.FILTERED
    if not _refused(zygote, [Layer.LANDLOCK], probe.FILES):  # by itself, without the filter's help
        return Rung.FILTERED
    return Rung.BUBBLEWRAP if bubblewrapped else Rung.CONFINED


def _refused(zygote: Zygote, layers: Iterable[Layer], acts: Iterable[str]) -> bool:
    """Whether every act was refused under these layers."""
    outcome = zygote.read(_order(zygote.pid, layers, acts), b"", FORM)
    return isinstance(outcome, Read) and json.loads(outcome.untrusted_answer) == []


def _order(zygote: int, layers: Iterable[Layer], acts: Iterable[str]) -> Order:
    arguments = {"zygote": str(zygote), "acts": " ".join(acts)}
    return document.order(PROBE, FORM, layers, arguments)
