"""The rehearsal: a whole month on invented people, on a scripted clock, then a page to look at.

Only the folder mailbox is ever constructed here, so nothing can leave this computer.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from casework.match import Verdict
from clerk import runners
from procedures import doctor, installation, meetings, outgoing, packs, repeats, showcase, showing
from procedures.matching import STRONG
from procedures.office import Office, opened
from procedures.rehearsal import month as months
from procedures.rehearsal import stage
from procedures.rehearsal.month import Month
from procedures.rehearsal.stage import Act, Came, What
from procedures.showing import Shown

PAGE = "index.html"


def run(folder: Path, *, panel: str = "") -> Iterator[str]:
    """Rehearse the month of this panel, else of the main one, in a folder that it empties first.

    Gives the last lines for the screen. Raises FolderNotOurs and NoSuchMonth.
    """
    began = time.monotonic()
    month = months.load(panel)
    stage.cleared(folder)
    shown = [_rehearse(month, folder / month.panel)]
    shown += [_rehearse(months.load(name), folder / name) for name in month.beside]
    page = folder / PAGE
    page.write_text(showcase.page(shown), encoding="utf-8")
    main, *beside = shown
    yield f"Demo month finished in {time.monotonic() - began:.0f} s. Nothing left this computer."
    yield f"  {len(main.mails)} emails read  ->  {showcase.counted(main)}"
    for other in beside:
        yield f"  {len(other.mails)} more at a second panel  ->  {showcase.counted(other)}"
    yield _line("Papers", folder / month.panel / "papers", showcase.papers_in_words(main))
    yield _line("Look at", page, "everything on one page: forms, emails, papers, action log")
    command = f"{_command()} --home {folder / month.panel}"
    yield _line("Try it", command, "case list, outbox list, action list")
    yield _line("Health", f"{command} doctor", "what this computer has and lacks")


def _command() -> str:
    """How this command is called from here: its own name where the shell finds it."""
    called = Path(sys.argv[0])
    if shutil.which(called.name) == str(called.absolute()):
        return called.name
    here = Path.cwd()
    return str(called.relative_to(here)) if called.is_relative_to(here) else str(called)


def _line(name: str, what: object, means: str) -> str:
    return f"  {name:<10} {what}   {means}"


def _rehearse(month: Month, home: Path) -> Shown:
    """One panel's month in an installation of its own, from its first mail to its page's data."""
    made = installation.create(home, panel=month.panel)
    stage.add_dates(made.panel_file, month)
    acts = list(stage.acts(month))
    came: list[Came] = []
    while True:
        made.people_file.write_text(month.people_file(_cases(came)), encoding="utf-8")
        with opened(home, cwd=Path.cwd(), environment={}, now=acts[0].at, reading=True) as office:
            installation.passwords(office, now=acts[0].at)
            while acts and not _people_changed(acts[0], month, came, made.people_file):
                act = acts.pop(0)
                came += _act(act, month, office, _cases(came))
            if not acts:
                stage.lay_out_papers(office, month.sittings[-1].date)
                health = tuple(doctor.examine(office, now=month.ends))
                return showing.gather(office, month, came, health=health, now=month.ends)


def _people_changed(act: Act, month: Month, came: list[Came], people: Path) -> bool:
    """Whether papers come next and the coordinator has people to write down for them first."""
    return act.what is What.PAPERS and people.read_text() != month.people_file(_cases(came))


def _cases(came: list[Came]) -> dict[str, str]:
    """The case of each mail that has one; of two the first."""
    return {one.mail.key: one.receipt.case for one in reversed(came) if one.receipt.case}


def _act(act: Act, month: Month, office: Office, cases: Mapping[str, str]) -> list[Came]:
    """Let one thing happen, and what follows from it by itself."""
    came: list[Came] = []
    match act.what:
        case What.MAIL if act.mail is not None:
            stage.deliver(act.mail, month, office, now=act.at)
            came = [
                Came(mail=act.mail, receipt=receipt)
                for receipt in runners.once(office, clock=lambda: act.at)
            ]
            if not came:
                raise AssertionError("a mail was delivered and not read")
        case What.AGENDA if act.sitting is not None:
            packs.agenda(office, act.sitting.date, now=act.at)
        case What.PAPERS if act.sitting is not None:
            packs.pack(office, act.sitting.date, now=act.at)
        case What.CLOSED if act.sitting is not None:
            notes = stage.notes(act.sitting, office, cases)
            meetings.close(office, act.sitting.date, notes, now=act.at)
        case _:
            pass
    _say_who(office, now=act.at + dt.timedelta(minutes=3))
    _release(office, now=act.at + dt.timedelta(minutes=5))
    return came


def _say_who(office: Office, *, now: dt.datetime) -> None:
    """The coordinator compares what was suggested; in a rehearsal a strong suggestion is right."""
    for match in repeats.suggestions():
        if match.strength == STRONG:
            repeats.say(match.case, match.other, Verdict.SAME, office, now=now)


def _release(office: Office, *, now: dt.datetime) -> None:
    """The coordinator looks at what is held and lets it go; the guard keeps what must stay."""
    outgoing.release(office, (), every=True, now=now)
    for _ in runners.once(office, clock=lambda: now + dt.timedelta(minutes=15)):
        raise AssertionError("nothing arrives between two acts")
