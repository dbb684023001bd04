"""The cases before the panel, for a coordinator's screen: references and labels, no values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework import wording
from casework.case import WORDS, Case, CaseState, Moment
from casework.dates import day, short
from casework.document import DocumentKind
from casework.faults import Fault, Kind
from casework.finding import Finding
from casework.identifiers import normal
from casework.mailing import Outgoing
from casework.match import Verdict
from casework.question import Question
from casework.receipt import Paper
from procedures import casefile, changes
from procedures.meeting_cases import STATE_WORDS
from procedures.office import Office
from procedures.outgoing import WORDS as MAIL_WORDS
from register import actions, cases, editions, matches, meetings, outgoing
from register.keys import KeyGone

WITH_A_DATE = frozenset({CaseState.LISTED, CaseState.DISCUSSED})
HAPPENED = {
    "hold": "Waits for a person",
    "send_back": "Sent back to the referrer",
    "accept": "Complete",
    "list": "Put on the list",
    "defer": "Deferred",
    "discuss": "Discussed",
    "close": "Closed",
    "refer_again": "Referred again",
    "paper": "A form came",
    "alert": "Told at once",
    "mail": "Mail",
}
VERDICTS = {
    Verdict.SAME: "the same person",
    Verdict.NOT_SAME: "not the same person",
    Verdict.LINKED: "another person, the cases belong together",
}
WITH_DETAIL = frozenset({"paper", "alert", "mail"})


class WrongCaseReference(Fault):
    """This reference has a mistake in it, or is none."""

    kind = Kind.USAGE
    next_step = "check the last letters; `clerk case list` has them all."


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list."""

    reference: str
    words: str
    meeting: str
    came: str
    papers: str
    state: CaseState
    meeting_on: dt.date | None
    came_at: dt.datetime
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A form that came, by its title and version; never what stands in it."""

    form: str
    title: str
    version: str
    number: int
    came: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """What a check found, in words, with the rule and clause behind it."""

    check: str
    severity: str
    rule: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentLine:
    """One thing that happened."""

    at: dt.datetime
    when: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyHeld:
    """A copy with this case in it: whose it is, and what became of it."""

    meeting: dt.date
    document: str
    version: int
    copy: str
    person: str
    agency: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOfCase:
    """An action of this case."""

    reference: str
    agency: str
    due: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOfCase:
    """Another case that may be about the same person, and what was said of it."""

    other: str
    strength: str
    reasons: tuple[str, ...]
    verdict: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShown:
    """One case, whole. `destroyed` says that its papers were destroyed with their key."""

    line: CaseLine
    earlier: str
    joined: str
    destroyed: bool
    matches: tuple[MatchOfCase, ...]
    papers: tuple[PaperLine, ...]
    changes: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    timeline: tuple[MomentLine, ...]
    copies: tuple[CopyHeld, ...]
    actions: tuple[ActionOfCase, ...]


def listing(office: Office) -> tuple[CaseLine, ...]:
    """Every case in the order of its first arrival."""
    return tuple(_line(case, office) for case in cases.cases())


def show(untrusted_reference: str, office: Office) -> CaseShown:
    """One case. Raises WrongCaseReference or NoSuchCase."""
    reference = reference_of(untrusted_reference)
    case = cases.case(reference)
    history = _history(reference)
    return CaseShown(
        line=_line(case, office),
        earlier=case.earlier,
        joined=case.joined,
        matches=tuple(_matches(reference)),
        destroyed=history is None,
        papers=tuple(_paper(paper, office) for paper in history or ()),
        changes=tuple(_changes(reference, office)) if history is not None else (),
        findings=tuple(_findings(reference, office)),
        timeline=tuple(_moment(moment) for moment in cases.timeline(reference)),
        copies=tuple(_copies(reference, office)),
        actions=tuple(_actions(reference, office)),
    )


def reference_of(untrusted_reference: str) -> str:
    """A case's reference as we print it. Raises WrongCaseReference."""
    reference = normal(untrusted_reference)
    if reference is None:
        raise WrongCaseReference
    return reference


def in_words(shown: CaseShown) -> tuple[str, ...]:
    """A case for the screen."""
    line = shown.line
    urgent = "URGENT, " if line.urgent else ""
    return (
        f"{line.reference}: {urgent}{line.words}",
        *((f"Meeting: {line.meeting}",) if line.meeting else ()),
        f"First came: {line.came}",
        *((f"Earlier case: {shown.earlier}",) if shown.earlier else ()),
        *((f"Part of: {shown.joined}",) if shown.joined else ()),
        *(("Its papers were destroyed.",) if shown.destroyed else ()),
        *_part(
            "Papers",
            (f"{one.title}, version {one.version}, no. {one.number}, {one.came}"
             for one in shown.papers),
        ),
        *_part("Changed in the newest version", shown.changes),
        *_part(
            "May be one person's",
            (f"{one.other}  {one.words}" for one in shown.matches),
        ),
        *_part("Found in the newest message", map(_finding_in_words, shown.findings)),
        *_part(
            "Actions",
            (f"{one.reference}  {one.agency}, due {one.due}: {one.standing}"
             for one in shown.actions),
        ),
        *_part(
            "Copies",
            (f"{one.document} of {one.meeting} v{one.version}, {one.copy}: {one.person}"
             f"{f', {one.agency}' if one.agency else ''}. {one.standing}" for one in shown.copies),
        ),
        *_part("What happened", (f"{one.when}  {one.what}" for one in shown.timeline)),
    )  # fmt: skip


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = [f"  {line}" for line in lines]
    if told:
        yield from ("", f"{title}:", *told)


def _finding_in_words(one: FindingLine) -> str:
    clause = wording.clause_words(one.clause)
    return f"{one.severity:<6}  {one.words}{f' ({clause})' if clause else ''}"


def _line(case: Case, office: Office) -> CaseLine:
    dated = f" {day(case.meeting)}" if case.meeting and case.state in WITH_A_DATE else ""
    number = len(_history(case.reference) or ())
    del office  # the register is the open one
    return CaseLine(
        reference=case.reference,
        words=f"{WORDS[case.state]}{dated}",
        meeting=day(case.meeting) if case.meeting else "",
        came=short(case.first_arrival),
        papers=f"{number} {'form' if number == 1 else 'forms'}",
        state=case.state,
        meeting_on=case.meeting,
        came_at=case.first_arrival,
        urgent=case.urgent,
    )


def _history(reference: str) -> tuple[Paper, ...] | None:
    """Every form that came; None when they were destroyed with their key."""
    try:
        return cases.history(reference)
    except KeyGone:
        return None


def _paper(paper: Paper, office: Office) -> PaperLine:
    form = casefile.form_of(paper.form, paper.form_version, office)
    return PaperLine(
        form=paper.form,
        title=form.title,
        version=paper.form_version,
        number=paper.number,
        came=short(paper.came) if paper.came else "",
        receipt=paper.receipt,
    )


def _changes(reference: str, office: Office) -> Iterator[str]:
    """What changed, by question: the answers themselves are for `clerk case changes`."""
    for line in changes.of_case(reference, office):
        yield f"{line.title}, question {line.number}: {changes.WORDS[line.change]}"


def _matches(reference: str) -> Iterator[MatchOfCase]:
    for match in matches.of(reference):
        why = ", ".join(match.reasons)
        words = VERDICTS[match.verdict] if match.verdict else f"{match.strength}: {why}"
        yield MatchOfCase(
            other=match.beside(reference),
            strength=match.strength,
            reasons=match.reasons,
            verdict=match.verdict.value if match.verdict else "",
            words=words,
        )


def _findings(reference: str, office: Office) -> Iterator[FindingLine]:
    yield from (_finding(one, office) for one in casefile.found_last(reference))


def _finding(finding: Finding, office: Office) -> FindingLine:
    return FindingLine(
        check=finding.check,
        severity=finding.severity.value,
        rule=finding.rule,
        clause=finding.clause,
        words=wording.sentence(finding, _question(finding, office)),
    )


def _question(finding: Finding, office: Office) -> Question | None:
    form = office.forms.get(finding.form)
    return form.question(finding.field_id) if form else None


def _moment(moment: Moment) -> MomentLine:
    what = HAPPENED.get(moment.what, moment.what)
    detail = f": {moment.detail}" if moment.what in WITH_DETAIL else ""
    subject = f" ({moment.subject})" if moment.subject else ""
    return MomentLine(at=moment.at, when=short(moment.at), what=f"{what}{detail}{subject}")


def _copies(reference: str, office: Office) -> Iterator[CopyHeld]:
    for meeting in meetings.every():
        by_digest = {made.digest: made for made in editions.documents(meeting.date)}
        mails = {
            attachment.blob: mail
            for mail in outgoing.every(meeting=meeting.date)
            for attachment in mail.intent.attachments
        }
        for copy in editions.copies(meeting.date):
            if reference not in copy.cases:
                continue
            made = by_digest[copy.original]
            person = office.people.person(copy.person)
            agency = office.people.agency(person.agency) if person else None
            yield CopyHeld(
                meeting=meeting.date,
                document=_words(made.kind),
                version=made.version,
                copy=f"copy {copy.copy_number:02d} of {copy.of:02d}",
                person=copy.person,
                agency=agency.name if agency else "",
                standing=_standing(mails.get(copy.blob)),
            )


def _standing(mail: Outgoing | None) -> str:
    if mail is None:
        return "Made"
    sent = f" {short(mail.sent)}" if mail.sent else ""
    return f"{MAIL_WORDS[mail.state]}{sent}"


def _words(kind: DocumentKind) -> str:
    return kind.value.replace("-", " ")


def _actions(reference: str, office: Office) -> Iterator[ActionOfCase]:
    for action in actions.every(case=reference):
        agency = office.people.agency(action.agency)
        yield ActionOfCase(
            reference=action.reference,
            agency=agency.name if agency else action.agency,
            due=day(action.due),
            standing=STATE_WORDS[action.state],
        )
