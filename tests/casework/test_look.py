"""How an answer looks in the picture of its form."""

from __future__ import annotations

import pytest

from casework.answer import Answer, State
from casework.finding import Severity
from casework.look import LOOKS, Look, look_of


@pytest.mark.parametrize(
    ("answer", "found", "look"),
    [
        (Answer(state=State.ANSWERED, value="x"), (), Look.ANSWERED),
        (Answer(state=State.UNKNOWN), (), Look.ANSWERED),
        (Answer(state=State.NONE), (Severity.WARN,), Look.ANSWERED),
        (Answer(state=State.ANSWERED, value="x"), (Severity.RETURN,), Look.UNSURE),
        (Answer(state=State.ANSWERED, value="x"), (Severity.ALERT,), Look.UNSURE),
        (Answer(state=State.ANSWERED, value="x", sure=0.5), (), Look.UNSURE),
        (Answer(state=State.CONTRADICTORY), (), Look.UNSURE),
        (Answer(state=State.UNREADABLE), (), Look.UNSURE),
        (Answer(state=State.MISMATCHED), (Severity.HOLD,), Look.UNSURE),
        (Answer(state=State.BLANK), (Severity.RETURN,), Look.GAP),
        (Answer(state=State.BLANK), (Severity.WARN,), Look.BLANK),
        (Answer(state=State.BLANK), (), Look.BLANK),
        (Answer(state=State.NOT_APPLICABLE), (), None),
    ],
)
def test_an_answer_has_the_look_of_what_is_to_be_done(
    answer: Answer, found: tuple[Severity, ...], look: Look | None
):
    assert look_of(answer, found) is look


def test_every_look_has_a_colour_and_words_of_its_own():
    assert set(LOOKS) == set(Look)
    assert len({colour for colour, _ in LOOKS.values()}) == len(Look)
    assert len({words for _, words in LOOKS.values()}) == len(Look)
