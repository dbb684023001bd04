"""The other answers to a referrer: complete, another service's, could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from casework.agency import Person
from casework.dates import LONDON, day, local_day, moment, short
from casework.finding import Severity
from casework.mailing import Attachment, Intent, MailKind
from casework.question import FormRole
from casework.receipt import Receipt
from casework.submission import ReferralSet
from casework.timetable import MeetingDates, for_meeting
from ingest.kinds import Proposal, Why
from ingest.lacks import Lack
from ingest.sender import Known
from procedures import notices, writing
from procedures.judging import Arrival, Judged, facts_of
from procedures.office import Office
from procedures.writing import Answering

DANGER_IN_MAIL = "The email holds words that cannot wait. Open it now."
BREACH = "The email speaks of papers in wrong hands. Open it now; the 72 hours have begun."
NOT_OPENED = "An email could not be opened here. Open it by hand: it may not be able to wait."
OTHER_CONTENT = "An email has an earlier one's number and other contents. Open it by hand."
_TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "photo": "B1",
        "scan": "B1",
        "password": "B2",
        "certificate": "B5",
        "xfa": "B3",
        "no_answers": "B3",
        "macros": "B6",
        "too_large": "B7",
        "archive": "B10",
        **dict.fromkeys(
            ("damaged", "empty", "timeout", "memory", "died", "parser", "refused", "too_long"), "B9"
        ),
        Lack.ATTACHMENT: "B11",
        Lack.SHARED: "B12",
        Lack.FORM: "B13",
    }
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "old_word": "old Word",
        "rich_text": "rich text",
        "open_document": "OpenDocument",
        "pages": "Pages",
    }
)
OTHER_TYPE = "B4"
WITHOUT_BLANK = frozenset({"B2", "B5"})


def accepted(
    judged: Judged, person: Person, office: Office, *, to: Answering, now: dt.datetime
) -> Intent:
    """The acknowledgement: complete, and for which meeting (C1, C2)."""
    sitting = writing.sitting_of(judged.facts, office)
    missed = judged.facts.missed_meeting
    following = judged.facts.next_meeting
    if sitting is None or following is None:
        raise AssertionError("a set without a meeting is held")
    if missed is not None and missed.closes is not None:
        values = {
            "reference": to.case,
            "missed": day(missed.meeting),
            "closed": moment(missed.closes),
            "meeting": day(following.meeting),
            "meeting_short": _short_day(following.meeting),
            "early_clause": writing.clause("late", office),
        }
        return writing.intent(MailKind.NEXT_LIST, person, values, office, to=to, now=now)
    presenting = {"none": "none", "either": "or_deferred"}.get(
        office.protocol.presenter.mode, "asked"
    )
    dates = for_meeting(sitting, office.protocol, office.holidays)
    values = {
        "reference": to.case,
        "meeting": day(sitting.date),
        "time": "",
        "venue": sitting.venue,
        "presenting": presenting,
        "tell_by": moment(dates.reminder.at) if isinstance(dates, MeetingDates) else "",
    }
    return writing.intent(MailKind.READY, person, values, office, to=to, now=now)


def elsewhere(
    judged: Judged, person: Person, office: Office, *, to: Answering, now: dt.datetime
) -> list[Intent]:
    """Another service must act first (C5): drafted, and held for a coordinator."""
    routes = [
        route
        for finding in judged.findings
        if finding.severity is Severity.HOLD
        and (route := office.protocol.checks[finding.check].route)
    ]
    if not routes:
        return []
    values = {"reference": to.case, "route_line": routes[0]}
    return [
        writing.intent(MailKind.ELSEWHERE, person, values, office, to=to, by_itself=False, now=now)
    ]


def could_not_read(
    receipt: Receipt, arrival: Arrival, proposal: Proposal, office: Office, *, now: dt.datetime
) -> list[Intent]:
    """A file that nobody could read, or none at all: drafted with its one fix, and held."""
    wrapped = proposal.why is Why.WRAPPED
    if not isinstance(arrival.sender, Known) or proposal.by_machine is not None:
        return []
    if not wrapped and not arrival.unread and proposal.lacks is None:
        return []
    paper = arrival.unread[0] if arrival.unread else None
    unread = paper.no_form.why if paper and paper.no_form else proposal.lacks or ""
    why = "certificate" if wrapped else unread
    template = _TEMPLATES.get(why, OTHER_TYPE)
    facts = facts_of(ReferralSet(papers=()), arrival, office, case=None)
    deadline = writing.deadline_of(facts, office)
    values = {
        "reference": receipt.reference,
        "received": f"{_weekday(arrival.arrived)}, {short(arrival.arrived).partition(', ')[2]}",
        "closes": deadline.closes,
        "closes_short": deadline.closes_short,
        "meeting": deadline.meeting,
        "next_meeting": deadline.next_meeting,
        "file_type": _TYPES.get(why, "another type"),
        "limit_mb": office.settings.mailbox.max_bytes // (1024 * 1024),
    }
    to = Answering(
        receipt=receipt.reference,
        message_id=arrival.parsed.message_id,
        case="",
        arrived=arrival.arrived,
    )
    return [
        writing.intent(
            MailKind.COULD_NOT_READ,
            arrival.sender.person,
            values,
            office,
            to=to,
            template=template,
            attachments=_blank(receipt, office) if template not in WITHOUT_BLANK else (),
            by_itself=False,
            now=now,
        )
    ]


def _blank(receipt: Receipt, office: Office) -> tuple[Attachment, ...]:
    """The panel's blank referral form, as a Word file that everybody can fill in."""
    return tuple(
        notices.blank(form, notices.WORD, office, owner=receipt.reference, number=1)
        for form in office.forms.values()
        if form.role is FormRole.REFERRAL
    )


def _short_day(date: dt.date) -> str:
    return f"{date:%A} {date.day} {date:%B}"


def _weekday(instant: dt.datetime) -> str:
    return _short_day(local_day(instant.astimezone(LONDON)))
