"""The readers in the cage: each way in which a form comes back is read there as it is outside."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from confine.cage import FORM, Cage, Read
from forms import filled, pdf_fonts, proposed, recognise
from forms.extracted import Extracted, Found
from tests.forms.test_tables import document, grid, text
from tests.support import returned
from tests.support.acroforms import fillable, some_values
from tests.support.blanks import FONTS
from tests.support.forms import a_form
from tests.support.submissions import complete_values

READ, LEARN = "forms.recognise:read", "forms.recognise:learn"
WARM = (
    f"forms.pdf_fonts:prepare={FONTS}",
    f"forms.recognise:prepare={returned.issued_folder()}",
)


@pytest.mark.parametrize("way", ["acroform", "printed", "word", "tables"])
def test_a_form_is_read_in_the_cage_as_it_is_outside(way: str):
    form = a_form("wesp_consent")
    stem = returned.issued_folder() / returned.catalogue().of_form(form.id)[-1].stem
    values = complete_values(form) | {"worker_name": "Zoë Łukasz"}
    if way == "word":
        data = filled.word(stem.with_name(f"{stem.name}.docx").read_bytes(), values)
    elif way == "tables":
        form = a_form("wesp_referral")  # it has a question of every kind
        rows = [(one.label, "Caf\u00e9, yes") for one in form.questions]
        data = document(text(form.title), grid(rows, (240, 220)))
    else:
        data = filled.pdf(stem.with_name(f"{stem.name}.pdf").read_bytes(), values, fonts=FONTS)
    if way == "printed":
        data = filled.printed(data)
    found = read_in_the_cage(data)
    assert found.reader == way
    assert returned.outcome(data) == found


def read_in_the_cage(data: bytes) -> Extracted:
    with Cage.start([READ], warm=WARM) as cage:
        outcome = cage.run(READ, data, limits=FORM)
    assert isinstance(outcome, Read), outcome
    found = recognise.answer(outcome.untrusted_answer)
    assert isinstance(found, Extracted)
    return found


FACES = ["LiberationSans,BoldItalic", "DejaVuSans", "SomeOtherFont-Italic"]


@pytest.mark.parametrize("face", FACES)
def test_letters_of_a_font_that_the_file_does_not_carry_are_read(face: str):
    letters = ["Zdotaccent", "oacute", "lslash", "ccaron", "racute"]
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{face}"), FirstChar=128,
        LastChar=132, Widths=Array([600] * 5), FontDescriptor=Dictionary(
            Type=Name.FontDescriptor, FontName=Name(f"/{face}"), Flags=32, ItalicAngle=0,
            Ascent=905, Descent=-211, StemV=80, FontBBox=Array([-208, -303, 1128, 1029]),
        ), Encoding=Dictionary(
            Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding,
            Differences=Array([128, *(Name(f"/{letter}") for letter in letters)]),
        ),
    )  # fmt: skip
    spot = returned.catalogue().of_form("action_update")[-1].geometry.by_name()["by"]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(returned.printed(a_form("action_update"), {}))) as document:
        page = document.pages[spot.page - 1]
        page.obj.Resources.Font[Name.Foreign] = document.make_indirect(font)
        place = f"{spot.box.left + 4} {spot.box.bottom + 5}"
        page.contents_add(f"BT /Foreign 10 Tf {place} Td <8081828384> Tj ET".encode())
        document.save(out)
    box = returned.field(read_in_the_cage(out.getvalue()), "by")
    assert (box.found, box.text) == (Found.VALUE, "Żółčŕ")


def test_the_fonts_that_are_given_are_whole_files_or_tables_of_them():
    fonts = pdf_fonts.Fonts(FONTS)
    calls = fonts.calls()
    usual = calls["MapFont"](None, 400, 0, 0, 0, b"Any", None)
    bold = calls["MapFont"](None, 700, 0, 238, 0, b"Any", None)
    arabic = calls["MapFont"](None, 400, 0, 178, 0, b"Any", None)
    assert len({usual, bold, arabic}) == 3
    assert calls["MapFont"](None, 400, 0, 2, 0, b"Wingdings", None) is None
    whole = (FONTS / "LiberationSans-Regular.ttf").read_bytes()
    sizes = {b"\0": len(whole), b"head": 54, b"none": 0}
    for table, size in sizes.items():
        assert calls["GetFontData"](None, usual, int.from_bytes(table), None, 0) == size


@pytest.mark.parametrize("has_tips", [False, True])
def test_a_stranger_s_fields_are_read_and_learnt_in_the_cage(*, has_tips: bool):
    form = a_form("mase_referral")
    data, _ = fillable(form, some_values(form), has_tips=has_tips)
    warm = [
        f"forms.recognise:prepare_layouts={returned.issued_folder() / 'layouts'}",
        f"forms.recognise:prepare={returned.issued_folder()}",
    ]
    with Cage.start([READ, LEARN], warm=warm) as cage:
        read = cage.run(READ, data, limits=FORM)
        learnt = cage.run(LEARN, data, limits=FORM, arguments={"form": form.id})
    assert isinstance(read, Read), read
    assert recognise.answer(read.untrusted_answer) == returned.outcome(data)
    assert isinstance(learnt, Read), learnt
    proposal = proposed.answer(learnt.untrusted_answer)
    assert proposal == proposed.answer(recognise.learn(data, form=form.id))
    assert len(proposal.pairings) > 30
