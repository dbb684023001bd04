"""A folder as the way out: one file a message, named after its Message-ID, whole or not there.

The only way out that the demo and rehearsals have: nothing here can reach a network.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from mailboxes import durable
from mailboxes.early import message_id_of, refuse_early, refused
from mailboxes.port import (
    Caps,
    EvidenceKey,
    Leaving,
    SendReason,
    SendResult,
    SendState,
    Withdrawn,
)

_ID = re.compile(r"<([A-Za-z0-9][A-Za-z0-9._-]{0,119})@[A-Za-z0-9.-]{1,255}>", re.ASCII)
_AGAIN_S = 60
_HEADER_BYTES = 1 << 16
_COUNTER = itertools.count()
CAPS = Caps(
    max_message_bytes=50_000_000,
    verbatim=True,
    keeps_headers=True,
    keeps_message_id=True,
    sees_next_hop_tls=False,
    next_hop_is_recipient=False,
    ids_survive_move=True,
    can_find_sent=True,
    absence_is_proof=True,
    delivery_reports=False,
    plus_addressing=False,
)


class Tray:
    """The folder that finished mails are put into; drafts are below it, in `tmp`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drafts = folder / "tmp"

    @property
    def caps(self) -> Caps:
        """What a tray can promise."""
        return CAPS

    def prepare(self) -> None:
        """Make the folders."""
        durable.make(self._drafts)

    def send(self, raw: bytes, recipient: str, *, leaving: Leaving) -> SendResult:
        """One attempt. A file of the same name is this same message: sending twice leaves one."""
        early = refuse_early(raw, recipient, self.caps)
        if early is not None:
            return early
        message_id = message_id_of(raw)
        file = self._file(message_id)
        if file is None:
            return refused(SendReason.CONTENT_REFUSED)
        draft = self._drafts / f"{file.stem}.{os.getpid()}-{next(_COUNTER)}"
        try:
            durable.write(draft, raw)
        except OSError:
            return self._not_sent(draft, SendReason.NOT_CONNECTED)
        try:
            leaving(message_id)
        except Withdrawn:
            draft.unlink(missing_ok=True)
            return refused(SendReason.WITHDRAWN)
        try:
            durable.rename(draft, file)
        except OSError:
            return self._settled(draft, file)
        return SendResult(
            state=SendState.ACCEPTED, reason=SendReason.OK, evidence=_evidence(raw, message_id)
        )

    def sent(self, message_id: str, *, handle: str | None = None) -> bool | None:
        """Whether a message of exactly this id is here. None when the folder cannot be read."""
        del handle  # a draft proves nothing
        file = self._file(message_id)
        if file is None:
            return None
        try:
            with file.open("rb") as opened:
                head = opened.read(_HEADER_BYTES)
        except FileNotFoundError:
            return False if self._folder.is_dir() else None
        except OSError:
            return None
        return message_id_of(head) == message_id

    def drop_draft(self, handle: str) -> None:
        """Remove the drafts of this Message-ID."""
        file = self._file(handle)
        if file is not None:
            for draft in self._drafts.glob(f"{file.stem}.*-*"):
                draft.unlink(missing_ok=True)

    def _file(self, message_id: str) -> Path | None:
        match = _ID.fullmatch(message_id)
        return self._folder / f"{match.group(1)}.eml" if match else None

    def _not_sent(self, draft: Path, reason: SendReason) -> SendResult:
        with contextlib.suppress(OSError):  # a draft that stays is taken away by `drop_draft`
            draft.unlink(missing_ok=True)
        return refused(reason, again_after_s=_AGAIN_S)

    def _settled(self, draft: Path, file: Path) -> SendResult:
        """After a rename that failed: still a draft means that it did not leave."""
        if draft.exists() and not file.exists():
            return self._not_sent(draft, SendReason.NOT_CONNECTED)
        return SendResult(state=SendState.UNKNOWN, reason=SendReason.NO_ANSWER)


def _evidence(raw: bytes, message_id: str) -> Mapping[EvidenceKey, str]:
    return MappingProxyType(
        {
            EvidenceKey.HANDLE: message_id,
            EvidenceKey.DIGEST: hashlib.sha256(raw).hexdigest(),
        }
    )
