"""Printed copies of our forms: moved, shrunk, shuffled, incomplete; nothing unsure is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from forms import filled
from forms.catalogue import Box
from forms.extracted import Extracted, Found, Reader
from tests.forms.test_acroform import PROGRAMS, by_browser, by_qpdf, stored_only, typed
from tests.support import returned
from tests.support.corpus import corpus_file
from tests.support.forms import FORMS, a_form
from tests.support.submissions import complete_values

PAGE = (595.28, 841.89)


def printed(form_id: str = "wesp_consent") -> bytes:
    return returned.printed(a_form(form_id), complete_values(a_form(form_id)))


def laid_out(
    document: bytes, *, scale: float = 1.0, shift: tuple[float, float] = (0, 0),
    order: Sequence[int] | None = None, over: str = "") -> bytes:  # fmt: skip
    """The pages printed again: scaled, shifted, in another order, with something over them."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as source, pikepdf.new() as made:
        for number in order if order is not None else range(len(source.pages)):
            drawing = made.copy_foreign(source.pages[number].as_form_xobject())
            page = made.add_blank_page(page_size=PAGE).obj
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.Resources = Dictionary(XObject=Dictionary(P=drawing), Font=Dictionary(F=font))
            placed = f"q {scale} 0 0 {scale} {shift[0]} {shift[1]} cm /P Do Q"
            page.Contents = made.make_stream(f"{placed} {over}".encode())
        made.save(out)
    return out.getvalue()


def box_of(form_id: str, name: str, option: str = "") -> Box:
    spot = returned.catalogue().of_form(form_id)[-1].geometry.by_name()[name]
    assert spot.page == 1, "the drawing over the page is meant for the first"
    return next((mark.box for mark in spot.marks if mark.option == option), spot.box)


PLACES = [(0.97, (9, 14)), (1.0, (-6, 5)), (0.94, (20, -3)), (0.7, (50, 50)), (1.03, (-9, -12))]


@pytest.mark.parametrize(("scale", "shift"), PLACES)
@pytest.mark.parametrize("form_id", FORMS)
def test_a_copy_that_was_scaled_and_moved_reads_the_same(
    form_id: str, scale: float, shift: tuple[float, float]
):
    form = a_form(form_id)
    found = returned.extracted(laid_out(printed(form_id), scale=scale, shift=shift))
    assert returned.not_as_filled(found) == {}
    assert returned.differences(form, complete_values(form), found) == {}
    assert "layout_moved" not in found.notes


@pytest.mark.parametrize("form_id", FORMS)
def test_pages_in_another_order_read_the_same(form_id: str):
    form = a_form(form_id)
    with pikepdf.open(io.BytesIO(printed(form_id))) as document:
        order = list(reversed(range(len(document.pages))))
    found = returned.extracted(laid_out(printed(form_id), order=order))
    assert returned.differences(form, complete_values(form), found) == {}
    assert found.fields[0].page == len(order)


@pytest.mark.filterwarnings("ignore")  # the other programs' own
@pytest.mark.parametrize(
    ("program", "form_id"), [one for one in PROGRAMS if one[0] is not stored_only]
)
def test_what_other_programs_filled_and_printed_is_never_read_wrong(
    program: Callable[..., bytes], form_id: str
):
    form = a_form(form_id)
    values = typed(form) if program is by_browser else complete_values(form)
    found = returned.extracted(filled.printed(program(form, values)))
    cut = {one.name.partition(".")[0] for one in found.fields if one.found is Found.CLIPPED}
    wrong = returned.differences(form, values, found)
    assert {name: pair for name, pair in wrong.items() if name not in cut} == {}
    assert returned.not_as_filled(found) == {}


def test_the_fields_of_a_missing_page_are_absent():
    with pikepdf.open(io.BytesIO(printed("wesp_referral"))) as document:
        count = len(document.pages)
    without = [number for number in range(count) if number != 2]
    found = returned.extracted(laid_out(printed("wesp_referral"), order=without))
    assert "page_missing" in found.notes
    spots = returned.catalogue().of_form("wesp_referral")[-1].geometry.spots
    assert {one.name for one in found.fields} == {one.name for one in spots if one.page != 3}


def test_a_page_that_came_twice_is_held():
    assert returned.no_form(laid_out(printed(), order=[0, 0])).why == "several_forms"


def test_two_forms_in_one_file_are_held():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed("wesp_consent"))) as both:
        with pikepdf.open(io.BytesIO(printed("wesp_noconsent"))) as other:
            both.pages.extend(other.pages)
        both.save(out)
    assert returned.no_form(out.getvalue()).why == "several_forms"


def test_a_copy_whose_foot_names_no_form_of_ours_is_known_by_its_labels():
    form = a_form("action_update")
    foreign = replace(form, id="somebody_elses")
    values = complete_values(form)
    found = returned.extracted(returned.printed(foreign, values))
    assert (found.form_id, found.recognised_by) == (form.id, "labels")
    assert "blank_unknown" in found.notes
    assert returned.differences(form, values, found) == {}


def test_a_trace_of_ink_in_a_tick_box_is_in_doubt():
    left, bottom, right, top = box_of("wesp_consent", "info_sheet_given", "no")
    dot = f"0 g {left + 0.5} {bottom + 0.5} 1.6 1.6 re f"
    blank = returned.printed(a_form("wesp_consent"), {})
    box = returned.field(returned.extracted(laid_out(blank, over=dot)), "info_sheet_given")
    assert box.found is Found.DOUBT
    tick = f"0 G 1.5 w {left + 1} {bottom + 1} m {right - 1} {top - 1} l S"
    box = returned.field(returned.extracted(laid_out(blank, over=tick)), "info_sheet_given")
    assert (box.found, box.chosen) == (Found.VALUE, ("no",))


def test_two_ticks_of_one_question_are_both_told():
    left, bottom, right, top = box_of("wesp_consent", "info_sheet_given", "no")
    cross = f"0 G 1.5 w {left + 1} {bottom + 1} m {right - 1} {top - 1} l S"
    box = returned.field(returned.extracted(laid_out(printed(), over=cross)), "info_sheet_given")
    assert box.chosen == ("yes", "no")


def test_white_letters_in_a_box_are_held():
    left, bottom, _, _ = box_of("action_update", "by")
    words = f"BT 1 g /F 9 Tf {left + 3} {bottom + 5} Td (Nobody sees this) Tj ET"
    blank = returned.printed(a_form("action_update"), {})
    found = returned.extracted(laid_out(blank, over=words))
    box = returned.field(found, "by")
    assert (box.found, box.text, box.drawn) == (Found.MISMATCH, "Nobody sees this", "")
    assert "hidden_text" in found.notes


@pytest.mark.parametrize(
    ("form_id", "name", "state"),
    [("action_update", "by", Found.DOUBT), ("wesp_consent", "client_signature", Found.VALUE)],
)
def test_a_drawn_signature_is_seen_and_ink_elsewhere_is_in_doubt(
    form_id: str, name: str, state: Found
):
    spot = returned.catalogue().of_form(form_id)[-1].geometry.by_name()[name]
    left, bottom, right, top = spot.box
    curve = f"0 G 1 w {left + 5} {bottom + 5} m {right - 40} {top - 5} l S"
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(returned.printed(a_form(form_id), {}))) as document:
        document.pages[spot.page - 1].contents_add(curve.encode())
        document.save(out)
    box = returned.field(returned.extracted(out.getvalue()), name)
    assert (box.found, box.notes, box.text) == (state, ("ink",), "")


def test_a_text_that_runs_on_into_the_next_box_is_not_its_answer():
    form = a_form("wesp_referral")
    values = {"perpetrators.1.name": "Sam Placeholder of a very long name that goes on and on"}
    spots = returned.catalogue().of_form(form.id)[-1].geometry.by_name()

    def write(document: bytes) -> bytes:
        spot = spots["perpetrators.1.name"]
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(document)) as opened:
            page = opened.pages[spot.page - 1].obj
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.Resources.Font.OVER = opened.make_indirect(font)
            text = values["perpetrators.1.name"]
            words = (
                f" q {spot.box.left} {spot.box.bottom} {spot.box.right - spot.box.left} 30 re W n"
                f" BT 0 g /OVER 9 Tf {spot.box.left + 2} {spot.box.bottom + 5} Td ({text}) Tj ET Q"
            )
            opened.pages[spot.page - 1].contents_add(words.encode())
            opened.save(out)
        return out.getvalue()

    found = returned.extracted(write(returned.printed(form, {})))
    filled_in = {one.name: one.found for one in found.fields if one.found is not Found.EMPTY}
    assert filled_in == {"perpetrators.1.name": Found.CLIPPED}


def test_moved_boxes_are_in_doubt_and_said_to_be_moved():
    form_id = "action_update"
    document = printed(form_id)
    # The upper half of the page is pushed up, the lower down: no one shift fits.
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as source, pikepdf.new() as made:
        drawing = made.copy_foreign(source.pages[0].as_form_xobject())
        page = made.add_blank_page(page_size=PAGE).obj
        page.Resources = Dictionary(XObject=Dictionary(P=drawing))
        halves = (
            "q 1 0 0 1 0 16 cm 0 560 595 282 re W n /P Do Q "
            "q 1 0 0 1 0 -16 cm 0 0 595 560 re W n /P Do Q"
        )
        page.Contents = made.make_stream(halves.encode())
        made.save(out)
    found = returned.extracted(out.getvalue())
    assert "layout_moved" in found.notes
    assert Found.VALUE not in {one.found for one in found.fields}


def test_letters_that_the_printer_lost_are_in_doubt():
    form = a_form("action_update")
    found = returned.extracted(
        filled.printed(by_qpdf(form, {"by": "Łucja Żółć", "agency": "Анна"}))
    )
    assert returned.field(found, "by").found is Found.DOUBT
    assert returned.field(found, "agency").found is Found.DOUBT


def test_a_page_without_text_is_a_scan():
    with pikepdf.new() as document:
        document.add_blank_page()
        out = io.BytesIO()
        document.save(out)
    assert returned.no_form(out.getvalue()).why == "scan"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "folder", ["forms", "malformed", "encrypted", "signed", "scans-and-layout", "uk-public-bodies"]
)
def test_every_pdf_of_the_collection_ends_in_a_named_outcome(folder: str):
    known = {
        "unknown_form", "scan", "damaged", "password", "certificate", "xfa", "other_type", "empty",
    }  # fmt: skip
    files = [path for path in corpus_file("pdf", folder).rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert returned.no_form(path.read_bytes()).why in known, path.name


def over_box(form_id: str, name: str, lines: Sequence[str], *, size: float = 9) -> bytes:
    """The empty form with these lines drawn into a box, as a typewriter would."""
    left, _bottom, _right, top = box_of(form_id, name)
    said = " ".join(f"({line}) Tj 0 {-1.2 * size} Td" for line in lines)
    words = f"BT 0 g /F {size} Tf {left + 3} {top - size - 2} Td {said} ET"
    return laid_out(returned.printed(a_form(form_id), {}), over=words)


def test_letters_that_the_program_lost_are_in_doubt_and_so_is_every_question_of_that_file():
    found = returned.extracted(over_box("action_update", "outcome", ["Told. Is she with Kit?"]))
    assert returned.field(found, "outcome").found is Found.VALUE
    found = returned.extracted(over_box("action_update", "by", ["Ana Petrovi?"]))
    assert returned.field(found, "by").found is Found.DOUBT
    left, bottom, _, _ = box_of("action_update", "by")
    name = f"BT 0 g /F 9 Tf {left + 3} {bottom + 5} Td (?ukasz) Tj ET"
    both = laid_out(over_box("action_update", "outcome", ["Is she with Kit?"]), over=name)
    assert set(returned.not_as_filled(returned.extracted(both))) == {"by", "outcome"}


def test_a_hyphen_at_the_end_of_a_line_is_one():
    found = returned.extracted(over_box("action_update", "outcome", ["We told her key-", "worker"]))
    assert returned.field(found, "outcome").text == "We told her key-worker"
    found = returned.extracted(over_box("action_update", "by", ["Kit Smith-"]))
    assert returned.field(found, "by").text == "Kit Smith-"


def test_a_box_without_room_for_another_line_may_hold_less_than_was_written():
    lines = ["one", "two", "three", "four"]
    states = [
        returned.field(
            returned.extracted(over_box("action_update", "outcome", lines[:count], size=10)),
            "outcome",
        ).found
        for count in range(1, 5)
    ]
    assert states == [Found.VALUE, Found.VALUE, Found.VALUE, Found.CLIPPED]


def test_text_that_runs_on_under_its_box_is_told():
    under = ["one", "two", "", "", "below"]
    found = returned.extracted(over_box("action_update", "outcome", under))
    box = returned.field(found, "outcome")
    assert (box.found, box.text) == (Found.CLIPPED, "one\ntwo")


@pytest.mark.parametrize(("gap", "text"), [(9, "don\u2019t go"), (13, "don\u2019 t go")])
def test_an_apostrophe_set_wide_parts_no_word(gap: float, text: str):
    left, bottom, _, _ = box_of("action_update", "by")
    words = f"(don) Tj 17 0 Td (') Tj {gap} 0 Td (t go) Tj"
    over = f"BT 0 g /F 9 Tf {left + 3} {bottom + 5} Td {words} ET"
    blank = returned.printed(a_form("action_update"), {})
    assert returned.field(returned.extracted(laid_out(blank, over=over)), "by").text == text


def in_another_layout(form_id: str) -> bytes:
    """The words of our form, each somewhere else: as its Word form comes out of a printer."""
    sheets = returned.catalogue().of_form(form_id)[-1].geometry.sheets
    out = io.BytesIO()
    with pikepdf.new() as made:
        for sheet in sheets:
            page = made.add_blank_page(page_size=PAGE).obj
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )  # fmt: skip
            page.Resources = Dictionary(Font=Dictionary(F=font))
            lines: list[list[str]] = [[]]
            for word in sheet.words:
                lines[-1].append(word.text)
                if len(lines[-1]) == 9:
                    lines.append([])
            said = b" T* ".join(
                b"(" + " ".join(line).encode("cp1252", "replace").replace(b"(", b"[")
                .replace(b")", b"]") + b") Tj" for line in lines
            )  # fmt: skip
            page.Contents = made.make_stream(b"BT 0 g /F 8 Tf 9 TL 40 800 Td " + said + b" ET")
        made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form_id", FORMS)
def test_no_box_of_a_page_in_another_layout_is_taken_for_empty(form_id: str):
    found = returned.outcome(in_another_layout(form_id))
    if isinstance(found, Extracted) and found.reader is Reader.PRINTED:
        assert {one.found for one in found.fields} <= {Found.DOUBT, Found.MISMATCH}
        assert "layout_moved" in found.notes
    elif isinstance(found, Extracted):
        assert found.recognised_by == "labels"
    else:
        assert found.why == "unknown_form"
