"""What a message says of actions: updates to confirm, thanks, a question, an alert (W54)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from casework.action import Action
from casework.dates import day, local_day
from casework.mailing import Intent, MailKind
from casework.question import FormRole
from casework.receipt import Alert, MessageKind
from ingest import replies
from ingest.kinds import Proposal
from ingest.replies import ActionReply
from ingest.said import Said
from ingest.sender import Known
from procedures import writing
from procedures.judging import Arrival
from procedures.office import Office
from procedures.writing import Answering
from register import actions
from register.actions import NoSuchAction

TO_CONFIRM = "action_to_confirm"
UNCLEAR = "action_unclear"
WORSE = "A reply about an action says that things have got worse. Call them now."


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfActions:
    """Nothing closes by itself: `updates` wait for a coordinator's confirmation."""

    updates: tuple[tuple[str, str], ...] = ()
    mails: tuple[Intent, ...] = ()
    alerts: tuple[Alert, ...] = ()
    reason: str = ""


def read(
    arrival: Arrival, proposal: Proposal, office: Office, *, now: dt.datetime
) -> SaidOfActions:
    """What was said, by somebody who may say it."""
    if proposal.kind is not MessageKind.ACTION_UPDATE or not isinstance(arrival.sender, Known):
        return SaidOfActions()
    on = local_day(arrival.arrived)
    understood = replies.action_replies(arrival.parsed, on=on)
    said = [*understood.replies, *_of_forms(arrival)]
    own = [(reply, action) for reply in said if (action := _own(reply, arrival, office))]
    done = [(reply, action) for reply, action in own if reply.said is Said.DONE]
    mails = [_thanks(action, arrival, office, on=on, now=now) for _, action in done]
    worse = understood.worse or _risen(arrival)
    return SaidOfActions(
        updates=tuple((action.reference, reply.said.value) for reply, action in done),
        mails=tuple(mails),
        alerts=(_alert(WORSE),) if worse else (),
        reason=TO_CONFIRM if done and len(done) == len(said) else UNCLEAR,
    )


def _own(reply: ActionReply, arrival: Arrival, office: Office) -> Action | None:
    """The action, when it is one of the sender's own agency."""
    try:
        action = actions.get(reply.reference)
    except NoSuchAction:
        return None
    assert isinstance(arrival.sender, Known)  # noqa: S101  asked before
    agency = office.people.agency(arrival.sender.agency)
    return action if agency and action.agency in {agency.id, agency.name} else None


def _of_forms(arrival: Arrival) -> Iterator[ActionReply]:
    """An action update form says it in boxes."""
    for paper in arrival.papers:
        form = paper.submission
        if form is None or form.form.role is not FormRole.ACTION_UPDATE:
            continue
        status = form.answer("status").text
        said = Said.DONE if status == "done" else Said.UNCLEAR
        yield ActionReply(reference=form.answer("action_ref").text, said=said)


def _risen(arrival: Arrival) -> bool:
    return any(
        paper.submission is not None and paper.submission.answer("risk_change").said("yes")
        for paper in arrival.papers
    )


def _thanks(
    action: Action, arrival: Arrival, office: Office, *, on: dt.date, now: dt.datetime
) -> Intent:
    assert isinstance(arrival.sender, Known)  # noqa: S101  asked before
    values = {"reference": action.reference, "open_until": "", "done_on": day(on)}
    to = Answering(
        receipt=action.reference,
        message_id=arrival.parsed.message_id,
        case="",
        arrived=arrival.arrived,
    )
    person = arrival.sender.person
    return writing.intent(MailKind.ACTION_THANKS, person, values, office, to=to, now=now)


def _alert(words: str) -> Alert:
    return Alert(check="mail.worse", rule="W39", clause="", words=words)
