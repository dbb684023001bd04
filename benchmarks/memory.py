"""The peak memory of `clerk run` on the rehearsal's mails: all its processes together."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, figure
from benchmarks.pipeline import PANEL, new_home
from clerk.exit_codes import ExitCode
from procedures.office import opened
from procedures.rehearsal import mails, month

MEGABYTE = 1_000_000
EVERY_S = 0.002
AS_IF = "2026-12-08 16:50"


def figures() -> list[Figure]:
    """The peak."""
    with tempfile.TemporaryDirectory() as name:
        home = new_home(Path(name) / "home")
        count = _deliver(home)
        shared_out, resident = _watch(home)
    return [
        figure(
            "Peak memory of clerk run",
            shared_out / MEGABYTE,
            300,
            better="lower",
            unit="MB",
            how=f"`clerk run --once` on {count} mails of the rehearsal: the most memory that the "
            "process and all its children held at one moment, a page that several share counted "
            f"once (PSS), looked at every {EVERY_S * 1000:g} ms; the highest resident size (RSS) "
            f"of one process was {resident / MEGABYTE:.0f} MB",
        )
    ]


def _deliver(home: Path) -> int:
    """Every mail of the month that stands by itself, as if all had come in one night."""
    told = month.load(PANEL)
    with opened(home, cwd=home, environment={}, now=told.begins) as office:
        desk = mails.Desk(
            forms=office.forms,
            blanks=office.places.forms,
            fonts=office.fonts,
            address=office.protocol.mailbox,
        )
        alone = [mail for mail in told.mails if not mail.answers]
        for mail in alone:
            office.mailbox.deliver(mails.build(mail, told, desk), now=mail.came)
    return len(alone)


def _watch(home: Path) -> tuple[int, int]:
    """Run the clerk; the most bytes of all its processes at one moment, and of one process."""
    command = [sys.executable, "-m", "clerk", "--home", str(home)]
    command += ["--now", AS_IF, "run", "--once"]
    clerk = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  ourselves
    together = alone = 0
    while clerk.poll() is None:
        sizes = [_sizes(pid) for pid in _tree(clerk.pid)]
        together = max(together, sum(shared_out for shared_out, _ in sizes))
        alone = max(alone, *(resident for _, resident in sizes), 0)
        time.sleep(EVERY_S)
    if clerk.returncode not in {ExitCode.DONE, ExitCode.NEEDS_A_PERSON}:
        raise SystemExit(f"clerk run ended with {clerk.returncode}")
    return together, alone


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue  # it has ended
        for child in below:
            yield from _tree(int(child))


def _sizes(pid: int) -> tuple[int, int]:
    """The bytes of a process: its share of what it shares, and all that is resident."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0  # it has ended
    told = {words[0]: int(words[1]) * 1024 for line in lines if len(words := line.split()) == 3}  # noqa: PLR2004  name, number, unit
    return told.get("Pss:", 0), told.get("Rss:", 0)
