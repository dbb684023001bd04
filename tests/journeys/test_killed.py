"""`clerk run` is killed at random moments: nothing is lost, nothing is doubled, nothing needed."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from casework.mailing import OutgoingState
from casework.receipt import ReceiptState
from mailboxes.port import Folder
from procedures import office
from register import cases, intake, outgoing, soundness
from tests.support.installation import NOW, Clerk, a_clerk, tray
from tests.support.source import ROOT

MAILS, KILLS, SEED = 12, 6, 2026


def a_run(home: Path, *, once: bool, heard: bool = False) -> subprocess.Popen[bytes]:
    """The real command, as the service runs it."""
    words = ["--home", str(home), "--now", f"{NOW:%Y-%m-%d %H:%M}", "run"]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "clerk", *words, *(["--once"] if once else [])],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def delivered(clerk: Clerk) -> Path:
    """An installation with mails waiting; its folder."""
    consent = clerk.form("wesp_consent")
    for number in range(MAILS):
        gaps: dict[str, Any] = {"dob": None} if number % 3 == 0 else {}
        clerk.deliver(
            clerk.form("wesp_referral", referrer_manager=f"Sam {chr(65 + number)}ole", **gaps),
            consent,
            subject="STRICTLY CONFIDENTIAL referral",
            body=f"Number {number}.\n",
            message_id=f"<{number}@sender.example>",
        )
    return clerk.rooms.places.home


@pytest.mark.parametrize("seed", [SEED])
def test_killed_at_random_moments_it_loses_and_doubles_nothing(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, seed: int
):
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    with django_db_blocker.unblock():
        with a_clerk(tmp_path) as clerk:
            home = delivered(clerk)
        for _ in range(KILLS):
            running = a_run(home, once=False)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(timeout=chance.uniform(1.0, 4.0))
            running.kill()
            running.wait()
        last = a_run(home, once=True)
        assert last.wait(timeout=180) in {0, 10}
        with office.opened(home, cwd=tmp_path, environment={}, now=NOW) as rooms:
            receipts = intake.receipts()
            assert len(receipts) == MAILS
            assert {receipt.state for receipt in receipts} == {ReceiptState.SETTLED}
            assert rooms.mailbox.list(Folder.INBOX) == []
            assert len(cases.cases()) == MAILS
            mails = outgoing.every()
            assert Counter(mail.intent.case for mail in mails).most_common(1)[0][1] == 1
            assert {mail.state for mail in mails} <= {OutgoingState.ACCEPTED, OutgoingState.HELD}
            sent = [mail for mail in mails if mail.state is OutgoingState.ACCEPTED]
            assert len(tray(rooms.places.outbox)) == len(sent)
            assert soundness.integrity().is_good


def test_told_to_stop_it_ends_at_once_with_nothing_in_hand(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
):
    with django_db_blocker.unblock(), a_clerk(tmp_path) as clerk:
        home = clerk.rooms.places.home
        clerk.deliver(subject="Thank you", body="Thanks.\n")
    running = a_run(home, once=False, heard=True)
    assert running.stdout is not None
    assert b"needs_you" in running.stdout.readline()  # it has worked and goes to wait
    running.terminate()
    assert running.wait(timeout=30) in {0, 10}
    running.stdout.close()
    opened = office.opened(home, cwd=tmp_path, environment={}, now=NOW)
    with django_db_blocker.unblock(), opened:
        assert {one.state for one in intake.receipts()} == {ReceiptState.SETTLED}
