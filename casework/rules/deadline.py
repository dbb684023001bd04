"""For which meeting a referral came in time, and who decides when it did not (W33, W34, A2, A4)."""

from __future__ import annotations

from collections.abc import Iterator

from casework.answer import State
from casework.dates import day, moment
from casework.facts import Facts
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what the hour of arrival means; that an answer is missing is not this rule's."""
    following = facts.next_meeting
    if following is None:
        yield protocol.finding("deadline.no-meeting")
    else:
        yield from _asked_for(referral, protocol, facts)

    missed = facts.missed_meeting
    if missed is None:
        return
    values = {
        "missed": day(missed.meeting),
        "closed": moment(missed.closes) if missed.closes else "",
        "meeting": day(following.meeting) if following else "",
        "approver": protocol.late.approver,
    }
    # W34: extremely high risk; a named person agrees, nobody is refused by the clock alone.
    for paper, reason in asking(referral, "exceptional_late"):
        pleaded = reason.state is State.ANSWERED or referral.answer("urgent").said("yes")
        if protocol.late.allowed and pleaded:
            where = at(paper, "exceptional_late")
            yield protocol.finding("deadline.late-exceptional", values=values, **where)
            return
    # W33: else the following meeting.
    if following is not None:
        yield protocol.finding("deadline.late", values=values)


def _asked_for(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    # Forms 3.1, 1.8: the meeting somebody has in mind.
    for paper, asked in asking(referral, "meeting_date"):
        where = at(paper, "meeting_date")
        if asked.date is None or facts.next_meeting is None:
            continue
        if asked.date not in facts.meeting_dates:
            yield protocol.finding("deadline.unknown-meeting", **where)
        elif asked.date > facts.next_meeting.meeting:
            values = {"meeting": day(asked.date)}
            yield protocol.finding("deadline.later-meeting", values=values, **where)
