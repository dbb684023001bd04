"""What one message leads to: its cases, its alerts and its answers, as one ruling to commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from casework.agency import Role
from casework.case import Case, CaseState
from casework.dates import LONDON, clock
from casework.disposition import Disposition
from casework.mailing import Intent, MailKind
from casework.receipt import (
    Alert,
    Fate,
    Known,
    MessageKind,
    Receipt,
    Ruling,
    Sameness,
)
from ingest.automatic import Sign
from ingest.kinds import Proposal
from ingest.message import Message
from ingest.sender import Known as KnownSender
from ingest.sender import claimed
from procedures import action_replies, replies
from procedures.judging import Arrival, Judged, danger_words
from procedures.office import Office
from procedures.outcomes import Outcome, alerts_of, case_ruling, mails_of, outcome_of, referrer_of
from procedures.writing import Answering, intent
from register import intake

SAME_ANSWERS = "same_answers"
NOT_A_FORM = "not_a_form"
AUTOMATIC = "automatic"
COULD_NOT_READ = "could_not_read"
ANSWER_WITHIN = dt.timedelta(hours=1)


def rule(
    receipt: Receipt,
    arrival: Arrival,
    judged: Sequence[Judged],
    proposal: Proposal,
    office: Office,
    *,
    now: dt.datetime,
) -> Ruling:
    """The ruling on a message. Files that go out are sealed here; nothing is committed.

    A set that answers nothing otherwise than before makes no new version (forms, 9.3, rule 8).
    """
    outcomes = [outcome_of(one, office) for one in judged if not one.repeats]
    repeated = [one.case for one in judged if one.repeats and one.case is not None]
    said = action_replies.read(arrival, proposal, office, now=now)
    raised = _alerts(receipt, arrival, outcomes, proposal, office) + said.alerts
    disposition, reason = _whole(arrival, outcomes, repeated, said, proposal)
    base = Ruling(
        receipt=receipt.reference,
        kind=_kind(judged, proposal),
        fate=_fate(disposition, proposal),
        fingerprint=arrival.parsed.fingerprint,
        message_id_digest=arrival.parsed.message_id_digest,
        file_digests=arrival.parsed.file_digests,
        sender=_claimed(arrival.parsed),
        believed=isinstance(arrival.sender, KnownSender),
        disposition=disposition,
        same_as=_same_as(repeated, disposition) if not outcomes else "",
        reason=reason,
        cases=tuple(case_ruling(outcome, arrival, beside=outcomes) for outcome in outcomes),
        alerts=raised,
        action_updates=said.updates,
    )
    mails = [
        mail
        for outcome in outcomes
        for mail in _mails(outcome, receipt, arrival, proposal, office, now=now)
    ]
    if not judged:
        mails += replies.could_not_read(receipt, arrival, proposal, office, now=now)
    mails += said.mails
    mails += to_the_desk(raised, receipt, office, now=now)
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


def _whole(
    arrival: Arrival,
    outcomes: Sequence[Outcome],
    repeated: Sequence[Case],
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
    if repeated:
        # A form that was sent back and comes again without a change: somebody calls them.
        sent_back = any(case.state is CaseState.SENT_BACK for case in repeated)
        return (Disposition.NEEDS_YOU if sent_back else None), SAME_ANSWERS
    if arrival.unread:
        paper = arrival.unread[0]
        why = paper.no_form.why if paper.no_form else ""
        return Disposition.NEEDS_YOU, f"{COULD_NOT_READ}:{why}"
    return Disposition.NEEDS_YOU, said.reason or proposal.lacks or NOT_A_FORM


def _kind(judged: Sequence[Judged], proposal: Proposal) -> MessageKind:
    """A form that continues a case came again, whatever it looks like by itself."""
    new = proposal.kind in {MessageKind.REFERRAL, MessageKind.SET_PART}
    return MessageKind.RESEND if new and any(one.case for one in judged) else proposal.kind


def _same_as(repeated: Sequence[Case], disposition: Disposition | None) -> str:
    """The message that said the same before; one that waits for a person stands by itself."""
    if not repeated or disposition is not None:
        return ""
    return intake.receipts(case=repeated[0].reference)[-1].reference


def _fate(disposition: Disposition | None, proposal: Proposal) -> Fate:
    if proposal.kind is MessageKind.AUTOMATIC:
        return Fate.REJECTED
    return Fate.QUARANTINE if disposition is Disposition.NEEDS_YOU else Fate.PROCESSED


def _alerts(
    receipt: Receipt,
    arrival: Arrival,
    outcomes: Sequence[Outcome],
    proposal: Proposal,
    office: Office,
) -> tuple[Alert, ...]:
    """Everything a coordinator must hear of at once, whatever becomes of the message (A13)."""
    found = [alert for outcome in outcomes for alert in alerts_of(outcome, receipt.reference)]
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
    person = referrer_of(outcome, arrival, office)
    if person is None or proposal.by_machine is not None:
        return []
    to = Answering(
        receipt=receipt.reference,
        message_id=arrival.parsed.message_id,
        case=outcome.reference,
        arrived=arrival.arrived,
    )
    return mails_of(outcome, person, office, to=to, now=now)


def to_the_desk(
    raised: Sequence[Alert],
    receipt: Receipt,
    office: Office,
    *,
    occasion: str = "",
    now: dt.datetime,
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
        receipt=receipt.reference,
        message_id="",
        case=raised[0].case,
        arrived=receipt.arrived,
        occasion=occasion,
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
