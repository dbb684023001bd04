"""What becomes of one set: its case, its papers as kept, its alerts, the answer to its referrer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casework.agency import Person
from casework.case import Case
from casework.disposition import Disposition, alerts
from casework.facts import EarlierCase
from casework.mailing import Intent
from casework.match import Match
from casework.receipt import Alert, CaseRuling, Paper
from forms import kept
from ingest.sender import Known as KnownSender
from procedures import matching, notices, replies
from procedures.judging import Arrival, Judged
from procedures.matching import Identity
from procedures.office import Office
from procedures.writing import Answering
from register import blobs, cases

CALL_THEM = "returned_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One set with its case's reference and what becomes of it."""

    judged: Judged
    reference: str
    disposition: Disposition
    reason: str = ""


def outcome_of(judged: Judged, office: Office) -> Outcome:
    """What the findings lead to, under the case's reference or a new one."""
    reference = (
        judged.case.reference if judged.case else cases.new_reference(office.protocol.ref_prefix)
    )
    disposition = judged.disposition
    returns = judged.case.returns if judged.case else 0
    if disposition is Disposition.SEND_BACK and returns >= office.protocol.returns.max_automatic:
        # After so many returns the clerk stops writing: somebody calls them (9.3, rule 7).
        return Outcome(
            judged=judged,
            reference=reference,
            disposition=Disposition.NEEDS_YOU,
            reason=CALL_THEM,
        )
    return Outcome(judged=judged, reference=reference, disposition=disposition)


def case_ruling(
    outcome: Outcome, arrival: Arrival, *, beside: Sequence[Outcome] = ()
) -> CaseRuling:
    """What the register is to write about the case; its originals are sealed here.

    `beside` are the other sets of the same message: twins may be among them.
    """
    judged, case = outcome.judged, outcome.judged.case
    meeting = judged.facts.next_meeting
    sender = arrival.sender.person.id if isinstance(arrival.sender, KnownSender) else ""
    return CaseRuling(
        reference=outcome.reference,
        is_new=case is None,
        disposition=outcome.disposition,
        meeting=meeting.meeting if meeting else None,
        urgent=judged.urgent,
        papers=_papers(outcome),
        identity=identity(judged).sealed(),
        findings=judged.findings,
        matches=(*_matches(outcome), *_beside(outcome, beside)),
        referrer=(case.referrer if case else "") or sender,
        also=case.also if case else (),
        earlier=_earlier(judged.facts.earlier, case),
        sent_back=outcome.disposition is Disposition.SEND_BACK,
    )


def identity(judged: Judged) -> Identity:
    """Who the set is about, with every name that its case was known by before."""
    now = matching.identity_of(judged.referral)
    if judged.case is None:
        return now
    return matching.both(now, matching.unsealed(cases.identity(judged.case.reference)))


def _papers(outcome: Outcome) -> tuple[Paper, ...]:
    """The forms that came, their originals sealed under the case's key."""
    came = [paper for paper in outcome.judged.came if paper.submission is not None]
    sealed = blobs.keep_all(
        outcome.reference, [("original", paper.file.untrusted_data) for paper in came]
    )
    merged = {paper.form.id: paper for paper in notices.papers_in(outcome.judged)}
    return tuple(
        Paper(
            form=paper.submission.form.id,
            form_version=paper.submission.form.version,
            role=paper.submission.form.role.value,
            file_name=paper.file.untrusted_name,
            media_type=notices.MEDIA[paper.file.type],
            blob=original.blob,
            digest=original.digest,
            answers=kept.to_json(merged.get(paper.submission.form.id, paper.submission)),
        )
        for paper, original in zip(came, sealed, strict=True)
        if paper.submission is not None
    )


def _matches(outcome: Outcome) -> Iterator[Match]:
    for case in outcome.judged.facts.earlier:
        if case.strength and not case.confirmed:
            yield Match(
                case=outcome.reference,
                other=case.reference,
                strength=case.strength,
                reasons=case.reasons,
            )


def _beside(outcome: Outcome, others: Sequence[Outcome]) -> Iterator[Match]:
    """The sets of the same message that came before this one and may be the same person's."""
    for other in others:
        if other is outcome:
            return
        found = matching.compare(identity(outcome.judged), identity(other.judged))
        if found is not None:
            strength, reasons = found
            yield Match(
                case=outcome.reference, other=other.reference, strength=strength, reasons=reasons
            )


def _earlier(found: Sequence[EarlierCase], case: Case | None) -> str:
    """The earlier case of the same person, once somebody has said that it is."""
    if case is not None and case.earlier:
        return case.earlier
    heard = [one.reference for one in found if one.confirmed and one.last_heard]
    return next(iter(heard), "")


def alerts_of(outcome: Outcome, receipt: str) -> tuple[Alert, ...]:
    """What a coordinator must hear of at once (A13)."""
    return tuple(
        Alert(
            check=finding.check,
            rule=finding.rule,
            clause=finding.clause,
            words=finding.words,
            case=outcome.reference,
            receipt=receipt,
        )
        for finding in alerts(outcome.judged.findings)
    )


def mails_of(
    outcome: Outcome, person: Person, office: Office, *, to: Answering, now: dt.datetime
) -> list[Intent]:
    """The answer to the referrer."""
    match outcome.disposition:
        case Disposition.SEND_BACK:
            return [notices.send_back(outcome.judged, person, office, to=to, now=now)]
        case Disposition.ACCEPT:
            return [replies.accepted(outcome.judged, person, office, to=to, now=now)]
        case Disposition.NEEDS_YOU:
            return replies.elsewhere(outcome.judged, person, office, to=to, now=now)


def referrer_of(outcome: Outcome, arrival: Arrival, office: Office) -> Person | None:
    """To whom the answer goes: the referrer who wrote, else the case's; nobody who is not known."""
    if not isinstance(arrival.sender, KnownSender):
        return None
    case = outcome.judged.case
    if case is None or arrival.sender.person.id in case.referrers:
        return arrival.sender.person
    return office.people.person(case.referrer) or arrival.sender.person
