"""Tables of rows and boxes to tick on pages that others laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect
from reportlab.lib.colors import white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from casework.answer import Row, State
from casework.question import QuestionKind
from casework.submission import Submission
from forms import drawn_boxes
from forms.drawn import opened
from forms.extracted import Extracted
from forms.submit import to_submission
from forms.tables import read
from tests.forms.test_tables import FONTS, GRID, SAMPLE, document, grid, reworded, text
from tests.support import returned
from tests.support.forms import a_form
from tests.support.submissions import ARRIVED

FORM = a_form("wesp_referral")
CHILDREN = next(one for one in FORM.questions if one.id == "children")
FLAGS = next(one for one in FORM.questions if one.id == "red_flags")
HEADS = ("Name", "Gender", "Date of birth or age", "Relationship", "Lives with")


def paper(*more: Flowable, cells: Mapping[str, Flowable | str] | None = None) -> bytes:
    """The form's lines in a table, and something behind it."""
    given = cells or {}
    rows = [
        [text(label), said if isinstance(said := given.get(name, ""), Flowable) else text(said)]
        for name, label in reworded(FORM).items()
        if FORM.by_id()[name].kind is not QuestionKind.ROWS
    ]
    return document(text(FORM.title), Table(rows, colWidths=(240, 220), style=GRID), *more)


def told(data: bytes) -> Submission:
    found = read(opened(data), returned.catalogue())
    assert isinstance(found, Extracted)
    return to_submission(found, FORM, arrived=ARRIVED)


def children(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> Submission:
    return told(paper(text("Children"), grid([heads, *rows], [92] * len(heads))))


def cells_of(submission: Submission, question: str) -> list[Mapping[str, str]]:
    value = submission.answers[question].value
    assert isinstance(value, tuple)
    return [
        {key: cell for key, cell in row.cells.items() if not key.endswith(".age")}
        for row in value
        if isinstance(row, Row)
    ]


def test_rows_under_our_headings_are_read_cell_by_cell():
    submission = children(
        [("Robin Example", "boy", "01/02/2019", "son", "his father"),
         ("Kim Example", "girl", "5", "daughter", "")]
    )  # fmt: skip
    assert cells_of(submission, "children") == [
        {"name": "Robin Example", "gender": "boy", "dob_or_age": "01/02/2019",
         "relationship": "son", "lives_with": "his father"},
        {"name": "Kim Example", "gender": "girl", "dob_or_age": "5", "relationship": "daughter"},
    ]  # fmt: skip
    assert submission.answers["children"].sure == 0.5
    assert "unknown_layout" in submission.answers["children"].notes


def test_columns_in_another_order_keep_their_own_words():
    submission = children([("01/02/2019", "Robin Example")], ("Date of birth or age", "Name"))
    assert cells_of(submission, "children") == [
        {"name": "Robin Example", "dob_or_age": "01/02/2019"}
    ]


def test_an_empty_table_is_blank():
    submission = children([("", "", "", "", ""), ("", "", "", "", "")])
    assert submission.answers["children"].state is State.BLANK


def test_headings_that_are_not_ours_leave_the_table_to_a_person():
    submission = children([("Robin", "seven")], ("Who", "How old"))
    assert submission.answers["children"].state in {State.BLANK, State.UNREADABLE}


def test_two_tables_with_the_same_headings_are_left_to_a_person():
    table = grid([HEADS, ("Robin Example", "boy", "7", "son", "")], [92] * 5)
    other = grid([HEADS, ("Kim Sample", "man", "40", "uncle", "")], [92] * 5)
    submission = told(paper(text("Children"), table, text("Others"), other))
    assert submission.answers["children"].state in {State.BLANK, State.UNREADABLE}


@pytest.mark.parametrize("mark", ["X", "\u2612", "\u2713", "Yes"])
def test_flags_with_a_column_for_each_option(mark: str):
    heads = ["", "Yes", "No", "Unknown"]
    rows = [[one.label, mark if n % 2 else "", "" if n % 2 else mark, ""]
            for n, one in enumerate(FLAGS.rows_of)]  # fmt: skip
    submission = told(paper(text("Red flags"), symbols([heads, *rows], (260, 60, 60, 60))))
    found = submission.answers["red_flags"].value
    assert isinstance(found, tuple)
    answers = {row.key: row.cell("answer") for row in found if isinstance(row, Row)}
    assert answers == {
        one.key: "yes" if number % 2 else "no" for number, one in enumerate(FLAGS.rows_of)
    }


def test_two_marks_in_a_row_of_flags_are_no_answer():
    rows = [["", "Yes", "No"], *([one.label, "X", "X"] for one in FLAGS.rows_of)]
    submission = told(paper(text("Red flags"), symbols(rows, (260, 60, 60))))
    assert submission.answers["red_flags"].state is not State.ANSWERED


def symbols(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """A table in a font that has boxes."""
    name = "DejaVuSans"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    style = SAMPLE["Normal"].clone("symbols", fontName=name)
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    return Table(cells, colWidths=widths, style=GRID)


# --- boxes that are drawn ---


def drawn(*options: tuple[str, str]) -> Flowable:
    """A line of drawn boxes, each with its words behind it: empty, crossed, or a dot in it."""
    cells: list[Flowable] = []
    for state, words in options:
        square = Rect(1, 1, 10, 10)
        square.fillColor = white
        box = Drawing(14, 12, square)
        if state == "crossed":
            box.add(Line(2, 2, 10, 10, strokeWidth=1.5))
            box.add(Line(2, 10, 10, 2, strokeWidth=1.5))
        if state == "dot":
            box.add(Circle(6, 6, 0.5, strokeWidth=0.3))
        cells += [box, text(words)]
    narrow = TableStyle(
        [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    )
    return Table([cells], colWidths=[18, 52] * len(options), style=narrow)


@pytest.mark.parametrize(
    ("states", "state", "value"),
    [
        (("crossed", "empty", "empty"), State.ANSWERED, "yes"),
        (("empty", "crossed", "empty"), State.ANSWERED, "no"),
        (("empty", "empty", "crossed"), State.UNKNOWN, None),
        (("empty", "empty", "empty"), State.BLANK, None),
        (("crossed", "crossed", "empty"), State.CONTRADICTORY, None),
        (("dot", "empty", "empty"), State.UNREADABLE, None),
    ],
)
def test_drawn_boxes_are_told_by_their_ink(states: Sequence[str], state: State, value: str | None):
    line = drawn(*zip(states, ("Yes", "No", "Unknown"), strict=True))
    answer = told(paper(cells={"child_risk": line})).answers["child_risk"]
    assert (answer.state, answer.value) == (state, value)


def test_a_lone_drawn_box_says_nothing():
    answer = told(paper(cells={"child_risk": drawn(("crossed", "Yes"))})).answers["child_risk"]
    assert answer.state is State.UNREADABLE


@pytest.mark.parametrize(
    ("font", "letter", "box"),
    [
        ("ABCDEE+Wingdings", "\uf0a8", drawn_boxes.EMPTY),
        ("ABCDEE+Wingdings", "\uf0fe", drawn_boxes.TICKED),
        ("Wingdings-Regular", "\u00a8", drawn_boxes.EMPTY),
        ("Wingdings-Regular", "\u00fd", drawn_boxes.CROSSED),
        ("Wingdings2", "\u00a3", drawn_boxes.EMPTY),
        ("ABCDEF+Wingdings2", "R", drawn_boxes.TICKED),
        ("Wingdings 2", "S", drawn_boxes.CROSSED),
        ("Helvetica", "R", "R"),
        ("Helvetica", "\u00a3", "\u00a3"),
        ("Wingdings", "\u4e00", "\u4e00"),
    ],
)
def test_a_letter_is_a_box_in_a_font_of_symbols_only(font: str, letter: str, box: str):
    letters: list[dict[str, object]] = [{"fontname": font, "text": letter}]
    drawn_boxes.with_symbols(letters)
    assert letters[0]["text"] == box
