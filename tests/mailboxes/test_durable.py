"""The order of B6: the file is on the disk before it has its name, both names before we go on."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from mailboxes import durable
from mailboxes.port import Folder
from tests.support.mails import PANEL, REFERRER, a_mail
from tests.support.stations import MaildirStation

NOW = dt.datetime(2026, 12, 8, 16, 50, tzinfo=dt.UTC)
WATCHED = {"fsync", "rename"}


def calls(act: Callable[[], object]) -> list[str]:
    """The system calls that matter here, in order."""
    seen: list[str] = []

    def look(_frame: FrameType, event: str, argument: object) -> None:
        name = getattr(argument, "__name__", "")
        if event == "c_call" and name in WATCHED:
            seen.append(name)

    sys.setprofile(look)
    try:
        act()
    finally:
        sys.setprofile(None)
    return seen


def test_a_delivery_is_on_the_disk_before_and_after_it_has_its_name(tmp_path: Path):
    station = MaildirStation.open(tmp_path)
    seen = calls(lambda: station.put(a_mail(), at=NOW))
    assert seen == ["fsync", "rename", "fsync", "fsync"]


def test_a_move_has_both_folders_on_the_disk(tmp_path: Path):
    station = MaildirStation.open(tmp_path)
    station.put(a_mail(), at=NOW)
    (ref,) = station.mailbox.list(Folder.INBOX)
    seen = calls(lambda: station.mailbox.move(ref, Folder.PROCESSED))
    assert seen == ["rename", "fsync", "fsync"]


def test_a_mail_in_the_tray_is_on_the_disk_before_and_after_it_has_its_name(tmp_path: Path):
    station = MaildirStation.open(tmp_path)
    raw = a_mail(PANEL, to=REFERRER, message_id="<clerk.a1.0f@charity.example>")
    seen = calls(lambda: station.mailbox.send(raw, REFERRER, leaving=lambda _handle: None))
    assert seen == ["fsync", "rename", "fsync", "fsync"]


def test_writing_never_follows_or_replaces_what_is_there(tmp_path: Path):
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("there", "link"):
        with pytest.raises(FileExistsError):
            durable.write(tmp_path / name, b"new")
    assert (tmp_path / "there").read_bytes() == b"old"
    assert not (tmp_path / "elsewhere").exists()


def test_files_are_for_our_eyes_only(tmp_path: Path):
    station = MaildirStation.open(tmp_path)
    station.put(a_mail(), at=NOW)
    (ref,) = station.mailbox.list(Folder.INBOX)
    path = station.file_of(ref)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
