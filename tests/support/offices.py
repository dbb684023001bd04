"""A real Office for tests: the shipped panel, people in the register, a Maildir, cases with forms.

It stands on the open register of the fixture `home`; nothing in it is pretended but the people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2

from casework.agency import Agency, People, Person, Role
from casework.case import CaseState
from casework.disposition import Disposition
from casework.mailing import MailKind, Outgoing, OutgoingState
from casework.protocol import PanelProtocol
from casework.question import Form
from casework.receipt import CaseRuling, Fate, MessageKind, Paper, Ruling
from casework.submission import Submission
from casework.working_days import Holidays
from config import holidays
from config.settings import MailboxSettings, Settings
from forms import catalogue, kept
from ingest.spool import Spool
from mailboxes.maildir import Maildir
from procedures.matching import identity_of
from procedures.office import Office
from register import blobs, cases, intake, keys, meetings, outgoing, people
from tests.support.forms import FORMS, a_form
from tests.support.protocols import SETS, of, the_protocol
from tests.support.rulings import digest_of
from tests.support.sheets import a_layout
from tests.support.submissions import a_submission

DECEMBER, JANUARY = dt.date(2026, 12, 17), dt.date(2027, 1, 21)
NOW = dt.datetime(2026, 12, 10, 9, 0, tzinfo=dt.UTC)
CLOSED_LIST = dt.datetime(2026, 12, 14, 17, 30, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 12, 17, 13, 0, tzinfo=dt.UTC)
SIGNED = dt.date(2026, 1, 12)
_PARTED = re.compile("[-\u2010\u2011\x02\ufffe][ \t]*\r?\n")
PANEL_AGENCIES = ("Housing", "Police", "Refuge", "Clinic")


def an_agency(name: str, **changes: Any) -> Agency:
    told: dict[str, Any] = {"name": f"Demo {name}", "agreement_signed": SIGNED}
    return Agency(**({"id": f"AG-{name.upper()}", "known_as": (name,)} | told | changes))


def a_member(name: str, agency: str = "Police", role: Role = Role.LEAD, **changes: Any) -> Person:
    told: dict[str, Any] = {
        "id": f"PM-{name.upper()}",
        "name": f"{name} Panelist",
        "email": f"{name.lower()}@{agency.lower()}.example",
        "agency": f"AG-{agency.upper()}" if agency else "",
        "role": role,
    }
    return Person(**(told | changes))


def the_people() -> tuple[Person, ...]:
    """A coordinator, a chair, and a lead for each agency."""
    return (
        a_member("Coco", "", Role.COORDINATOR, email="coco@panel.example"),
        a_member("Chester", "Police", Role.CHAIR, email="chester@police.example"),
        *(a_member(f"Lee{agency}", agency) for agency in PANEL_AGENCIES),
    )


def an_office(
    home: Path,
    *persons: Person,
    panel: str = "wesp",
    protocol: PanelProtocol | None = None,
    agencies: Sequence[Agency] = (),
    without_password: Sequence[str] = (),
) -> Office:
    """The rooms on the open register of this folder; everybody has a password but these."""
    protocol = protocol or the_protocol(panel)
    settings = Settings(panel=panel, mailbox=MailboxSettings())
    places = settings.at(home)
    mailbox = Maildir(places.mail, name="panel", max_bytes=settings.mailbox.max_bytes,
                      out=places.outbox)  # fmt: skip
    mailbox.prepare()
    meetings.sync(protocol.calendar.dates, now=NOW)
    office = Office(
        settings=settings,
        places=places,
        protocol=protocol,
        layout=a_layout(panel),
        forms=_forms(),
        holidays=_holidays(),
        people=People(),
        mailbox=mailbox,
        spool=Spool(places.spool, seal=_seal, unseal=_unseal),
        catalogue=catalogue.Catalogue(blanks=()),
        cage=None,
    )
    known = People(
        agencies=tuple(agencies) or tuple(map(an_agency, PANEL_AGENCIES)),
        persons=persons or the_people(),
    )
    return with_people(office, known, without_password=without_password)


def with_people(office: Office, known: People, *, without_password: Sequence[str] = ()) -> Office:
    """The office after its people file said something else."""
    people.replace(known, now=NOW)
    for person in known.persons:
        if person.id not in without_password and people.password(person.id) is None:
            people.set_password(person.id, password_of(person.id), now=NOW)
    return replace(office, people=people.everybody())


def password_of(person: str) -> str:
    return f"six plain words for {person}"


def refer(
    office: Office,
    *,
    values: Mapping[str, str | bool] | None = None,
    second: Mapping[str, str | bool] | None = None,
    reference: str = "",
    meeting: dt.date | None = DECEMBER,
    arrived: dt.datetime = NOW,
    disposition: Disposition = Disposition.ACCEPT,
    **changes: Any,
) -> str:
    """The reference of a case whose forms came complete, with these values changed."""
    reference = reference or cases.new_reference(office.protocol.ref_prefix)
    first, *others = SETS[office.protocol.id]
    papers = [a_submission(a_form(first), values=values)]
    papers += [a_submission(a_form(other), values=second) for other in others]
    receipt = intake.store(
        cases.new_reference("M"), mailbox="panel", place=reference, spool="", arrived=arrived,
        size_bytes=1, now=arrived,
    )  # fmt: skip
    told: dict[str, Any] = {
        "reference": reference,
        "is_new": True,
        "disposition": disposition,
        "meeting": meeting,
        "urgent": papers[0].answer("urgent").said("yes"),
        "papers": tuple(_paper(reference, paper) for paper in papers),
        "identity": identity_of(of(*papers)).sealed(),
    }
    ruling = Ruling(
        receipt=receipt.reference,
        kind=MessageKind.REFERRAL,
        fate=Fate.PROCESSED,
        fingerprint=digest_of(reference),
        message_id_digest=digest_of(f"id {reference}"),
        file_digests=(digest_of(f"file {reference}"),),
        sender="",
        disposition=disposition,
        cases=(CaseRuling(**(told | changes)),),
    )
    intake.record(ruling, now=arrived)
    return reference


def state_of(reference: str) -> CaseState:
    return cases.case(reference).state


def attached(mail: Outgoing) -> bytes:
    """The clear bytes of the one file of a mail: the numbered copy, still shut."""
    (attachment,) = mail.intent.attachments
    return blobs.read(attachment.blob)


def texts_of(mail: Outgoing) -> list[str]:
    """The pages of a mail's numbered copy, opened with its person's password.

    What a narrow column parts behind a hyphen is put together again.
    """
    document = pypdfium2.PdfDocument(attached(mail), password=password_of(mail.intent.person))
    texts = [page.get_textpage().get_text_range() for page in document]
    return [_PARTED.sub("-", text) for text in texts]


def mails_of(*kinds: MailKind, state: OutgoingState = OutgoingState.HELD) -> dict[str, Outgoing]:
    """The mails of these kinds that stand so, by person."""
    return {
        mail.intent.person: mail
        for mail in outgoing.every(state=state)
        if mail.intent.kind in kinds
    }


def _paper(reference: str, submission: Submission) -> Paper:
    sealed = blobs.keep(reference, "original", b"%PDF-1.7 as it came")
    return Paper(
        form=submission.form.id,
        form_version=submission.form.version,
        role=submission.form.role.value,
        file_name="referral.pdf",
        media_type="application/pdf",
        blob=sealed.blob,
        digest=sealed.digest,
        answers=kept.to_json(submission),
    )


@cache
def _forms() -> Mapping[str, Form]:
    return {form: a_form(form) for form in FORMS}


@cache
def _holidays() -> Holidays:
    return holidays.load()


def _seal(spool_id: str, untrusted_raw: bytes) -> bytes:
    return keys.ring().seal_for(spool_id).close(untrusted_raw, thing=spool_id, kind="spool")


def _unseal(spool_id: str, sealed: bytes) -> bytes:
    return keys.ring().seal_for(spool_id).open(sealed, thing=spool_id, kind="spool")
