"""An input in the real cage: it must end there in a named outcome, and the next one be read."""

from __future__ import annotations

from confine.cage import Cage, NotRead, Read
from tests.fuzz.targets import Target
from tests.support import returned

WARM = ("ingest.message:warm",)


def a_cage(target: Target) -> Cage:
    """A cage with the target's reader."""
    warm = (*WARM, f"forms.recognise:prepare={returned.issued_folder()}")
    return Cage.start([target.reader], warm=warm)


def outcome(target: Target, data: bytes) -> str:
    """What became of the input; "" for a target whose texts never are in a cage.

    Nothing named, or a reader that cannot go on after it, is "" too.
    """
    if target.limits is None:
        return ""
    with a_cage(target) as cage:
        found = cage.run(target.reader, target.in_file(data), limits=target.limits)
        after = cage.run(target.reader, next(iter(target.begun())), limits=target.limits)
    if not isinstance(after, Read):
        return ""
    return found.reason.value if isinstance(found, NotRead) else "read"
