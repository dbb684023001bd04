"""Parts and tables of a sheet in which nothing may stand are not there at all."""

from __future__ import annotations

from casework.answer import BLANK, Answer, Row, State
from tests.casework.test_casesheet import a_sheet, grid, line, with_answers, words
from tests.support.forms import a_form
from tests.support.sheets import a_referral


def test_a_part_in_which_nothing_was_said_has_no_heading():
    referral = a_referral("wesp_referral", "wesp_consent")
    bare = with_answers(referral, **dict.fromkeys(referral.papers[0].answers, BLANK))
    assert all(part.lines or part.grids for part in a_sheet(bare).sections)
    assert len(a_sheet(bare).sections) < len(a_sheet(referral).sections)


def test_a_table_of_what_may_not_stand_there_is_no_table():
    row = Row(key="1", cells={"address": "1 Example Street"})
    addresses = Answer(state=State.ANSWERED, value=(row,))
    referral = with_answers(a_referral("wesp_referral"), perpetrators=addresses)
    title = next(
        question.label
        for question in a_form("wesp_referral").questions
        if question.id == "perpetrators"
    )
    assert "1 Example Street" not in words(a_sheet(referral))
    assert (grid(a_sheet(referral), title), line(a_sheet(referral), title)) == (None, None)
