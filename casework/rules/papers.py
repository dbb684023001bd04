"""What every rule asks of the papers that came: which ones, what is owed, how old the person is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypedDict

from casework.ages import ages_on
from casework.answer import Answer, PartialDate, Place, State
from casework.answers_in_words import age_in
from casework.conditions import holds
from casework.dates import dates_in, local_day
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
    heard = any(case.confirmed and case.last_heard for case in facts.earlier)
    if heard or all(case.confirmed for case in facts.earlier):
        settings["earlier_case"] = heard
    day = referral_day(referral, facts)
    told = holds(question.condition, paper.answers, settings=settings, referral_date=day, late=None)
    return told is True


def ages_told(paper: Submission, day: dt.date) -> tuple[int, int] | None:
    """The lowest and highest age of all that the paper tells; None when it tells none.

    Every date of birth given counts, both readings of one that can be read in two ways, and the
    estimated age: doubt is told as doubt. A birth to come tells no age.
    """
    told = tuple(_ages_of(paper, day))
    return (min(told)[0], max(high for _low, high in told)) if told else None


def age_told_at(paper: Submission) -> str:
    """The question that tells the age."""
    dated = paper.answer("dob").state is State.ANSWERED
    estimated = paper.answer("age_estimate").number is not None
    return "age_estimate" if estimated and not dated else "dob"


def _ages_of(paper: Submission, day: dt.date) -> Iterator[tuple[int, int]]:
    born, estimate = paper.answer("dob"), paper.answer("age_estimate")
    births: list[dt.date | PartialDate] = [
        *dates_in("; ".join((*born.readings, paper.answer("dob_other").text)))
    ]
    if isinstance(born.value, dt.date | PartialDate):
        births.append(born.value)
    for lowest, highest in (ages_on(birth, day) for birth in births):
        if highest >= 0:
            yield max(lowest, 0), highest
    ages = [age_in(said.removeprefix("age "), day) for said in (*born.readings, *estimate.readings)]
    for age in (estimate.number, *ages):
        if age is not None:
            yield age, age
