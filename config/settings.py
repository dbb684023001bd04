"""An installation's settings: one `settings.toml`, read once, every mistake told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.faults import Fault, Kind
from config import mistakes

FILE_NAME = "settings.toml"
HOME = "CLERK_HOME"
DATABASE_URL = "DATABASE_URL"
RESULTS = r"^(none|topmost-without-id|checked-before-delivery|id:[A-Za-z0-9.-]+)$"
INSIDE = r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$"
MIB = 1 << 20


class NoInstallation(Fault):
    """There is no settings.toml here, so this is no installation of the clerk."""

    kind = Kind.CONFIGURATION
    next_step = "go into the installation's folder, name it by --home, or make one: clerk init DIR."


class SettingsWrong(Fault):
    """The settings file has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, then run `clerk doctor`."


class Group(BaseModel):
    """A table of the settings file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trust(Group):
    """Whom to believe about senders."""

    results: str = Field(
        default="none",
        pattern=RESULTS,
        description=(
            "Whose word counts on who sent a mail: none (every mail needs a person), id:NAME (the"
            " mail server of this name), topmost-without-id (Exchange Online), or"
            " checked-before-delivery (nothing reaches the folder unless its sender was proved)."
        ),
    )


class MailboxSettings(Group):
    """The secure mailbox."""

    system: Literal["maildir"] = Field(
        default="maildir", description="Which mail system: maildir, a folder on this machine."
    )
    trust: Trust = Trust()
    poll_s: int = Field(
        default=60, strict=True, ge=1, le=300,
        description="After how many seconds the mailbox is listed again when nothing woke us.",
    )  # fmt: skip
    max_bytes: int = Field(
        default=25 * MIB, strict=True, ge=MIB, le=25 * MIB,
        description="The largest mail that is read, in bytes; a larger one waits for a person.",
    )  # fmt: skip


class Folders(Group):
    """Where things lie inside the installation's folder."""

    mail: str = Field(default="mail", pattern=INSIDE, description="The incoming mail (a Maildir).")
    outbox: str = Field(default="outbox", pattern=INSIDE, description="Mails as they would leave.")
    spool: str = Field(default="spool", pattern=INSIDE, description="Mails before they are read.")
    blobs: str = Field(default="blobs", pattern=INSIDE, description="Sealed files of the cases.")
    forms: str = Field(default="forms", pattern=INSIDE, description="Blank forms to give out.")
    papers: str = Field(default="papers", pattern=INSIDE, description="Papers made for printing.")
    panels: str = Field(default="panels", pattern=INSIDE, description="The panel's protocol file.")
    layouts: str = Field(
        default="layouts", pattern=INSIDE, description="Partners' own forms that were learnt."
    )


class Files(Group):
    """What the single files inside the installation's folder are called."""

    people: str = Field(
        default="people.toml", pattern=INSIDE, description="The agencies and people of the panel."
    )
    key: str = Field(
        default="clerk.key", pattern=INSIDE,
        description="The root key, read by its owner alone; on a server a credential of systemd.",
    )  # fmt: skip
    database: str = Field(
        default="register.db", pattern=INSIDE, description="The encrypted register."
    )
    log: str = Field(
        default="clerk.log", pattern=INSIDE, description="What was done, by reference only."
    )


class Reading(Group):
    """How much one strange file may take; never above what is shipped."""

    wall_s: int = Field(
        default=20, strict=True, ge=1, le=20,
        description="How many seconds one file may be read.",
    )  # fmt: skip
    memory_mib: int = Field(
        default=512, strict=True, ge=128, le=512,
        description="How many mebibytes of memory one reading may take.",
    )  # fmt: skip


class Settings(Group):
    """Everything an installation can set."""

    panel: str = Field(
        pattern=r"^[a-z][a-z0-9-]*$", description="Which panel this is: its file in panels/."
    )
    mode: Literal["rehearsal", "live"] = Field(
        default="rehearsal", description="In rehearsal nothing can leave this computer."
    )
    database_url: str = Field(
        default="",
        pattern=r"^(postgres(ql)?://.+)?$",
        description=(
            "A PostgreSQL database for more than one machine; empty: the encrypted file here."
            " The environment's DATABASE_URL comes first."
        ),
    )
    renderer: Literal["dxpdf", "libreoffice"] = Field(
        default="dxpdf", description="What makes PDF of Word papers."
    )
    mailbox: MailboxSettings = MailboxSettings()
    folders: Folders = Folders()
    files: Files = Files()
    reading: Reading = Reading()

    def at(self, home: Path) -> Places:
        """Where everything of this installation lies."""
        folders, files = self.folders, self.files
        return Places(
            home=home,
            mail=home / folders.mail,
            outbox=home / folders.outbox,
            spool=home / folders.spool,
            blobs=home / folders.blobs,
            forms=home / folders.forms,
            papers=home / folders.papers,
            panels=home / folders.panels,
            layouts=home / folders.layouts,
            people=home / files.people,
            key=home / files.key,
            register=home / files.database,
            log=home / files.log,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders and files of an installation."""

    home: Path
    mail: Path
    outbox: Path
    spool: Path
    blobs: Path
    forms: Path
    papers: Path
    panels: Path
    layouts: Path
    people: Path
    key: Path
    register: Path
    log: Path


def find_home(explicit: Path | None, cwd: Path, environment: Mapping[str, str]) -> Path:
    """The installation's folder: the one named, that of the environment, or the working folder.

    Raises NoInstallation when it holds no settings file.
    """
    named = explicit or (Path(environment[HOME]) if environment.get(HOME) else cwd)
    home = cwd / named
    if not (home / FILE_NAME).is_file():
        raise NoInstallation(home.name)
    return home


def load(home: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this folder; the environment's database comes before the file's.

    Raises SettingsWrong with every mistake of the file.
    """
    wrong: list[str] = []
    read = mistakes.table(home / FILE_NAME, wrong)
    url = (environment or {}).get(DATABASE_URL)
    try:
        if read is not None:
            return Settings.model_validate(read | ({"database_url": url} if url else {}))
    except ValidationError as error:
        wrong.extend(mistakes.told(error, Settings, at=FILE_NAME))
    raise SettingsWrong(FILE_NAME, *wrong)


def text(settings: Settings) -> str:
    """A settings file that holds every setting with its meaning above it."""
    return "\n".join(_lines(settings, "")).lstrip("\n") + "\n"


def _lines(group: Group, path: str) -> Iterator[str]:
    fields = type(group).model_fields
    values = {key: getattr(group, key) for key in fields}
    for key, value in values.items():
        if not isinstance(value, Group):
            told = wrap(fields[key].description or "", 98)
            yield from ("", *(f"# {line}" for line in told), f"{key} = {json.dumps(value)}")
    for key, value in values.items():
        if isinstance(value, Group):
            name = f"{path}.{key}" if path else key
            yield from ("", f"[{name}]", *_lines(value, name))
