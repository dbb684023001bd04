"""Cases that may be one person's: what suggests it, and a person's word on it (W39, M35, B8).

Nothing is joined without that word. On "the same", a case that is over makes the other one a
re-referral, and two open ones become one: the first arrival sets the slot, both referrers stay.
Either way the forms are judged again by every rule, and the referrer is asked what is now owed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casework.case import WORDS, Case, CaseState, Refused
from casework.disposition import Disposition
from casework.faults import Fault, Kind
from casework.finding import Finding, Severity
from casework.mailing import Intent
from casework.match import Match, Verdict
from casework.receipt import Alert, Paper, Receipt
from casework.submission import ReferralSet, Submission
from forms import kept
from ingest import sender
from ingest.message import Unparsable
from ingest.sender import Known
from procedures import answers, casefile, judging, matching, outcomes, reading, sets
from procedures.cases import reference_of
from procedures.judging import Arrival
from procedures.office import Office
from procedures.outcomes import Outcome
from procedures.threads import Thread
from procedures.writing import Answering
from register import alerts, blobs, cases, intake, matches, second_look
from register.second_look import Again, Word

BY = "desk"
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
SETTLED = frozenset({CaseState.READY, CaseState.LISTED})


class OneCase(Fault):
    """These are not two cases."""

    kind = Kind.USAGE
    next_step = "name two references; `clerk case matches` has those that may be one person's."


class JoinedAlready(Fault):
    """One of these cases became part of another."""

    kind = Kind.USAGE
    next_step = "name the case that it became part of; `clerk case show` says which."


class CannotLookAgain(Fault):
    """The mail of this case can no longer be opened, so its forms cannot be judged again."""

    kind = Kind.REGISTER
    next_step = "run `clerk doctor`; ask the referrer for the forms if the mail is gone."


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """Two cases that may be one person's, with the reasons; no name."""

    case: str
    other: str
    strength: str
    reasons: tuple[str, ...]
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person's word led to: `case` is where the matter goes on, and how it stands."""

    case: str
    other: str
    verdict: Verdict
    joined: bool
    rereferral: bool
    standing: str
    mails: int


def suggestions() -> tuple[MatchLine, ...]:
    """Every pair of cases on which nobody has said anything, in the order they were found."""
    return tuple(map(line, matches.undecided()))


def line(match: Match) -> MatchLine:
    """A match for a list."""
    return MatchLine(
        case=match.case,
        other=match.other,
        strength=match.strength,
        reasons=match.reasons,
        verdict=match.verdict.value if match.verdict else "",
    )


def say(
    untrusted_case: str,
    untrusted_other: str,
    verdict: Verdict,
    office: Office,
    *,
    now: dt.datetime,
) -> Said:
    """Write down a person's word on two cases, and do what follows from it.

    Raises WrongCaseReference, NoSuchCase, OneCase, JoinedAlready and CannotLookAgain.
    """
    first, second = _two(untrusted_case, untrusted_other)
    younger, elder = sorted(
        (first, second), key=lambda case: (case.is_over, -case.first_arrival.timestamp())
    )
    same = verdict is Verdict.SAME
    joins = same and not elder.is_over
    word = Word(case=younger.reference, other=elder.reference, verdict=verdict, by=BY, joins=joins)
    goes_on = elder if joins else younger
    looked: Again | None = None
    if joins:
        looked = _joined(younger, elder, office, now=now)
    elif not younger.is_over and (same or younger.state is CaseState.NEEDS_YOU):
        looked = _looked_at(younger, elder, verdict, office, now=now)
    decision = second_look.record(word, looked, now=now)
    after = cases.case(goes_on.reference)
    moved_on = " (it has moved on: its mails are held)" if isinstance(decision, Refused) else ""
    return Said(
        case=after.reference,
        other=younger.reference if joins else elder.reference,
        verdict=verdict,
        joined=joins,
        rereferral=after.earlier == elder.reference,
        standing=WORDS[after.state] + moved_on,
        mails=len(looked.outgoing) if looked else 0,
    )


def in_words(said: Said) -> tuple[str, ...]:
    """What became of it, for the screen."""
    if said.joined:
        told = f"{said.other} is now part of {said.case}. Both referrers stay."
    elif said.verdict is Verdict.SAME:
        told = f"{said.case} and {said.other} are one person."
    elif said.verdict is Verdict.LINKED:
        told = f"{said.case} and {said.other} are two people whose cases belong together."
    else:
        told = f"{said.case} and {said.other} are two people. This is not suggested again."
    again = f" It is a re-referral of {said.other}." if said.rereferral else ""
    mails = {0: "", 1: " 1 mail was written."}.get(said.mails, f" {said.mails} mails were written.")
    return (f"{told}{again}", f"{said.case}: {said.standing}.{mails}")


def _two(untrusted_case: str, untrusted_other: str) -> tuple[Case, Case]:
    first = cases.case(reference_of(untrusted_case))
    second = cases.case(reference_of(untrusted_other))
    if first.reference == second.reference:
        raise OneCase(first.reference)
    for case in (first, second):
        if case.joined:
            raise JoinedAlready(case.reference)
    return first, second


def _looked_at(
    case: Case, other: Case, verdict: Verdict, office: Office, *, now: dt.datetime
) -> Again:
    """The case judged again, now that a person has said how it stands to the other one."""
    receipt = intake.receipts(case=case.reference)[-1]
    arrival = _arrival(receipt, case, office)
    referral = casefile.referral_of(case.reference, office)
    said = {other.reference: verdict}
    judged = judging.judge_again(referral, case, arrival, office, said=said)
    outcome = outcomes.outcome_of(judged, office)
    return _again(outcome, arrival, receipt, office, occasion=other.reference, now=now)


def _joined(younger: Case, elder: Case, office: Office, *, now: dt.datetime) -> Again:
    """The elder case with the younger one's forms, judged again as of their arrival."""
    receipt = intake.receipts(case=younger.reference)[-1]
    arrival = _arrival(receipt, younger, office)
    referral = _merged(younger.reference, elder.reference, office)
    said = {younger.reference: Verdict.NOT_SAME}  # about to be part of it, and no earlier case
    judged = judging.judge_again(referral, elder, arrival, office, said=said)
    outcome = outcomes.outcome_of(judged, office)
    again = _again(
        outcome, arrival, receipt, office, occasion=younger.reference, joins=younger, now=now
    )
    also = (*elder.also, *younger.referrers)
    own = matching.unsealed(cases.identity(younger.reference))
    person = matching.both(outcomes.identity(judged), own)
    ruling = replace(
        again.ruling,
        papers=tuple(_moved(younger.reference, elder.reference, referral)),
        identity=person.sealed(),
        urgent=judged.urgent or younger.urgent,
        referrer=elder.referrer or younger.referrer,
        also=tuple(one for one in dict.fromkeys(also) if one != elder.referrer),
    )
    return replace(again, ruling=ruling)


def _again(
    outcome: Outcome,
    arrival: Arrival,
    receipt: Receipt,
    office: Office,
    *,
    occasion: str,
    joins: Case | None = None,
    now: dt.datetime,
) -> Again:
    raised = _new_alerts(outcome, receipt, joins)
    to = Answering(
        receipt=receipt.reference,
        message_id=arrival.parsed.message_id,
        case=outcome.reference,
        arrived=arrival.arrived,
        occasion=occasion,
    )
    mails: list[Intent] = []
    person = arrival.sender.person if isinstance(arrival.sender, Known) else None
    if person is not None and (joins is not None or _is_news(outcome)):
        mails += outcomes.mails_of(outcome, person, office, to=to, now=now)
    ruling = replace(
        outcomes.case_ruling(outcome, arrival),
        sent_back=outcome.disposition is Disposition.SEND_BACK and bool(mails),
    )
    mails += answers.to_the_desk(raised, receipt, office, occasion=occasion, now=now)
    return Again(ruling=ruling, receipt=receipt.reference, alerts=raised, outgoing=tuple(mails))


def _is_news(outcome: Outcome) -> bool:
    """Whether the referrer has not been told so already."""
    case = outcome.judged.case
    if case is None or outcome.disposition is Disposition.NEEDS_YOU:
        return False
    if outcome.disposition is Disposition.ACCEPT:
        return case.state not in SETTLED
    asked = _asked(casefile.found_last(case.reference))
    return case.state is not CaseState.SENT_BACK or _asked(outcome.judged.findings) != asked


def _asked(found: Iterable[Finding]) -> set[tuple[str, str, str, str]]:
    return {
        (finding.check, finding.form, finding.field_id, finding.part)
        for finding in found
        if finding.severity is Severity.RETURN
    }


def _new_alerts(outcome: Outcome, receipt: Receipt, joins: Case | None) -> tuple[Alert, ...]:
    """The alerts that nobody was told of for this case, or for the one that becomes part of it."""
    own = [outcome.reference, *([joins.reference] if joins else [])]
    told = {alert.check for one in own for alert in alerts.every(case=one)}
    raised = outcomes.alerts_of(outcome, receipt.reference)
    return tuple(alert for alert in raised if alert.check not in told)


def _arrival(receipt: Receipt, case: Case, office: Office) -> Arrival:
    """The message of a receipt as it was taken in, opened again."""
    parsed = reading.open_message(office.spool.read(receipt.spool), office)
    if isinstance(parsed, Unparsable):
        raise CannotLookAgain(case.reference)
    trust = office.settings.mailbox.trust.results
    believed = sender.verdict(parsed, office.people, trust=trust, on=receipt.arrived.date())
    return Arrival(
        parsed=parsed,
        papers=reading.read_papers(parsed, office, arrived=receipt.arrived),
        sender=believed,
        thread=Thread(),
        arrived=receipt.arrived,
    )


def _merged(younger: str, elder: str, office: Office) -> ReferralSet:
    """The forms of both cases, the newest reading of each form over the older (9.3)."""
    brought, stood = _by_form(younger, office), _by_form(elder, office)
    dangers = judging.dangers(office)
    papers: list[Submission] = []
    for form, (paper, submission) in brought.items():
        old_paper, old = stood.get(form, (None, None))
        if old is None or old_paper is None:
            papers.append(submission)
            continue
        new, earlier = (submission, old)
        if (paper.came or LONG_AGO) < (old_paper.came or LONG_AGO):
            new, earlier = earlier, new
        merged = sets.with_earlier(ReferralSet(papers=(new,)), [earlier], dangers=dangers)
        papers.append(merged.papers[0])
    papers += [submission for form, (_, submission) in stood.items() if form not in brought]
    return ReferralSet(papers=tuple(papers))


def _by_form(reference: str, office: Office) -> Mapping[str, tuple[Paper, Submission]]:
    papers = cases.papers(reference)
    submissions = casefile.submissions_of(reference, office)
    return {
        paper.form: (paper, submission)
        for paper, submission in zip(papers, submissions, strict=True)
    }


def _moved(younger: str, elder: str, merged: ReferralSet) -> Iterable[Paper]:
    """The younger case's forms as further versions of the elder's, sealed under its key."""
    papers: Sequence[Paper] = cases.papers(younger)
    originals = [("original", blobs.read(paper.blob)) for paper in papers]
    sealed = blobs.keep_all(elder, originals)
    said = {paper.form.id: paper for paper in merged.papers}
    for paper, original in zip(papers, sealed, strict=True):
        yield replace(
            paper,
            blob=original.blob,
            digest=original.digest,
            answers=kept.to_json(said[paper.form]),
        )
