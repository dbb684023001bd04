"""Every question that is owed has an answer: a blank is not Unknown (W3, W31, M6, M40-M42, A12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from casework.answer import EXPLICIT_UNKNOWN, Answer, HowRead, State
from casework.facts import Facts
from casework.finding import Basis, Finding
from casework.notes import DANGER_LOWERED, Note, parts
from casework.protocol import PanelProtocol
from casework.question import Question, QuestionKind
from casework.rules.papers import answers_of, asking, at, is_owed
from casework.submission import ReferralSet, Submission

# W46, W47, M22: what another service was not told is an alert of the rule `danger`, never a gap.
ALERTED_INSTEAD = frozenset({"csc_referral_date", "csc_referral_ref", "adult_safeguarding_date"})
# A value that is no answer of its kind, where the reader saw clearly what stands there.
NOT_A_VALUE = frozenset(
    {
        Note.NOT_A_DATE,
        Note.MONTH_FIRST,
        Note.NOT_A_NUMBER,
        Note.NOT_AN_EMAIL,
        Note.NOT_A_NAME,
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield one finding for each answer that is missing or cannot be taken as it stands."""
    for paper, question, answer in answers_of(referral):
        owed = is_owed(question, paper, referral, protocol, facts)
        for finding in _of_answer(paper, question, answer, protocol, owed=owed):
            yield _standing(finding, protocol)

    # A surname may be Unknown only beside an alias (forms 3.1, 3.3).
    for paper, surname in asking(referral, "surname"):
        nameless = surname.state in EXPLICIT_UNKNOWN and not paper.answer("aliases").rows
        if nameless and paper.asks("aliases"):
            yield protocol.finding("completeness.no-name", **at(paper, "aliases"))


def _standing(finding: Finding, protocol: PanelProtocol) -> Finding:
    """The finding with the rule and clause behind its question, where the panel's file has one."""
    stands = protocol.questions.get(finding.form, {}).get(finding.field_id)
    if stands is None:
        return finding
    return replace(finding, rule=stands.rule, clause=stands.clause, basis=Basis.PROTOCOL)


def _of_answer(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol, *, owed: bool
) -> Iterator[Finding]:
    where = at(paper, question.id)
    if DANGER_LOWERED in answer.notes:
        yield protocol.finding("completeness.danger-lowered", **where)
    unknown_counts = question.unknown or question.kind is QuestionKind.YNU
    if _is_to_confirm(answer, question):
        yield protocol.finding("completeness.confirm-scan", **where)
    elif answer.state is State.MISMATCHED:
        # H2: what the file holds and what a person sees differ; neither is taken.
        yield protocol.finding("completeness.mismatched", **where)
    elif answer.state in {State.CONTRADICTORY, State.UNREADABLE}:
        yield _doubtful(paper, question, answer, protocol, owed=owed)
    elif answer.state is State.ANSWERED:
        yield from _rows(paper, question, answer, protocol)
    elif owed and answer.state in {State.BLANK, State.NOT_APPLICABLE}:
        yield from _blank(paper, question, answer, protocol)
    elif owed and answer.state in EXPLICIT_UNKNOWN and not unknown_counts:
        # A12: an explicit Unknown is an answer only where the form offers it.
        yield protocol.finding("completeness.unknown-not-accepted", **where)


def _is_to_confirm(answer: Answer, question: Question) -> bool:
    """Whether a scan leaves it in doubt: the referrer wrote it, and we have to look (forms 6.1).

    A danger question in doubt has a finding of its own.
    """
    if answer.how is not HowRead.SCAN:
        return False
    if parts(Note.READER_UNSURE, answer.notes):
        return True
    is_open = answer.state in {State.CONTRADICTORY, State.UNREADABLE}
    return is_open and not question.read_first


def _blank(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol
) -> Iterator[Finding]:
    if question.id in ALERTED_INSTEAD:
        return
    # W31, W32: an empty box goes back; so does "Unknown" where an answer is needed.
    if Note.UNKNOWN_NOT_ACCEPTED in answer.notes:
        yield protocol.finding("completeness.unknown-not-accepted", **at(paper, question.id))
    else:
        yield protocol.finding("completeness.blank", **at(paper, question.id))


def _doubtful(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol, *, owed: bool
) -> Finding:
    """What is plainly no date or number goes back; a danger question that is not clear waits."""
    where = at(paper, question.id)
    if not owed:
        return protocol.finding("completeness.doubt-not-owed", **where)
    if Note.AMBIGUOUS in answer.notes:
        return protocol.finding("completeness.ambiguous", **where)
    if answer.state is State.CONTRADICTORY:
        return protocol.finding("completeness.contradictory", **where)
    if NOT_A_VALUE & set(answer.notes):
        return protocol.finding("completeness.not-understood", **where)
    if question.read_first:
        return protocol.finding("completeness.unreadable-danger", **where)
    return protocol.finding("completeness.unreadable", **where)


def _rows(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol
) -> Iterator[Finding]:
    # W24, M40-M42: every row of a printed list has its answer, one finding for each that has none.
    chosen = next((column.key for column in question.columns if column.options), "")
    if not question.rows_of or not chosen:
        return
    filled = {row.key for row in answer.rows if row.cell(chosen)}
    marked = {note.at(row.key, chosen) for row in question.rows_of for note in _SAID_BY_VALUES}
    spoilt = {text.partition(":")[2].partition(".")[0] for text in marked & set(answer.notes)}
    for row in question.rows_of:
        if row.key not in filled | spoilt:
            where = at(paper, question.id)
            yield protocol.finding("completeness.row-unanswered", part=row.key, **where)


# What stands in a row and cannot be taken is a finding of the rule `values`.
_SAID_BY_VALUES = (Note.CHOOSE_ONE, Note.NOT_AN_OPTION)
