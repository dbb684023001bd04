"""The collection of real files, mailed in one by one: each must end in a named outcome."""

from __future__ import annotations

import csv
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from benchmarks import mails
from benchmarks.figure import Figure, figure, say
from benchmarks.pipeline import new_home, senders
from casework.receipt import Receipt
from clerk import runners
from procedures.office import Office, opened

PLACE = Path(os.environ.get("CORPUS", Path(__file__).resolve().parents[2] / "shared" / "corpus"))
LONGEST_S, MOST_MB = 20, 512
_NOT_SAMPLES = ("refdata", "tools")
_MIB_OF_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `named` is its kind, disposition and reason; "" for none."""

    file: str
    named: str
    seconds: float


def samples() -> Iterator[Path]:
    """Every file of every class that a stranger could send."""
    with (PLACE / "manifest.csv").open(encoding="utf-8", newline="") as listed:
        for row in csv.DictReader(listed):
            if row["class"] not in _NOT_SAMPLES:
                yield PLACE / row["file"]


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Mail each file to a clerk of its own folder, one after the other."""
    home = new_home(folder / "home")
    with opened(home, cwd=folder, environment={}, now=mails.NOW, reading=True) as office:
        for number, path in enumerate(samples()):
            office.mailbox.deliver(_mail(path, number, office), now=mails.NOW)
            began = time.perf_counter()
            settled = list(runners.once(office, clock=lambda: mails.NOW))
            seconds = time.perf_counter() - began
            yield Outcome(
                file=path.relative_to(PLACE).as_posix(),
                named=_named(settled),
                seconds=seconds,
            )


def figures() -> list[Figure]:
    """Files without a named outcome, the slowest file and the largest reading."""
    if not PLACE.is_dir():
        say("The collection of real files is not here, so it is left out.")
        return []
    with tempfile.TemporaryDirectory() as name:
        found = list(outcomes(Path(name)))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MIB_OF_KIB
    slowest = max(found, key=lambda one: one.seconds)
    ends = Counter(one.named for one in found)
    common = ", ".join(f"{count} {named}" for named, count in ends.most_common(8))
    how = (
        f"{len(found)} real files mailed in one by one to a confined clerk that keeps all on disk "
        f"(a mail is mailed as it is); the most common ends: {common}"
    )
    return [
        figure(
            "Real files without a named outcome",
            sum(not one.named for one in found), 0, better="lower", unit="files", how=how,
        ),
        figure(
            "Real files: the slowest, from mail to commit",
            slowest.seconds, LONGEST_S, better="lower", unit="s", how=how,
        ),
        figure(
            "Real files: the largest process that read one",
            largest, MOST_MB, better="lower", unit="MB", how=how,
        ),
    ]  # fmt: skip


def _named(settled: list[Receipt]) -> str:
    if len(settled) != 1:
        return ""
    receipt = settled[0]
    parts = (receipt.kind, receipt.disposition, receipt.fate)
    if receipt.fate is None or receipt.kind is None:
        return ""
    return " ".join([*(part.value for part in parts if part is not None), receipt.reason]).strip()


def _mail(path: Path, number: int, office: Office) -> bytes:
    """The file as it would come: a mail is one already, another file is attached to one."""
    data = path.read_bytes()
    if path.suffix == ".eml":
        return data
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = senders()[0], office.protocol.mailbox
    mail["Subject"], mail["Date"] = "A referral", format_datetime(mails.NOW)
    mail["Message-ID"] = f"<real-{number}@sender.example>"
    mail.set_content("Please find the form attached.")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=path.name)
    return mail.as_bytes()
