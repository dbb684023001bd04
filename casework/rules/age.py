"""The age belongs to this panel: every date of birth to exactly one of two (W21, M1, M25, A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casework.ages import ages_on
from casework.answer import PartialDate
from casework.answers_in_words import age_in
from casework.dates import local_day, plain_day
from casework.facts import Facts
from casework.finding import Finding
from casework.notes import Note
from casework.protocol import PanelProtocol
from casework.rules.papers import age_told_at, ages_told, asking, at, newest, referral_day
from casework.submission import ReferralSet, Submission


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what the ages that the papers tell mean for this panel."""
    day = referral_day(referral, facts)
    for paper in newest(referral):
        ages = ages_told(paper, day)
        if ages is not None:
            yield from _belongs(paper, protocol, *ages)
            yield from _estimate(paper, protocol)
            yield from _birthday(paper, protocol, facts, day)
    yield from _young_exploiters(referral, protocol, facts)


def _belongs(
    paper: Submission, protocol: PanelProtocol, lowest: int, highest: int
) -> Iterator[Finding]:
    subject = protocol.subject
    where = at(paper, age_told_at(paper))

    # W21, A1: adult from the 18th birthday on, on the date of the referral.
    if subject.min_age is not None and highest < subject.min_age:
        values = _of_age(paper, subject.min_age)
        yield protocol.finding("age.under", values=values, **where)
    elif subject.min_age is not None and lowest < subject.min_age:
        yield protocol.finding("age.may-be-under", **where)

    # M1: its mirror.
    if subject.max_age is not None and lowest >= subject.max_age:
        yield protocol.finding("age.over", **where)
    elif subject.max_age is not None and highest >= subject.max_age:
        yield protocol.finding("age.may-be-over", **where)

    # M25: under the lower of the two ages it is an alert of the rule `danger`.
    youngest = subject.young_alert or 0
    if subject.young_warn is not None and youngest <= lowest < subject.young_warn:
        yield protocol.finding("age.young", **where)


def _of_age(paper: Submission, age: int) -> dict[str, str]:
    """The day on which the person is of this age, printed for the child route (A1)."""
    born = paper.answer("dob").date
    if born is None:
        return {"of_age": "a day we cannot tell"}
    leap = (born.month, born.day) == (2, 29)
    first = dt.date(born.year + age, 3, 1) if leap else born.replace(year=born.year + age)
    return {"of_age": plain_day(first)}


def _estimate(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 3.1, 3.7: an age of this panel that nobody has.
    estimate, subject = paper.answer("age_estimate"), protocol.subject
    years = estimate.number
    if years is None or Note.OUT_OF_RANGE not in estimate.notes:
        return
    under = subject.min_age is not None and years < subject.min_age
    over = subject.max_age is not None and years >= subject.max_age
    if not under and not over:
        yield protocol.finding("age.estimate-out-of-range", **at(paper, "age_estimate"))


def _birthday(
    paper: Submission, protocol: PanelProtocol, facts: Facts, day: dt.date
) -> Iterator[Finding]:
    # B10: of age between referral and meeting; the case stays.
    born, limit = paper.answer("dob").value, protocol.subject.max_age
    if limit is None or facts.next_meeting is None or not isinstance(born, dt.date | PartialDate):
        return
    if ages_on(born, day)[1] < limit <= ages_on(born, facts.next_meeting.meeting)[1]:
        yield protocol.finding("age.birthday-before-meeting", **at(paper, "dob"))


def _young_exploiters(
    referral: ReferralSet, protocol: PanelProtocol, facts: Facts
) -> Iterator[Finding]:
    # M39: an exploiter who is a child: other services are considered too.
    limit = protocol.subject.max_age
    for paper, exploiters in asking(referral, "exploiters"):
        for row in exploiters.rows:
            said = row.cell("dob_or_age.age") or row.cell("dob_or_age")
            age = age_in(said, local_day(facts.arrived))
            if limit is not None and age is not None and age < limit:
                where = at(paper, "exploiters")
                yield protocol.finding("age.young-exploiter", part=row.key, **where)
