"""Our Word forms as LibreOffice prints them to PDF: complete, incomplete, with danger, touched."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from benchmarks.dialects.pdf_pages import fitted
from forms import followed
from forms.drawn import opened
from forms.extracted import Extracted, Found, Reader
from tests.support import libreoffice, returned
from tests.support.forms import a_form

COMPLETE = {
    "action_ref": "A-4F2K", "status": "done", "done_date": "03/03/2026", "by": "Kit Sample",
    "outcome": "She was seen at home (well, in the café) and has a new key-worker, who calls her "
    "every Friday afternoon; the flat-share is over, and nobody else has a key to it any more.",
    "risk_change": "no", "agency": "Sample Trust", "date": "04/03/2026",
}  # fmt: skip
INCOMPLETE = {
    "first_name": "Zoë", "surname_unknown": True, "consent_sought": "not_sought",
    "not_obtained_reasons.unsafe_to_ask": True, "grounds.vital_interests": True,
    "ground_evidence.vital_interests.evidence": "He said he would kill her.",
    "risk_if_shared": "Choose an item. That is what the form says.",
    "recipients.police": True, "special_category": "yes", "offence_data": "no",
}  # fmt: skip
DANGER = {
    "urgent": "yes", "urgent_reason": "2.3 Is any child at risk of harm? Yes.",
    "child_risk": "yes", "vulnerable_adult": "unknown", "first_name": "Mei", "surname": "Åström",
    "aliases.1.alias": "Alias or street name", "aliases.2.alias": "2", "children.none": True,
    "perpetrators.1.name": "Kit Doe", "perpetrators.1.relationship": "Ex-partner, and her landlord",
    "perpetrators.2.alias": "Address", "must_not_receive.1.name": "Jo Lee",
    "must_not_receive.1.reason": "A friend of his",
}  # fmt: skip
FORMS = {
    "action_update": COMPLETE,
    "wesp_noconsent": INCOMPLETE,
    "wesp_referral": DANGER,
}


@cache
def page(form_id: str) -> bytes:
    """The form of this id, filled and printed."""
    filled = returned.word(a_form(form_id), FORMS[form_id])
    return libreoffice.saved_as("pdf", filled)


def over(data: bytes, drawn: Callable[[Canvas], object]) -> bytes:
    """The paper with something drawn on its first page."""
    out, layer = io.BytesIO(), io.BytesIO()
    canvas = Canvas(layer, pagesize=(595.28, 841.89))
    drawn(canvas)
    canvas.save()
    with pikepdf.open(io.BytesIO(data)) as paper, pikepdf.open(layer) as own:
        paper.pages[0].add_overlay(own.pages[0], pikepdf.Rectangle(0, 0, 595.28, 841.89))
        paper.save(out)
    return out.getvalue()


def middle(found: Extracted, name: str) -> tuple[float, float]:
    box = returned.field(found, name).box
    assert box is not None
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def in_order(data: bytes) -> Extracted | None:
    returned.outcome(b"")
    return followed.read(opened(data), returned.catalogue())


@pytest.mark.parametrize("form_id", FORMS)
def test_every_answer_is_as_it_was_written(form_id: str):
    form, values = a_form(form_id), FORMS[form_id]
    found = returned.extracted(page(form_id))
    assert (found.reader, found.recognised_by) == (Reader.PRINTED, "form_id")
    assert found.blank_serial == returned.catalogue().of_form(form_id)[-1].serial
    assert returned.not_as_filled(found) == {}
    assert returned.differences(form, values, found) == {}


def test_what_nobody_filled_is_empty():
    found = returned.extracted(page("wesp_noconsent"))
    names = {"surname", "dob", "proportionate", "decision_date", "grounds.crime"}
    assert {returned.field(found, name).found for name in names} == {Found.EMPTY}


def test_words_of_the_form_in_an_answer_do_not_move_what_follows():
    found = returned.extracted(page("wesp_referral"))
    assert returned.field(found, "urgent_reason").text == DANGER["urgent_reason"]
    assert returned.field(found, "child_risk.yes").chosen == ("yes",)
    assert returned.field(found, "aliases.1.alias").text == "Alias or street name"


def test_a_word_that_is_no_part_of_the_form_leaves_it_to_the_labels():
    noted = over(page("wesp_referral"), lambda on: on.drawString(60, 300, "not true"))
    assert in_order(page("wesp_referral")) is not None
    assert in_order(noted) is None


@pytest.mark.parametrize("up", [720, 300])
def test_a_word_that_may_belong_to_the_last_answer_puts_it_in_doubt(up: int):
    noted = over(page("action_update"), lambda on: on.drawString(300, up, "not true"))
    found = in_order(noted)
    assert found is not None
    assert returned.not_as_filled(found) == {"date": Found.DOUBT}


def test_a_word_beside_a_prompt_is_in_doubt():
    values = {"outcome": "Click or tap here to enter text. Kit Sample"}
    filled = returned.word(a_form("action_update"), values)
    found = returned.extracted(libreoffice.saved_as("pdf", filled))
    assert returned.field(found, "outcome").found is Found.DOUBT


def test_a_word_at_the_edge_of_one_page_leaves_it_to_the_labels():
    assert in_order(page("wesp_referral")) is not None
    assert in_order(over(page("wesp_referral"), lambda on: on.drawString(300, 820, "no"))) is None


def test_a_page_that_is_missing_leaves_it_to_the_labels():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page("wesp_referral"))) as paper:
        del paper.pages[3]
        paper.save(out)
    assert in_order(out.getvalue()) is None


def test_a_box_that_was_ticked_with_a_pen_is_in_doubt():
    plain = returned.extracted(page("wesp_referral"))
    across, up = middle(plain, "urgent.no")

    def ticked(on: Canvas) -> None:
        on.setLineWidth(1.5)
        on.line(across - 2, up - 2, across + 3, up + 4)

    assert returned.field(plain, "urgent.no").found is Found.EMPTY
    found = returned.extracted(over(page("wesp_referral"), ticked))
    assert returned.field(found, "urgent.no").found is Found.DOUBT


def test_an_answer_that_is_covered_is_no_answer():
    box = returned.field(returned.extracted(page("wesp_referral")), "urgent_reason").box
    assert box is not None

    def covered(on: Canvas) -> None:
        on.setFillGray(1)
        on.rect(box[0] - 2, box[1] - 2, box[2] - box[0] + 4, box[3] - box[1] + 4, 0, 1)

    found = returned.extracted(over(page("wesp_referral"), covered))
    assert returned.field(found, "urgent_reason").found is Found.MISMATCH
    assert "hidden_text" in found.notes


def test_letters_that_another_typeface_put_elsewhere_are_in_doubt():
    values = {"outcome": "Seen at home ☐ and well", "status": "done"}
    filled = returned.word(a_form("action_update"), values)
    found = returned.extracted(libreoffice.saved_as("pdf", filled))
    assert returned.field(found, "outcome").found is Found.DOUBT
    assert returned.field(found, "status.done").chosen == ("done",)


def test_a_line_through_an_answer_puts_its_question_in_doubt():
    plain = returned.extracted(page("wesp_referral"))
    box = returned.field(plain, "urgent_reason").box
    assert box is not None
    up = (box[1] + box[3]) / 2
    found = returned.extracted(
        over(page("wesp_referral"), lambda on: on.line(box[0], up, box[2], up))
    )
    assert set(returned.not_as_filled(found)) == {"urgent_reason"}


def test_a_line_through_an_option_puts_the_whole_choice_in_doubt():
    plain = returned.extracted(page("wesp_referral"))
    across, up = middle(plain, "urgent.no")
    found = returned.extracted(
        over(page("wesp_referral"), lambda on: on.line(across + 6, up, across + 20, up))
    )
    assert set(returned.not_as_filled(found)) == {"urgent.yes", "urgent.no"}


def test_a_paper_printed_to_fit_is_followed_with_the_lines_through_it():
    whole = page("wesp_referral")
    box = returned.field(returned.extracted(whole), "urgent_reason").box
    assert box is not None
    up = (box[1] + box[3]) / 2
    crossed = over(whole, lambda on: on.line(box[0], up, box[2], up))
    assert returned.not_as_filled(returned.extracted(fitted(whole))) == {}
    found = returned.extracted(fitted(crossed))
    assert set(returned.not_as_filled(found)) == {"urgent_reason"}
