"""Sharing without consent has reasons, grounds, evidence and somebody who agreed (W37, W38, W49).

That reasons and grounds are there at all is completeness; this rule looks at what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.answer import State
from casework.dates import months_after, plain_day
from casework.facts import Facts
from casework.finding import Finding
from casework.likeness import same_name
from casework.phrases import mentions_date
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet, Submission

REVIEW_MONTHS = 3  # forms 3.3, question 5.4
_CAPITALISED = re.compile(r"\b[A-Z][\w'\u2019-]+")
_NO_NAMES = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*"
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield one finding for each thing that is missing."""
    for paper, grounds in asking(referral, "grounds"):
        # W38, M9: one or more of the panel's grounds; a ground of one's own is not one.
        if grounds.state is State.ANSWERED and not grounds.options & protocol.grounds:
            yield protocol.finding("grounds.none-listed", **at(paper, "grounds"))
    for paper, _evidence in asking(referral, "ground_evidence"):
        yield from _rests_on(paper, protocol)
        yield from _attempts(paper, protocol)
        yield from _decided(paper, protocol, facts)


def _rests_on(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    grounds, evidence = paper.answer("grounds"), paper.answer("ground_evidence")
    if grounds.state is not State.ANSWERED or evidence.state is not State.ANSWERED:
        return
    where = at(paper, "ground_evidence")
    written = {row.key for row in evidence.rows if row.cell("evidence")}
    # W38: each ground with its evidence.
    for ground in sorted(grounds.options - written):
        yield protocol.finding("grounds.no-evidence", part=ground, **where)
    for ground in sorted(written - grounds.options):
        yield protocol.finding("grounds.evidence-without-tick", part=ground, **where)


def _attempts(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 3.3, 2.2: at least one attempt has its date.
    attempts = paper.answer("sought_dates")
    if attempts.state is State.ANSWERED and not mentions_date(attempts.text):
        yield protocol.finding("grounds.no-date-sought", **at(paper, "sought_dates"))

    # W49: who judged capacity, and when.
    note = paper.answer("capacity_note")
    if note.state is not State.ANSWERED:
        return
    where = at(paper, "capacity_note")
    if not mentions_date(note.text):
        yield protocol.finding("grounds.capacity-note-no-date", **where)
    if all(_NO_NAMES.fullmatch(name) for name in _CAPITALISED.findall(note.text)):
        yield protocol.finding("grounds.capacity-note-no-name", **where)


def _decided(paper: Submission, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    # Forms 3.3, 5.3: nobody authorises their own decision.
    authoriser, decider = paper.answer("authoriser").text, paper.answer("decision_by").text
    if protocol.consent.authoriser and same_name(authoriser, decider):
        yield protocol.finding("grounds.authoriser-is-decider", **at(paper, "authoriser"))

    # Forms 3.3, 5.4: consent is sought again soon.
    review = paper.answer("review_date").date
    if review is None or facts.next_meeting is None:
        return
    latest = months_after(facts.next_meeting.meeting, REVIEW_MONTHS)
    if review > latest:
        values = {"latest": plain_day(latest)}
        yield protocol.finding("grounds.review-too-late", values=values, **at(paper, "review_date"))
