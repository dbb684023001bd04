"""What the clerk would say of a file: `clerk check`. It stores nothing and answers nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casework import rules
from casework.answer import PartialDate, Row, Value
from casework.disposition import Disposition, decide
from casework.facts import Facts, SenderStanding
from casework.faults import Fault, Kind
from casework.finding import Finding, Severity
from casework.question import FormRole
from casework.submission import ReferralSet, Submission
from casework.timetable import MeetingFor, meeting_for
from casework.wording import says_who, sentence
from casework.working_days import PastHorizon
from forms.drift import drift
from ingest import file_types, kinds, sender
from ingest.file_types import FORM_LIKE
from ingest.message import FilePart, Message, Unparsable
from ingest.wire import Source
from procedures import by_hand, judging, reading
from procedures.judging import Arrival, Judged
from procedures.office import Office
from procedures.reading import ReadPaper
from procedures.threads import Thread

MAIL = ".eml"
MOST_BYTES = 100 * 1024 * 1024


class FileNotThere(Fault):
    """There is no file of this name, or it cannot be read."""

    kind = Kind.USAGE
    next_step = "name a form (PDF or Word) or a mail (.eml) that you can open."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One answer as read. `value` is None unless the state is answered."""

    id: str
    number: str
    label: str
    state: str
    value: object
    raw: str
    readings: tuple[str, ...]
    page: int | None
    box: tuple[float, float, float, float] | None
    path: str
    how: str
    sure: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding with the rule and clause behind it, and its words.

    `mark` is its number in the list and in the picture; empty for one about no question.
    """

    mark: str
    severity: str
    check: str
    rule: str
    clause: str
    basis: str
    form: str
    field: str
    number: str
    part: str
    page: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReport:
    """One file: the form it is, with every answer; or why it is none.

    `layout` is the known layout it has if not ours, `edited` says how far it is from our blank.
    `by_hand` are the questions whose answers a person types from its pictures, as no form was read.
    """

    file: str
    what: str
    form: str
    version: str
    blank: str
    layout: str
    edited: str
    recognised_by: str
    reader: str
    notes: tuple[str, ...]
    fields: tuple[FieldLine, ...]
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the clerk would make of a form or a mail."""

    file: str
    kind: str
    disposition: str
    reason: str
    papers: tuple[PaperReport, ...]
    findings: tuple[FindingLine, ...]

    @property
    def needs_a_person(self) -> bool:
        """Whether a coordinator would have to look."""
        return self.disposition == Disposition.NEEDS_YOU.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A report with the papers it is of, in its order, for a picture of them."""

    report: Report
    papers: tuple[ReadPaper, ...] = ()


def check(file: Path, office: Office, *, now: dt.datetime) -> Report:
    """What the clerk would say of this file, as if it had come now. Raises FileNotThere."""
    return look(file, office, now=now).report


def look(file: Path, office: Office, *, now: dt.datetime) -> Looked:
    """The same, with the papers themselves. Raises FileNotThere."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return Looked(report=_not_a_form(file, "too_large"))
        untrusted_data = file.read_bytes()
    except OSError as error:
        raise FileNotThere(file.name) from error
    kind = file_types.sniff(untrusted_data, file.name)
    if kind in FORM_LIKE or file.suffix.casefold() != MAIL:
        return _form(file, untrusted_data, office, now=now)
    return _mail(file, untrusted_data, office, now=now)


def _form(file: Path, untrusted_data: bytes, office: Office, *, now: dt.datetime) -> Looked:
    part = FilePart(
        number=1,
        untrusted_name=file.name,
        untrusted_declared="",
        type=file_types.sniff(untrusted_data, file.name),
        source=Source.MAIL,
        embedded=False,
        digest=hashlib.sha256(untrusted_data).hexdigest(),
        kept_digest="",
        untrusted_data=untrusted_data,
    )
    paper = reading.read_file(part, office, arrived=now)
    if paper.submission is None:
        why = paper.no_form.why if paper.no_form else ""
        report = _not_a_form(file, why, papers=(_paper(paper, office),))
        return Looked(report=report, papers=(paper,))
    facts = _facts(paper.submission, office, now=now)
    referral = ReferralSet(papers=(paper.submission,))
    found = rules.run(referral, office.protocol, facts)
    if paper.submission.form.role is FormRole.ACTION_UPDATE:
        found = ()
    # Of one form alone: that its other half is missing is said, and decides nothing.
    found = tuple(
        finding
        if finding.form or finding.severity is Severity.ALERT
        else replace(finding, severity=Severity.WARN)
        for finding in found
    )
    report = Report(
        file=file.name,
        kind=paper.submission.form.role.value,
        disposition=decide(found).value,
        reason="",
        papers=(_paper(paper, office),),
        findings=_numbered(_findings(found, (paper.submission,))),
    )
    return Looked(report=report, papers=(paper,))


def _mail(file: Path, untrusted_raw: bytes, office: Office, *, now: dt.datetime) -> Looked:
    parsed = reading.open_message(untrusted_raw, office)
    if isinstance(parsed, Unparsable):
        return Looked(report=_not_a_form(file, parsed.reason))
    arrival = _arrival(parsed, office, now=now)
    proposal = kinds.propose(
        parsed,
        forms_found=[p.submission.form.role for p in arrival.papers if p.submission],
        own_addresses=(office.protocol.mailbox,),
    )
    judged = judging.judge(arrival, office)
    report = Report(
        file=file.name,
        kind=proposal.kind.value,
        disposition=_worst(judged).value,
        reason="" if judged else "not_a_form",
        papers=tuple(_paper(paper, office) for paper in arrival.papers),
        findings=_numbered(
            line for one in judged for line in _findings(one.findings, one.referral.papers)
        ),
    )
    return Looked(report=report, papers=arrival.papers)


def _arrival(parsed: Message, office: Office, *, now: dt.datetime) -> Arrival:
    trust = office.settings.mailbox.trust.results
    believed = sender.verdict(parsed, office.people, trust=trust, on=now.date())
    return Arrival(
        parsed=parsed,
        papers=reading.read_papers(parsed, office, arrived=now),
        sender=believed,
        thread=Thread(),
        arrived=now,
    )


def _facts(form: Submission, office: Office, *, now: dt.datetime) -> Facts:
    """The circumstances of a form that its referrer sends as a member, by secure mail, now."""
    meeting = meeting_for(now, office.protocol, office.holidays)
    if isinstance(meeting, PastHorizon):
        meeting = MeetingFor(next=None)
    return Facts(
        arrived=now,
        today=now.date(),
        sender=SenderStanding.MEMBER,
        sender_domain=form.answer("referrer_email").text.rpartition("@")[2].casefold(),
        agencies=frozenset(agency.name for agency in office.people.agencies),
        meeting_dates=tuple(sitting.date for sitting in office.protocol.calendar.dates),
        next_meeting=meeting.next,
        missed_meeting=meeting.missed,
    )


def _worst(judged: Sequence[Judged]) -> Disposition:
    order = (Disposition.NEEDS_YOU, Disposition.SEND_BACK, Disposition.ACCEPT)
    found = [one.disposition for one in judged] or [Disposition.NEEDS_YOU]
    return min(found, key=order.index)


def _not_a_form(file: Path, why: str, papers: tuple[PaperReport, ...] = ()) -> Report:
    return Report(
        file=file.name,
        kind="unknown",
        disposition=Disposition.NEEDS_YOU.value,
        reason=why,
        papers=papers,
        findings=(),
    )


def _paper(paper: ReadPaper, office: Office) -> PaperReport:
    form = paper.submission
    if form is None:
        lost = paper.no_form
        return PaperReport(
            file=paper.file.untrusted_name, what=lost.why if lost else "", form="", version="",
            blank="", layout="", edited="", recognised_by="", reader="",
            notes=tuple(lost.notes) if lost else (), fields=(),
            by_hand=_by_hand(office) if lost and lost.why in by_hand.PICTURES else (),
        )  # fmt: skip
    blank = office.catalogue.by_serial(form.blank_serial)
    extracted = paper.extracted
    return PaperReport(
        file=paper.file.untrusted_name,
        what="form",
        form=form.form.id,
        version=form.form.version,
        blank=form.blank_serial,
        layout=extracted.layout if extracted else "",
        edited=drift(extracted, blank).in_words() if extracted and blank else "",
        recognised_by=form.recognised_by,
        reader=form.reader,
        notes=form.notes,
        fields=tuple(_fields(form)),
    )


def _by_hand(office: Office) -> tuple[str, ...]:
    return tuple(f"{one.number} {one.label}" for one in by_hand.questions(office))


def _fields(form: Submission) -> Iterator[FieldLine]:
    for question in form.form.questions:
        answer = form.answer(question.id)
        yield FieldLine(
            id=question.id,
            number=question.number,
            label=question.label,
            state=answer.state.value,
            value=_plain(answer.value),
            raw=answer.raw,
            readings=answer.readings,
            page=answer.place.page,
            box=answer.place.box,
            path=answer.place.path,
            how=answer.how.value,
            sure=answer.sure,
            notes=answer.notes,
        )


def _plain(value: Value | None) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case tuple():
            return [_row(row) for row in value]
        case PartialDate():
            return f"{value.year}-{value.month:02d}" if value.month else str(value.year)
        case dt.date():
            return value.isoformat()
        case _:
            return value


def _row(row: Row) -> dict[str, str]:
    return {"row": row.key, **row.cells}


def _findings(found: Sequence[Finding], papers: Sequence[Submission]) -> Iterator[FindingLine]:
    questions = {
        (paper.form.id, question.id): question
        for paper in papers
        for question in paper.form.questions
    }
    for finding in found:
        if finding.severity is Severity.LOG:
            continue
        question = questions.get((finding.form, finding.field_id))
        yield FindingLine(
            mark="",
            severity=finding.severity.value,
            check=finding.check,
            rule=finding.rule,
            clause=finding.clause,
            basis=finding.basis.value,
            form=finding.form,
            field=finding.field_id,
            number=question.number if question else "",
            part=finding.part,
            page=finding.place.page,
            words=f"{sentence(finding, question)} {says_who(finding)}".rstrip(),
        )


def _numbered(lines: Iterable[FindingLine]) -> tuple[FindingLine, ...]:
    """The findings, those about a question numbered in their order."""
    told: list[FindingLine] = []
    marked = 0
    for line in lines:
        marked += bool(line.field)
        told.append(replace(line, mark=str(marked) if line.field else ""))
    return tuple(told)
