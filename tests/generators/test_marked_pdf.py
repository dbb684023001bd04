"""The referrer's own PDF form, marked: yellow and numbered, whole, fillable, and harmless (S8)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL.Image import Image
from reportlab.pdfgen.canvas import Canvas

from casework.document import Gap
from confine.cage import Refusal
from forms import blanks, filled
from generators import marked_pdf, marks
from tests.support.contents import FONTS, a_gap
from tests.support.forms import a_form

FIELDS = {"surname": (60, 700), "dob": (60, 640), "notes": (60, 560)}


def a_filled_form(values: dict[str, str] | None = None) -> bytes:
    """A small AcroForm as another program fills it: texts, two ticks, a hidden token."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    form = canvas.acroForm
    for name, (x, y) in FIELDS.items():
        canvas.drawString(x, y + 24, f"Question about {name}")
        canvas.rect(x + 100, y + 4, 12, 12, fill=1)  # print that a mark must not cover
        form.textfield(
            name=name, x=x, y=y, width=240, height=20, value=(values or {}).get(name, ""),
            borderWidth=0, forceBorder=True, fillColor=None,
        )  # fmt: skip
    form.checkbox(name="consent.yes", x=60, y=500, size=14, checked=True)
    form.checkbox(name="consent.no", x=120, y=500, size=14)
    canvas.showPage()
    canvas.drawString(60, 700, "Second page")
    form.textfield(name="address", x=360, y=640, width=180, height=20)
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        parent = pdf.make_indirect(Dictionary(T="clerk", Kids=Array()))
        token = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="token", V="", F=2,
                Rect=Array([0, 0, 0, 0]), Parent=parent,
            )
        )  # fmt: skip
        parent.Kids.append(token)
        pdf.Root.AcroForm.Fields.append(parent)
        pdf.pages[0].obj.Annots.append(token)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


TYPED = {"surname": "O'Neill & Sons", "notes": "typed (by) the referrer"}
FORM = a_filled_form(TYPED)
GAPS = (a_gap(1, "dob"), a_gap(2, "consent"), a_gap(3, "address"))


def _marked(*gaps: Gap, form: bytes = FORM, token: str = "") -> bytes:
    return marked_pdf.mark(form, gaps=marks.to_json(gaps), token=token)


def _fields(pdf: bytes) -> dict[str, str]:
    """Every field with its value, by another library than the one that marked."""
    found: dict[str, str] = {}

    def walk(fields: Sequence[pikepdf.Object], above: str) -> None:
        for field in fields:
            name = f"{above}.{field.T}" if "/T" in field and above else str(field.get("/T", above))
            if "/Kids" in field:
                walk(list(field.Kids), name)
            if "/FT" in field:
                found[name] = str(field.get("/V", ""))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(list(document.Root.AcroForm.Fields), "")
    return found


def _notes(pdf: bytes) -> list[tuple[int, str, str]]:
    """Page, name and text of each mark of ours."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (number, str(note.NM), str(note.Contents))
            for number, page in enumerate(document.pages, start=1)
            for note in page.obj.get("/Annots", [])
            if str(note.get("/NM", "")).startswith("panel-gap-")
        ]


def _picture(pdf: bytes, *, as_form: bool = False) -> Image:
    document = pypdfium2.PdfDocument(pdf)
    if as_form:
        document.init_forms()
    picture = document[0].render(scale=1, may_draw_forms=as_form).to_pil().convert("RGB")
    document.close()
    return picture


def _colour(picture: Image, place: tuple[float, float]) -> tuple[int, ...]:
    found = picture.getpixel((int(place[0]), int(place[1])))
    assert isinstance(found, tuple)
    return found


def _is_yellow(colour: tuple[int, ...]) -> bool:
    red, green, blue = colour[:3]
    return red > 220 and green > 200 and blue < 130


def test_every_field_and_every_typed_value_is_still_there():
    assert _fields(_marked(*GAPS)) == _fields(FORM)
    assert _fields(FORM)["surname"] == TYPED["surname"]


def test_each_gap_is_yellow_and_has_its_number_and_sentence():
    assert _notes(_marked(*GAPS)) == [
        (1, "panel-gap-2-2", "2. choose Yes, No or Unknown. (section 12)"),
        (1, "panel-gap-2-1", "2. choose Yes, No or Unknown. (section 12)"),
        (1, "panel-gap-1-1", "1. choose Yes, No or Unknown. (section 12)"),
        (1, "panel-gap-1-number", "1"),
        (1, "panel-gap-2-number", "2"),
        (2, "panel-gap-3-1", "3. choose Yes, No or Unknown. (section 12)"),
        (2, "panel-gap-3-number", "3"),
    ]


@pytest.mark.parametrize("as_form", [False, True])
def test_the_yellow_is_seen_at_the_field_and_nowhere_else(as_form: bool):
    before, after = (_picture(pdf, as_form=as_form) for pdf in (FORM, _marked(*GAPS)))
    x, y = FIELDS["dob"]
    at_the_field = (x + 120, 842 - y - 10)
    frame = (x + 120, 842 - y + 1)
    assert not _is_yellow(_colour(before, at_the_field))
    assert _is_yellow(_colour(after, at_the_field)) or _is_yellow(_colour(after, frame))
    x, y = FIELDS["surname"]
    assert _colour(before, (x + 200, 842 - y - 10)) == _colour(after, (x + 200, 842 - y - 10))


@pytest.mark.parametrize("as_form", [False, True])
def test_what_is_printed_is_still_seen_through_the_yellow(as_form: bool):
    x, y = FIELDS["dob"]
    printed = (x + 106, 842 - y - 10)
    for form in (FORM, _marked(*GAPS)):
        assert max(_colour(_picture(form, as_form=as_form), printed)) < 60


def test_the_number_is_seen_beside_the_field():
    picture = _picture(_marked(a_gap(1, "dob")))
    margin = picture.crop((10, 842 - 665, 32, 842 - 635))
    colours = [_colour(margin, (x, y)) for x in range(22) for y in range(30)]
    assert sum(_is_yellow(colour) for colour in colours) > 60
    assert sum(max(colour) < 60 for colour in colours) > 8


def test_numbers_of_gaps_beside_each_other_do_not_cover_each_other():
    gaps = tuple(a_gap(number, "dob") for number in (1, 2, 3))
    with pikepdf.open(io.BytesIO(_marked(*gaps))) as document:
        boxes = [
            [float(side) for side in note.Rect]
            for note in document.pages[0].obj.Annots
            if str(note.get("/NM", "")).endswith("-number")
        ]
    assert len(boxes) == 3
    tops = sorted(box[3] for box in boxes)
    assert all(upper - lower >= 17 for lower, upper in pairwise(tops))


def test_what_was_typed_looks_as_before():
    before, after = (_picture(pdf) for pdf in (FORM, _marked(*GAPS)))
    x, y = FIELDS["surname"]
    box = (x, 842 - y - 20, x + 240, 842 - y)
    assert before.crop(box).tobytes() == after.crop(box).tobytes()


def test_a_second_return_takes_the_first_marks_off():
    again = _marked(a_gap(1, "address"), form=_marked(*GAPS))
    assert [(page, name) for page, name, _ in _notes(again)] == [
        (2, "panel-gap-1-1"), (2, "panel-gap-1-number"),
    ]  # fmt: skip


def test_marks_come_off_and_the_rest_stays():
    clean = marked_pdf.unmark(_marked(*GAPS))
    assert _notes(clean) == []
    assert _fields(clean) == _fields(FORM)
    assert _picture(clean).tobytes() == _picture(FORM).tobytes()


def test_the_form_can_still_be_filled_in():
    with pikepdf.open(io.BytesIO(_marked(*GAPS))) as pdf:
        field = next(field for field in pdf.Root.AcroForm.Fields if field.get("/T") == "dob")
        assert int(field.get("/Ff", 0)) & 1 == 0
        field.V = "14/02/1996"
        later = _saved(pdf)
    assert _fields(later)["dob"] == "14/02/1996"


def test_the_hidden_token_is_set():
    assert _fields(_marked(*GAPS, token="T0K3N"))["clerk.token"] == "T0K3N"


def test_a_referrers_own_note_stays():
    def note(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots.append(
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[1, 1, 9, 9], Contents="mine")
            )
        )

    with pikepdf.open(io.BytesIO(_marked(*GAPS, form=_with(note)))) as pdf:
        assert "mine" in [str(note.get("/Contents", "")) for note in pdf.pages[0].obj.Annots]


def _with(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(FORM)) as pdf:
        change(pdf)
        return _saved(pdf)


def _action(kind: str, **keys: str) -> Dictionary:
    made = Dictionary(S=Name(f"/{kind}"))
    for key, value in keys.items():
        made[f"/{key}"] = value
    return made


def _open_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _action("JavaScript", JS="app.alert('MARKER')")


def _additional(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=_action("JavaScript", JS="MARKER"))
    pdf.pages[0].obj.AA = Dictionary(O=_action("JavaScript", JS="MARKER"))
    pdf.Root.AcroForm.Fields[0].AA = Dictionary(K=_action("JavaScript", JS="MARKER"))


def _named_script(pdf: pikepdf.Pdf) -> None:
    scripts = Dictionary(Names=Array(["x", _action("JavaScript", JS="MARKER")]))
    pdf.Root.Names = Dictionary(JavaScript=scripts)


def _launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].A = _action("Launch", F="MARKER")


def _submit(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].A = _action("SubmitForm", F="MARKER")


def _embedded(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["MARKER.txt"] = b"MARKER"


def _link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots.append(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[1, 1, 9, 9], A=_action("URI", URI="MARKER")
        )
    )  # fmt: skip


def _rich_media(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots.append(
        Dictionary(
            Type=Name.Annot, Subtype=Name.RichMedia, Rect=[1, 1, 9, 9], Contents="MARKER"
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "plant",
    [_open_action, _additional, _named_script, _launch, _submit, _embedded, _link, _rich_media],
)
def test_what_runs_opens_sends_or_carries_something_does_not_go_back(
    plant: Callable[[pikepdf.Pdf], None],
):
    raw = _uncompressed(_marked(*GAPS, form=_with(plant)))
    assert b"MARKER" not in raw
    for name in (
        "OpenAction", "AA", "JavaScript", "JS", "Launch", "SubmitForm", "EmbeddedFile", "URI",
        "RichMedia", "EF",
    ):  # fmt: skip
        assert re.search(rb"/" + name.encode() + rb"\b", raw) is None, name


def _uncompressed(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(
            out, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    return out.getvalue() + pdf


def _signed(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields.append(
        pdf.make_indirect(Dictionary(FT=Name.Sig, T="signature", V=Dictionary(Type=Name.Sig)))
    )


def _sig_flags(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.SigFlags = 3


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def _flat(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm
    for page in pdf.pages:
        del page.obj.Annots


def _no_fields(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields = Array()
    for page in pdf.pages:
        del page.obj.Annots


@pytest.mark.parametrize(
    ("change", "code"),
    [(_signed, "signed"), (_sig_flags, "signed"), (_xfa, "xfa"), (_flat, "no-fields"),
     (_no_fields, "no-fields")],
)  # fmt: skip
def test_a_form_that_cannot_be_marked_is_refused_by_a_code(
    change: Callable[[pikepdf.Pdf], None], code: str
):
    with pytest.raises(Refusal) as refused:
        _marked(*GAPS, form=_with(change))
    assert refused.value.code == code


def test_an_encrypted_form_is_refused():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(FORM)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="", owner="x", R=6))
    with pytest.raises(Refusal) as refused:
        _marked(*GAPS, form=out.getvalue())
    assert refused.value.code == "encrypted"


def test_a_gap_that_has_no_place_on_this_form_is_refused_so_that_numbers_agree():
    with pytest.raises(Refusal) as refused:
        _marked(a_gap(1, "dob"), a_gap(2, "not_on_this_form"))
    assert refused.value.code == "gap-not-found"


def test_a_gap_about_the_whole_set_marks_nothing():
    assert [name for _, name, _ in _notes(_marked(a_gap(1), a_gap(2, "dob")))] == [
        "panel-gap-2-1", "panel-gap-2-number",
    ]  # fmt: skip


def test_a_field_is_not_taken_for_one_whose_name_it_begins():
    assert marks.belongs("dob", ("dob",))
    assert marks.belongs("criteria.escalation", ("criteria",))
    assert not marks.belongs("dob_unknown", ("dob",))
    assert not marks.belongs("dob", ("dob.x",))


def test_a_loop_among_the_fields_ends():
    def loop(pdf: pikepdf.Pdf) -> None:
        parent = pdf.make_indirect(Dictionary(T="loop"))
        parent.Kids = Array([parent])
        parent.Parent = parent
        pdf.Root.AcroForm.Fields.append(parent)

    assert _notes(_marked(*GAPS, form=_with(loop)))


def test_a_form_of_ours_is_marked_field_by_field():
    form = a_form("wesp_consent")
    blank = blanks.pdf(
        form, fonts=FONTS, marking="STRICTLY CONFIDENTIAL", public_name="Panel",
        serial=blanks.serial_of(form), set_ref="WP-7KQ4",
    )  # fmt: skip
    own = filled.pdf(blank, {}, fonts=FONTS)
    questions = [question.id for question in form.questions][:5]
    marked = _marked(
        *(a_gap(number, question) for number, question in enumerate(questions, start=1)),
        form=own, token="T0K3N",
    )  # fmt: skip
    numbers = {name.split("-")[2] for _, name, _ in _notes(marked)}
    assert numbers == {"1", "2", "3", "4", "5"}
    assert set(_fields(marked)) == set(_fields(own))
    assert _fields(marked)["clerk.token"] == "T0K3N"


def test_it_can_be_warmed():
    marked_pdf.warm()
