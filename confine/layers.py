"""The layers of the cage, by name. All are on; only a test that weighs one takes another away."""

from __future__ import annotations

from enum import StrEnum


class Layer(StrEnum):
    """What stands between a reader and the machine. Limits and the lost uid are always there."""

    BUBBLEWRAP = "bubblewrap"
    ZYGOTE = "zygote"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"


ALL = frozenset(Layer)
