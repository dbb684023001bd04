"""Why the case is for the panel: high risk, and a criterion, with evidence (W24-W28, A14, M41)."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from casework.answer import Answer, Row, State
from casework.facts import Facts
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.question import Question
from casework.rules.papers import answers_of, asking, at
from casework.submission import ReferralSet, Submission

YES, NO = "yes", "no"
OPPOSITE = MappingProxyType({YES: NO, NO: YES})
# W28: twelve months against the twelve before; referrals into diversion against meetings missed.
INCREASES = (
    ("esc_callouts_12m", "esc_callouts_prev"),
    ("esc_arrests_12m", "esc_arrests_prev"),
)
DIVERSION = ("esc_diversion_refs", "esc_diversion_missed")
COUNTS = (*INCREASES[0], *INCREASES[1], *DIVERSION)


def check(referral: ReferralSet, protocol: PanelProtocol, _facts: Facts) -> Iterator[Finding]:
    """Yield where the risk or the criterion falls short, or its evidence.

    That a criterion and its reasons are there at all (W26, W27, M2) is completeness.
    """
    for paper, flags in asking(referral, "red_flags"):
        yield from _flags(paper, flags, protocol)
        yield from _overlaps(paper, flags, protocol)
    for paper, question, answer in answers_of(referral):
        yield from _evidence(paper, question, answer, protocol)
    for paper, criteria in asking(referral, "criteria"):
        if criteria.includes("escalation"):
            yield from _escalation(paper, protocol)


def _flags(paper: Submission, flags: Answer, protocol: PanelProtocol) -> Iterator[Finding]:
    # W24: every row counts that is Yes, or that may still be; Unknown is no Yes.
    question = paper.form.by_id()["red_flags"]
    said = {row.key: row.cell("answer") for row in flags.rows}
    possible = [row.key for row in question.rows_of if said.get(row.key, YES) in {YES, ""}]
    minimum = str(protocol.red_flags.minimum)
    if len(possible) >= protocol.red_flags.minimum:
        return
    # A14: professional judgement with its reasons may override the number.
    judged = paper.answer("criteria").includes("professional_judgement")
    reasoned = paper.answer("pj_reasons").state is State.ANSWERED
    where = at(paper, "red_flags")
    if protocol.red_flags.override and judged and reasoned:
        values = {"minimum": minimum}
        yield protocol.finding("criterion.few-flags-overridden", values=values, **where)
    else:
        yield protocol.finding("criterion.few-flags", values={"minimum": minimum}, **where)


def _overlaps(paper: Submission, flags: Answer, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 4.1: a flag and the question that asks the same thing say the opposite.
    said = {row.key: row.cell("answer") for row in flags.rows}
    for overlap in protocol.red_flags.overlaps:
        answer = paper.answer(overlap.question)
        same, opposite = overlap.answer, OPPOSITE[overlap.answer]
        flag = said.get(overlap.flag, "")
        if (flag == YES and answer.said(opposite)) or (flag == NO and answer.said(same)):
            where = at(paper, "red_flags")
            yield protocol.finding("criterion.flag-disagrees", part=overlap.flag, **where)


def _evidence(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol
) -> Iterator[Finding]:
    # W24, M41: a Yes rests on something, and says when where the form asks it.
    columns = {column.key for column in question.columns}
    if not {"answer", "evidence"} <= columns:
        return
    wanted = columns & {"evidence", "period"}
    for row in answer.rows:
        if row.cell("answer") == YES and not _has(row, wanted):
            where = at(paper, question.id)
            yield protocol.finding("criterion.no-evidence", part=row.key, **where)


def _has(row: Row, columns: set[str]) -> bool:
    return all(row.cell(column) for column in columns)


def _escalation(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    increases = [pair for pair in (_both(paper, *ids) for ids in INCREASES) if pair]
    diversion = _both(paper, *DIVERSION)
    settled = all(paper.answer(key).is_settled for key in COUNTS)

    # W28: escalation has evidence: one of the comparisons can be made.
    if settled and not increases and diversion is None:
        yield protocol.finding("criterion.escalation-unknown", **at(paper, COUNTS[0]))

    # W28: a marked increase, or compulsory meetings missed; what is not known is neither.
    rising = any(now > before for now, before in increases)
    missed = (paper.answer(DIVERSION[1]).number or 0) > 0
    if (increases or diversion) and not rising and not missed:
        yield protocol.finding("criterion.no-increase", **at(paper, COUNTS[0]))


def _both(paper: Submission, one: str, other: str) -> tuple[int, int] | None:
    """Both numbers, None while one of them is not known."""
    first, second = paper.answer(one).number, paper.answer(other).number
    return None if first is None or second is None else (first, second)
