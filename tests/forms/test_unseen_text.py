"""Words that a file holds and nobody sees are never an answer, however they are hidden."""

from __future__ import annotations

import re
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Name

from forms import filled
from forms.extracted import Found
from tests.forms.test_acroform import changed, complete
from tests.support import returned
from tests.support.forms import a_form
from tests.support.submissions import complete_values

FIELD = "worker_name"
Rewrite = Callable[[bytes], bytes]


def within(operators: bytes) -> Rewrite:
    return lambda content: content.replace(b"BT", operators + b" BT")


def resized(content: bytes) -> bytes:
    return re.sub(rb"(/\S+) [\d.]+ Tf", rb"\1 0.01 Tf", content)


HIDDEN: dict[str, Rewrite] = {
    "white": lambda content: within(b"1 g")(content).replace(b" rg", b" pop"),
    "render mode 3": within(b"3 Tr"),
    "tiny": resized,
    "an empty clip": within(b"0 0 0 0 re W n"),
    "clipping text": within(b"7 Tr"),
    "a cover": lambda content: content.replace(b"EMC", b"1 g -50 -50 900 900 re f EMC"),
    "squeezed to nothing": within(b"0.0001 Tz"),
    "see-through": within(b"/Nought gs"),
}


def see_through(drawing: pikepdf.Object) -> None:
    state = pikepdf.Dictionary(Nought=pikepdf.Dictionary(Type=Name.ExtGState, ca=0, CA=0))
    drawing.Resources.ExtGState = state


@pytest.mark.parametrize("how", list(HIDDEN))
def test_a_field_whose_words_are_hidden_is_no_answer(how: str):
    def hide(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        drawing = fields[FIELD].AP.N
        see_through(drawing)
        content = HIDDEN[how](drawing.read_bytes())
        fields[FIELD].AP.N = document.make_stream(content, drawing.stream_dict)
        document.Root.AcroForm.NeedAppearances = False

    found = returned.extracted(changed(complete(), hide))
    assert returned.field(found, FIELD).found is Found.MISMATCH


@pytest.mark.parametrize("flags", [2, 32, 4 | 2, 4 | 32])
def test_a_field_that_is_flagged_unseen_is_no_answer(flags: int):
    def hide(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        del document
        fields[FIELD].F = flags

    found = returned.extracted(changed(complete(), hide))
    assert returned.field(found, FIELD).found is Found.MISMATCH


@pytest.mark.parametrize("where", ["off the page", "no size"])
def test_a_field_where_nobody_looks_is_no_answer(where: str):
    rect = {"off the page": [-900, -900, -700, -880], "no size": [100, 100, 100, 100]}[where]

    def hide(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        del document
        fields[FIELD].Rect = Array(rect)

    found = returned.extracted(changed(complete(), hide))
    assert returned.field(found, FIELD).found is Found.MISMATCH


def test_words_hidden_beside_words_that_show_are_no_answer():
    def hide(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        drawing = fields[FIELD].AP.N
        content = drawing.read_bytes()
        said = re.search(rb"(<[0-9A-Fa-f]+>|\([^)]*\)) Tj", content)
        assert said is not None
        more = b"Tj 1 g 120 0 Td " + said[0]
        fields[FIELD].AP.N = document.make_stream(
            content.replace(said[0], said[0][:-2] + more), drawing.stream_dict
        )
        fields[FIELD].V = pikepdf.String(str(fields[FIELD].V) * 2)
        document.Root.AcroForm.NeedAppearances = False

    found = returned.extracted(changed(complete(), hide))
    assert returned.field(found, FIELD).found is Found.MISMATCH


@pytest.mark.parametrize("how", ["white", "render mode 3", "tiny"])
def test_words_hidden_on_a_printed_page_are_no_answer(how: str):
    form = a_form("wesp_consent")
    page = filled.printed(returned.pdf(form, {**complete_values(form), FIELD: ""}))
    spot = returned.catalogue().of_form(form.id)[-1].geometry.by_name()[FIELD]

    def write(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        del fields
        target = document.pages[spot.page - 1]
        target.obj.Resources.Font.Hidden = document.make_indirect(
            pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        style = {"white": b"1 g /Hidden 9 Tf", "render mode 3": b"3 Tr /Hidden 9 Tf"}.get(
            how, b"/Hidden 0.01 Tf"
        )
        at = f"{spot.box.left + 3} {spot.box.bottom + 4} Td".encode()
        target.contents_add(b"q BT " + style + b" " + at + b" (Jo Unseen) Tj ET Q", prepend=False)

    found = returned.extracted(changed(page, write))
    box = next((one for one in found.fields if one.name == FIELD), None)
    assert box is None or box.found is not Found.VALUE
