"""What a rehearsal's page shows of one panel's month, gathered from its register by reading alone.

Names of people stand here, all of them invented; nothing of a live installation goes this way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from casework.dates import day, short
from casework.disposition import Disposition
from casework.finding import Finding, Severity
from casework.mailing import MailKind, Outgoing, OutgoingState
from casework.receipt import MessageKind, Receipt
from casework.wording import clause_words, says_who, sentence
from procedures import changes, installation
from procedures.doctor import Row as HealthRow
from procedures.office import Office
from procedures.outgoing import WORDS as STANDING
from procedures.picturing import Picture, agenda_pictures, log_pictures, pack_copies, pages_of_copy
from procedures.rehearsal import stage
from procedures.rehearsal.month import Month
from procedures.rehearsal.stage import Came
from procedures.stories import Story, copies_beside, stories
from register import alerts, findings, outgoing

ORDER = (Severity.HOLD, Severity.RETURN, Severity.WARN)


class Colour(StrEnum):
    """The tag beside an outcome; the colour never says more than its words do."""

    READY = "ready"
    BACK = "back"
    YOU = "you"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One email and what became of it. `alerts` and `why` are sentences with their clauses."""

    came: str
    receipt: str
    case: str
    who: str
    subject: str
    told: str
    files: tuple[str, ...]
    outcome: str
    colour: Colour
    alerts: tuple[str, ...]
    why: tuple[str, ...]
    wrote: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One person of the panel and the copy they got, or why they got none."""

    number: str
    who: str
    cases: str
    pages: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailShown:
    """One mail as it leaves: its own header and text."""

    summary: str
    text: str
    files: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailGroup:
    """The outgoing mails of one kind."""

    title: str
    mails: tuple[MailShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A row of `clerk doctor`."""

    name: str
    state: str
    colour: Colour
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One panel's month, ready to be laid out."""

    panel: str
    title: str
    meeting: str
    mails: tuple[MailRow, ...]
    stories: tuple[Story, ...]
    agenda: tuple[Picture, ...]
    copies: tuple[CopyRow, ...]
    papers: tuple[Story, ...]
    log: tuple[Picture, ...]
    outgoing: tuple[MailGroup, ...]
    health: tuple[Health, ...]


KIND_WORDS: Mapping[MessageKind, str] = MappingProxyType(
    {
        MessageKind.ACTION_UPDATE: "Action reply",
        MessageKind.APOLOGY: "Apology",
        MessageKind.INVITE_REQUEST: "Invitation asked for",
        MessageKind.CLIENT_CONCERN: "Concern about a person",
        MessageKind.ADVICE_REQUEST: "Advice asked for",
        MessageKind.COMPLAINT: "Complaint",
        MessageKind.BREACH: "Breach report",
        MessageKind.WITHDRAWAL: "Leaving notice",
        MessageKind.PAPERS_QUERY: "About papers",
        MessageKind.AUTOMATIC: "Automatic reply, not answered",
    }
)
MAIL_WORDS: Mapping[MailKind, str] = MappingProxyType(
    {
        MailKind.SENT_BACK: "Sent back, with their own form marked",
        MailKind.SENT_BACK_AGAIN: "Sent back again",
        MailKind.SENT_BACK_NO_FORM: "Sent back, without the form",
        MailKind.OTHER_HALF: "The second form is missing",
        MailKind.COULD_NOT_READ: "Could not be read",
        MailKind.READY: "Complete, nothing to do",
        MailKind.NEXT_LIST: "Complete, for the next meeting",
        MailKind.ELSEWHERE: "Belongs elsewhere",
        MailKind.FIRST_AGENDA: "Provisional agenda",
        MailKind.PAPERS: "Panel papers, one numbered copy each",
        MailKind.EXTRA_PAPERS: "Extra papers",
        MailKind.INVITATION: "Invitation for one case",
        MailKind.ACTION_THANKS: "Action noted, thank you",
        MailKind.ACTION_UNCLEAR: "Action reply not understood",
        MailKind.ACTION_LOG: "Action log",
        MailKind.ALERT: "To the coordinator: look now",
    }
)
_OUTCOMES: Mapping[Disposition, tuple[str, Colour]] = MappingProxyType(
    {
        Disposition.ACCEPT: ("Ready", Colour.READY),
        Disposition.SEND_BACK: ("Sent back", Colour.BACK),
        Disposition.NEEDS_YOU: ("Needs you", Colour.YOU),
    }
)
_HEALTH = MappingProxyType({"good": Colour.READY, "warn": Colour.BACK, "bad": Colour.YOU})
_NO_COPY = MappingProxyType(
    {
        "none": "Observers get no papers",
        "own copy": "No case of this meeting is for them",
        "held: no sharing agreement": "Kept back: their agency has not signed the agreement",
    }
)
_HEADERS = ("From", "To", "Subject", "Date", "In-Reply-To", "Auto-Submitted", "X-Rehearsal")


def gather(
    office: Office,
    month: Month,
    came: Sequence[Came],
    *,
    health: Iterable[HealthRow],
    now: dt.datetime,
) -> Shown:
    """Everything that the page shows of this month. The office must be open; nothing is changed."""
    main = month.sittings[-1]
    return Shown(
        panel=office.protocol.short_name,
        title=office.protocol.title,
        meeting=day(main.date),
        mails=tuple(_mail_row(one, month, office) for one in came),
        stories=stories(came, office),
        agenda=agenda_pictures(main.date),
        copies=tuple(_copy_rows(main.date, office, now=now)),
        papers=copies_beside(main.date, office),
        log=log_pictures(main.date),
        outgoing=tuple(_groups(office)),
        health=tuple(
            Health(
                name=row.name,
                state=row.state.value,
                colour=_HEALTH[row.state.value],
                words=" ".join(filter(None, (row.meaning, row.next_step))),
            )
            for row in health
        ),
    )


def _mail_row(one: Came, month: Month, office: Office) -> MailRow:
    receipt, mail = one.receipt, one.mail
    outcome, colour = _outcome(receipt)
    subject = str(mail.subject or "a reply to our mail")
    return MailRow(
        came=short(receipt.arrived),
        receipt=receipt.reference,
        case=receipt.case,
        who=_who(mail.forwarded_by or mail.sender, month, office),
        subject=subject,
        told=mail.told,
        files=tuple(file.name for file in mail.files),
        outcome=outcome,
        colour=colour,
        alerts=tuple(
            dict.fromkeys(
                " ".join(filter(None, (alert.words, _clause(alert.clause))))
                for alert in alerts.every(receipt=receipt.reference)
            )
        ),
        why=tuple(dict.fromkeys(_why(receipt, office))),
        wrote=tuple(
            mail.intent.subject.partition(" - ")[2]
            for mail in outgoing.every(receipt=receipt.reference)
            if mail.intent.kind is not MailKind.ALERT
        ),
    )


def _who(address: str, month: Month, office: Office) -> str:
    name = month.person_name(address)
    person = next((one for one in office.people.persons if one.email == address), None)
    agency = office.people.agency(person.agency) if person else None
    return f"{name}, {agency.name}" if agency else name


def _outcome(receipt: Receipt) -> tuple[str, Colour]:
    if receipt.same_as:
        return f"Same as {receipt.same_as}", Colour.OTHER
    if receipt.reason.startswith("could_not_read"):
        why = receipt.reason.partition(":")[2].replace("_", " ")
        return f"Could not be read: {why}" if why else "Could not be read", Colour.YOU
    if receipt.kind is not None and receipt.kind in KIND_WORDS:
        return KIND_WORDS[receipt.kind], Colour.OTHER
    if not receipt.case and receipt.kind is MessageKind.UNKNOWN:
        return "Not a referral", Colour.OTHER
    return _OUTCOMES[receipt.disposition or Disposition.NEEDS_YOU]


def _why(receipt: Receipt, office: Office) -> Iterator[str]:
    if receipt.kind is MessageKind.RESEND and receipt.case:
        for line in changes.of_case(receipt.case, office):
            yield f"{line.title}, question {line.number}: {changes.WORDS[line.change]}."
    found = [finding for finding in findings.of(receipt.reference) if finding.severity in ORDER]
    for finding in sorted(found, key=lambda one: ORDER.index(one.severity)):
        yield in_words(finding, office)


def in_words(finding: Finding, office: Office) -> str:
    """A finding as a sentence with who says so behind it."""
    form = office.forms.get(finding.form)
    question = form.question(finding.field_id) if form else None
    return " ".join(filter(None, (sentence(finding, question), says_who(finding))))


def _clause(clause: str) -> str:
    return f"({clause_words(clause)})" if clause else ""


def _copy_rows(meeting: dt.date, office: Office, *, now: dt.datetime) -> Iterator[CopyRow]:
    sent = {
        mail.intent.person: mail
        for mail in outgoing.every(meeting=meeting)
        if mail.intent.kind in stage.PAPERS
    }
    heard = len({case for mail in sent.values() for case in mail.intent.cases})
    copies = {copy.person: copy for copy in pack_copies(meeting)}
    papers = {line.id: line.papers for line in installation.people(office, now=now)}
    for person in office.people.persons:
        if not person.is_current(now.date()) or person.role.value in {"coordinator", "referrer"}:
            continue
        agency = office.people.agency(person.agency)
        who = f"{person.name}, {agency.name if agency else ''} ({person.role.value})"
        copy, mail = copies.get(person.id), sent.get(person.id)
        if copy is None:
            why = _NO_COPY.get(papers[person.id], papers[person.id])
            yield CopyRow(number="none", who=who, cases="0", pages="0", standing=why)
            continue
        yield CopyRow(
            number=f"{copy.copy_number} of {copy.of}",
            who=who,
            cases=f"{len(copy.cases)} of {heard}",
            pages=str(pages_of_copy(copy)),
            standing=_standing(mail) if mail else "Kept back",
        )


def _standing(mail: Outgoing) -> str:
    if mail.state is OutgoingState.ACCEPTED and mail.sent is not None:
        return f"Put into the outbox folder, {short(mail.sent)}"
    return STANDING[mail.state]


def _groups(office: Office) -> Iterator[MailGroup]:
    every = outgoing.every()
    for kind, words in MAIL_WORDS.items():
        own = [mail for mail in every if mail.intent.kind is kind]
        if own:
            yield MailGroup(title=words, mails=tuple(_shown(mail, office) for mail in own))


def _shown(mail: Outgoing, office: Office) -> MailShown:
    person = office.people.person(mail.intent.person)
    name = person.name if person else mail.intent.person
    when = short(mail.sent) if mail.sent else STANDING[mail.state]
    head = f"To: {mail.intent.address}\nSubject: {mail.intent.subject}"
    text = mail.intent.body
    if mail.blob:
        left = stage.read(mail)
        head = "\n".join(f"{key}: {left[key]}" for key in _HEADERS if left[key])
        text = stage.text_of(left)
    return MailShown(
        summary=f"{when}, to {name}: {mail.intent.subject.partition(' - ')[2]}",
        text=f"{head}\n\n{text.strip()}",
        files=", ".join(attachment.file_name for attachment in mail.intent.attachments),
    )
