"""What every rule asks of the papers that came: which ones, what is owed, how old the person is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypedDict

from casework.ages import ages_on
from casework.answer import Answer, PartialDate, Place
from casework.conditions import holds
from casework.dates import local_day
from casework.facts import Facts
from casework.protocol import PanelProtocol
from casework.question import Need, Question
from casework.submission import ReferralSet, Submission


class Where(TypedDict):
    """Which answer a finding is about, and where on the page it stands."""

    form: str
    field_id: str
    place: Place


def at(paper: Submission, question_id: str) -> Where:
    """The place of a question's answer on its paper."""
    place = paper.answer(question_id).place
    return Where(form=paper.form.id, field_id=question_id, place=place)


def newest(referral: ReferralSet) -> tuple[Submission, ...]:
    """One paper of each role, the newest, in the order in which they came."""
    return tuple(paper for paper in referral.papers if referral.paper(paper.form.role) is paper)


def asking(referral: ReferralSet, question_id: str) -> Iterator[tuple[Submission, Answer]]:
    """The papers that ask this question, each with its answer."""
    for paper in newest(referral):
        if paper.asks(question_id):
            yield paper, paper.answer(question_id)


def answers_of(referral: ReferralSet) -> Iterator[tuple[Submission, Question, Answer]]:
    """Every question of every paper in printed order, with its answer."""
    for paper in newest(referral):
        for question in paper.form.questions:
            yield paper, question, paper.answer(question.id)


def referral_day(referral: ReferralSet, facts: Facts) -> dt.date:
    """The day on which ages count (A1): the date of the referral, at the latest its arrival."""
    arrived = local_day(facts.arrived)
    return min(referral.answer("referral_date").date or arrived, arrived)


def is_owed(
    question: Question,
    paper: Submission,
    referral: ReferralSet,
    protocol: PanelProtocol,
    facts: Facts,
) -> bool:
    """Whether an answer is owed; a condition that cannot be told demands nothing.

    A reason for a late hearing is never demanded: a late referral is for the next meeting (W33).
    """
    if question.need is not Need.CONDITIONAL:
        return question.need is Need.REQUIRED
    settings = {"consent.authoriser": protocol.consent.authoriser}
    # W39: suggestions that nobody has confirmed leave the condition open.
    confirmed = any(case.confirmed for case in facts.earlier)
    if confirmed or not facts.earlier:
        settings["earlier_case"] = confirmed
    day = referral_day(referral, facts)
    told = holds(question.condition, paper.answers, settings=settings, referral_date=day, late=None)
    return told is True


def ages_told(paper: Submission, day: dt.date) -> tuple[int, int] | None:
    """The lowest and highest age the paper allows; None when it tells none, or a birth to come."""
    born = paper.answer("dob").value
    if isinstance(born, dt.date | PartialDate):
        lowest, highest = ages_on(born, day)
        return (max(lowest, 0), highest) if highest >= 0 else None
    estimate = paper.answer("age_estimate").number
    return None if estimate is None else (estimate, estimate)
