"""A mail system with both ends in a test's hands: what arrives, what leaves, how it breaks."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from mailboxes.maildir import Maildir
from mailboxes.port import Folder, MessageRef

NAME = "panel"
MOST = 4_000_000


@dataclass
class MaildirStation:
    """A Maildir below a throw-away folder."""

    folder: Path
    mailbox: Maildir

    @classmethod
    def open(cls, folder: Path) -> MaildirStation:
        """A prepared station."""
        mailbox = Maildir(folder / "mail", name=NAME, max_bytes=MOST, out=folder / "out")
        mailbox.prepare()
        return cls(folder=folder, mailbox=mailbox)

    def put(self, raw: bytes, *, at: dt.datetime) -> None:
        """A message arrives."""
        self.mailbox.deliver(raw, now=at)

    def file_of(self, ref: MessageRef) -> Path:
        """The file of a message."""
        folders = {Folder.INBOX: "", Folder.PROCESSED: ".Processed", Folder.REJECTED: ".Rejected"}
        root = self.folder / "mail" / folders[ref.folder]
        return next(path for part in ("new", "cur") for path in (root / part).glob(f"{ref.place}*"))

    def another_client_reads(self, ref: MessageRef) -> None:
        """Another program sets flags on the message."""
        path = self.file_of(ref)
        path.rename(path.parent.parent / "cur" / f"{ref.place}:2,FRS")

    def another_client_deletes(self, ref: MessageRef) -> None:
        """Another program deletes the message."""
        self.file_of(ref).unlink()

    def make_unreadable(self, ref: MessageRef) -> None:
        """The message can be listed no more as what it was, or not be read."""
        path = self.file_of(ref)
        path.unlink()
        path.symlink_to("/etc/passwd")

    def break_down(self) -> None:
        """The mail system is gone."""
        shutil.rmtree(self.folder / "mail")

    def deliveries(self) -> list[bytes]:
        """What has left, in no order."""
        return [path.read_bytes() for path in (self.folder / "out").glob("*") if path.is_file()]

    def drafts(self) -> int:
        """What was begun and has not left."""
        return len(list((self.folder / "out" / "tmp").iterdir()))

    def close(self) -> None:
        """Let go."""
        self.mailbox.close()
