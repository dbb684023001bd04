"""Scanned and photographed forms: laid over the blank, ticks by ink, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from casework.answer import State
from casework.question import Form
from forms import blanks, catalogue
from forms.extracted import Extracted, Found
from forms.scan import form as scan_form
from forms.submit import to_submission
from tests.support import returned, scanned
from tests.support.blanks import FONTS, MARKING, PANEL
from tests.support.forms import a_form
from tests.support.scanned import Grey
from tests.support.submissions import ARRIVED, Values, complete_values

CONSENT, REFERRAL = a_form("wesp_consent"), a_form("wesp_referral")


def consent(**changes: str | bool) -> Values:
    return {**complete_values(CONSENT), **changes}


def read(values: Values, change: Callable[[Grey], Grey], *, seed: int = 1) -> Extracted:
    draw = np.random.default_rng(seed)
    seen = [change(scanned.scanned(page, draw)) for page in pages(values)]
    return scanned.extracted(scanned.as_pdf([scanned.jpeg(page) for page in seen]))


def pages(values: Values) -> list[Grey]:
    return scanned.pages(returned.printed(CONSENT, values))


def share_in_doubt(found: Extracted) -> float:
    read = to_submission(found, CONSENT, arrived=ARRIVED)
    meant = [name for name, answer in read.answers.items() if answer.state is not State.BLANK]
    return sum(scanned.in_doubt(read.answer(name)) for name in meant) / len(meant)


@pytest.mark.parametrize("quarter", range(4))
def test_a_scan_lies_as_it_will(quarter: int):
    found = read(consent(), lambda page: np.rot90(page, quarter).copy())
    assert scanned.wrong(CONSENT, consent(), found) == {}
    assert share_in_doubt(found) <= 0.25
    assert "layout_moved" not in found.notes


def test_a_photograph_in_perspective_under_a_shadow_is_read():
    draw = np.random.default_rng(4)
    shot = [scanned.jpeg(scanned.photographed(page, draw), quality=85) for page in pages(consent())]
    found = scanned.extracted(scanned.as_pdf(shot))
    assert scanned.wrong(CONSENT, consent(), found) == {}
    ticked = {one.name: one.chosen for one in found.fields if one.chosen}
    assert ticked["info_sheet_given"] == ("yes",)


def test_pages_come_in_any_order():
    draw = np.random.default_rng(2)
    shot = [scanned.jpeg(scanned.scanned(page, draw)) for page in reversed(pages(consent()))]
    found = scanned.extracted(scanned.as_pdf(shot))
    assert scanned.wrong(CONSENT, consent(), found) == {}
    assert {one.page for one in found.fields if one.name == "info_sheet_given"} == {2}


def test_the_questions_of_a_page_that_did_not_come_have_no_answer():
    shot = scanned.jpeg(scanned.scanned(pages(consent())[0], np.random.default_rng(2)))
    found = scanned.extracted(scanned.as_pdf([shot]))
    assert found.notes == ("page_missing",)
    read = to_submission(found, CONSENT, arrived=ARRIVED)
    assert read.answer("worker_name").state is State.BLANK


def test_where_a_page_could_not_be_recognised_the_missing_questions_are_in_doubt():
    shot = [scanned.jpeg(scanned.scanned(pages(consent())[0], np.random.default_rng(2)))]
    shot.append(scanned.jpeg(np.full_like(pages(consent())[1], 190)))
    found = scanned.extracted(scanned.as_pdf(shot))
    assert set(found.notes) == {"page_missing", "extra_pages"}
    read = to_submission(found, CONSENT, arrived=ARRIVED)
    assert read.answer("worker_name").state is State.UNREADABLE


def test_a_letter_is_no_form():
    page = np.full((2339, 1654), 250, np.uint8)
    for line in range(12):
        where = (150, 300 + 90 * line)
        cv2.putText(
            page, f"Dear colleague, line {line}", where, cv2.FONT_HERSHEY_SIMPLEX, 1.4, 20, 3
        )
    found = scanned.outcome(scanned.as_pdf([scanned.jpeg(page)]))
    assert (found.why, found.pages) == ("scan", 1)  # pyright: ignore[reportAttributeAccessIssue]


def test_the_same_page_twice_is_for_a_person():
    draw = np.random.default_rng(2)
    first = pages(consent())[0]
    shot = [scanned.jpeg(scanned.scanned(first, draw)) for _ in range(2)]
    found = scanned.outcome(scanned.as_pdf(shot))
    assert found.why == "several_forms"  # pyright: ignore[reportAttributeAccessIssue]


def test_an_empty_form_has_no_answers_and_no_doubt():
    found = read({}, lambda page: page)
    assert {one.name: one.found for one in found.fields if one.found is not Found.EMPTY} == {}


# --- marks by hand ---


def at(page: Grey, name: str, option: str) -> tuple[int, int, int]:
    """The middle of a tick box in pixels, and its side."""
    spot = returned.catalogue().of_form(CONSENT.id)[-1].geometry.by_name()[name]
    assert spot.page == 1, "drawn on the first page"
    box = next(mark.box for mark in spot.marks if mark.option == option)
    scale = scanned.DOTS / 72
    middle = (
        round((box.left + box.right) / 2 * scale),
        round(page.shape[0] - (box.bottom + box.top) / 2 * scale),
    )
    return (*middle, round((box.right - box.left) * scale))


def by_hand(*marks: tuple[str, str, str], pen: int = 40) -> Extracted:
    """The first page filled by pen: a tick, a cross, a dot, or a mere touch."""
    page = pages({})[0]
    for name, option, kind in marks:
        x, y, side = at(page, name, option)
        half = side // 2
        match kind:
            case "tick":
                line = np.array([[x - half, y], [x - 3, y + half], [x + side, y - side]])
                cv2.polylines(page, [line], isClosed=False, color=(pen,), thickness=4)
            case "cross":
                cv2.line(page, (x - half, y - half), (x + half, y + half), pen, 4)
                cv2.line(page, (x - half, y + half), (x + half, y - half), pen, 4)
            case _:
                cv2.circle(page, (x + 2, y + 1), 2, pen, -1)
    seen = scanned.scanned(page, np.random.default_rng(7))
    return scanned.extracted(scanned.as_pdf([scanned.jpeg(seen)]))


@pytest.mark.parametrize("pen", [30, 90, 130])
@pytest.mark.parametrize("kind", ["tick", "cross"])
def test_a_box_marked_by_pen_is_ticked(kind: str, pen: int):
    found = by_hand(("info_sheet_given", "yes", kind), ("explained_who", "no", kind), pen=pen)
    for name, option in (("info_sheet_given", "yes"), ("explained_who", "no")):
        one = returned.field(found, name)
        assert (one.found, one.chosen) == (Found.VALUE, (option,)), name
    assert returned.field(found, "explained_what").found is Found.EMPTY


def test_a_touch_of_the_pen_is_neither_ticked_nor_empty():
    one = returned.field(by_hand(("info_sheet_given", "yes", "touch")), "info_sheet_given")
    assert (one.found, one.chosen) == (Found.DOUBT, ("yes",))
    assert one.sure < 1


def test_both_options_marked_are_both_told():
    found = by_hand(("info_sheet_given", "yes", "tick"), ("info_sheet_given", "no", "cross"))
    read = to_submission(found, CONSENT, arrived=ARRIVED)
    assert read.answer("info_sheet_given").state is State.CONTRADICTORY


def test_what_stands_in_a_box_is_told_with_its_place_on_the_page_that_came():
    found = read(consent(), lambda page: page)
    one = returned.field(found, "surname")
    assert one.page == 1
    assert one.box is not None
    left, bottom, right, top = one.box
    assert 0 < left < right < 596
    assert 0 < bottom < top < 842


def test_a_date_that_reads_as_none_is_in_doubt():
    found = read(consent(dob="41/15/1990"), lambda page: page)
    one = returned.field(found, "dob")
    assert (one.found, one.text) == (Found.DOUBT, "41/15/1990")


def test_a_sign_that_the_model_does_not_know_is_not_left_out_in_silence():
    found = read(consent(surname="Ґалаґан"), lambda page: page)
    assert returned.field(found, "surname").found is Found.DOUBT


# --- issued versions ---


def a_version(number: str, *labels: tuple[str, str]) -> Form:
    """The consent form of a version, some of its questions worded otherwise."""
    worded = dict(labels)
    questions = tuple(
        replace(one, label=worded.get(one.id, one.label)) for one in CONSENT.questions
    )
    return replace(CONSENT, version=number, questions=questions)


@pytest.mark.parametrize("sent", ["1", "2"])
def test_a_scan_is_laid_over_the_version_that_it_is_of(sent: str, tmp_path: Path):
    longer = "Interpreter used, from which service, for which language, and for all of the meeting?"
    versions = {
        "1": CONSENT,
        "2": a_version("2", ("info_sheet_given", longer), ("interpreter_used", longer)),
    }
    for form in versions.values():
        blanks.issue(form, tmp_path, fonts=FONTS, marking=MARKING, public_name=PANEL)
    known = catalogue.load(tmp_path)
    printed = returned.printed(versions[sent], complete_values(CONSENT))
    found = scan_form.read(scanned.pdf(printed, seed=9), scan_form.eyes(tmp_path, known))
    assert isinstance(found, Extracted), found
    assert found.form_version == sent
    assert scanned.wrong(versions[sent], complete_values(CONSENT), found) == {}
