"""What is true of a Maildir alone: its names, its folders, its wake-up, its durability."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailboxes.maildir import FoldersApart
from mailboxes.port import (
    CheckState,
    Folder,
    Gone,
    MessageRef,
    SendReason,
    SendState,
    Unreachable,
    Unreadable,
)
from tests.support.mails import PANEL, REFERRER, a_mail
from tests.support.source import ROOT
from tests.support.stations import NAME, MaildirStation

NOW = dt.datetime(2026, 12, 8, 16, 50, tzinfo=dt.UTC)
ID = "<clerk.a1.0123456789abcdef0123456789abcdef@charity.example>"
MAIL = a_mail(f"Panel coordinator <{PANEL}>", "A form", to=REFERRER, message_id=ID)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[MaildirStation]:
    opened = MaildirStation.open(tmp_path)
    yield opened
    opened.close()


def test_a_name_without_a_time_counts_by_when_the_file_was_written(station: MaildirStation):
    path = station.folder / "mail" / "new" / "saved-by-hand"
    path.write_bytes(a_mail())
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (ref,) = station.mailbox.list(Folder.INBOX)
    assert ref.received == dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)


def test_what_begins_with_a_dot_or_is_no_file_is_no_message(station: MaildirStation):
    new = station.folder / "mail" / "new"
    (new / ".hidden").write_bytes(b"x")
    (new / "folder").mkdir()
    (new / "link").symlink_to("/etc/passwd")
    os.mkfifo(new / "pipe")
    assert not station.mailbox.list(Folder.INBOX)
    (row,) = station.mailbox.checks()
    assert row.state is CheckState.WARN
    assert row.meaning.startswith("3 things")


@pytest.mark.parametrize("place", ["../../out/x", "a/b", ".hidden", "", "nul\0"])
def test_a_place_outside_the_folder_is_gone(station: MaildirStation, place: str):
    station.put(a_mail(), at=NOW)
    with pytest.raises(Gone):
        station.mailbox.fetch(a_ref(place))


def test_moving_never_replaces_another_message_of_the_same_name(station: MaildirStation):
    station.put(a_mail(message_id="<1@x.example>"), at=NOW)
    (ref,) = station.mailbox.list(Folder.INBOX)
    other = station.folder / "mail" / ".Processed" / "cur" / f"{ref.place}:2,S"
    other.write_bytes(a_mail(message_id="<2@x.example>"))
    station.mailbox.move(ref, Folder.PROCESSED)
    kept = {
        station.mailbox.fetch(moved).untrusted_raw
        for moved in station.mailbox.list(Folder.PROCESSED)
    }
    assert kept == {a_mail(message_id="<1@x.example>"), a_mail(message_id="<2@x.example>")}


def test_a_delivery_ends_the_wait(station: MaildirStation):
    station.mailbox.wait(5)  # begins to watch
    deliverer = threading.Timer(0.05, lambda: station.put(a_mail(), at=NOW))
    deliverer.start()
    begun = time.monotonic()
    station.mailbox.wait(5)
    assert time.monotonic() - begun < 2
    deliverer.join()


def test_listing_and_reading_do_not_end_the_wait(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    station.mailbox.wait(0)
    (ref,) = station.mailbox.list(Folder.INBOX)
    station.mailbox.fetch(ref)
    station.mailbox.move(ref, Folder.PROCESSED)
    begun = time.monotonic()
    station.mailbox.wait(0.3)
    assert time.monotonic() - begun >= 0.3


def test_ten_thousand_messages_are_listed_in_time(station: MaildirStation):
    new = station.folder / "mail" / "new"
    for number in range(10_000):
        (new / f"{1_700_000_000 + number}.M1P1Q{number}.host").touch()
    begun = time.monotonic()
    refs = station.mailbox.list(Folder.INBOX)
    assert (len(refs), time.monotonic() - begun < 5) == (10_000, True)


def test_a_tray_that_cannot_be_written_refuses_and_asks_to_try_again(station: MaildirStation):
    (station.folder / "out" / "tmp").rmdir()
    called: list[str] = []
    result = station.mailbox.send(MAIL, REFERRER, leaving=called.append)
    assert (result.state, result.reason) == (SendState.REFUSED, SendReason.NOT_CONNECTED)
    assert (result.again_after_s, called) == (60, [])


def test_a_tray_that_vanishes_at_the_last_moment_is_not_called_sent(station: MaildirStation):
    def vanish(_handle: str) -> None:
        (station.folder / "out").rename(station.folder / "elsewhere")

    result = station.mailbox.send(MAIL, REFERRER, leaving=vanish)
    assert (result.state, result.reason) == (SendState.UNKNOWN, SendReason.NO_ANSWER)
    assert station.mailbox.sent(ID) is None


def test_a_name_that_is_taken_by_a_folder_refuses_the_mail(station: MaildirStation):
    (station.folder / "out" / f"{ID[1:].partition('@')[0]}.eml").mkdir()
    result = station.mailbox.send(MAIL, REFERRER, leaving=lambda _handle: None)
    assert result.state is not SendState.ACCEPTED


def test_sending_again_leaves_one_file(station: MaildirStation):
    for _ in range(2):
        assert station.mailbox.send(MAIL, REFERRER, leaving=lambda _handle: None).state is (
            SendState.ACCEPTED
        )
    assert station.deliveries() == [MAIL]


def test_a_draft_left_by_a_crash_is_dropped_by_its_handle(station: MaildirStation):
    class CrashError(Exception):
        """The process dies here."""

    def crash(_handle: str) -> None:
        raise CrashError

    with pytest.raises(CrashError):
        station.mailbox.send(MAIL, REFERRER, leaving=crash)
    assert (station.deliveries(), station.drafts()) == ([], 1)
    assert station.mailbox.sent(ID) is False
    station.mailbox.drop_draft("<other@charity.example>")
    assert station.drafts() == 1
    station.mailbox.drop_draft(ID)
    assert station.drafts() == 0


CRASHER = """
import sys, datetime as dt
from pathlib import Path
from mailboxes.maildir import Maildir
from mailboxes.port import Folder
home = Path(sys.argv[1])
box = Maildir(home / "mail", name="panel", max_bytes=4_000_000, out=home / "out")
print("go", flush=True)
while True:
    for ref in box.list(Folder.INBOX):
        box.move(ref, Folder.PROCESSED)
    for ref in box.list(Folder.PROCESSED):
        box.move(ref, Folder.INBOX)
"""


def test_killed_at_any_moment_nothing_is_lost_or_doubled(station: MaildirStation):
    for number in range(20):
        station.put(a_mail(message_id=f"<{number}@x.example>"), at=NOW)
    for round_number in range(12):
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", CRASHER, str(station.folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * round_number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        refs = [*station.mailbox.list(Folder.INBOX), *station.mailbox.list(Folder.PROCESSED)]
        raws = {station.mailbox.fetch(ref).untrusted_raw for ref in refs}
        assert (len(refs), len(raws)) == (20, 20)


def a_ref(place: str, folder: Folder = Folder.INBOX) -> MessageRef:
    return MessageRef(
        mailbox=NAME, folder=folder, place=place,
        untrusted_message_id=None, size_bytes=None, received=None,
    )  # fmt: skip


def test_what_is_no_file_is_never_read_and_never_waited_for(station: MaildirStation):
    new = station.folder / "mail" / "new"
    os.mkfifo(new / "pipe")
    (new / "folder").mkdir()
    for place in ("pipe", "folder"):
        with pytest.raises(Unreadable):
            station.mailbox.fetch(a_ref(place))


def test_a_move_to_a_folder_that_is_not_there_leaves_the_message(station: MaildirStation):
    station.put(a_mail(), at=NOW)
    (ref,) = station.mailbox.list(Folder.INBOX)
    shutil.rmtree(station.folder / "mail" / ".Rejected")
    with pytest.raises(Unreachable):
        station.mailbox.move(ref, Folder.REJECTED)
    assert station.mailbox.list(Folder.INBOX) == [ref]
    assert [row.state for row in station.mailbox.checks()] == [CheckState.BAD]


def test_waiting_for_a_folder_that_is_not_there_only_sleeps(station: MaildirStation):
    station.break_down()
    begun = time.monotonic()
    station.mailbox.wait(0.2)
    assert 0.2 <= time.monotonic() - begun < 2


def test_folders_on_two_disks_are_refused(tmp_path: Path):
    other = Path("/dev/shm")  # noqa: S108  a second disk, where there is one
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has one disk only")
    with tempfile.TemporaryDirectory(dir=other) as elsewhere:
        (tmp_path / "mail").mkdir()
        (tmp_path / "mail" / ".Processed").symlink_to(elsewhere)
        with pytest.raises(FoldersApart) as found:
            MaildirStation.open(tmp_path)
    assert found.value.next_step
