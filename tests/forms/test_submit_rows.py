"""Tables: rows by hand, several people in one cell, cells that cannot be told apart."""

from __future__ import annotations

from typing import Any

import pytest

from casework.answer import Answer, State
from casework.notes import Note, parts
from forms.extracted import Found
from tests.forms.test_submit import a_field, read
from tests.support.forms import a_form


def table(question: str, form_id: str = "wesp_referral", **cells: Any) -> Answer:
    """The table in which these cells (`row__column`) are filled; a tuple is chosen keys."""
    fields = [
        a_field(
            f"{question}.{name.replace('__', '.')}",
            *(("", *value) if isinstance(value, tuple) else (value,)),
        )
        for name, value in cells.items()
    ]
    return read(*fields, form=a_form(form_id))[question]


def filled(answer: Answer) -> dict[str, dict[str, str]]:
    return {row.key: dict(row.cells) for row in answer.rows}


def children(**cells: Any) -> Answer:
    return table("children", **{f"_{name}": value for name, value in cells.items()})


def test_rows_are_kept_in_their_order_with_those_added_by_hand():
    answer = read(
        a_field("must_not_receive.10.name", "Ten"), a_field("must_not_receive.2.name", "Two"),
        a_field("must_not_receive.2.reason", "Cousin"), a_field("must_not_receive.1.name"),
        a_field("must_not_receive.3.name", "-"),
    )["must_not_receive"]  # fmt: skip
    assert filled(answer) == {"2": {"name": "Two", "reason": "Cousin"}, "10": {"name": "Ten"}}
    assert answer.raw == "2: Two | Cousin\n10: Ten"


@pytest.mark.parametrize("text", ["None", "none known", "Nil", "NONE."])
def test_none_in_words_is_none(text: str):
    answer = read(a_field("perpetrators.1.name", text))["perpetrators"]
    assert (answer.state, answer.value, answer.notes) == (State.NONE, None, (Note.WRITTEN,))


def test_an_empty_table_is_blank_and_its_own_tick_empties_it():
    empty = read(a_field("children.1.name"), a_field("children.none"))["children"]
    assert (empty.state, empty.value) == (State.BLANK, None)
    assert read(a_field("children.none", "", "1"))["children"].state is State.NONE
    assert read(a_field("children.unknown", "", "1"))["children"].state is State.UNKNOWN
    assert read(a_field("children.1.name", "Unknown"))["children"].state is State.UNKNOWN


def test_unknown_empties_no_table_that_does_not_take_it():
    answer = read(a_field("perpetrators.1.name", "Unknown"))["perpetrators"]
    assert (answer.state, answer.value) == (State.BLANK, None)
    assert Note.UNKNOWN_NOT_ACCEPTED in answer.notes
    known = read(
        a_field("perpetrators.1.name", "Unknown"), a_field("perpetrators.1.relationship", "Buyer")
    )["perpetrators"]
    assert filled(known) == {"1": {"name": "Unknown", "relationship": "Buyer"}}


@pytest.mark.parametrize("tick", ["none", "unknown"])
def test_a_tick_and_filled_rows_contradict_each_other(tick: str):
    answer = read(a_field("children.1.name", "Charlie"), a_field(f"children.{tick}", "", "1"))
    assert answer["children"].state is State.CONTRADICTORY
    assert answer["children"].readings == ("1: Charlie", tick)
    both = read(a_field("children.none", "", "1"), a_field("children.unknown", "", "1"))
    assert both["children"].state is State.CONTRADICTORY


def test_aliases_in_one_cell_are_several():
    answer = read(a_field("aliases.1.alias", "Lexi, Ally; Al\nAlexa"))["aliases"]
    assert [row.cell("alias") for row in answer.rows] == ["Lexi", "Ally", "Al", "Alexa"]
    assert [row.key for row in answer.rows] == ["1-1", "1-2", "1-3", "1-4"]
    assert answer.notes == (Note.ROWS_SPLIT,)


@pytest.mark.parametrize("between", [" and ", "\n", "; ", " & "])
def test_children_in_one_cell_are_split_when_names_and_dates_agree(between: str):
    answer = read(
        a_field("children.1.name", f"Ann Example{between}Ben Example"),
        a_field("children.1.dob_or_age", f"1/2/2015{between}3/4/2017"),
        a_field("children.1.gender", f"Girl{between}Boy"),
        a_field("children.1.lives_with", "Grandmother"),
    )["children"]
    assert filled(answer) == {
        "1-1": {
            "name": "Ann Example", "gender": "Girl", "dob_or_age": "1/2/2015",
            "lives_with": "Grandmother", "dob_or_age.age": "11",
        },
        "1-2": {
            "name": "Ben Example", "gender": "Boy", "dob_or_age": "3/4/2017",
            "lives_with": "Grandmother", "dob_or_age.age": "9",
        },
    }  # fmt: skip
    assert answer.notes == (Note.ROWS_SPLIT,)


@pytest.mark.parametrize("dates", ["1/2/2015", "", "1/2/2015; 3/4/2017; 5/6/2018"])
def test_else_they_stay_as_they_were_typed(dates: str):
    answer = read(
        a_field("children.1.name", "Ann and Ben"), a_field("children.1.dob_or_age", dates)
    )["children"]
    assert len(answer.rows) == 1
    assert answer.rows[0].cell("name") == "Ann and Ben"
    assert Note.SEVERAL_IN_ONE_CELL in answer.notes


def test_a_name_that_holds_and_is_one_name():
    answer = read(a_field("children.1.name", "Andy Sandland"))["children"]
    assert filled(answer) == {"1": {"name": "Andy Sandland"}}
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("05/05/2019", "7"), ("7", "7"), ("7 years", "7"), ("aged seven", "7"), ("7yrs old", "7"),
        ("May 2019", "7"), ("2019", ""), ("about 7", ""), ("school age", ""), ("1/1/20", ""),
    ],
)  # fmt: skip
def test_an_age_stands_beside_a_date_of_birth_that_leaves_no_doubt(text: str, age: str):
    answer = read(a_field("children.1.dob_or_age", text))["children"]
    assert answer.rows[0].cell("dob_or_age") == text
    assert answer.rows[0].cell("dob_or_age.age") == age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("18 months", "1"), ("6 months old", "0"), ("3 wks", "0"), ("05/05/2019 (7)", "7"),
        ("5 May 2019, aged 7", "7"), ("05/05/12", "14"),
    ],
)  # fmt: skip
def test_the_age_of_a_small_child_and_one_beside_its_date_are_read(text: str, age: str):
    answer = read(a_field("children.1.dob_or_age", text))["children"]
    assert answer.rows[0].cell("dob_or_age.age") == age


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("03/25/2019", (Note.MONTH_FIRST, Note.NOT_A_DATE)),
        ("3/4/20", (Note.AMBIGUOUS, Note.TWO_DIGIT_YEAR)),
        ("05/05/2019 or 06/05/2019", (Note.TWO_READINGS,)),
        ("05/05/2019 (9)", (Note.AGE_DIFFERS,)),
        ("Monday 5 May 2019", (Note.WEEKDAY_DIFFERS,)),
        ("5-6", (Note.NOT_A_DATE,)),
        ("school age", (Note.NOT_A_DATE,)),
        ("7\u00b9", (Note.NOT_A_DATE,)),
        ("unknown", ()),
        ("c.2019", ()),
    ],
)
def test_what_is_in_doubt_in_a_childs_date_is_noted_at_its_cell(text: str, notes: tuple[Note, ...]):
    answer = read(
        a_field("children.1.name", "Charlie"), a_field("children.1.dob_or_age", text)
    )["children"]  # fmt: skip
    assert set(answer.notes) == {note.at("1", "dob_or_age") for note in notes}
    assert answer.rows[0].cell("dob_or_age") == text
    plain = {Note.WEEKDAY_DIFFERS} >= set(notes) and notes
    assert bool(answer.rows[0].cell("dob_or_age.age")) is bool(plain)


def test_an_alias_that_may_be_several_stays_as_it_was_typed():
    answer = read(a_field("aliases.1.alias", "Lexi and Ally"))["aliases"]
    assert [row.cell("alias") for row in answer.rows] == ["Lexi and Ally"]
    assert answer.notes == (Note.SEVERAL_IN_ONE_CELL,)
    led = read(a_field("aliases.1.alias", "aka \u201cLexi\u201d"))["aliases"]
    assert (led.rows[0].cell("alias"), led.notes) == ("Lexi", ())
    nothing = read(a_field("aliases.1.alias", ";/"))["aliases"]
    assert nothing.rows == ()


def test_a_child_that_is_not_born_is_noted():
    answer = read(a_field("children.1.dob_or_age", "01/03/2027"))["children"]
    assert parts(Note.FUTURE_DATE, answer.notes) == ("1.dob_or_age",)


def test_a_listed_table_keeps_its_printed_order_and_leaves_unanswered_rows_out():
    answer = read(
        a_field("red_flags.trafficking.answer", "", "unknown"),
        a_field("red_flags.buyer_violence.answer", "", "yes"),
        a_field("red_flags.buyer_violence.evidence", "Seen"),
        a_field("red_flags.partner_violence.answer"),
    )["red_flags"]
    assert filled(answer) == {
        "buyer_violence": {"answer": "yes", "evidence": "Seen"},
        "trafficking": {"answer": "unknown"},
    }
    assert list(filled(answer)) == ["buyer_violence", "trafficking"]


@pytest.mark.parametrize(
    ("field", "note"),
    [
        (a_field("red_flags.overdose.answer", "", "yes", "no"), Note.CHOOSE_ONE),
        (a_field("red_flags.overdose.answer", "sometimes"), Note.NOT_AN_OPTION),
        (a_field("red_flags.overdose.answer", "", "often"), Note.NOT_AN_OPTION),
        (a_field("red_flags.overdose.answer", "", "no", found=Found.DOUBT), Note.READER_UNSURE),
        (a_field("red_flags.overdose.answer", "", "no", found=Found.DEFAULT), Note.BLANK_DEFAULT),
    ],
)
def test_a_cell_in_doubt_is_asked_again_and_the_others_are_kept(field: Any, note: Note):
    sure = a_field("red_flags.pregnancy.answer", "", "no")
    answer = read(field, sure)["red_flags"]
    assert filled(answer) == {"pregnancy": {"answer": "no"}}
    assert parts(note, answer.notes) == ("overdose.answer",)


def test_a_cell_that_may_be_cut_off_stands_with_a_note():
    cut = a_field("red_flags.overdose.evidence", "In hospital on", found=Found.CLIPPED)
    answer = read(a_field("red_flags.overdose.answer", "Y"), cut)["red_flags"]
    assert filled(answer) == {"overdose": {"answer": "yes", "evidence": "In hospital on"}}
    assert parts(Note.MAY_BE_CUT_OFF, answer.notes) == ("overdose.evidence",)


def test_a_doubtful_text_makes_an_open_table_unreadable():
    answer = read(
        a_field("must_not_receive.1.name", "P", found=Found.DOUBT),
        a_field("must_not_receive.2.name", "Sure"),
    )["must_not_receive"]
    assert (answer.state, answer.value, answer.raw) == (State.UNREADABLE, None, "2: Sure")
    tick = read(a_field("must_not_receive.none", "", "none", found=Found.DOUBT))
    assert tick["must_not_receive"].state is State.UNREADABLE


def test_a_cell_takes_several_options_where_they_go_together():
    def vulnerable(*keys: str) -> Answer:
        name = "vulnerabilities.domestic_violence.answer"
        fields = [a_field(f"{name}.{key}", "", "1") for key in keys]
        return read(*fields, form=a_form("mase_referral"))["vulnerabilities"]

    assert filled(vulnerable("historical", "current")) == {
        "domestic_violence": {"answer": "current historical"}
    }
    for keys in (("current", "no"), ("no", "unknown"), ("current", "unknown")):
        answer = vulnerable(*keys)
        assert answer.state is State.BLANK
        assert parts(Note.CHOOSE_ONE, answer.notes) == ("domestic_violence.answer",)


def test_a_drop_down_in_a_cell_is_a_key_and_a_typed_word_is_read():
    answer = read(
        a_field("agencies_involved.1.agency", "Example"),
        a_field("agencies_involved.1.invite", "Yes"),
        a_field("agencies_involved.2.agency", "Sample"),
        a_field("agencies_involved.2.invite", "", "no"),
        a_field("places.1.place", "Example Road"), a_field("places.1.type", "Site or app online"),
    )  # fmt: skip
    assert [row.cell("invite") for row in answer["agencies_involved"].rows] == ["yes", "no"]
    assert answer["places"].rows[0].cell("type") == "site_online"
