"""What the clerk would say of a file: `clerk check`. It stores nothing and answers nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casework import rules
from casework.answer import PartialDate, Row, State, Value
from casework.disposition import Disposition, decide
from casework.facts import Facts, SenderStanding
from casework.faults import Fault, Kind
from casework.finding import Finding, Severity
from casework.question import FormRole
from casework.submission import ReferralSet, Submission
from casework.timetable import MeetingFor, meeting_for
from casework.wording import says_who, sentence
from casework.working_days import PastHorizon
from ingest import file_types, kinds, sender
from ingest.file_types import FORM_LIKE
from ingest.message import FilePart, Message, Unparsable
from ingest.wire import Source
from procedures import judging, reading
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
    """One finding with the rule and clause behind it, and its words."""

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
    """One file: the form it is, with every answer; or why it is none."""

    file: str
    what: str
    form: str
    version: str
    recognised_by: str
    reader: str
    notes: tuple[str, ...]
    fields: tuple[FieldLine, ...]


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


def check(file: Path, office: Office, *, now: dt.datetime) -> Report:
    """What the clerk would say of this file, as if it had come now. Raises FileNotThere."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return _not_a_form(file, "too_large")
        untrusted_data = file.read_bytes()
    except OSError as error:
        raise FileNotThere(file.name) from error
    kind = file_types.sniff(untrusted_data, file.name)
    if kind in FORM_LIKE or file.suffix.casefold() != MAIL:
        return _form(file, untrusted_data, office, now=now)
    return _mail(file, untrusted_data, office, now=now)


def in_words(report: Report) -> tuple[str, ...]:
    """The report for a screen."""
    lines = [f"{report.file}: {report.kind}, {report.disposition}{_because(report.reason)}"]
    for paper in report.papers:
        form = f"{paper.form} version {paper.version}, {paper.reader}" if paper.form else paper.what
        lines.append(f"  {paper.file}: {form}{_because(', '.join(paper.notes))}")
        lines += [
            f"    {field.number:<5} {field.id:<28} {_shown(field)}"
            for field in paper.fields
            if field.state != State.NOT_APPLICABLE.value
        ]
    lines += [
        f"  {finding.severity.upper():<6} {finding.words} [{finding.rule}"
        f"{', ' + finding.clause if finding.clause else ''}]"
        for finding in report.findings
    ]
    return tuple(lines)


def _form(file: Path, untrusted_data: bytes, office: Office, *, now: dt.datetime) -> Report:
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
        return _not_a_form(file, why, papers=(_paper(paper),))
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
    return Report(
        file=file.name,
        kind=paper.submission.form.role.value,
        disposition=decide(found).value,
        reason="",
        papers=(_paper(paper),),
        findings=tuple(_findings(found, (paper.submission,))),
    )


def _mail(file: Path, untrusted_raw: bytes, office: Office, *, now: dt.datetime) -> Report:
    parsed = reading.open_message(untrusted_raw, office)
    if isinstance(parsed, Unparsable):
        return _not_a_form(file, parsed.reason)
    arrival = _arrival(parsed, office, now=now)
    proposal = kinds.propose(
        parsed,
        forms_found=[p.submission.form.role for p in arrival.papers if p.submission],
        own_addresses=(office.protocol.mailbox,),
    )
    judged = judging.judge(arrival, office)
    found = [finding for one in judged for finding in one.findings]
    worst = _worst(judged)
    return Report(
        file=file.name,
        kind=proposal.kind.value,
        disposition=worst.value,
        reason="" if judged else "not_a_form",
        papers=tuple(map(_paper, arrival.papers)),
        findings=tuple(
            line for one in judged for line in _findings(one.findings, one.referral.papers)
        ) if found else (),
    )  # fmt: skip


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


def _paper(paper: ReadPaper) -> PaperReport:
    form = paper.submission
    if form is None:
        lost = paper.no_form
        return PaperReport(
            file=paper.file.untrusted_name, what=lost.why if lost else "", form="", version="",
            recognised_by="", reader="", notes=tuple(lost.notes) if lost else (), fields=(),
        )  # fmt: skip
    return PaperReport(
        file=paper.file.untrusted_name,
        what="form",
        form=form.form.id,
        version=form.form.version,
        recognised_by=form.recognised_by,
        reader=form.reader,
        notes=form.notes,
        fields=tuple(_fields(form)),
    )


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


def _because(why: str) -> str:
    return f" ({why})" if why else ""


def _shown(field: FieldLine) -> str:
    value = "" if field.value is None else str(field.value)
    where = f"  [page {field.page}]" if field.page else ""
    return f"{field.state}{': ' + value if value else ''}{where}"
