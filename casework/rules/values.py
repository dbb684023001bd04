"""What a reading noticed about single answers: ranges, dates still to come, cut-off text (forms 2).

Nothing here asks whether an answer is owed; it looks only at what stands there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from casework.ages import ages_on
from casework.answer import Answer, PartialDate
from casework.dates import local_day
from casework.facts import Facts
from casework.finding import Finding
from casework.notes import KEPT_FROM_EARLIER, Note, parts
from casework.phrases import phrases_in
from casework.protocol import PanelProtocol
from casework.question import Question, QuestionKind
from casework.redaction import looks_like_contact
from casework.rules.papers import answers_of, asking, at, newest, referral_day
from casework.submission import ReferralSet, Submission
from casework.text import words_in

OLD_REFERRAL = dt.timedelta(days=60)  # forms 3.1, question 1.7
# Dates that lie ahead by their meaning; every other date must not be after the arrival.
AHEAD = frozenset({"meeting_date", "expiry", "review_date", "new_due"})
# The age rule itself says what is wrong with these.
JUDGED_BY_AGE = frozenset({"age_estimate"})
NOTED: Mapping[str, str] = MappingProxyType(
    {
        Note.MAY_BE_CUT_OFF: "values.may-be-cut-off",
        Note.TWO_DIGIT_YEAR: "values.two-digit-year",
        Note.PARTIAL_DATE: "values.partial-date",
        Note.ESTIMATED: "values.estimated",
        Note.TWO_READINGS: "values.two-dates",
        Note.WEEKDAY_DIFFERS: "values.weekday-differs",
        Note.AGE_DIFFERS: "values.age-differs",
        Note.AN_AGE: "values.an-age",
        Note.NAME_HAS_DIGITS: "values.name-has-digits",
        Note.OTHER_NAME: "values.other-name",
        Note.NOT_A_UK_PHONE: "values.not-a-uk-phone",
        Note.SEVERAL_NUMBERS: "values.several-numbers",
        Note.NOT_A_POSTCODE: "values.not-a-postcode",
        Note.LIKE_A_POSTCODE: "values.like-a-postcode",
        Note.WORDS_BESIDE: "values.words-beside",
        Note.NOT_AN_NHS_NUMBER: "values.not-an-nhs-number",
        Note.ROWS_SPLIT: "values.rows-split",
        Note.SEVERAL_IN_ONE_CELL: "values.several-in-one-cell",
        KEPT_FROM_EARLIER: "values.kept-from-earlier",
        # The reader's own notes on a box.
        "added_row": "values.added-row",
        "beside_box": "values.beside-box",
        "line_ends_lost": "values.line-ends-lost",
        "read_from_looks": "values.read-from-looks",
        "unknown_layout": "values.unknown-layout",
    }
)
NOTED_IN_CELLS: Mapping[Note, str] = MappingProxyType(
    {
        Note.CHOOSE_ONE: "values.choose-one",
        Note.NOT_AN_OPTION: "values.not-an-option",
        Note.READER_UNSURE: "values.cell-unsure",
        Note.MAY_BE_CUT_OFF: "values.may-be-cut-off",
        Note.FUTURE_DATE: "values.future-date",
        Note.NOT_A_DATE: "values.not-a-date",
        Note.MONTH_FIRST: "values.not-a-date",
        Note.AMBIGUOUS: "values.ambiguous",
        Note.TWO_READINGS: "values.several-in-one-cell",
        Note.TWO_DIGIT_YEAR: "values.two-digit-year",
        Note.WEEKDAY_DIFFERS: "values.weekday-differs",
        Note.AGE_DIFFERS: "values.age-differs",
    }
)
# Of one answer that stands: one of several dates in a line is none, or can be read in two ways.
NOTED_IN_LINES: Mapping[Note, str] = MappingProxyType(
    {
        Note.NOT_A_DATE: "values.not-a-date",
        Note.MONTH_FIRST: "values.not-a-date",
        Note.AMBIGUOUS: "values.ambiguous",
    }
)
_IN_FIGURES = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*\d{2,4}")
MONTHS = 12


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what is wrong with values that were read, and what somebody should look at."""
    arrived = local_day(facts.arrived)
    for paper, question, answer in answers_of(referral):
        yield from _noted(paper, question, answer, protocol)
        if answer.value is not None:
            yield from _dated(paper, question, answer, protocol, arrived)
            yield from _written(paper, question, answer, protocol)

    for paper in newest(referral):
        yield from _ages(paper, protocol, referral_day(referral, facts))
        yield from _month_first(paper, protocol)

    for paper, dated in asking(referral, "referral_date"):
        if dated.date is not None and arrived - dated.date > OLD_REFERRAL:
            yield protocol.finding("values.old-referral", **at(paper, "referral_date"))


def _noted(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol
) -> Iterator[Finding]:
    where = at(paper, question.id)
    for note in answer.notes:
        if note in NOTED:
            yield protocol.finding(NOTED[note], **where)
    for note, told in NOTED_IN_CELLS.items():
        for cell in parts(note, answer.notes):
            yield protocol.finding(told, part=cell, **where)
    for note, told in NOTED_IN_LINES.items():
        if answer.is_settled and note in answer.notes:
            yield protocol.finding(told, **where)


def _dated(
    paper: Submission,
    question: Question,
    answer: Answer,
    protocol: PanelProtocol,
    arrived: dt.date,
) -> Iterator[Finding]:
    where = at(paper, question.id)
    if question.id not in AHEAD and answer.date is not None and answer.date > arrived:
        yield protocol.finding("values.future-date", **where)
    if Note.OUT_OF_RANGE not in answer.notes or question.id in JUDGED_BY_AGE:
        return
    limits = {
        "low": "" if question.low is None else str(question.low),
        "high": "" if question.high is None else str(question.high),
    }
    dated = question.kind is QuestionKind.DATE
    told = "values.year-out-of-range" if dated else "values.out-of-range"
    yield protocol.finding(told, values=limits, **where)


def _ages(paper: Submission, protocol: PanelProtocol, day: dt.date) -> Iterator[Finding]:
    """Yield an estimated age that the date of birth does not allow."""
    born, age = paper.answer("dob").value, paper.answer("age_estimate").number
    if age is None or not isinstance(born, dt.date | PartialDate):
        return
    lowest, highest = ages_on(born, day)
    if not lowest <= age <= highest:
        yield protocol.finding("values.age-differs", **at(paper, "age_estimate"))


def _month_first(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    """Yield the dates that may be written month first, where another one plainly is."""
    notes = [note for answer in paper.answers.values() for note in answer.notes]
    if not any(note.partition(":")[0] == Note.MONTH_FIRST for note in notes):
        return
    for question in paper.form.questions:
        answer = paper.answer(question.id)
        found = _IN_FIGURES.search(answer.raw) if answer.date is not None else None
        if found and int(found[1]) != int(found[2]) and int(found[1]) <= MONTHS:
            yield protocol.finding("values.day-or-month", **at(paper, question.id))


def _written(
    paper: Submission, question: Question, answer: Answer, protocol: PanelProtocol
) -> Iterator[Finding]:
    where = at(paper, question.id)
    # Word counts never send a form back.
    if words_in(answer.text) < question.words_min:
        least = {"least": str(question.words_min)}
        yield protocol.finding("values.few-words", values=least, **where)
    if question.kind is not QuestionKind.PARA:
        return
    # H20: an address or number in a narrative; who may see it is for the coordinator.
    if question.check_as != "address" and looks_like_contact(answer.text):
        yield protocol.finding("values.contact-in-narrative", **where)
    # M44: the person is treated as a victim, in words too.
    if phrases_in(answer.text, protocol.language_check):
        yield protocol.finding("values.wording", **where)
