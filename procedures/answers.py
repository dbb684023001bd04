"""What one message leads to: its cases, its alerts and its answers, as one ruling to commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework.agency import Person, Role
from casework.case import Case
from casework.dates import LONDON, clock
from casework.disposition import Disposition, alerts
from casework.finding import Finding
from casework.mailing import Intent, MailKind
from casework.receipt import (
    Alert,
    CaseRuling,
    Fate,
    Known,
    MessageKind,
    Paper,
    Receipt,
    Ruling,
    Sameness,
)
from forms import kept
from ingest.automatic import Sign
from ingest.kinds import Proposal
from ingest.message import Message
from ingest.sender import Known as KnownSender
from ingest.sender import claimed
from procedures import action_replies, matching, notices, replies
from procedures.judging import Arrival, Judged, danger_words
from procedures.office import Office
from procedures.writing import Answering, intent
from register import blobs, cases

CALL_THEM = "returned_twice"
NOT_A_FORM = "not_a_form"
AUTOMATIC = "automatic"
COULD_NOT_READ = "could_not_read"
ANSWER_WITHIN = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One set with its case's reference and what becomes of it."""

    judged: Judged
    reference: str
    disposition: Disposition
    reason: str = ""


def rule(
    receipt: Receipt,
    arrival: Arrival,
    judged: Sequence[Judged],
    proposal: Proposal,
    office: Office,
    *,
    now: dt.datetime,
) -> Ruling:
    """The ruling on a message. Files that go out are sealed here; nothing is committed."""
    outcomes = [_outcome(one, office) for one in judged]
    said = action_replies.read(arrival, proposal, office, now=now)
    raised = _alerts(receipt, arrival, outcomes, proposal, office) + said.alerts
    disposition, reason = _whole(arrival, outcomes, said, proposal)
    base = Ruling(
        receipt=receipt.reference,
        kind=proposal.kind,
        fate=_fate(disposition, proposal),
        fingerprint=arrival.parsed.fingerprint,
        message_id_digest=arrival.parsed.message_id_digest,
        file_digests=arrival.parsed.file_digests,
        sender=_claimed(arrival.parsed),
        believed=isinstance(arrival.sender, KnownSender),
        disposition=disposition,
        reason=reason,
        cases=tuple(_case(outcome, arrival) for outcome in outcomes),
        findings=tuple(finding for one in judged for finding in one.findings),
        alerts=raised,
        action_updates=said.updates,
    )
    mails = [
        mail
        for outcome in outcomes
        for mail in _mails(outcome, receipt, arrival, proposal, office, now=now)
    ]
    if not outcomes:
        mails += replies.could_not_read(receipt, arrival, proposal, office, now=now)
    mails += said.mails
    mails += _to_the_desk(raised, receipt, office, now=now)
    return replace(base, outgoing=tuple(mails))


def known_already(known: Known, receipt: Receipt, parsed: Message, *, believed: bool) -> Ruling:
    """The ruling on a message that we have already: its own receipt, no second effect.

    One that has an earlier one's number and other contents is held for a person (mail, 7, rule 4).
    """
    earlier = known.earlier
    other = known.how is Sameness.OTHER_CONTENT
    return Ruling(
        receipt=receipt.reference,
        kind=MessageKind.UNKNOWN if other else earlier.kind or MessageKind.UNKNOWN,
        fate=Fate.QUARANTINE if other else Fate.PROCESSED,
        fingerprint=parsed.fingerprint,
        message_id_digest=parsed.message_id_digest,
        file_digests=parsed.file_digests,
        sender=_claimed(parsed),
        believed=believed and not other,
        disposition=Disposition.NEEDS_YOU if other else earlier.disposition,
        same_as="" if other else earlier.reference,
        reason=known.how.value,
        alerts=(_alert(replies.OTHER_CONTENT, receipt, "A13"),) if other else (),
    )


def unparsable(receipt: Receipt, why: str) -> Ruling:
    """The ruling on a message that could not be opened at all: a person opens it by hand."""
    return Ruling(
        receipt=receipt.reference,
        kind=MessageKind.UNKNOWN,
        fate=Fate.QUARANTINE,
        fingerprint="",
        message_id_digest="",
        file_digests=(),
        sender="",
        believed=False,
        disposition=Disposition.NEEDS_YOU,
        reason=f"{COULD_NOT_READ}:{why}",
        alerts=(_alert(replies.NOT_OPENED, receipt, "A13"),),
    )


def _outcome(judged: Judged, office: Office) -> Outcome:
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


def _whole(
    arrival: Arrival,
    outcomes: Sequence[Outcome],
    said: action_replies.SaidOfActions,
    proposal: Proposal,
) -> tuple[Disposition | None, str]:
    """The message's own disposition: the most careful of its parts.

    An automatic reply needs nobody; a report on a mail of ours does.
    """
    if proposal.kind is MessageKind.AUTOMATIC and proposal.by_machine is not Sign.REPORT:
        return None, AUTOMATIC
    if outcomes:
        order = (Disposition.NEEDS_YOU, Disposition.SEND_BACK, Disposition.ACCEPT)
        worst = min(outcomes, key=lambda outcome: order.index(outcome.disposition))
        return worst.disposition, worst.reason
    if arrival.unread:
        paper = arrival.unread[0]
        why = paper.no_form.why if paper.no_form else ""
        return Disposition.NEEDS_YOU, f"{COULD_NOT_READ}:{why}"
    return Disposition.NEEDS_YOU, said.reason or NOT_A_FORM


def _fate(disposition: Disposition | None, proposal: Proposal) -> Fate:
    if proposal.kind is MessageKind.AUTOMATIC:
        return Fate.REJECTED
    return Fate.QUARANTINE if disposition is Disposition.NEEDS_YOU else Fate.PROCESSED


def _case(outcome: Outcome, arrival: Arrival) -> CaseRuling:
    judged = outcome.judged
    person = matching.identity_of(judged.referral) if judged.referral.referral else None
    meeting = judged.facts.next_meeting
    sender = arrival.sender.person.id if isinstance(arrival.sender, KnownSender) else ""
    return CaseRuling(
        reference=outcome.reference,
        is_new=judged.case is None,
        disposition=outcome.disposition,
        meeting=meeting.meeting if meeting else None,
        urgent=judged.urgent,
        papers=_papers(outcome),
        identity=person.sealed() if person else {},
        referrer=(judged.case.referrer if judged.case else "") or sender,
        earlier=_earlier(judged.findings, judged.case),
        sent_back=outcome.disposition is Disposition.SEND_BACK,
    )


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


def _earlier(findings: Sequence[Finding], case: Case | None) -> str:
    """The earlier case that the form itself speaks of, when one was found."""
    if case is not None and case.earlier:
        return case.earlier
    found = [f.values.get("case", "") for f in findings if f.check.startswith("rereferral.")]
    return next(filter(None, found), "")


def _alerts(
    receipt: Receipt,
    arrival: Arrival,
    outcomes: Sequence[Outcome],
    proposal: Proposal,
    office: Office,
) -> tuple[Alert, ...]:
    """Everything a coordinator must hear of at once, whatever becomes of the message (A13)."""
    found = [
        Alert(
            check=finding.check,
            rule=finding.rule,
            clause=finding.clause,
            words=finding.words,
            case=outcome.reference,
            receipt=receipt.reference,
        )
        for outcome in outcomes
        for finding in alerts(outcome.judged.findings)
    ]
    if not outcomes and proposal.by_machine is None and danger_words(arrival, office):
        found.append(_alert(replies.DANGER_IN_MAIL, receipt, "A13"))
    if proposal.tells_of_breach:
        found.append(_alert(replies.BREACH, receipt, "W61"))
    return tuple(found)


def _alert(words: str, receipt: Receipt, rule_number: str) -> Alert:
    return Alert(
        check="mail.words", rule=rule_number, clause="", words=words, receipt=receipt.reference
    )


def _mails(
    outcome: Outcome,
    receipt: Receipt,
    arrival: Arrival,
    proposal: Proposal,
    office: Office,
    *,
    now: dt.datetime,
) -> list[Intent]:
    """The answers to the referrer. A sender who is not known gets none, nor does a machine."""
    person = _referrer(outcome, arrival, office)
    if person is None or proposal.by_machine is not None:
        return []
    to = Answering(
        receipt=receipt.reference,
        message_id=arrival.parsed.message_id,
        case=outcome.reference,
        arrived=arrival.arrived,
    )
    match outcome.disposition:
        case Disposition.SEND_BACK:
            return [notices.send_back(outcome.judged, person, office, to=to, now=now)]
        case Disposition.ACCEPT:
            return [replies.accepted(outcome.judged, person, office, to=to, now=now)]
        case Disposition.NEEDS_YOU:
            return replies.elsewhere(outcome.judged, person, office, to=to, now=now)


def _referrer(outcome: Outcome, arrival: Arrival, office: Office) -> Person | None:
    if not isinstance(arrival.sender, KnownSender):
        return None
    case = outcome.judged.case
    bound = office.people.person(case.referrer) if case else None
    return bound or arrival.sender.person


def _to_the_desk(
    raised: Sequence[Alert], receipt: Receipt, office: Office, *, now: dt.datetime
) -> list[Intent]:
    """One "look now" to each coordinator, however many alerts there are."""
    if not raised:
        return []
    reference = raised[0].case or receipt.reference
    values = {
        "arrived": clock(receipt.arrived.astimezone(LONDON).time()),
        "reference": reference,
        "answer_by": clock((now + ANSWER_WITHIN).astimezone(LONDON).time()),
    }
    to = Answering(
        receipt=receipt.reference, message_id="", case=raised[0].case, arrived=receipt.arrived
    )
    desk = office.people.of_role(Role.COORDINATOR, on=now.date())
    return [
        replace(
            intent(MailKind.ALERT, person, values, office, to=to, now=now), auto="auto-generated"
        )
        for person in desk
    ]


def _claimed(parsed: Message) -> str:
    """The address that the message says it came from, kept sealed; "" when nobody could tell."""
    address = claimed(parsed)
    return address if "@" in address else ""
