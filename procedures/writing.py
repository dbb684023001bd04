"""Mails that the clerk writes: the words, to whom, and whether they may go by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.agency import Person, Role
from casework.dates import LONDON, clock, day, local_day, moment
from casework.facts import Facts
from casework.mailing import Attachment, Intent, MailKind
from casework.protocol import Sitting
from casework.wording import clause_words
from generators import mail_texts
from generators.return_notice import Deadline
from procedures.office import Office
from register import outgoing

MOST_A_DAY = 3
TOO_MANY_TODAY = "three_today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What a mail answers: the receipt, the message's id, the case it is about.

    `occasion` tells apart the mails of a second look at the same message.
    """

    receipt: str
    message_id: str
    case: str
    arrived: dt.datetime
    occasion: str = ""


def intent(
    kind: MailKind,
    person: Person,
    values: Mapping[str, object],
    office: Office,
    *,
    to: Answering,
    template: str = "",
    attachments: Sequence[Attachment] = (),
    by_itself: bool = True,
    now: dt.datetime,
) -> Intent:
    """The outgoing mail of this kind to this person.

    It is released when the panel's file lets its kind go by itself and `by_itself` agrees; one
    person gets at most three such answers a day, the fourth waits for a look.
    """
    text = mail_texts.compose(
        template or kind.value, values, frame=office.frame, templates=office.templates
    )
    released = by_itself and kind.value in office.protocol.delivery.automatic
    reasons: tuple[str, ...] = ()
    if released and person.role is not Role.COORDINATOR and _answered_today(person, now):
        released, reasons = False, (TOO_MANY_TODAY,)
    return Intent(
        key=".".join(
            filter(None, (kind.value, to.case or "none", to.receipt, person.id, to.occasion))
        ),
        kind=kind,
        person=person.id,
        address=person.email,
        subject=text.subject,
        body=text.body,
        attachments=tuple(attachments),
        case=to.case,
        receipt=to.receipt,
        released=released,
        hold_reasons=reasons,
        answers=to.message_id,
        cases=(to.case,) if to.case else (),
    )


def deadline_of(facts: Facts, office: Office) -> Deadline:
    """When the answers are wanted, and which meetings that reaches, in words."""
    following = facts.next_meeting
    closes = following.closes if following else None
    after = [
        sitting.date
        for sitting in office.protocol.calendar.dates
        if following is not None and sitting.date > following.meeting
    ]
    return Deadline(
        closes=moment(closes) if closes else "",
        closes_short=_short(closes) if closes else "",
        meeting=day(following.meeting) if following else "the next date that is set",
        next_meeting=day(after[0]) if after else "a date that is not set yet",
    )


def sitting_of(facts: Facts, office: Office) -> Sitting | None:
    """The sitting the case is for."""
    wanted = facts.next_meeting.meeting if facts.next_meeting else None
    return next(
        (sitting for sitting in office.protocol.calendar.dates if sitting.date == wanted), None
    )


def clause(key: str, office: Office) -> str:
    """The clause behind a key of the panel's file, in words; "" when it is the panel's practice."""
    return clause_words(office.protocol.clauses.get(key, ""))


def _short(instant: dt.datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{clock(local.time())} {local:%A} {local.day} {local:%B}"


def _answered_today(person: Person, now: dt.datetime) -> bool:
    since = dt.datetime.combine(local_day(now), dt.time(), tzinfo=LONDON).astimezone(dt.UTC)
    return outgoing.automatic_since(person.id, since) >= MOST_A_DAY
