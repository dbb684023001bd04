"""What a form that came again says otherwise (forms, 9.3)."""

from __future__ import annotations

from dataclasses import replace

from casework.answer import BLANK, Answer
from casework.notes import DANGER_LOWERED, KEPT_FROM_EARLIER
from casework.resend import Change, changes
from casework.submission import Submission
from tests.support.forms import a_form
from tests.support.protocols import said
from tests.support.submissions import a_submission

FORM = a_submission(a_form("wesp_referral"))


def with_(**answers: Answer) -> Submission:
    return replace(FORM, answers={**FORM.answers, **answers})


def told(before: Submission, after: Submission, *asked: str, now: tuple[str, ...] = ()):
    found = changes(before, after, open_before=asked, open_now=now)
    return {one.question.id: one.change for one in found}


def test_a_form_that_says_the_same_has_no_changes():
    assert told(FORM, FORM) == {}


def test_each_question_is_told_once_by_what_became_of_it():
    before = with_(dob=BLANK, key_risks=BLANK, urgent=said("yes"))
    after = with_(
        key_risks=BLANK,
        referrer_role=said("Team manager"),
        surname=said("Example", notes=(KEPT_FROM_EARLIER,)),
        urgent=said("no", notes=(DANGER_LOWERED,)),
    )
    assert told(before, after, "dob", "key_risks", now=("key_risks",)) == {
        "urgent": Change.LOWERED,
        "dob": Change.SETTLED,
        "surname": Change.VANISHED,
        "key_risks": Change.STILL_OPEN,
        "referrer_role": Change.ELSEWHERE,
    }


def test_both_versions_stand_side_by_side():
    (one,) = changes(
        with_(urgent=said("yes")),
        with_(urgent=said("no", notes=(DANGER_LOWERED,))),
        open_before=(),
        open_now=(),
    )
    assert (one.before.value, one.after.value) == ("yes", "no")
