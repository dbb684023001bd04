"""What cannot wait: read before anything else is judged, from a broken form too (A13).

No rule here takes a blank, a doubtful or an Unknown answer for a No. What these checks raise as an
alert reaches the coordinator at once, whatever becomes of the form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import MappingProxyType

from casework.answer import EXPLICIT_UNKNOWN, Answer, State
from casework.dates import local_day
from casework.facts import Facts
from casework.finding import Finding
from casework.notes import DANGER_LOWERED, Note
from casework.phrases import phrases_in
from casework.protocol import PanelProtocol
from casework.question import Question, QuestionKind
from casework.rules.papers import (
    age_told_at,
    ages_told,
    answers_of,
    asking,
    at,
    is_owed,
    newest,
    referral_day,
)
from casework.submission import ReferralSet, Submission
from casework.text import folded

YES, UNKNOWN = "yes", "unknown"
IN_DOUBT = frozenset({State.CONTRADICTORY, State.UNREADABLE, State.MISMATCHED})
# What an answer tells by itself: question, answer, check.
SAID = (
    ("urgent", YES, "danger.urgent"),  # W42: it cannot wait for the next meeting
    ("child_risk", YES, "danger.child-risk"),  # W46
    ("child_risk", UNKNOWN, "danger.child-risk-unknown"),
    ("pregnant", YES, "danger.pregnant"),  # practice
    ("pregnant", UNKNOWN, "danger.pregnant"),
)
# What another service must have been told when it is owed: question and check.
NOT_TOLD = MappingProxyType(
    {
        "csc_referral_date": "danger.social-care-not-told",  # W46, M22: at once
        "csc_referral_ref": "danger.social-care-no-reference",
        "adult_safeguarding_date": "danger.adult-safeguarding-not-told",  # W47
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what the coordinator must know now, then what leaves danger in doubt."""
    yield from _said(referral, protocol)
    yield from _age(referral, protocol, facts)
    yield from _not_told(referral, protocol, facts)
    yield from _in_doubt(referral, protocol, facts)
    yield from _words(referral, protocol, facts)


def _said(referral: ReferralSet, protocol: PanelProtocol) -> Iterator[Finding]:
    # M22, M24: any of the conditions for child protection, or the highest level of need.
    gates = [
        row
        for gate in protocol.threshold.gates
        for row in ((gate, YES, "danger.gate"), (gate, UNKNOWN, "danger.gate-unknown"))
    ]
    level = ("need_level", protocol.threshold.divert_level, "danger.need-level")
    for question_id, wanted, told in (*SAID, *gates, level):
        for paper, answer in asking(referral, question_id):
            unknown = wanted == UNKNOWN and answer.state in EXPLICIT_UNKNOWN
            if unknown or answer.said(wanted):
                yield protocol.finding(told, **at(paper, question_id))


def _age(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    day = referral_day(referral, facts)
    youngest, young = protocol.subject.min_age, protocol.subject.young_alert
    for paper in newest(referral):
        ages = ages_told(paper, day)
        if ages is None:
            continue
        lowest, highest = ages
        # W21, A1: under age, or perhaps so.
        if youngest is not None and highest < youngest:
            yield protocol.finding("danger.under-age", **at(paper, age_told_at(paper)))
        elif youngest is not None and lowest < youngest:
            yield protocol.finding("danger.may-be-under-age", **at(paper, age_told_at(paper)))
        # M25: the younger the child, the likelier is child protection.
        if young is not None and lowest < young:
            yield protocol.finding("danger.young", **at(paper, age_told_at(paper)))


def _not_told(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what another service has not been told: an alert, never a plain gap."""
    for paper, question, answer in answers_of(referral):
        told = NOT_TOLD.get(question.id)
        done = answer.is_settled and answer.state is not State.NOT_APPLICABLE
        to_come = isinstance(answer.value, dt.date) and answer.value > local_day(facts.arrived)
        if told and is_owed(question, paper, referral, protocol, facts) and (to_come or not done):
            yield protocol.finding(told, **at(paper, question.id))


def _in_doubt(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    for paper, question, answer in answers_of(referral):
        if not question.read_first:
            continue
        where = at(paper, question.id)
        # Doubt is never read as No: two answers, one of them the dangerous one.
        if answer.state in IN_DOUBT and _may_say_danger(question, answer, protocol):
            yield protocol.finding("danger.may-be-yes", **where)
        # Forms 9.3: a form that comes again may not take a danger back by itself.
        if DANGER_LOWERED in answer.notes:
            yield protocol.finding("danger.lowered", **where)
        # H1: the blank was issued with this answer in it; nobody gave it.
        if answer.state is State.BLANK and Note.BLANK_DEFAULT in answer.notes:
            yield protocol.finding("danger.pre-ticked", **where)
    for paper, question in _unanswered(referral, protocol, facts):
        yield protocol.finding("danger.not-answered", **at(paper, question.id))


def _unanswered(
    referral: ReferralSet, protocol: PanelProtocol, facts: Facts
) -> Iterator[tuple[Submission, Question]]:
    for paper, question, answer in answers_of(referral):
        unsettled = question.read_first and not answer.is_settled
        if unsettled and is_owed(question, paper, referral, protocol, facts):
            yield paper, question


def _may_say_danger(question: Question, answer: Answer, protocol: PanelProtocol) -> bool:
    """Whether the dangerous option is among what was found for an unsettled answer."""
    choice = question.kind in {QuestionKind.YN, QuestionKind.YNU}
    key = YES if choice else protocol.threshold.divert_level
    wanted = tuple({key, folded(question.option_label(key))} - {""})
    if not choice and question.kind is not QuestionKind.ONE:
        return False
    return any(phrases_in(found, wanted) for found in (*answer.readings, answer.raw))


def _words(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    # A13: words of danger in the mail itself, above all beside a file that nobody could read.
    if facts.danger_words and facts.unread_papers:
        yield protocol.finding("danger.words-unread")
    elif facts.danger_words:
        yield protocol.finding("danger.words-in-mail")

    # H19: what a narrative says never overrides a box, and is never passed over.
    told: list[tuple[Submission, Question]] = []
    for paper, question, answer in answers_of(referral):
        if phrases_in(_text(answer), protocol.danger_words):
            told.append((paper, question))
            if question.kind is QuestionKind.PARA:
                yield protocol.finding("danger.words-in-answer", **at(paper, question.id))

    # Danger rule on doubt: such words beside a danger question without an answer.
    doubt = next(_unanswered(referral, protocol, facts), None)
    if told and (doubt or referral.referral is None):
        paper, question = doubt or told[0]
        yield protocol.finding("danger.words-beside-doubt", **at(paper, question.id))


def _text(answer: Answer) -> str:
    """Everything that was written for an answer, whatever became of it."""
    cells = (cell for row in answer.rows for cell in row.cells.values())
    return "\n".join((answer.text, answer.raw, *answer.readings, *cells))
