"""The configured rooms as one value: the only place that names a mail system or reads settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import config
import generators
from casework.agency import People
from casework.faults import Fault, Kind
from casework.protocol import PanelProtocol, Sitting
from casework.question import Form
from casework.sheet_layout import SheetLayout
from casework.working_days import Holidays
from config import casesheets, credentials, holidays, logs, people, protocols, settings
from config.django import database
from config.settings import Places, Settings
from confine.cage import Cage
from forms import blanks, catalogue, layouts, spec
from forms.catalogue import Catalogue
from generators.mail_texts import Frame
from generators.render import Renderer
from ingest.spool import Spool
from mailboxes.maildir import Maildir
from procedures.scanning import Scans
from register import start

FONTS = Path(config.__file__).with_name("fonts")
SAMPLE_PEOPLE = Path(config.__file__).with_name("sample_people.toml")
PASSWORD_WORDS = Path(config.__file__).with_name("password_words.txt")
TEMPLATES = Path(generators.__file__).with_name("templates")
PARSE = "ingest.message:parse"
READ = "forms.recognise:read"
LEARN = "forms.recognise:learn"
EXAMINE = "forms.recognise:doctor"
DRAW = "forms.page_pictures:draw"
MARK_PDF = "generators.marked_pdf:mark"
MARK_WORD = "generators.marked_docx:mark"
UNMARK_PDF = "generators.marked_pdf:unmark"
UNMARK_WORD = "generators.marked_docx:unmark"
UNLOCK_FILE = "ingest.unlocking:unlock"
UNLOCK_PDF = "forms.unlocking:unlock"
TARGETS = (
    PARSE, READ, LEARN, EXAMINE, DRAW, MARK_PDF, MARK_WORD, UNMARK_PDF, UNMARK_WORD,
    UNLOCK_FILE, UNLOCK_PDF,
)  # fmt: skip


class NotReading(Fault):
    """This command was started without the cage in which strangers' files are read."""

    kind = Kind.DOCUMENTS
    next_step = "report this line to the maintainer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Every room as this installation has it. `cage` is None for commands that read no file."""

    settings: Settings
    places: Places
    protocol: PanelProtocol
    layout: SheetLayout
    forms: Mapping[str, Form]
    holidays: Holidays
    people: People
    mailbox: Maildir
    spool: Spool
    catalogue: Catalogue
    cage: Cage | None
    scans: Scans | None = None
    fonts: Path = FONTS
    templates: Path = TEMPLATES

    @property
    def renderer(self) -> Renderer:
        """What makes PDF of Word papers here."""
        return Renderer(self.settings.renderer)

    @property
    def frame(self) -> Frame:
        """What stands on every mail."""
        return Frame(
            marking=self.protocol.marking.text,
            phone=self.protocol.phone,
            title=self.protocol.title,
        )

    @property
    def rehearsal(self) -> bool:
        """Whether nothing may leave this computer."""
        return self.settings.mode == "rehearsal"

    def reading(self) -> Cage:
        """The cage. Raises NotReading for a command that was started without it."""
        if self.cage is None:
            raise NotReading
        return self.cage


@contextmanager
def opened(
    home: Path | None,
    *,
    cwd: Path,
    environment: Mapping[str, str],
    now: dt.datetime,
    reading: bool = False,
) -> Generator[Office]:
    """The rooms of the installation that is meant, closed again at the end.

    The cage is started first: its children must never have held a key (safety, 6.1).
    """
    found = settings.find_home(home, cwd, environment)
    configured = settings.load(found, environment)
    places = configured.at(found)
    protocol = protocols.with_every_check(protocols.load(places.panels, configured.panel))
    forms = spec.load_all(protocol.forms, lists=protocol.lists, labels=protocol.labels)
    known = people.load(places.people)
    if reading:
        issue_missing(places, forms, protocol)
        layouts.checked(layouts.learned(places.layouts), forms)
    with ExitStack() as stack:
        cage = stack.enter_context(_cage(places)) if reading else None
        stack.enter_context(_logging(places.log))
        key = credentials.root_key(places.key, environment)
        start.start_django("config.django", database(configured.database_url))
        start.open_register(places.register, blob_folder=places.blobs, root_key=key)
        stack.callback(start.close_register)
        mailbox = _mailbox(places, configured.mailbox.max_bytes)
        stack.callback(mailbox.close)
        scans = stack.enter_context(closing(Scans(places.forms))) if reading else None
        yield Office(
            settings=configured,
            places=places,
            protocol=_with_added(protocol, now=now),
            layout=casesheets.load(protocol),
            forms=forms,
            holidays=holidays.load().closing(*protocol.calendar.extra_closed),
            people=_registered(known, now=now),
            mailbox=mailbox,
            spool=_spool(places),
            catalogue=catalogue.load(places.forms),
            cage=cage,
            scans=scans,
        )


@contextmanager
def _logging(log: Path) -> Generator[None]:
    """The log goes to the installation's file, and to standard error again afterwards."""
    with logs.start(log):
        yield
        logs.start()


def issue_missing(places: Places, forms: Mapping[str, Form], protocol: PanelProtocol) -> None:
    """Make the blanks that this version of the forms needs; issued ones are kept as they are."""
    issued = catalogue.load(places.forms)
    for form in forms.values():
        if issued.by_serial(blanks.serial_of(form)) is None:
            blanks.issue(
                form,
                places.forms,
                fonts=FONTS,
                marking=protocol.marking.text,
                public_name=protocol.public_name,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstallation:
    """What was written for a new installation."""

    title: str
    places: Places
    panel_file: Path


def new_installation(home: Path, panel: str, *, people: Path | None = None) -> NewInstallation:
    """Write settings, key, panel files, people and blanks of a new installation, settings last."""
    wanted = Settings(
        panel=panel,
        mailbox=settings.MailboxSettings(trust=settings.Trust(results="checked-before-delivery")),
    )
    places = wanted.at(home)
    home.mkdir(parents=True, exist_ok=True)
    panel_file = protocols.copy_panel(panel, places.panels)
    protocol = protocols.load(places.panels, panel)
    credentials.create_key(places.key)
    places.people.write_bytes((people or SAMPLE_PEOPLE).read_bytes())
    forms = spec.load_all(protocol.forms, lists=protocol.lists, labels=protocol.labels)
    issue_missing(places, forms, protocol)
    _mailbox(places, wanted.mailbox.max_bytes).close()
    (home / settings.FILE_NAME).write_text(settings.text(wanted), encoding="utf-8")
    return NewInstallation(title=protocol.title, places=places, panel_file=panel_file)


def known_panel(panel: str) -> str:
    """The panel that is meant: without a name the last of the list. Raises NoSuchPanel."""
    shipped = protocols.shipped_panels()
    if panel and panel not in shipped:
        raise protocols.NoSuchPanel(panel, *shipped)
    return panel or shipped[-1]


def _cage(places: Places) -> Cage:
    warm = (
        "ingest.message:warm",
        "ingest.unlocking:warm",
        f"forms.pdf_fonts:prepare={FONTS}",
        f"forms.recognise:prepare_layouts={places.layouts.resolve()}",
        f"forms.recognise:prepare={places.forms.resolve()}",
        f"forms.page_pictures:warm={FONTS.resolve()}",
        "generators.marked_pdf:warm",
        "generators.marked_docx:warm",
    )
    return Cage.start(TARGETS, warm=warm)


def _mailbox(places: Places, most: int) -> Maildir:
    mailbox = Maildir(places.mail, name="panel", max_bytes=most, out=places.outbox)
    mailbox.prepare()
    return mailbox


def _spool(places: Places) -> Spool:
    from register import keys

    def seal(spool_id: str, untrusted_raw: bytes) -> bytes:
        return keys.ring().seal_for(spool_id).close(untrusted_raw, thing=spool_id, kind="spool")

    def unseal(spool_id: str, sealed: bytes) -> bytes:
        return keys.ring().seal_for(spool_id).open(sealed, thing=spool_id, kind="spool")

    spool = Spool(places.spool, seal=seal, unseal=unseal)
    spool.prepare()
    return spool


def _registered(known: People, *, now: dt.datetime) -> People:
    """The people as the register has them, which follows the people file."""
    from register import people as registered

    return registered.replace(known, now=now)


def _with_added(protocol: PanelProtocol, *, now: dt.datetime) -> PanelProtocol:
    """The protocol with the meetings that were added here, so that referrals reach them too."""
    from register import meetings

    known = {sitting.date for sitting in protocol.calendar.dates}
    added = [
        Sitting(date=row.date, start=row.start, venue=row.venue)
        for row in meetings.sync(protocol.calendar.dates, now=now)
        if row.added and row.date not in known
    ]
    dates = sorted((*protocol.calendar.dates, *added), key=lambda sitting: sitting.date)
    calendar = protocol.calendar.model_copy(update={"dates": tuple(dates)})
    return protocol.model_copy(update={"calendar": calendar})
