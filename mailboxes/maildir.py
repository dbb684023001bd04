"""A Maildir folder as mailbox: for the demo, for rehearsals, for a local delivery agent.

The listing is the truth. File events only shorten the wait: their queue overflows silently, and
what lay there before is never reported (B7). A message is in `new` or `cur`, a regular file; what
else lies there is shown by `checks` and left alone.

Not guarded: who may write into the folder. Whoever can is believed to be the mail server.
"""

from __future__ import annotations

import datetime as dt
import errno
import itertools
import os
import re
import socket
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from watchdog.events import (
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from mailboxes import durable
from mailboxes.port import (
    Caps,
    Check,
    CheckState,
    Folder,
    Gone,
    InboxStays,
    Leaving,
    MailboxFault,
    MessageRef,
    RawMessage,
    SendResult,
    TooLarge,
    Unreachable,
    Unreadable,
)
from mailboxes.tray import Tray

_FOLDERS: Mapping[Folder, str] = MappingProxyType(
    {
        Folder.INBOX: ".",
        Folder.PROCESSED: ".Processed",
        Folder.REJECTED: ".Rejected",
        Folder.QUARANTINE: ".Quarantine",
    }
)
_PARTS = ("new", "cur")
_STAMP = re.compile(r"(\d{9,10})\.")
_FLAGS = ":2,"
_COMMON_FLAGS = ("", ":2,S", ":2,")  # tried before the folder is searched
_COUNTER = itertools.count()


class FoldersApart(MailboxFault):
    """The folders of the mailbox lie on different disks, so a message cannot be moved whole."""

    next_step = "put the whole mailbox on one disk."


class _Waker(FileSystemEventHandler):
    """Wakes a waiting thread when a file appears in one folder; what the event says is ignored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._came = threading.Event()
        self._observer: BaseObserver | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A file has appeared."""
        del event
        self._came.set()

    def wait(self, seconds: float) -> None:
        """Wait; the first time, only begin to watch: what came before that has no event."""
        if self._observer is None and self._watch():
            return
        self._came.wait(seconds)
        self._came.clear()

    def _watch(self) -> bool:
        observer = Observer()
        try:
            observer.schedule(
                self, str(self._folder), event_filter=[FileCreatedEvent, FileMovedEvent]
            )
            observer.start()
        except OSError:
            return False  # no events here: the listing goes on without them
        self._observer = observer
        return True

    def close(self) -> None:
        """Stop watching."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join()


class Maildir:
    """One Maildir, its subfolders (`.Processed` …), and the tray that sent mail goes to."""

    def __init__(self, root: Path, *, name: str, max_bytes: int, out: Path) -> None:
        self._root = root
        self._name = name
        self._max_bytes = max_bytes
        self._tray = Tray(out)
        self._waker = _Waker(root / "new")

    @property
    def caps(self) -> Caps:
        """What a folder can promise: everything but a proof of who reads it."""
        return self._tray.caps

    def list(self, folder: Folder) -> Sequence[MessageRef]:
        """Every message of the folder, oldest first. Opens nothing, changes nothing."""
        found: dict[str, tuple[int, str, MessageRef]] = {}
        for part in _PARTS:
            for entry in self._entries(folder, part):
                ref = self._ref(folder, entry)
                if ref is not None and ref.received is not None:
                    moment = int(ref.received.timestamp())
                    found[ref.place] = (moment, ref.place, ref)
        return [ref for _, _, ref in sorted(found.values(), key=lambda known: known[:2])]

    def fetch(self, ref: MessageRef) -> RawMessage:
        """The bytes of the message. Gone | TooLarge | Unreadable | Unreachable."""
        try:
            return RawMessage(untrusted_raw=self._read(self._find(ref)))
        except FileNotFoundError as error:
            raise Gone from error
        except OSError as error:
            raise Unreadable from error

    def move(self, ref: MessageRef, to: Folder) -> None:
        """Move it, read, into `cur` of the other folder; both folders are on disk afterwards."""
        source = self._find(ref)
        folder = self._path(to) / "cur"
        target = folder / f"{ref.place}{_FLAGS}S"
        if to is not ref.folder and os.path.lexists(target):
            target = folder / f"{ref.place},{_unique()}{_FLAGS}S"  # never replace another message
        try:
            durable.rename(source, target)
        except FileNotFoundError as error:
            raise (Gone if folder.is_dir() else Unreachable) from error
        except OSError as error:
            raise Unreachable from error

    def wait(self, seconds: float) -> None:
        """Sleep until something may have come, at most so long. The first call returns at once."""
        self._waker.wait(seconds)

    def send(self, raw: bytes, recipient: str, *, leaving: Leaving) -> SendResult:
        """Put one message to one recipient into the tray."""
        return self._tray.send(raw, recipient, leaving=leaving)

    def sent(self, message_id: str, *, handle: str | None = None) -> bool | None:
        """Whether it is in the tray; renaming is atomic, so absence is a proof."""
        return self._tray.sent(message_id, handle=handle)

    def prepare(self) -> None:
        """Make all folders. FoldersApart when they are not on one disk."""
        for folder, part in itertools.product(Folder, (*_PARTS, "tmp")):
            durable.make(self._path(folder) / part)
        disks = {
            (self._path(folder) / part).stat().st_dev
            for folder, part in itertools.product(Folder, (*_PARTS, "tmp"))
        }
        if len(disks) != 1:
            raise FoldersApart
        self._tray.prepare()

    def remove(self, ref: MessageRef) -> None:
        """Remove it for good. InboxStays for the inbox; Gone when it is not there."""
        if ref.folder is Folder.INBOX:
            raise InboxStays
        path = self._find(ref)
        try:
            path.unlink()
        except FileNotFoundError as error:
            raise Gone from error
        durable.sync(path.parent)

    def drop_draft(self, handle: str) -> None:
        """Remove what an attempt left behind in the tray before it was sent."""
        self._tray.drop_draft(handle)

    def checks(self) -> Iterable[Check]:
        """Whether the folders are there and hold nothing but messages."""
        missing = [folder for folder in Folder if not (self._path(folder) / "new").is_dir()]
        if missing:
            yield Check(
                name="mailbox",
                state=CheckState.BAD,
                meaning=f"{len(missing)} of its folders are missing",
                next_step="run `clerk run --once`: it makes them",
            )
            return
        entries = [entry for part in _PARTS for entry in self._entries(Folder.INBOX, part)]
        odd = sum(not entry.is_file(follow_symlinks=False) for entry in entries)
        if odd:
            yield Check(
                name="mailbox",
                state=CheckState.WARN,
                meaning=f"{odd} things in it are not messages and are not read",
                next_step="look into the folder `new` of the mailbox and take them out",
            )
        else:
            yield Check(
                name="mailbox", state=CheckState.GOOD, meaning=f"listed, {len(entries)} waiting"
            )

    def deliver(self, untrusted_raw: bytes, *, now: dt.datetime) -> MessageRef:
        """Deliver a message into the inbox as a mail server would; `now` is its time of arrival."""
        moment = int(now.timestamp())
        base = f"{moment}.M{now.microsecond:06d}{_unique()}.{_host()}"
        written = self._root / "tmp" / base
        durable.write(written, untrusted_raw)
        durable.rename(written, self._root / "new" / base)
        return MessageRef(
            mailbox=self._name,
            folder=Folder.INBOX,
            place=base,
            untrusted_message_id=None,
            size_bytes=len(untrusted_raw),
            received=dt.datetime.fromtimestamp(moment, dt.UTC),
        )

    def close(self) -> None:
        """Stop watching the folder."""
        self._waker.close()

    def _read(self, path: Path) -> bytes:
        with open(path, "rb", opener=_open_regular) as file:
            size = os.fstat(file.fileno()).st_size
            if size > self._max_bytes:
                raise TooLarge(size)
            untrusted_raw = file.read(self._max_bytes + 1)
        if len(untrusted_raw) > self._max_bytes:
            raise TooLarge(len(untrusted_raw))
        return untrusted_raw

    def _path(self, folder: Folder) -> Path:
        return self._root / _FOLDERS[folder]

    def _entries(self, folder: Folder, part: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self._path(folder) / part) as entries:
                yield from (entry for entry in entries if not entry.name.startswith("."))
        except OSError as error:
            raise Unreachable from error

    def _ref(self, folder: Folder, entry: os.DirEntry[str]) -> MessageRef | None:
        try:
            facts = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None  # taken away while we looked
        if not stat.S_ISREG(facts.st_mode):
            return None
        stamp = _STAMP.match(entry.name)
        seconds = int(stamp.group(1)) if stamp else facts.st_mtime
        return MessageRef(
            mailbox=self._name,
            folder=folder,
            place=entry.name.partition(_FLAGS)[0],
            untrusted_message_id=None,
            size_bytes=facts.st_size,
            received=dt.datetime.fromtimestamp(seconds, dt.UTC),
        )

    def _find(self, ref: MessageRef) -> Path:
        """The file of a ref, whatever flags another reader gave it meanwhile. Gone."""
        if ref.mailbox != self._name:
            raise ValueError("a ref of another mailbox")
        if not ref.place or ref.place.startswith(".") or {"/", "\0"} & set(ref.place):
            raise Gone
        folder = self._path(ref.folder)
        for part, flags in itertools.product(_PARTS, _COMMON_FLAGS):
            path = folder / part / f"{ref.place}{flags}"
            if os.path.lexists(path):
                return path
        names = self._names(ref.folder, ref.place)
        if not names:
            raise Gone
        return names[0]

    def _names(self, folder: Folder, base: str) -> Sequence[Path]:
        return [
            Path(entry.path)
            for part in _PARTS
            for entry in self._entries(folder, part)
            if entry.name.partition(_FLAGS)[0] == base
        ]


def _open_regular(path: str, flags: int) -> int:
    """Open a regular file: no link is followed, and no pipe waited for. OSError for others."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file")
    return descriptor


def _unique() -> str:
    return f"P{os.getpid()}Q{next(_COUNTER):06d}"


def _host() -> str:
    return socket.gethostname().replace("/", "\\057").replace(":", "\\072")
