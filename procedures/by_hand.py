"""What a person types from the pictures of a form that is not read here (forms, section 8)."""

from __future__ import annotations

from casework.question import FormRole, Question
from procedures.office import Office

# Enough to answer, to list and to find the case; the rest stays on the picture.
TYPED = (
    "urgent", "child_risk", "vulnerable_adult", "first_name", "surname", "dob", "area",
    "consent_route", "referrer_agency",
)  # fmt: skip
PICTURES = frozenset({"scan", "photo"})


def questions(office: Office) -> tuple[Question, ...]:
    """The questions to be answered by hand: those of the list, and what decides about danger."""
    level = "need_level"
    wanted = (*TYPED, *office.protocol.threshold.gates, level)
    asked = {
        question.id: question
        for form in office.forms.values()
        if form.role is FormRole.REFERRAL
        for question in form.questions
    }
    return tuple(asked[name] for name in wanted if name in asked)
