"""The rehearsal, whole: a month goes by, nothing can leave, and a page tells it."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tomllib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pypdfium2
import pytest

from clerk import demo
from procedures.rehearsal import month as months
from procedures.rehearsal.month import NoSuchMonth
from procedures.rehearsal.stage import FolderNotOurs
from tests.support.source import ROOT

MOST_PAGE_BYTES = 5_000_000
MAIN, BESIDE = months.months()[0], months.load().beside[0]


def rehearse(folder: Path, panel: str = "") -> list[str]:
    """The rehearsal's last lines, played where no socket reaches anybody."""
    said = subprocess.run(
        [sys.executable, "-P", "-m", "tests.journeys.no_network", str(folder), panel],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True,
        text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-2000:]
    return said.stdout.splitlines()


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The main month, played once for all tests."""
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    return folder, rehearse(folder)


def sent(folder: Path, panel: str = MAIN) -> list[EmailMessage]:
    found: list[EmailMessage] = []
    for file in sorted((folder / panel / "outbox").glob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=SMTP)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return part.get_content()


def page(folder: Path) -> str:
    return (folder / "index.html").read_text()


def test_every_mail_that_left_says_that_it_is_a_rehearsal_and_has_one_recipient(
    rehearsed: tuple[Path, list[str]],
):
    folder, _ = rehearsed
    for panel in (MAIN, BESIDE):
        messages = sent(folder, panel)
        assert len(messages) > 5
        for message in messages:
            assert message["X-Rehearsal"] == "yes"
            assert len(message["To"].addresses) == 1
            assert message["Cc"] is None
            assert message["Bcc"] is None
            assert message["To"].addresses[0].domain.endswith(".example")


def test_the_last_lines_are_nine_at_most_and_name_files_that_are_there(
    rehearsed: tuple[Path, list[str]],
):
    folder, lines = rehearsed
    assert len(lines) <= 9
    assert re.fullmatch(r"Demo month finished in \d+ s\. Nothing left this computer\.", lines[0])
    came = sum(1 + (mail.again is not None) for mail in months.load().mails)
    assert f"{came} emails read" in lines[1]
    for line in lines:
        for named in re.findall(rf"{re.escape(str(folder))}\S*", line):
            assert Path(named).exists(), named


def test_what_is_counted_is_what_the_page_shows(rehearsed: tuple[Path, list[str]]):
    folder, lines = rehearsed
    table = page(folder).split("</table>")[0]
    for colour, words in (("ready", "accepted"), ("back", "sent back"), ("you", "wait")):
        counted = re.search(rf"(\d+) (?:referrals? )?{words}", lines[1])
        assert counted is not None, words
        assert table.count(f'class="tag {colour}"') == int(counted[1])


def test_the_referrals_end_as_they_should(rehearsed: tuple[Path, list[str]]):
    folder, lines = rehearsed
    assert "6 referrals accepted, 2 sent back, 4 wait for a person, 5 were no referrals" in lines[1]
    assert "1 referral accepted, 1 sent back, 1 waits for a person" in lines[2]
    rows = re.findall(r"<tr.*?</tr>", page(folder), re.DOTALL)
    urgent = [row for row in rows if ">Urgent<" in row]
    assert len(urgent) == 4  # under age, half a form, a child at risk; and the highest level
    assert any("Half a form" in row and "Could not be read" in row for row in urgent)
    assert any("A child may be at risk" in row for row in urgent)
    assert len([row for row in rows if ">Same as M-" in row]) == 1


def test_the_corrected_form_is_the_one_we_sent_back_and_is_accepted(
    rehearsed: tuple[Path, list[str]],
):
    folder, _ = rehearsed
    referrer = months.load().mail("gaps").sender
    own = [message for message in sent(folder) if message["To"] == referrer]
    subjects = [str(message["Subject"]) for message in own]
    back = [subject for subject in subjects if "needs 3 more answers" in subject]
    assert len(back) == 1
    (case,) = re.findall(r"WP-\w{4}", back[0])
    assert any(f"{case} is complete" in subject for subject in subjects)


def test_each_person_gets_one_copy_and_the_invitee_one_case(rehearsed: tuple[Path, list[str]]):
    folder, _ = rehearsed
    people = tomllib.loads((folder / MAIN / "people.toml").read_text())["person"]
    invitee = next(person for person in people if person["role"] == "invitee")
    files = sorted((folder / MAIN / "papers").iterdir())
    assert len({file.name for file in files}) == len(files) >= 9
    for file in files:
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(file)
    (invitation,) = [message for message in sent(folder) if message["To"] == invitee["email"]]
    assert len(list(invitation.iter_attachments())) == 1
    told = {str(message["To"]) for message in sent(folder)}
    no_papers = [person for person in people if person["role"] == "observer"]
    no_papers += [person for person in people if person.get("agency") == "Weaver Probation Service"]
    assert len(no_papers) == 2
    for person in no_papers:
        assert person["email"] not in told


def test_no_mail_says_who_it_is_about(rehearsed: tuple[Path, list[str]]):
    folder, _ = rehearsed
    for panel in (MAIN, BESIDE):
        surnames = {
            str(file.values["surname"])
            for mail in months.load(panel).mails
            for file in mail.files
            if "surname" in file.values
        }
        assert len(surnames) >= 3
        for message in sent(folder, panel):
            said = f"{message['Subject']}\n{body(message)}".casefold()
            said += " ".join(part.get_filename() or "" for part in message.iter_attachments())
            assert not [name for name in surnames if name.casefold() in said]


def test_an_action_is_reported_done_by_mail_and_waits_for_a_click(
    rehearsed: tuple[Path, list[str]],
):
    folder, _ = rehearsed
    owner = months.load().mail("done").sender
    thanks = [
        message
        for message in sent(folder)
        if message["To"] == owner and "thank you" in str(message["Subject"])
    ]
    assert len(thanks) == 1


def test_the_page_is_one_file_that_needs_nothing(rehearsed: tuple[Path, list[str]]):
    folder, _ = rehearsed
    html = page(folder)
    assert len(html.encode()) <= MOST_PAGE_BYTES
    assert "<script" not in html
    assert not re.search(r"https?:", html)
    pictures = re.findall(r"<img ([^>]*)>", html)
    assert len(pictures) > 25
    assert all('src="data:image/png;base64,' in shown for shown in pictures)
    assert all(re.search(r'alt="[^"]{8,}"', shown) for shown in pictures)
    for wanted in ("As it went back, marked", "As it came again", "Joe Pascoe", "action log"):
        assert wanted in html


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path):
    mine = tmp_path / "thesis.txt"
    mine.write_text("chapter one")
    with pytest.raises(FolderNotOurs):
        list(demo.run(tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    assert mine.read_text() == "chapter one"


def test_a_panel_without_a_month_is_refused_before_anything_is_touched(tmp_path: Path):
    with pytest.raises(NoSuchMonth):
        list(demo.run(tmp_path / "out", panel="nowhere"))
    assert not (tmp_path / "out").exists()


def test_the_other_panel_can_be_rehearsed_alone_and_again(tmp_path: Path):
    first = rehearse(tmp_path / "out", BESIDE)
    again = rehearse(tmp_path / "out", BESIDE)
    assert first[1:] == again[1:]
    assert not (tmp_path / "out" / MAIN).exists()
