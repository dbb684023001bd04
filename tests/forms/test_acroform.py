"""PDF forms as programs and people fill them: a value counts when a person can see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from benchmarks.dialects import pdf_forms
from benchmarks.dialects.issued import Issued
from benchmarks.dialects.pdf_forms import Values, changed
from casework.question import Form
from forms import acroform, drawn, field_tree, pdf_flags
from forms.catalogue import Catalogue
from forms.extracted import Extracted, Found
from forms.fields import fields_of
from forms.shapes import Widget
from generators import marked_pdf
from tests.support import returned
from tests.support.blanks import blank_pdf, blank_word
from tests.support.corpus import corpus_file
from tests.support.forms import FORMS, a_form
from tests.support.submissions import complete_values


def complete(form_id: str = "wesp_consent") -> bytes:
    return returned.pdf(a_form(form_id), complete_values(a_form(form_id)))


def is_button(form: Form, name: str) -> bool:
    blank = returned.catalogue().of_form(form.id)[-1]
    return bool(blank.geometry.by_name()[name].marks)


def issued(form: Form) -> Issued:
    blank = returned.catalogue().of_form(form.id)[-1]
    return Issued(blank=blank, pdf=blank_pdf(form), word=blank_word(form))


def by_pypdf(form: Form, values: Values) -> bytes:
    return pdf_forms.by_pypdf(issued(form), values)


def by_qpdf(form: Form, values: Values) -> bytes:
    return pdf_forms.by_qpdf(issued(form), values)


def by_browser(form: Form, values: Values) -> bytes:
    return pdf_forms.by_browser(issued(form), values)


def stored_only(form: Form, values: Values, *, drawn_by_viewer: bool = True) -> bytes:
    return pdf_forms.stored_only(issued(form), values, drawn_by_viewer=drawn_by_viewer)


def typed(form: Form) -> dict[str, str | bool]:
    """The complete values without drop-downs, which are no boxes to type in."""
    spots = returned.catalogue().of_form(form.id)[-1].geometry.by_name()
    values = complete_values(form)
    return {name: value for name, value in values.items() if spots[name].widget is not Widget.LIST}


# pypdf takes a part of a name for the whole: forms whose tables repeat a name are not its own.
PLAIN_NAMES = ("wesp_consent", "wesp_noconsent", "action_update")
PROGRAMS = [
    *((by_pypdf, form_id) for form_id in PLAIN_NAMES),
    *((program, form_id) for program in (by_qpdf, by_browser, stored_only) for form_id in FORMS),
]


@pytest.mark.filterwarnings("ignore")  # the other programs' own
@pytest.mark.parametrize(("program", "form_id"), PROGRAMS)
def test_what_other_programs_fill_in_is_read_and_not_held(
    program: Callable[[Form, Values], bytes], form_id: str
):
    form = a_form(form_id)
    values = typed(form) if program is by_browser else complete_values(form)
    found = returned.extracted(program(form, values))
    assert returned.not_as_filled(found) == {}
    assert returned.differences(form, values, found) == {}


def test_a_value_that_nothing_draws_is_held():
    form = a_form("action_update")
    found = returned.extracted(stored_only(form, {"by": "Kit"}, drawn_by_viewer=False))
    box = returned.field(found, "by")
    assert (box.found, box.text, box.drawn) == (Found.MISMATCH, "Kit", "")


@pytest.mark.parametrize("form_id", FORMS)
def test_a_changed_value_under_an_unchanged_drawing_is_held_with_both(form_id: str):
    values = complete_values(a_form(form_id))
    texts = [
        spec.name
        for spec in fields_of(a_form(form_id))
        if spec.name in values and not is_button(a_form(form_id), spec.name) and not spec.options
    ][:6]

    def lie(_document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        for name in texts:
            fields[name].V = String("CONSENT GIVEN")

    found = returned.extracted(changed(complete(form_id), lie))
    for name in texts:
        box = returned.field(found, name)
        assert (box.found, box.text) == (Found.MISMATCH, "CONSENT GIVEN")
        assert box.drawn.split() == str(values[name]).split()
    assert set(returned.not_as_filled(found)) == set(texts)


def test_a_text_that_was_emptied_but_is_still_drawn_is_held():
    def empty(_document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        fields["worker_name"].V = String("")

    box = returned.field(returned.extracted(changed(complete(), empty)), "worker_name")
    assert (box.found, box.text, box.drawn) == (Found.MISMATCH, "", "Robin Sample")


def test_a_button_whose_state_is_not_its_value_is_held():
    def lie(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        fields["exclusions.none"].V = Name.Off
        group = next(one for one in field_tree.walk(document) if one.name == "explained_who")
        group.nodes[0].Parent.V = Name.no

    found = returned.extracted(changed(complete(), lie))
    assert returned.not_as_filled(found) == {
        "exclusions.none": Found.MISMATCH, "explained_who": Found.MISMATCH,
    }  # fmt: skip
    box = returned.field(found, "explained_who")
    assert (box.chosen, box.drawn) == (("no",), "Yes")


def test_a_tick_that_draws_nothing_is_held():
    def lie(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        node = fields["exclusions.none"]
        node.AP.N["/none"] = node.AP.N["/Off"]
        document.Root.AcroForm.NeedAppearances = False

    box = returned.field(returned.extracted(changed(complete(), lie)), "exclusions.none")
    assert (box.found, box.chosen, box.drawn) == (Found.MISMATCH, ("none",), "")


def test_white_letters_are_no_answer_that_a_person_gave():
    def whiten(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        drawing = fields["worker_name"].AP.N
        content = drawing.read_bytes().replace(b"BT", b"1 g BT").replace(b" rg", b" pop")
        fields["worker_name"].AP.N = document.make_stream(content, drawing.stream_dict)

    found = returned.extracted(changed(complete(), whiten))
    assert returned.field(found, "worker_name").found is Found.MISMATCH
    assert "hidden_text" in found.notes


def test_a_text_typed_over_an_empty_box_is_not_overlooked():
    form = a_form("action_update")
    spot = returned.catalogue().of_form(form.id)[-1].geometry.by_name()["by"]

    def type_over(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        font = document.Root.AcroForm.DR.Font
        look = document.make_stream(b"BT /Helv 9 Tf 3 5 Td (Typed over it) Tj ET")
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox, look.Resources = Array([0, 0, 120, 18]), Dictionary(Font=font)
        left, bottom = spot.box.left, spot.box.bottom
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.FreeText, F=4, Contents=String("Typed over it"),
            Rect=Array([left, bottom, left + 120, bottom + 18]), AP=Dictionary(N=look),
        )  # fmt: skip
        document.pages[spot.page - 1].obj.Annots.append(document.make_indirect(note))
        del fields

    box = returned.field(returned.extracted(changed(blank_pdf(form), type_over)), "by")
    assert (box.found, box.text, box.drawn) == (Found.MISMATCH, "", "Typed over it")


def test_a_text_that_has_no_room_is_read_whole_and_said_to_be_cut():
    form = a_form("action_update")
    long = "word " * 400
    found = returned.extracted(returned.pdf(form, {"outcome": long, "by": "Kit " * 40}))
    assert returned.field(found, "outcome").found is Found.CLIPPED
    assert returned.field(found, "by").found is Found.CLIPPED
    assert returned.field(found, "outcome").text.split() == long.split()


def test_a_neighbour_that_runs_on_unseen_is_no_difference():
    form = a_form("wesp_referral")
    values = {"perpetrators.1.name": "x" * 300, "children.1.name": "a long name " * 20}
    found = returned.extracted(by_qpdf(form, values))
    assert set(returned.not_as_filled(found)) == set()


def test_what_the_blank_itself_holds_is_no_answer():
    form = a_form("action_update")
    document = returned.pdf(form, {"by": "Panel office", "status": "done", "outcome": "It is done"})
    blank = returned.catalogue().of_form(form.id)[-1]
    defaults = {"by": "Panel office", "status": "done"}
    spots = tuple(replace(one, default=defaults.get(one.name, "")) for one in blank.geometry.spots)
    known = Catalogue(
        blanks=(replace(blank, geometry=replace(blank.geometry, spots=spots)),)
    )  # fmt: skip
    opened = acroform.opened(document)
    flags = pdf_flags.flags(opened, document)
    found = acroform.read(opened, drawn.opened(document), flags, known)
    assert isinstance(found, Extracted)
    states = {one.name: one.found for one in found.fields if one.found is not Found.EMPTY}
    assert states == {"by": Found.DEFAULT, "status": Found.DEFAULT, "outcome": Found.VALUE}


def test_the_marks_of_a_returned_form_are_not_read():
    form = a_form("wesp_consent")
    values = complete_values(form)
    gaps = json.dumps(
        [
            {"number": 1, "fields": ["worker_name"], "text": "Fill it in."},
            {"number": 2, "fields": ["expiry"], "text": "Fill it in."},
        ]
    )
    marked = marked_pdf.mark(returned.pdf(form, values), gaps=gaps, token="T-1")
    found = returned.extracted(marked)
    assert returned.not_as_filled(found) == {}
    assert returned.differences(form, values, found) == {}
    assert found.token.startswith("T")


def action(kind: str, **more: pikepdf.Object | str) -> Dictionary:
    return Dictionary({"/S": Name(f"/{kind}"), **{f"/{key}": value for key, value in more.items()}})


CONSTRUCTS: dict[str, tuple[str, Callable[[pikepdf.Pdf], None]]] = {
    "names": ("javascript", lambda d: _put(d.Root, "Names", Dictionary(JavaScript=Dictionary()))),
    "open": ("javascript", lambda d: _put(d.Root, "OpenAction", action("JavaScript", JS="1"))),
    "page": ("javascript", lambda d: _put(d.pages[0].obj, "AA",
                                         Dictionary(O=action("JavaScript", JS="1")))),
    "launch": ("launch", lambda d: _put(d.Root, "OpenAction", action("Launch", F="calc"))),
    "next": ("launch", lambda d: _put(d.Root, "OpenAction",
                                      action("GoTo", Next=Array([action("Launch", F="x")])))),
    "submit": ("external_link", lambda d: _annotate(d, A=action("SubmitForm", F="x"))),
    "uri": ("external_link", lambda d: _annotate(d, A=action("URI", URI="http://x"))),
    "files": ("embedded_file", lambda d: _put(d.Root, "Names",
                                               Dictionary(EmbeddedFiles=Dictionary()))),
    "media": ("embedded_file", lambda d: _annotate(d, Subtype=Name.RichMedia)),
    "layer": ("hidden_layer", lambda d: _put(d.Root, "OCProperties", Dictionary(
        D=Dictionary(OFF=Array([d.make_indirect(Dictionary(Type=Name.OCG))]))))),
}  # fmt: skip


def _put(holder: pikepdf.Object, key: str, value: pikepdf.Object) -> None:
    holder[f"/{key}"] = value


def _annotate(document: pikepdf.Pdf, **keys: pikepdf.Object) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 5, 5]))
    for key, value in keys.items():
        note[f"/{key}"] = value
    document.pages[0].obj.Annots.append(document.make_indirect(note))


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_what_a_form_carries_is_noted_and_the_form_read(construct: str):
    note, add = CONSTRUCTS[construct]
    found = returned.extracted(changed(complete(), lambda document, _fields: add(document)))
    assert note in found.notes
    assert returned.not_as_filled(found) == {}
    assert returned.extracted(complete()).notes == ()


@pytest.mark.parametrize("appended", [b"", b"\n1 0 obj\nnull\nendobj\n"])
def test_a_signature_is_noted_and_so_is_what_was_added_behind_it(appended: bytes):
    def sign(document: pikepdf.Pdf, _fields: dict[str, pikepdf.Object]) -> None:
        signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 9_999_999]))
        document.Root.AcroForm.Fields.append(
            document.make_indirect(
                Dictionary(FT=Name.Sig, T=String("sig"), V=document.make_indirect(signature))
            )
        )

    signed = changed(complete(), sign)
    end = f"{len(signed) - 20:<7}".encode()
    signed = signed.replace(b"9999999", end) + appended
    notes = returned.extracted(signed).notes
    assert "signed" in notes
    assert ("revised_after_signing" in notes) is bool(appended)


def test_a_form_that_only_exists_in_xfa_is_held():
    def replace_fields(document: pikepdf.Pdf, _fields: dict[str, pikepdf.Object]) -> None:
        document.Root.AcroForm.XFA = document.make_stream(b"<xdp/>")
        document.Root.NeedsRendering = True

    assert returned.no_form(changed(complete(), replace_fields)).why == "xfa"


def test_a_field_tree_with_loops_is_walked_once():
    def loop(document: pikepdf.Pdf, fields: dict[str, pikepdf.Object]) -> None:
        listed = document.Root.AcroForm.Fields
        knot = document.make_indirect(Dictionary(T=String("knot")))
        knot.Kids = Array([knot, knot, fields["worker_name"]])
        listed.append(knot)
        listed.append(listed[0])

    form = a_form("wesp_consent")
    found = returned.extracted(changed(complete(), loop))
    assert returned.differences(form, complete_values(form), found) == {}


def _oracle() -> list[dict[str, object]]:
    path = corpus_file("expected", "pdf_forms.json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore")
def test_the_walk_finds_what_an_independent_oracle_finds_in_real_forms():
    compared = 0
    for row in _oracle():
        if row["error"] or not row["fields"]:
            continue
        with pikepdf.open(corpus_file(str(row["file"]))) as document:
            found = field_tree.walk(document)
            places = [field_tree.places(one, field_tree.page_numbers(document)) for one in found]
        assert [_raw(one, place) for one, place in zip(found, places, strict=True)] == [
            _expected(one)
            for one in row["fields"]  # pyright: ignore[reportGeneralTypeIssues]  JSON
        ], row["file"]
        compared += len(found)
    assert compared > 500


def _raw(one: field_tree.RawField, places: tuple[field_tree.Placed, ...]) -> tuple[object, ...]:
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    if one.kind is field_tree.FieldType.SIGNATURE:
        value = None
    boxes = [place.box and [round(side, 1) for side in place.box] for place in places]
    return one.name, one.kind.value, value, boxes, [set(place.states) for place in places]


def _expected(one: dict[str, object]) -> tuple[object, ...]:
    widgets: list[dict[str, list[float] | list[str]]] = one["widgets"]  # pyright: ignore[reportAssignmentType]  JSON
    boxes: list[object] = []
    for widget in widgets:
        a, b, c, d = widget.get("rect", [0, 0, 0, 0])
        boxes.append([min(a, c), min(b, d), max(a, c), max(b, d)] if "rect" in widget else None)
    states = [set(widget.get("states", [])) for widget in widgets]
    return one["name"], one["type"], one.get("value"), boxes, states


def test_fields_that_also_have_a_form_in_xfa_are_read_and_it_is_noted():
    def add(document: pikepdf.Pdf, _fields: dict[str, pikepdf.Object]) -> None:
        document.Root.AcroForm.XFA = document.make_stream(b"<xdp/>")

    assert "xfa" in returned.extracted(changed(complete(), add)).notes
