"""A month by the console command alone, on the encrypted file and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from forms import catalogue, filled
from tests.support import mails, postgres
from tests.support.installation import DANA, PAT, files_of, read, tray
from tests.support.source import ROOT
from tests.support.submissions import complete_values

PROGRAMS = postgres.binaries()
MEETING = "2026-12-17"


@dataclass
class Shell:
    """Types commands as a person would, for one installation."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def type(self, *words: str, at: str = "2026-12-09 10:00", code: int = 0) -> str:
        """One command; what it said."""
        run = subprocess.run(
            [sys.executable, "-P", "-m", "clerk", "--home", str(self.home), "--now", at, *words],
            env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | self.environment,
            cwd=self.home.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == code, run.stdout + run.stderr
        assert "Traceback" not in run.stderr
        return run.stdout + run.stderr

    def read(self, *words: str, at: str = "2026-12-09 10:00", code: int = 0) -> Any:
        """One command with --json; what it said, parsed."""
        return json.loads(self.type(*words, "--json", at=at, code=code))

    def form(self, form_id: str, **changes: str | None) -> tuple[str, bytes]:
        """A filled form of this installation."""
        blank = catalogue.load(self.home / "forms").of_form(form_id)[-1]
        wanted = {**complete_values(blank.form), **changes}
        values = {name: value for name, value in wanted.items() if value is not None}
        pdf = (self.home / "forms" / f"{blank.stem}.pdf").read_bytes()
        return f"{form_id}.pdf", filled.pdf(pdf, values, fonts=ROOT / "config" / "fonts")

    def mail(self, name: str, sender: str, *files: tuple[str, bytes]) -> None:
        """A mail is put into the inbox folder, as a mail server does."""
        raw = mails.a_mail(sender, "STRICTLY CONFIDENTIAL", "Attached.\n", files,
                           message_id=f"<{name}@sender.example>")  # fmt: skip
        (self.home / "mail" / "new" / name).write_bytes(raw)


@pytest.fixture(params=["file", "postgresql"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    """A new installation, made by `clerk init`."""
    made = Shell(home=tmp_path / "panel")
    if request.param == "file":
        made.type("init", str(made.home))
        yield made
        return
    if PROGRAMS is None:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    with postgres.server(PROGRAMS) as url:
        made.environment["DATABASE_URL"] = url
        made.type("init", str(made.home))
        yield made


def test_a_month_by_commands(shell: Shell):
    assert len(shell.read("forms", "list")) == 4
    assert {line["person"] for line in shell.read("people", "passwords")}
    assert shell.read("case", "list") == []
    shell.mail("1", DANA, shell.form("wesp_referral"), shell.form("wesp_consent"))
    shell.mail("2", PAT, shell.form("wesp_referral", dob=None), shell.form("wesp_consent"))
    shell.type("run", "--once")
    listed = {case["words"]: case["reference"] for case in shell.read("case", "list")}
    assert set(listed) == {"Ready", "Sent back"}
    assert listed["Sent back"] in shell.type("case", "show", listed["Sent back"])

    shell.type("meeting", "agenda", MEETING, at="2026-12-10 10:00")
    shell.type("meeting", "pack", MEETING, at="2026-12-14 16:00")
    held = shell.read("outbox", "list")
    papers = [mail for mail in held if mail["kind"] == "D2"]
    assert len(papers) >= 5
    assert {mail["standing"] for mail in papers} == {"Ready, not released"}
    assert "Subject:" in shell.type("outbox", "show", str(papers[0]["id"]))
    shell.type("outbox", "release", "--all", at="2026-12-14 16:05")
    sent = [read(path) for path in tray(shell.home / "outbox")]
    assert {mail["X-Rehearsal"] for mail in sent} == {"yes"}
    packs = [mail for mail in sent if "Panel papers" in mail["Subject"]]
    assert len({mail["To"] for mail in packs}) == len(packs) == len(papers)
    assert all(len(files_of(mail)) == 1 for mail in packs)

    notes = shell.home / "notes.txt"
    notes.write_text(f"{listed['Ready']}\n!Example Police: visit the address by 31 December\n")
    shell.type("meeting", "close", MEETING, "--notes", str(notes), at="2026-12-17 13:00")
    actions = shell.read("action", "list", at="2026-12-18 09:00")
    visit = next(line for line in actions if line["agency"] == "Example Police")
    shell.type("action", "done", visit["reference"], at="2026-12-30 09:00")
    left = shell.read("action", "list", at="2026-12-30 09:00")
    assert visit["reference"] not in {line["reference"] for line in left}
    assert shell.type("meeting", "close", MEETING, at="2026-12-17 14:00", code=2)
    states = {row["name"]: row["state"] for row in shell.read("doctor", code=1)}
    assert states["register"] == "good"


def test_check_says_every_field_and_stores_nothing(tmp_path: Path):
    shell = Shell(home=tmp_path / "panel")
    shell.type("init", str(shell.home))
    name, pdf = shell.form("wesp_referral", dob="31/02/1990", key_risks=None)
    (tmp_path / name).write_bytes(pdf)
    (report,) = shell.read("check", str(tmp_path / name))
    assert (report["kind"], report["disposition"]) == ("referral", "send_back")
    (paper,) = report["papers"]
    assert (paper["form"], paper["version"], paper["reader"]) == ("wesp_referral", "1", "acroform")
    fields = {line["id"]: line for line in paper["fields"]}
    assert len(fields) == 84
    assert fields["dob"]["state"] == "unreadable"
    assert fields["key_risks"]["state"] == "blank"
    assert fields["first_name"]["page"] == 2
    assert len(fields["first_name"]["box"]) == 4
    returned = {line["field"]: line for line in report["findings"] if line["severity"] == "return"}
    assert set(returned) == {"dob", "key_risks"}
    assert (returned["dob"]["rule"], returned["dob"]["clause"]) == ("W21", "s7")
    assert shell.read("case", "list") == []


@pytest.mark.parametrize(
    ("words", "code", "next_step"),
    [
        (("meeting", "agenda", "someday"), 2, "write it as 2026-12-17"),
        (("meeting", "agenda", "2026-12-18"), 5, ""),
        (("meeting", "add", "2031-01-09"), 2, ""),
        (("case", "show", "WP-2222"), 5, ""),
        (("check", "not-there.pdf"), 2, "that you can open"),
        (("outbox", "show", "99"), 5, ""),
        (("init", "panel"), 2, "new or an empty folder"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_what_cannot_be_done_says_what_to_do_instead(
    installed: Shell, words: tuple[str, ...], code: int, next_step: str
):
    said = installed.type(*words, code=code)
    assert next_step in said
    if words != ("nonsense",):
        assert "Next: " in said


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """One installation for commands that change nothing."""
    made = Shell(home=tmp_path_factory.mktemp("commands") / "panel")
    made.type("init", str(made.home))
    return made


def test_outside_an_installation_a_command_says_where_to_go(tmp_path: Path):
    said = Shell(home=tmp_path).type("case", "list", code=3)
    assert "Next: " in said
