"""What this installation has and lacks, and what to type: the rows of `clerk doctor`.

No row names a person, an address or a case, and looking changes nothing.
"""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from casework.mailing import OutgoingState
from casework.timetable import MeetingDates, year
from confine import ladder
from confine.ladder import Rung
from forms import blanks
from generators import template
from generators.render import Renderer
from generators.template import TemplateMissing, TemplateNotApproved, TemplateWrong
from mailboxes.port import CheckState, Folder
from procedures.installation import RECEIVE_PAPERS
from procedures.office import Office
from register import alerts, intake, outgoing, people, soundness

GOOD_SPACE = 2 * 1024**3
WARN_DAYS = 365
OLD = dt.timedelta(minutes=10)


class Standing(StrEnum):
    """How a row stands: it is well, somebody should look, or work stops."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that was looked at."""

    name: str
    state: Standing
    meaning: str
    next_step: str = ""


def _good(name: str, meaning: str) -> Row:
    return Row(name=name, state=Standing.GOOD, meaning=meaning)


def _warn(name: str, meaning: str, next_step: str) -> Row:
    return Row(name=name, state=Standing.WARN, meaning=meaning, next_step=next_step)


def _bad(name: str, meaning: str, next_step: str) -> Row:
    return Row(name=name, state=Standing.BAD, meaning=meaning, next_step=next_step)


def examine(office: Office, *, now: dt.datetime) -> Iterable[Row]:
    """Look at everything, one row a thing."""
    for look in LOOKS:
        yield look(office, now)
    yield from _mailbox(office)


def worst(rows: Iterable[Row]) -> int:
    """The exit code of `clerk doctor`: 0 all good, 1 warnings, 2 something that stops work."""
    order = {Standing.GOOD: 0, Standing.WARN: 1, Standing.BAD: 2}
    return max((order[row.state] for row in rows), default=0)


def _mode(office: Office, _now: dt.datetime) -> Row:
    if office.rehearsal:
        meaning = "Rehearsal: mails go into the outbox folder and nowhere else."
        return _good("mode", meaning)
    return _good("mode", "Live.")


def _register(_office: Office, _now: dt.datetime) -> Row:
    found = soundness.integrity()
    if found.is_good:
        meaning = "It opens, is whole and written durably; the record verifies."
        return _good("register", meaning)
    return _bad(
        "register",
        "The register or its record is damaged. Nothing should be sent.",
        "Stop `clerk run` and restore the newest backup.",
    )


def _key(office: Office, _now: dt.datetime) -> Row:
    key = office.places.key
    if not key.exists():
        return _good("key", "It comes from the system's credentials.")
    mode = stat.S_IMODE(key.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return _bad("key", "The key file can be read by others.", f"chmod 0400 {key.name}")
    return _good(
        "key", "Its owner alone can read it. Keep two sealed copies: without it nothing opens."
    )


def _disk(office: Office, _now: dt.datetime) -> Row:
    free = shutil.disk_usage(office.places.home).free
    if free >= GOOD_SPACE:
        return _good("disk", "More than 2 GB are free.")
    return _warn("disk", "Less than 2 GB are free.", "Make room before the next meeting's papers.")


def _confinement(office: Office, _now: dt.datetime) -> Row:
    rung = Rung(office.reading().rung)
    words = ladder.describe(rung)
    if rung in {Rung.NOTHING, Rung.LIMITS}:
        return _bad(
            "confinement",
            f"{words} No form is read automatically: every email waits for a person.",
            "Use a Linux kernel with seccomp, or: sudo apt install bubblewrap",
        )
    state = Standing.GOOD if rung in {Rung.BUBBLEWRAP, Rung.CONFINED} else Standing.WARN
    return Row(name="confinement", state=state, meaning=words)


def _renderer(office: Office, _now: dt.datetime) -> Row:
    missing = office.renderer is Renderer.LIBREOFFICE and shutil.which("soffice") is None
    if missing:
        return _bad(
            "renderer",
            "LibreOffice is set and not installed.",
            'Set renderer = "dxpdf", or: sudo apt install libreoffice-writer-nogui',
        )
    try:
        for file in sorted(office.templates.glob("*.docx")):
            template.check(file)
    except (TemplateMissing, TemplateNotApproved, TemplateWrong) as fault:
        return _bad("renderer", str(fault), fault.next_step)
    other = "; LibreOffice is here too" if shutil.which("soffice") else ""
    return _good("renderer", f"{office.renderer.value} with our fonts{other}.")


def _scans(office: Office, _now: dt.datetime) -> Row:
    if office.scans is not None and office.scans.is_here:
        return _good("scans", "Scans and photographs of forms are read here; doubts wait for you.")
    return _good(
        "scans",
        "Scans and photographs are kept for a person, who types the answers. To have them read: "
        "pip install 'panel-clerk[scan]'",
    )


def _blanks(office: Office, _now: dt.datetime) -> Row:
    missing = [
        form.id
        for form in office.forms.values()
        if office.catalogue.by_serial(blanks.serial_of(form)) is None
    ]
    if missing:
        return _warn("forms", "Some blanks of this version are not made.", "clerk forms build")
    return _good("forms", f"{len(office.forms)} forms, their blanks issued.")


def _people(office: Office, now: dt.datetime) -> Row:
    today = now.date()
    receiving = [
        person
        for person in office.people.persons
        if person.is_current(today) and person.role in RECEIVE_PAPERS
    ]
    without = sum(people.password(person.id) is None for person in receiving)
    ended = sum(not agency.has_agreement(today) for agency in office.people.agencies)
    if not without and not ended:
        return _good("people", f"{len(receiving)} people can receive papers.")
    return _warn(
        "people",
        f"{without} without a password, {ended} agencies without a running agreement.",
        "clerk people passwords; agreements stand in people.toml",
    )


def _calendar(office: Office, now: dt.datetime) -> Row:
    known = [
        dates for dates in year(office.protocol, office.holidays) if isinstance(dates, MeetingDates)
    ]
    ahead = [dates for dates in known if dates.sitting.date >= now.date()]
    if not ahead:
        return _bad(
            "calendar",
            "No meeting is planned from today on.",
            "Add dates to the panel's file, or: clerk meeting add 2027-01-21",
        )
    return _good("calendar", f"{len(ahead)} meetings are planned.")


def _holidays(office: Office, now: dt.datetime) -> Row:
    until = office.holidays.until
    meaning = f"The list of bank holidays ends on {until:%d %B %Y}; nothing is counted past it."
    if (until - now.date()).days < WARN_DAYS:
        return _warn("holidays", meaning, "Install the newer version, which has a longer list.")
    return _good("holidays", meaning)


def _protocol(office: Office, now: dt.datetime) -> Row:
    due = office.protocol.review_due
    if due is not None and due < now.date():
        return _warn(
            "protocol",
            "The protocol's yearly review is past due.",
            "Review it, then set review_due in the panel's file.",
        )
    return _good("protocol", "The panel's file loads without a mistake.")


def _retention(office: Office, _now: dt.datetime) -> Row:
    kept = office.protocol.retention
    if kept is None or kept.case_months is None:
        return _warn(
            "retention",
            "retention.case_months is not set: nothing will ever be destroyed.",
            "Agree it with the data protection officer; it stands in the panel's file.",
        )
    return _good("retention", "Periods are set.")


def _waiting(office: Office, now: dt.datetime) -> Row:
    old = [
        ref
        for ref in office.mailbox.list(Folder.INBOX)
        if ref.received and now - ref.received > OLD
    ]
    stopped = [receipt for receipt in intake.open_receipts() if now - receipt.arrived > OLD]
    if old or stopped:
        return _warn(
            "waiting",
            f"{len(old) + len(stopped)} emails have waited for more than 10 minutes.",
            "clerk run --once",
        )
    return _good("waiting", "No email waits.")


def _alerts(_office: Office, _now: dt.datetime) -> Row:
    unseen = len(alerts.unseen())
    doubtful = len(outgoing.every(state=OutgoingState.UNKNOWN))
    if unseen or doubtful:
        return _warn(
            "alerts",
            f"{unseen} alerts nobody has taken, {doubtful} mails that may have left.",
            "clerk case list; clerk outbox list",
        )
    return _good("alerts", "None is open.")


def _mailbox(office: Office) -> Iterable[Row]:
    states = {CheckState.GOOD: Standing.GOOD, CheckState.WARN: Standing.WARN}
    for check in office.mailbox.checks():
        yield Row(
            name=f"mailbox: {check.name}",
            state=states.get(check.state, Standing.BAD),
            meaning=check.meaning,
            next_step=check.next_step,
        )


LOOKS: tuple[Callable[[Office, dt.datetime], Row], ...] = (
    _mode, _register, _key, _disk, _confinement, _renderer, _scans, _blanks, _protocol, _people,
    _calendar, _holidays, _retention, _waiting, _alerts,
)  # fmt: skip
