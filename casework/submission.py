"""A form's values, typed, and the set of forms that together make a referral (W30, W31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.answer import BLANK, Answer, State
from casework.question import Form, FormRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One form as it came back: every question of the form has its answer here, blank or not.

    `notes` say what the reader noticed about the file as a whole ("older version",
    "layout moved"); they are ids, not sentences.
    """

    form: Form
    answers: Mapping[str, Answer]
    reader: str = ""
    recognised_by: str = ""
    blank_serial: str = ""
    set_ref: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()

    def answer(self, question_id: str) -> Answer:
        """The answer to a question; BLANK for one that this form does not ask."""
        return self.answers.get(question_id, BLANK)

    @property
    def is_empty(self) -> bool:
        """Whether nobody answered anything; what the blank itself holds is nobody's answer."""
        silent = {State.BLANK, State.NOT_APPLICABLE}
        return all(answer.state in silent for answer in self.answers.values())

    def asks(self, question_id: str) -> bool:
        """Whether this form has the question at all."""
        return self.form.question(question_id) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSet:
    """The forms that came together about one person, in the order they came."""

    papers: tuple[Submission, ...]

    def paper(self, role: FormRole) -> Submission | None:
        """The paper of this role, the newest when there are several."""
        return next((paper for paper in reversed(self.papers) if paper.form.role is role), None)

    def papers_of(self, role: FormRole) -> tuple[Submission, ...]:
        """Every paper of this role."""
        return tuple(paper for paper in self.papers if paper.form.role is role)

    @property
    def referral(self) -> Submission | None:
        """The referral form itself."""
        return self.paper(FormRole.REFERRAL)

    def answer(self, question_id: str) -> Answer:
        """The answer of the first paper that asks: the referral form first, the newest first."""
        newest_first = reversed(self.papers)
        ordered = sorted(newest_first, key=lambda paper: paper.form.role is not FormRole.REFERRAL)
        for paper in ordered:
            if paper.asks(question_id):
                return paper.answer(question_id)
        return BLANK
