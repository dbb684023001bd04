"""Forms that somebody laid out in another way: read by their labels, at best half sure."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from reportlab.graphics.shapes import Drawing, Line
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from casework.answer import HowRead, State
from casework.question import Form, QuestionKind
from forms.catalogue import Catalogue
from forms.drawn import opened
from forms.extracted import Extracted, Found, NoForm, Reader
from forms.submit import to_submission
from forms.tables import MOST_LETTERS, read
from tests.support import returned
from tests.support.blanks import FONTS
from tests.support.corpus import corpus_file
from tests.support.forms import FORMS, a_form
from tests.support.submissions import ARRIVED

FORM = a_form("action_update")
SAMPLE = getSampleStyleSheet()
TITLE = FORM.title
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
ANSWERS = {
    "action_ref": "A-4F2K", "status": "Done", "done_date": "03/03/2026",
    "outcome": "She was seen at home and has a new worker, who calls her every Friday afternoon.",
    "by": "Kit Sample", "agency": "Sample Trust", "date": "04/03/2026",
}  # fmt: skip


def document(*parts: Flowable) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=True).build(list(parts))
    return out.getvalue()


def text(words: str) -> Paragraph:
    style = SAMPLE["Normal"].clone("own", fontName=_font())
    return Paragraph(words.replace("\n", "<br/>"), style)


def _font() -> str:
    path = next(FONTS.glob("*Regular.ttf"))
    if path.stem not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(path.stem, path))
    return path.stem


def grid(rows: Sequence[Sequence[str]], widths: Sequence[float] | None = None) -> Table:
    return Table([[text(cell) for cell in row] for row in rows], colWidths=widths, style=GRID)


def reworded(form: Form) -> dict[str, str]:
    """The other wording of each label, where there is one."""
    return {one.id: (*one.variants, one.label)[0] for one in form.questions}


def two_columns(
    answers: Mapping[str, str], form: Form = FORM, left_out: Sequence[str] = ()
) -> bytes:
    rows = [
        (label, answers.get(name, ""))
        for name, label in reworded(form).items()
        if name not in left_out
    ]
    return document(text(TITLE), grid(rows, (180, 260)))


def alone(data: bytes) -> Extracted | NoForm | None:
    """What this reader says, whatever the others would."""
    return read(opened(data), returned.catalogue())


def told(data: bytes) -> dict[str, tuple[Found, str]]:
    found = alone(data)
    assert isinstance(found, Extracted)
    return {one.name: (one.found, one.text or ",".join(one.chosen)) for one in found.fields}


def test_a_table_of_two_columns_is_read_by_its_labels():
    found = alone(two_columns(ANSWERS))
    assert isinstance(found, Extracted)
    assert (found.form_id, found.recognised_by, found.reader) == (FORM.id, "labels", "tables")
    assert {one.sure for one in found.fields} == {0.5}
    assert {one.notes for one in found.fields} == {("unknown_layout",)}
    said = {one.name: " ".join(one.text.split()) for one in found.fields if one.text}
    assert said == ANSWERS


def test_what_was_read_is_an_answer_of_print_that_is_half_sure():
    found = alone(two_columns(ANSWERS))
    assert isinstance(found, Extracted)
    submission = to_submission(found, FORM, arrived=ARRIVED)
    answer = submission.answers["done_date"]
    assert (answer.state, answer.how, answer.sure) == (State.ANSWERED, HowRead.PRINT, 0.5)
    assert "unknown_layout" in answer.notes
    assert answer.place.page == 1
    assert submission.answers["reason"].state is not State.ANSWERED


@pytest.mark.parametrize("form_id", FORMS)
def test_each_form_reworded_and_in_a_table_gives_back_its_lines(form_id: str):
    form = a_form(form_id)
    answers = {
        one.id: f"Sample {number}"
        for number, one in enumerate(form.questions)
        if one.kind in {QuestionKind.LINE, QuestionKind.PARA}
    }
    rows = [(label, answers.get(name, "")) for name, label in reworded(form).items()]
    data = document(text(form.title), grid(rows, (240, 220)))
    found = returned.extracted(data)
    assert (found.form_id, found.reader) == (form_id, Reader.TABLES)
    assert {one.name: one.text for one in found.fields if one.found is Found.VALUE} == answers
    assert max(one.sure for one in found.fields) <= 0.5


def test_a_label_that_is_missing_gives_no_answer_and_moves_none():
    said = told(two_columns(ANSWERS, left_out=["agency"]))
    assert "agency" not in said
    assert {name: one for name, (_, one) in said.items() if name in {"by", "date"}} == {
        "by": "Kit Sample", "date": "04/03/2026",
    }  # fmt: skip


def test_a_label_above_its_box_is_read_with_the_box():
    parts: list[Flowable] = [text(TITLE)]
    for name, label in reworded(FORM).items():
        parts += [text(label), grid([[ANSWERS.get(name, "")]], [440])]
    said = told(document(*parts))
    assert {name: one.replace("\n", " ") for name, (_, one) in said.items() if one} == ANSWERS


def test_labels_in_a_row_have_their_answers_in_the_row_below():
    names = list(reworded(FORM).items())
    parts: list[Flowable] = [text(TITLE)]
    for start in range(0, len(names), 2):
        pair = names[start : start + 2]
        parts.append(
            grid([[label for _, label in pair], [ANSWERS.get(name, "") for name, _ in pair]])
        )
    said = told(document(*parts))
    assert {name: one.replace("\n", " ") for name, (_, one) in said.items() if one} == ANSWERS


def test_a_label_with_a_colon_has_its_answer_behind_it():
    lines = [
        f"{label.rstrip('?')}: {ANSWERS.get(name, '')}" for name, label in reworded(FORM).items()
    ]
    said = told(document(text(TITLE), *map(text, lines)))
    assert said["by"][1] == "Kit Sample"
    assert said["agency"][1] == "Sample Trust"
    assert said["reason"] == (Found.EMPTY, "")


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        ("\u2610 Yes \u2612 No", {"no"}),
        ("Yes \u2611 No \u2610", {"yes"}),
        ("\u2610 Yes \u2610 No", set()),
        ("\u2612 Yes \u2612 No", {"yes", "no"}),
    ],
)
def test_a_tick_counts_where_both_options_are_seen(cell: str, ticked: set[str]):
    found = alone(boxes_in(cell))
    assert isinstance(found, Extracted)
    own = [one for one in found.fields if one.name.startswith("risk_change")]
    assert {one.name for one in own} == {"risk_change.yes", "risk_change.no"}
    assert {key for one in own for key in one.chosen} == ticked


@pytest.mark.parametrize(
    "cell", ["\u2612", "\u2612 Yes", "\u2610 Yes", "Yes No", "Yes / No", "\u2612 Maybe \u2610 No"]
)
def test_a_lone_tick_and_options_without_one_are_in_doubt(cell: str):
    assert told(boxes_in(cell))["risk_change"][0] is Found.DOUBT


def boxes_in(cell: str) -> bytes:
    """The form with this in the cell of its yes or no question, in a font that has boxes."""
    name = "DejaVuSans"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    style = SAMPLE["Normal"].clone("boxes", fontName=name)
    rows = [
        [text(label), Paragraph(cell if question == "risk_change" else "", style)]
        for question, label in reworded(FORM).items()
    ]
    return document(text(TITLE), Table(rows, colWidths=(200, 240), style=GRID))


def test_the_same_label_twice_with_two_answers_is_in_doubt():
    again = grid([("By", ""), (reworded(FORM)["by"], "Robin Sample")], (180, 260))
    rows = [(label, ANSWERS.get(name, "")) for name, label in reworded(FORM).items()]
    said = told(document(text(TITLE), grid(rows, (180, 260)), text("Manager"), again))
    assert said["by"] == (Found.DOUBT, "Kit Sample\nRobin Sample")


def test_a_text_that_nobody_can_see_is_a_mismatch():
    white = {**ANSWERS, "agency": '<font color="white">Sample Trust</font>'}
    found = alone(two_columns(white))
    assert isinstance(found, Extracted)
    field = returned.field(found, "agency")
    assert (field.found, field.text) == (Found.MISMATCH, "Sample Trust")
    assert "hidden_text" in found.notes


def test_an_answer_far_along_the_line_is_not_missed():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(40, 800, TITLE)
    for number, (name, label) in enumerate(reworded(FORM).items()):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(40, 780 - 30 * number, f"{label}:")
        canvas.drawString(400, 780 - 30 * number, ANSWERS.get(name, "")[:20])
    canvas.save()
    said = {name: one for name, (_, one) in told(out.getvalue()).items() if one}
    assert said == {name: one[:20] for name, one in ANSWERS.items()}


def test_ink_in_an_empty_cell_is_in_doubt():
    rows = [
        [text(label), Drawing(60, 10, Line(5, 2, 50, 8)) if name == "agency" else text("")]
        for name, label in reworded(FORM).items()
    ]
    said = told(document(text(TITLE), Table(rows, colWidths=(180, 260), style=GRID)))
    assert said["agency"] == (Found.DOUBT, "")
    assert said["by"] == (Found.EMPTY, "")


def test_a_table_of_rows_is_left_to_a_person():
    form = a_form("wesp_consent")
    rows_of = next(one for one in form.questions if one.kind is QuestionKind.ROWS)
    rows = [(label, "Sample") for label in reworded(form).values()]
    found = alone(document(text(form.title), grid(rows, (240, 220))))
    assert isinstance(found, Extracted)
    answer = to_submission(found, form, arrived=ARRIVED).answers[rows_of.id]
    assert answer.state in {State.UNREADABLE, State.ANSWERED}


# --- what is no form ---


def prose(form: Form) -> bytes:
    """A letter that has every label in its sentences, and the title."""
    sentences = [
        f"Please think of {label} before you write to us." for label in reworded(form).values()
    ]
    return document(text(form.title), *map(text, sentences))


@pytest.mark.parametrize("form_id", FORMS)
def test_a_paper_about_a_form_is_no_form(form_id: str):
    assert alone(prose(a_form(form_id))) is None


def test_a_page_that_is_no_form_stays_one():
    found = returned.no_form(document(text("Dear all,\nplease see the minutes of Tuesday.")))
    assert found.why == "unknown_form"
    assert "minutes" in found.text


def test_too_few_labels_are_no_form():
    most = [one.id for one in FORM.questions][3:]
    assert alone(two_columns(ANSWERS, left_out=most)) is None


def test_a_title_makes_up_for_labels_that_are_missing():
    some = [one.id for one in FORM.questions][5:]
    rows = [(label, "Sample") for name, label in reworded(FORM).items() if name not in some]
    assert isinstance(alone(document(text(TITLE), grid(rows, (180, 260)))), Extracted)
    assert alone(document(grid(rows, (180, 260)))) is None


def test_two_forms_as_like_are_told():
    blank = returned.catalogue().of_form(FORM.id)[-1]
    twin = replace(blank, form=replace(blank.form, id="twin"))
    found = read(opened(two_columns(ANSWERS)), Catalogue(blanks=(blank, twin)))
    assert isinstance(found, NoForm)
    assert found.why == "several_forms"


def test_a_page_with_too_much_on_it_is_not_read():
    more = {**ANSWERS, "reason": "lorem ipsum " * (MOST_LETTERS // 60)}
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Helvetica", 1)
    for number in range(MOST_LETTERS // 100 + 1):
        canvas.drawString(9, 9 + number, "x" * 100)
    canvas.drawString(9, 800, TITLE)
    for number, label in enumerate(reworded(FORM).values()):
        canvas.drawString(9, 700 - 9 * number, f"{label}: {more.get('reason', '')[:5]}")
    canvas.save()
    assert alone(out.getvalue()) is None


@pytest.mark.parametrize(
    "parts",
    [
        ("pdf", "uk-public-bodies"), ("pdf", "scans-and-layout"), ("pdf", "signed"),
        ("pdf", "uk-forms-filled-by-pdf-lib"), ("pdf", "malformed"),
    ],
)  # fmt: skip
def test_no_paper_of_others_is_read_as_a_form_of_ours(parts: tuple[str, ...]):
    folder = corpus_file(*parts)
    for path in sorted(folder.rglob("*.pdf")):
        assert isinstance(returned.outcome(path.read_bytes()), NoForm), path.name
