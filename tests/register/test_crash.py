from __future__ import annotations

import os
import random
import signal
import subprocess
from collections import Counter
from pathlib import Path

from django.db import connection

from casework.case import CaseState
from casework.receipt import ReceiptState
from register import alerts, blobs, cases, intake, keys, outgoing, soundness
from register.models import EffectRow
from tests.support import register

KILLS = 12
MESSAGES = 150


def test_a_process_killed_at_any_moment_loses_nothing_and_doubles_nothing(home: Path):
    connection.close()
    keys.close_ring()
    acknowledged: set[tuple[str, str, str]] = set()
    luck = random.Random(20261208)  # noqa: S311  where to kill
    kills = 0
    finished = False
    while not finished:
        lines = luck.randint(1, 60) if kills < KILLS else None
        said, was_killed = _work(home, kill_after=lines)
        acknowledged |= {(what, place, reference) for what, place, reference in said}
        finished = any(what == "finished" for what, _, _ in said)
        kills += was_killed
    assert kills == KILLS

    register.open_at(home)
    receipts = {receipt.place: receipt for receipt in intake.receipts()}
    assert set(receipts) == {str(number) for number in range(MESSAGES)}
    for what, place, reference in acknowledged - {
        row for row in acknowledged if row[0] == "finished"
    }:
        assert receipts[place].reference == reference, f"{what} was taken back"
    assert {receipt.state for receipt in receipts.values()} == {ReceiptState.SETTLED}
    opened = Counter(receipt.case for receipt in receipts.values())
    assert set(opened.values()) == {1}
    assert {case.reference for case in cases.cases(state=CaseState.SENT_BACK)} == set(opened)
    assert len(cases.cases()) == len(outgoing.every()) == len(alerts.every()) == MESSAGES
    assert EffectRow.objects.count() == MESSAGES
    assert {case.returns for case in cases.cases()} == {1}
    found = soundness.integrity()
    assert found.is_good
    for receipt in receipts.values():
        assert blobs.read(receipt.spool).startswith(f"message {receipt.place}:".encode())


def _work(home: Path, *, kill_after: int | None) -> tuple[list[tuple[str, str, str]], bool]:
    """Let it work; kill it a moment after so many lines. What it said before is durable."""
    said: list[tuple[str, str, str]] = []
    killed = False
    with subprocess.Popen(
        register.child("clerk_at_work.py"),
        env=register.child_environment(home) | {"MESSAGES": str(MESSAGES)},
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, start=1):
            if line.endswith("\n"):
                what, place, reference = line.split()
                said.append((what, place, reference))
            if number == kill_after:
                # It goes on while the signal travels: the moment is anywhere in its next steps.
                os.kill(process.pid, signal.SIGKILL)
                killed = True
    assert process.returncode == (-signal.SIGKILL if killed else 0)
    return said, killed
