"""A new installation folder, its blanks, its people: what `clerk init` and its neighbours do."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casework.agency import DESK, MEMBERS, Person, Role
from casework.faults import Fault, Kind
from forms import blanks, catalogue
from procedures.office import PASSWORD_WORDS, Office, known_panel, new_installation
from register import people as registered

WORDS_IN_A_PASSWORD = 6
RECEIVE_PAPERS = MEMBERS | {Role.CHAIR, Role.INVITEE}


class FolderInUse(Fault):
    """This folder has something in it already, so no installation was made there."""

    kind = Kind.USAGE
    next_step = "name a new or an empty folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Where everything of a new installation is."""

    home: Path
    title: str
    inbox: Path
    outbox: Path
    forms: Path
    settings: Path
    panel_file: Path
    people_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankLine:
    """One issued blank."""

    form: str
    version: str
    serial: str
    title: str
    pdf: Path
    word: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person of the panel."""

    id: str
    role: str
    agency: str
    name: str
    address: str
    papers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLine:
    """One person's password for encrypted copies: to be read out, never mailed."""

    person: str
    name: str
    password: str


def create(folder: Path, *, panel: str = "", people: Path | None = None) -> Made:
    """Make a working installation. Raises FolderInUse and the faults of its parts."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(folder.name)
    made = new_installation(folder, known_panel(panel), people=people)
    return Made(
        home=folder,
        title=made.title,
        inbox=made.places.mail / "new",
        outbox=made.places.outbox,
        forms=made.places.forms,
        settings=folder / "settings.toml",
        panel_file=made.panel_file,
        people_file=made.places.people,
    )


def build_forms(office: Office) -> tuple[BlankLine, ...]:
    """Issue the blank PDF and Word form of each of the panel's forms; the same stay as they are."""
    return tuple(
        _blank_line(
            blanks.issue(
                form,
                office.places.forms,
                fonts=office.fonts,
                marking=office.protocol.marking.text,
                public_name=office.protocol.public_name,
            ).blank,
            office,
        )
        for form in office.forms.values()
    )


def issued_forms(office: Office) -> tuple[BlankLine, ...]:
    """Every blank that was ever issued here."""
    issued = catalogue.load(office.places.forms)
    return tuple(_blank_line(blank, office) for blank in issued.blanks)


def people(office: Office, *, now: dt.datetime) -> tuple[PersonLine, ...]:
    """Everybody of the panel today."""
    return tuple(_person_lines(office, now.date()))


def passwords(office: Office, *, now: dt.datetime) -> tuple[PasswordLine, ...]:
    """The passwords of everybody who receives papers, made where there is none yet."""
    return tuple(
        PasswordLine(person=person.id, name=person.name, password=_password(person, now=now))
        for person in office.people.persons
        if person.role in RECEIVE_PAPERS and person.is_current(now.date())
    )


def _person_lines(office: Office, today: dt.date) -> Iterator[PersonLine]:
    for person in office.people.persons:
        if not person.is_current(today):
            continue
        agency = office.people.agency(person.agency)
        yield PersonLine(
            id=person.id,
            role=person.role.value,
            agency=agency.name if agency else "",
            name=person.name,
            address=person.email,
            papers=_papers(person, office, today),
        )


def _papers(person: Person, office: Office, today: dt.date) -> str:
    if person.role in DESK:
        return "all"
    if person.role not in RECEIVE_PAPERS:
        return "none"
    agency = office.people.agency(person.agency)
    if office.protocol.members.isp_required and not (agency and agency.has_agreement(today)):
        return "held: no sharing agreement"
    if registered.password(person.id) is None:
        return "held: no password agreed"
    return "own copy"


def _password(person: Person, *, now: dt.datetime) -> str:
    known = registered.password(person.id)
    if known is not None:
        return known
    words = PASSWORD_WORDS.read_text(encoding="utf-8").split()
    made = " ".join(secrets.choice(words) for _ in range(WORDS_IN_A_PASSWORD))
    registered.set_password(person.id, made, now=now)
    return made


def _blank_line(blank: catalogue.Blank, office: Office) -> BlankLine:
    stem = office.places.forms / blank.stem
    return BlankLine(
        form=blank.form.id,
        version=blank.form.version,
        serial=blank.serial,
        title=blank.form.title,
        pdf=stem.with_name(f"{blank.stem}.pdf"),
        word=stem.with_name(f"{blank.stem}.docx"),
    )
