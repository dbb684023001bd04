"""What changed when the forms of a case came again: both versions side by side (forms, 9.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casework import resend
from casework.answer import Answer
from casework.answers_in_words import in_words as answer_in_words
from casework.finding import Severity
from casework.notes import DANGER_LOWERED
from casework.receipt import Paper
from casework.resend import Change
from casework.submission import Submission
from forms import kept
from procedures import casefile
from procedures.office import Office
from register import cases, findings

ASKED = frozenset({Severity.RETURN, Severity.HOLD})
WORDS = {
    Change.SETTLED: "now answered",
    Change.STILL_OPEN: "still open",
    Change.ELSEWHERE: "changed, and nobody had asked",
    Change.VANISHED: "left empty, the earlier answer kept",
    Change.LOWERED: "a danger taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One question in two versions of a form. `before` and `after` are what the forms say."""

    form: str
    title: str
    version: int
    field: str
    number: str
    label: str
    change: Change
    before: str
    after: str


def of_case(reference: str, office: Office) -> tuple[ChangeLine, ...]:
    """What the newest version of each form changed, in the order of its questions.

    Raises NoSuchCase, and KeyGone when the case was destroyed.
    """
    cases.case(reference)
    history = cases.history(reference)
    newest = {paper.form: paper for paper in history}
    before = {
        paper.form: paper for paper in history if paper.number == newest[paper.form].number - 1
    }
    return tuple(
        line
        for form, paper in newest.items()
        if form in before
        for line in _lines(reference, before[form], paper, office)
    )


def in_words(lines: tuple[ChangeLine, ...]) -> tuple[str, ...]:
    """The changes for the screen, with what the forms say."""
    if not lines:
        return ("No form of this case came twice, or nothing in it changed.",)
    return tuple(
        f"{line.title}, question {line.number}: {WORDS[line.change]}."
        f" Before: {line.before or 'nothing'}. Now: {line.after or 'nothing'}."
        for line in lines
    )


def _lines(reference: str, before: Paper, after: Paper, office: Office) -> Iterator[ChangeLine]:
    old, new = _submission(before, office), _submission(after, office)
    found = resend.changes(
        old,
        new,
        open_before=_asked(reference, before),
        open_now=_asked(reference, after),
    )
    for one in found:
        before_it = one.before
        if one.change is Change.LOWERED:
            before_it = _stood(one.question.id, after, reference, office) or one.before
        yield ChangeLine(
            form=after.form,
            title=new.form.title,
            version=after.number,
            field=one.question.id,
            number=one.question.number,
            label=one.question.label,
            change=one.change,
            before=answer_in_words(one.question, before_it),
            after=answer_in_words(one.question, one.after),
        )


def _stood(question: str, paper: Paper, reference: str, office: Office) -> Answer | None:
    """The danger answer as it stood in the last version before it was taken back."""
    earlier = [one for one in cases.history(reference) if one.form == paper.form]
    for one in reversed(earlier[: paper.number - 1]):
        answer = _submission(one, office).answer(question)
        if DANGER_LOWERED not in answer.notes:
            return answer
    return None


def _submission(paper: Paper, office: Office) -> Submission:
    return kept.from_json(paper.answers, casefile.form_of(paper.form, paper.form_version, office))


def _asked(reference: str, paper: Paper) -> set[str]:
    """The questions of this form that its message was asked about, or held for."""
    return {
        finding.field_id
        for finding in findings.of(paper.receipt, case=reference)
        if finding.form == paper.form and finding.severity in ASKED
    }
