"""One answer of another layout: what marks, deletions and looks say, and what a person decides."""

from __future__ import annotations

from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.table import _Cell
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.answer import Answer, State
from casework.question import Form, QuestionKind
from forms.submit import to_submission
from forms.word_parts import W
from tests.support import returned
from tests.support.forms import a_form
from tests.support.plain_word import saved
from tests.support.submissions import ARRIVED

FORM = a_form("action_update")
REFERRAL = a_form("wesp_referral")
Fill = Callable[[_Cell], None]


def answered(name: str, fill: Fill, form: Form = REFERRAL) -> Answer:
    """The answer to one question of a plain two-column form, its cell filled so."""
    made = docx.Document()
    made.add_heading(form.title, 0)
    table = made.add_table(rows=0, cols=2)
    for question in form.questions:
        if question.kind is not QuestionKind.ROWS:
            cells = table.add_row().cells
            cells[0].text = question.label
            if question.id == name:
                fill(cells[1])
    return read(made, form).answers[name]


def read(made: Document, form: Form):
    return to_submission(returned.extracted(saved(made)), form, arrived=ARRIVED)


def words(*parts: tuple[str, str]) -> Fill:
    """Runs, each with the name of a look or ""."""

    def fill(cell: _Cell) -> None:
        for text, look in parts:
            run = cell.paragraphs[0].add_run(text)
            if look == "highlight":
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            elif look:
                setattr(run.font, look, True)

    return fill


CHOSEN = {
    "a box before each": ([("☐ Yes ☒ No", "")], "no"),
    "a box behind each": ([("Yes ☑ No □", "")], "yes"),
    "filled squares": ([("■ Yes □ No", "")], "yes"),
    "brackets": ([("[ ] Yes [X] No", "")], "no"),
    "a cross typed beside its box": ([("☐ Yes ☐ x No", "")], "no"),
    "a cross behind the words": ([("Yes / No x", "")], "no"),
    "a tick before the words": ([("✓ Yes   No", "")], "yes"),
    "the other struck through": ([("Yes", "strike"), (" / No - delete as appropriate", "")], "no"),
    "the other struck through twice": ([("Yes / ", ""), ("No", "double_strike")], "yes"),
    "the other taken out": ([("No", "")], "no"),
    "bold": ([("Yes / ", ""), ("No", "bold")], "no"),
    "underlined": ([("Yes", "underline"), (" / No", "")], "yes"),
    "highlighted": ([("Yes", "highlight"), (" / No", "")], "yes"),
    "runs cut in pieces": ([("Y", "strike"), ("es", "strike"), (" / N", ""), ("o", "")], "no"),
}


@pytest.mark.parametrize(("parts", "key"), CHOSEN.values(), ids=CHOSEN)
def test_a_mark_chooses_its_option(parts: list[tuple[str, str]], key: str):
    answer = answered("urgent", words(*parts))
    assert (answer.state, answer.value) == (State.ANSWERED, key)
    assert answer.sure < 1


NEVER = {
    "both boxes": ([("☒ Yes ☒ No", "")], State.CONTRADICTORY),
    "no box": ([("☐ Yes ☐ No", "")], State.BLANK),
    "nothing deleted": ([("Yes / No (delete as appropriate)", "")], State.BLANK),
    "both struck through": ([("Yes / No", "strike")], State.UNREADABLE),
    "half a word struck through": ([("Y", "strike"), ("es / No", "")], State.UNREADABLE),
    "both bold": ([("Yes / No", "bold")], State.BLANK),
    "one bold, the other underlined": (
        [("Yes", "bold"), (" / ", ""), ("No", "underline")], State.UNREADABLE,
    ),
    "a cross between two": ([("Yes x No", "")], State.UNREADABLE),
    "a lone ticked box": ([("☒", "")], State.UNREADABLE),
    "boxes at both ends": ([("☐ Yes ☒ No ☐", "")], State.UNREADABLE),
    "a ticked box of other words": ([("☐ Yes ☐ No ☒ Perhaps", "")], State.UNREADABLE),
    "both, with other words": ([("Yes or no, she would not say", "")], State.UNREADABLE),
    "the only option struck through": ([("No", "strike")], State.UNREADABLE),
    "hidden": ([("Yes", "hidden")], State.BLANK),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "state"), NEVER.values(), ids=NEVER)
def test_what_can_be_meant_in_two_ways_is_never_chosen(parts: list[tuple[str, str]], state: State):
    assert answered("urgent", words(*parts)).state is state


def test_a_text_with_a_deletion_is_left_to_a_person():
    answer = answered("surname", words(("Sample", "strike"), (" Example", "")))
    assert answer.state is State.UNREADABLE
    assert "Sample" in answer.raw


def test_hidden_words_are_noted_and_no_answer():
    found = answered("surname", words(("Example", ""), (" Sample", "hidden")))
    assert found.value == "Example"


# --- where an answer stands ---


def plain(rows: list[list[str]], form: Form = REFERRAL) -> Document:
    made = docx.Document()
    made.add_heading(form.title, 0)
    table = made.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    for question in form.questions:
        if question.kind is not QuestionKind.ROWS and not any(
            question.label in cell for row in rows for cell in row
        ):
            made.add_paragraph(f"{question.label}: ")
    return made


def label(name: str, form: Form = REFERRAL) -> str:
    question = form.question(name)
    assert question is not None
    return question.label


def test_labels_side_by_side_have_their_answers_below():
    rows = [[label("first_name"), label("surname")], ["Alex", "Example"]]
    answers = read(plain(rows), REFERRAL).answers
    assert (answers["first_name"].value, answers["surname"].value) == ("Alex", "Example")


def test_an_empty_cell_beside_a_label_is_not_filled_from_below():
    rows = [[label("surname"), ""], ["Nickname", "Lexi"]]
    assert read(plain(rows), REFERRAL).answers["surname"].state is State.BLANK


def test_a_label_in_one_cell_with_its_answer():
    rows = [[f"{label('surname')}: Example"], [f"{label('first_name')}\nAlex"]]
    answers = read(plain(rows), REFERRAL).answers
    assert (answers["first_name"].value, answers["surname"].value) == ("Alex", "Example")


def test_words_that_explain_a_label_are_no_answer():
    rows = [[f"{label('surname')}\nPlease write it as in the passport", ""]]
    assert read(plain(rows), REFERRAL).answers["surname"].state is State.BLANK


def test_words_under_a_label_beside_an_empty_cell_are_left_to_a_person():
    rows = [[f"{label('surname')}\nas in the benefits system", ""]]
    assert read(plain(rows), REFERRAL).answers["surname"].state is not State.ANSWERED


def test_a_label_that_stands_twice_with_two_answers_is_left_to_a_person():
    rows = [[label("surname"), "Example"], [label("surname"), "Sample"]]
    answer = read(plain(rows), REFERRAL).answers["surname"]
    assert answer.state is State.UNREADABLE
    assert "Example" in answer.raw
    assert "Sample" in answer.raw


def test_a_label_whose_second_place_alone_is_filled_is_left_to_a_person():
    rows = [[label("surname"), ""], [label("surname"), "Sample"]]
    assert read(plain(rows), REFERRAL).answers["surname"].state is State.UNREADABLE


def test_a_merged_cell_belongs_to_its_label():
    made = plain([[label("surname"), "Example", "", ""], [label("reasons"), "", "", ""]])
    row = made.tables[0].rows[1].cells
    row[1].merge(row[3]).text = "She is in danger at home, every night of the week."
    answers = read(made, REFERRAL).answers
    assert answers["reasons"].value == "She is in danger at home, every night of the week."


def test_a_table_within_a_cell_belongs_to_its_label():
    made = plain([[label("urgent"), ""]])
    inner = made.tables[0].rows[0].cells[1].add_table(rows=1, cols=4)
    for cell, text in zip(inner.rows[0].cells, ("Yes", "☒", "No", "☐"), strict=True):
        cell.text = text
    assert read(made, REFERRAL).answers["urgent"].value == "yes"


def test_options_in_cells_of_their_own_are_read_with_their_boxes():
    made = plain([[label("urgent"), "☐ Yes", "☒ No"]])
    assert read(made, REFERRAL).answers["urgent"].value == "no"


# --- rows ---


def children(*rows: tuple[str, str]) -> Document:
    made = plain([[label("surname"), "Example"]])
    made.add_paragraph(label("children"))
    table = made.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, ("Name", "Date of birth or age"), strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return made


def test_rows_added_by_hand_are_rows():
    rows = [(f"Child {letter}", f"0{n}/01/2015") for n, letter in enumerate("ABCDEF", start=1)]
    answer = read(children(*rows), REFERRAL).answers["children"]
    assert [row.cell("name") for row in answer.rows] == [name for name, _ in rows]


@pytest.mark.parametrize("joint", ["\n", "; ", " and "])
def test_several_children_in_one_cell_are_split_when_the_counts_agree(joint: str):
    made = children((joint.join(["Ann", "Ben"]), joint.join(["01/02/2012", "03/04/2014"])))
    answer = read(made, REFERRAL).answers["children"]
    assert [(row.cell("name"), row.cell("dob_or_age")) for row in answer.rows] == [
        ("Ann", "01/02/2012"), ("Ben", "03/04/2014"),
    ]  # fmt: skip


def test_several_children_with_one_date_are_shown_as_typed():
    answer = read(children(("Ann and Ben", "01/02/2012")), REFERRAL).answers["children"]
    assert [row.cell("name") for row in answer.rows] == ["Ann and Ben"]
    assert "several_in_one_cell" in answer.notes


def test_children_in_words_are_left_to_a_person():
    made = plain([[label("children"), "Ann 01/02/2012, Ben 03/04/2014"]])
    assert read(made, REFERRAL).answers["children"].state is State.UNREADABLE


# --- older form fields, found by their labels ---


def older(kind: str, result: str = "") -> Fill:
    """A form field as Word writes it, with a name that says nothing, its result in two runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    data = f'<w:ffData><w:name w:val="Text1"/>{kind}</w:ffData>'
    half = len(result) // 2
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (result[:half], result[half:]))
    xml = (
        mark.format("begin", data)
        + "<w:r><w:instrText> FORMTEXT </w:instrText></w:r>"
        + mark.format("separate", "")
        + runs
        + mark.format("end", "")
    )

    def fill(cell: _Cell) -> None:
        for node in etree.fromstring(f'<w:p xmlns:w="{W}">{xml}</w:p>'):
            cell.paragraphs[0]._p.append(node)  # noqa: SLF001  the only way to it

    return fill


LIST = (
    '<w:ddList><w:result w:val="{}"/><w:listEntry w:val="Choose"/>'
    '<w:listEntry w:val="No"/></w:ddList>'
)


@pytest.mark.parametrize(
    ("name", "fill", "state", "value"),
    [
        ("surname", older("<w:textInput/>", "Example"), State.ANSWERED, "Example"),
        ("surname", older("<w:textInput/>", "\u2002" * 5), State.BLANK, None),
        ("surname", older('<w:textInput><w:default w:val="Say"/></w:textInput>', "Say"),
         State.BLANK, None),
        ("urgent", older(LIST.format(1)), State.ANSWERED, "no"),
        ("urgent", older(LIST.format(0)), State.BLANK, None),
        ("declaration", older("<w:checkBox><w:checked/></w:checkBox>"), State.ANSWERED, "yes"),
        ("declaration", older('<w:checkBox><w:default w:val="0"/></w:checkBox>'),
         State.BLANK, None),
        ("declaration", older('<w:checkBox><w:default w:val="1"/></w:checkBox>'),
         State.UNREADABLE, None),
    ],
)  # fmt: skip
def test_an_older_form_field_without_a_name_is_read_beside_its_label(
    name: str, fill: Fill, state: State, value: object
):
    answer = answered(name, fill)
    assert (answer.state, answer.value) == (state, value)
