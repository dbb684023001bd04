"""Messages on disk before anything has looked inside them, sealed and durable.

The order may not change (B6): sealed, written, fsync, renamed, fsync of both folders; only then is
there a receipt, and only after the ruling is the message moved in its mailbox.

Not guarded: the keys. Sealing and opening are given by the caller.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeAlias

from casework.faults import Fault, Kind
from mailboxes import durable

Seal: TypeAlias = Callable[[str, bytes], bytes]  # (spool id, bytes) -> bytes
ORPHAN_AFTER_S = 24 * 60 * 60
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class SpoolGone(Fault):
    """A spooled message that a receipt refers to is not there."""

    kind = Kind.REGISTER
    next_step = "restore the folder `spool` from the newest backup, then run `clerk doctor`."


class Spool:
    """A folder of sealed messages. A name is a generated id and says nothing."""

    def __init__(self, folder: Path, *, seal: Seal, unseal: Seal) -> None:
        self._folder = folder
        self._writing = folder / "tmp"
        self._seal = seal
        self._unseal = unseal

    def prepare(self) -> None:
        """Make the folders. Twice is the same as once."""
        durable.make(self._writing)

    def keep(self, untrusted_raw: bytes) -> str:
        """Keep a message; when this returns its id, a power loss does not take it."""
        spool_id = secrets.token_hex(16)
        written = self._writing / spool_id
        durable.write(written, self._seal(spool_id, untrusted_raw))
        durable.rename(written, self._folder / spool_id)
        return spool_id

    def read(self, spool_id: str) -> bytes:
        """The message, still untrusted. SpoolGone, or whatever unsealing raises."""
        try:
            sealed = self._path(spool_id).read_bytes()
        except FileNotFoundError as error:
            raise SpoolGone(spool_id) from error
        return self._unseal(spool_id, sealed)

    def remove(self, spool_id: str) -> None:
        """Remove a message that is kept elsewhere now. Twice is the same as once."""
        self._path(spool_id).unlink(missing_ok=True)
        durable.sync(self._folder)

    def sweep(self, referred: Collection[str], *, before: float) -> int:
        """Remove what no receipt refers to and was written before this time of the file system.

        A crash between keeping and storing leaves such a file; its message is still in the inbox.
        `before` is at least ORPHAN_AFTER_S ago. Returns how many went.
        """
        wanted = set(referred)
        found = [*self._folder.iterdir(), *self._writing.iterdir()]
        orphans = [
            path
            for path in found
            if path.is_file() and path.name not in wanted and path.stat().st_mtime < before
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
        durable.sync(self._folder)
        return len(orphans)

    def _path(self, spool_id: str) -> Path:
        if not _NAME.fullmatch(spool_id):
            raise SpoolGone
        return self._folder / spool_id
