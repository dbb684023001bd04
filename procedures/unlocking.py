"""A file behind a password: a person types it, the file is opened in the cage and read (forms 8).

The password is used once. It stands in no file, no log, no mail and no row; what was behind the
lock is kept sealed with the case, like every form.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework.case import WORDS
from casework.faults import Fault, Kind
from casework.receipt import Fate, MessageKind, Receipt
from confine.cage import UNLOCK, NotRead, Read, Reason
from ingest import kinds, sender, wire
from ingest.file_types import FileType
from ingest.message import FilePart, Message, Unparsable
from mailboxes.port import Folder, Gone, MessageRef
from procedures import answers, judging, reading, threads
from procedures.judging import Arrival
from procedures.office import UNLOCK_FILE, UNLOCK_PDF, Office
from procedures.reading import ReadPaper
from procedures.threads import Named
from register import alerts, cases, intake, reopening

BY = "desk"
WRONG = "wrong-password"
LOCKED = frozenset({FileType.LOCKED_OFFICE, FileType.LOCKED_ZIP})


class WrongPassword(Fault):
    """This is not the password of that file. Nothing was changed."""

    kind = Kind.DOCUMENTS
    next_step = "ask for it again by telephone, minding capitals, and run the command once more."


class NotLocked(Fault):
    """There is no file behind a password under this number."""

    kind = Kind.USAGE
    next_step = "see `clerk open RECEIPT --list`, and name one by --file; opened ones are no more."


class NotOpened(Fault):
    """The password may be right, and yet no form could be taken out. Nothing was changed."""

    kind = Kind.DOCUMENTS
    next_step = "ask the referrer for the file without its lock, on paper or by a secure way."


class MailGone(Fault):
    """This mail can no longer be opened."""

    kind = Kind.REGISTER
    next_step = "run `clerk doctor`; ask the referrer to send it again if the mail is gone."


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFile:
    """A file of a message that a password may open."""

    number: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an opened file turned out to be, and what its message leads to now."""

    receipt: str
    file: int
    found: tuple[str, ...]
    case: str
    disposition: str
    reason: str
    standing: str
    alerts: tuple[str, ...]


def locked_files(reference: str, office: Office) -> tuple[LockedFile, ...]:
    """The files of a message that wait for a password. Raises NoSuchReceipt, MailGone."""
    receipt = intake.receipt(reference)
    parsed = _parsed(receipt, office)
    waiting = _locked(parsed, _read(parsed, receipt, office), reopening.opened_files(reference))
    return tuple(LockedFile(number=one.number, file=one.untrusted_name) for one in waiting)


def open_file(
    reference: str, number: int, untrusted_password: str, office: Office, *, now: dt.datetime
) -> Opened:
    """Open one file of a message and rule the message by what is in it.

    Number 0 means the only one that is locked. Raises NoSuchReceipt, NotRuledYet, MailGone,
    NotLocked, WrongPassword or NotOpened; then nothing was changed.
    """
    receipt = intake.receipt(reference)
    parsed = _parsed(receipt, office)
    read = _read(parsed, receipt, office)
    opened_before = reopening.opened_files(reference)
    locked = _chosen(_locked(parsed, read, opened_before), number)
    papers = [
        reading.read_file(file, office, arrived=receipt.arrived)
        for file in _behind(locked, untrusted_password, office)
    ]
    others = [
        paper
        for paper in read
        if paper.file.number not in {locked.number, *opened_before}
        and (paper.submission is None or not receipt.case)  # those are on the case already
    ]
    arrival = _arrival(parsed, (*papers, *others), receipt, office)
    settled = _ruled(receipt, arrival, locked.number, office, now=now)
    return Opened(
        receipt=receipt.reference,
        file=locked.number,
        found=tuple(map(_what, papers)),
        case=settled.case,
        disposition=settled.disposition.value if settled.disposition else "",
        reason=settled.reason,
        standing=WORDS[cases.case(settled.case).state] if settled.case else "",
        alerts=tuple(dict.fromkeys(one.words for one in alerts.every(receipt=reference))),
    )


def in_words(opened: Opened) -> tuple[str, ...]:
    """The outcome for a screen."""
    where = f"{opened.case}, {opened.standing}" if opened.case else opened.reason
    return (
        f"Opened file {opened.file} of {opened.receipt}: {', '.join(opened.found)}.",
        f"{opened.receipt} is now: {opened.disposition}{f' ({where})' if where else ''}.",
        *(f"LOOK NOW: {words}" for words in opened.alerts),
    )


def _parsed(receipt: Receipt, office: Office) -> Message:
    if not receipt.spool:
        raise MailGone(receipt.reference)
    parsed = reading.open_message(office.spool.read(receipt.spool), office)
    if isinstance(parsed, Unparsable):
        raise MailGone(receipt.reference)
    return parsed


def _read(parsed: Message, receipt: Receipt, office: Office) -> tuple[ReadPaper, ...]:
    return reading.read_papers(parsed, office, arrived=receipt.arrived)


def _locked(
    parsed: Message, read: Sequence[ReadPaper], opened: frozenset[int]
) -> tuple[FilePart, ...]:
    why = {paper.file.number: paper.no_form.why for paper in read if paper.no_form}
    return tuple(
        file
        for file in parsed.files
        if file.number not in opened
        and (file.type in LOCKED or why.get(file.number) == reading.PASSWORD)
    )


def _chosen(locked: Sequence[FilePart], number: int) -> FilePart:
    if number == 0 and len(locked) == 1:
        return locked[0]
    found = next((file for file in locked if file.number == number), None)
    if found is None:
        raise NotLocked(*(f"file {file.number} is locked" for file in locked))
    return found


def _behind(locked: FilePart, untrusted_password: str, office: Office) -> list[FilePart]:
    """The files behind the lock, each as if it had come so."""
    if not untrusted_password or not untrusted_password.isprintable():
        raise WrongPassword(f"file {locked.number}")
    is_pdf = locked.type is FileType.PDF
    given = {"password": untrusted_password}
    outcome = office.reading().run(
        UNLOCK_PDF if is_pdf else UNLOCK_FILE,
        locked.untrusted_data,
        limits=UNLOCK,
        arguments=given if is_pdf else given | {"name": locked.untrusted_name},
    )
    match outcome:
        case NotRead(reason=Reason.REFUSED, code=code) if code == WRONG:
            raise WrongPassword(f"file {locked.number}")
        case NotRead(reason=reason, code=code):
            raise NotOpened(f"{reason.value}: {code}")
        case Read(untrusted_answer=untrusted_answer) if is_pdf:
            return [_opened(locked, locked.untrusted_name, FileType.PDF, untrusted_answer)]
        case Read(untrusted_answer=untrusted_answer):
            unpacked = wire.unpack_files(untrusted_answer)
    if unpacked is None:
        raise NotOpened("malformed answer")
    facts, untrusted_files = unpacked
    return [
        _opened(locked, one.name or locked.untrusted_name, one.type, untrusted_data)
        for one, untrusted_data in zip(facts, untrusted_files, strict=True)
    ]


def _opened(locked: FilePart, name: str, kind: FileType, untrusted_data: bytes) -> FilePart:
    digest = hashlib.sha256(untrusted_data).hexdigest()
    return replace(
        locked,
        untrusted_name=name,
        type=kind,
        digest=digest,
        kept_digest=digest,
        untrusted_data=untrusted_data,
    )


def _arrival(
    parsed: Message, papers: tuple[ReadPaper, ...], receipt: Receipt, office: Office
) -> Arrival:
    """The message with what was behind the lock; a case that it made before is the one it means."""
    trust = office.settings.mailbox.trust.results
    believed = sender.verdict(parsed, office.people, trust=trust, on=receipt.arrived.date())
    thread = threads.follow(parsed, believed, office)
    if receipt.case:
        thread = replace(thread, named=Named(case=cases.case(receipt.case)))
    return Arrival(
        parsed=parsed, papers=papers, sender=believed, thread=thread, arrived=receipt.arrived
    )


def _ruled(
    receipt: Receipt, arrival: Arrival, number: int, office: Office, *, now: dt.datetime
) -> Receipt:
    proposal = kinds.propose(
        arrival.parsed,
        forms_found=[paper.submission.form.role for paper in arrival.papers if paper.submission],
        own_addresses=(office.protocol.mailbox,),
        answers=arrival.thread.answers,
        actions=arrival.thread.actions,
    )
    judged = () if proposal.kind is MessageKind.AUTOMATIC else judging.judge(arrival, office)
    ruling = answers.rule(receipt, arrival, judged, proposal, office, now=now)
    if receipt.case and not ruling.cases:
        raise NotOpened("no form of the case was in it")
    settled = reopening.record(ruling, opened=number, by=BY, now=now)
    _move(settled, office)
    intake.settle(settled.reference, now=now)
    return intake.receipt(settled.reference)


def _move(receipt: Receipt, office: Office) -> None:
    """Out of Quarantine, when nobody has to look at it any more."""
    if receipt.fate is not Fate.PROCESSED:
        return
    here = MessageRef(
        mailbox=receipt.mailbox,
        folder=Folder.QUARANTINE,
        place=receipt.place,
        untrusted_message_id=None,
        size_bytes=None,
        received=None,
    )
    try:
        office.mailbox.move(here, Folder.PROCESSED)
    except Gone:
        return  # somebody moved it


def _what(paper: ReadPaper) -> str:
    if paper.submission is not None:
        return f"{paper.submission.form.id} version {paper.submission.form.version}"
    return paper.no_form.why if paper.no_form else "no form"
