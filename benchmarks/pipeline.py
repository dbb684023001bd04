"""One worker from mail to commit, confined and durable, against a plain script on equal mails."""

from __future__ import annotations

import gc
import statistics
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import mails, plain_script
from benchmarks.figure import Figure, figure, milliseconds
from casework.disposition import Disposition
from casework.receipt import Receipt
from clerk import runners
from forms import catalogue
from procedures import installation
from procedures.office import Office, opened
from procedures.rehearsal import month

PANEL = "wesp"
MAILS, ROUNDS = 10, 3


def figures() -> list[Figure]:
    """How many times more mails in the same time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = new_home(folder / "home")
        with opened(home, cwd=folder, environment={}, now=mails.NOW, reading=True) as office:
            ours, plain = _take_turns(office, folder)
    how = (
        f"rounds of {MAILS} mails, each a referral and a consent form (70 % fillable PDF, 20 % "
        f"Word, 10 % printed; one in {mails.INCOMPLETE_OF} incomplete), one worker; ours reads in "
        "the cage, judges, marks the incomplete forms, commits to the encrypted register with each "
        "file synced, and writes the answers to the outbox; the script uses pypdf, pdfplumber, "
        f"python-docx and docxtpl without store or cage; medians of {ROUNDS} rounds in turns: ours "
        f"{ours / MAILS:.3g} ms a mail, script {plain / MAILS:.3g} ms a mail"
    )
    return [
        figure(
            "Mail to commit: times more mails than the plain script",
            plain / ours,
            2,
            better="higher",
            unit="times",
            how=how,
        )
    ]


def new_home(home: Path) -> Path:
    """An installation with the people of the rehearsal."""
    made = installation.create(home, panel=PANEL)
    made.people_file.write_text(month.load(PANEL).people_file({}), encoding="utf-8")
    return home


def senders() -> list[str]:
    """Who writes: those who send forms in the rehearsal."""
    told = month.load(PANEL).mails
    return list(dict.fromkeys(mail.sender for mail in told if mail.files and not mail.answers))


def _take_turns(office: Office, folder: Path) -> tuple[float, float]:
    """The median milliseconds of a round of each; the first round of both is not counted."""
    persons = mails.people()
    template = plain_script.a_template(folder / "answer.docx")
    blanks = {blank.serial: blank for blank in catalogue.load(office.places.forms).blanks}
    ours: list[float] = []
    plain: list[float] = []
    for number in range(ROUNDS + 1):
        raws = mails.a_round(
            MAILS, persons, senders(),
            forms=office.forms, blanks=office.places.forms, to=office.protocol.mailbox,
        )  # fmt: skip
        inbox, out = folder / f"plain-{number}", folder / f"out-{number}"
        for part in ("new", "cur"):
            (inbox / part).mkdir(parents=True)
        for count, raw in enumerate(raws):
            office.mailbox.deliver(raw, now=mails.NOW)
            (inbox / "new" / f"{count:03d}").write_bytes(raw)
        receipts: list[Receipt] = []
        complete: list[bool] = []
        gc.collect()
        ours.append(
            milliseconds(lambda: receipts.extend(runners.once(office, clock=lambda: mails.NOW)))  # noqa: B023  called at once
        )
        gc.collect()
        plain.append(
            milliseconds(
                lambda: complete.extend(plain_script.run(inbox, out, template, blanks))  # noqa: B023  called at once
            )
        )
        _demand_the_same(receipts, complete)
    return statistics.median(ours[1:]), statistics.median(plain[1:])


def _demand_the_same(receipts: list[Receipt], complete: list[bool]) -> None:
    """Stop unless both read every mail and agree on how many were complete."""
    found = Counter(receipt.disposition for receipt in receipts)
    wanted = {Disposition.ACCEPT: sum(complete), Disposition.SEND_BACK: complete.count(False)}
    if len(receipts) != len(complete) or found != {key: n for key, n in wanted.items() if n}:
        counts = ", ".join(f"{key}: {number}" for key, number in found.items())
        raise SystemExit(f"the two do not agree; ours: {counts}; the script: {wanted}")
