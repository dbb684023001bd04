"""A made paper is proved from its bytes, and what is not so is refused without a value said."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.text import printable
from generators.glyphs import written_out
from generators.readback import Expected, NotProved, Part, prove, squeezed
from generators.readback import word_file as read_word_file
from generators.render import Renderer, to_pdf
from tests.support.contents import FONTS, MARKING, parts_of, references, with_parts
from tools.word_parts import PORTRAIT, paragraph, run, word_file

ONE, TWO, OTHER = references(3)


def _word(*bodies: str, marking: str = MARKING) -> bytes:
    made = word_file("".join(bodies), title="Test", paper=PORTRAIT)
    filled = {}
    for part in ("header1", "footer1"):
        data = parts_of(made)[f"word/{part}.xml"].replace(b"{{ marking }}", marking.encode())
        filled[f"word__{part}_dot_xml"] = data.replace(b"{{ edition }}", b"T v1")
    return with_parts(made, **filled)


def _pdf(docx: bytes) -> bytes:
    return to_pdf(docx, fonts=FONTS, renderer=Renderer.DXPDF)


def _sheet(case: str, *texts: str) -> str:
    return (
        paragraph(f"Sheet of {case}", "OverNewPage")
        + paragraph(f"{case} A. B.", "CaseTitle")
        + "".join(paragraph(run(_escaped(text))) for text in texts)
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "</w:t><w:br/><w:t>")


DOCX = _word(
    paragraph("Cover of it all"),
    _sheet(ONE, "Anna Example", "lives nowhere"),
    _sheet(TWO, "Berta Example", "lives elsewhere"),
    paragraph("After the sheets", "Part"),
)
PDF = _pdf(DOCX)


def _expected(**changes: object) -> Expected:
    values: dict[str, object] = {
        "marking": MARKING,
        "values": ("Cover of it all",),
        "references": (ONE, TWO),
        "parts": (
            Part(reference=ONE, heading=f"{ONE} A. B.", values=("Anna Example", "lives nowhere")),
            Part(reference=TWO, heading=f"{TWO} A. B.", values=("Berta Example",)),
        ),
        "after_parts": "After the sheets",
        **changes,
    }
    return Expected(**values)  # pyright: ignore[reportArgumentType]  a test changes any of them


def _refusal(pdf: bytes, docx: bytes, expected: Expected) -> str:
    with pytest.raises(NotProved) as refused:
        prove(pdf, read_word_file(docx, expected), expected)
    said = "\n".join(refused.value.lines())
    assert "Example" not in said
    assert "lives" not in said
    assert ONE not in said
    return said


def test_a_sound_paper_is_proved_with_digests_and_pages():
    proved = prove(PDF, read_word_file(DOCX, _expected()), _expected())
    assert proved.pages == 4
    assert proved.digest == hashlib.sha256(PDF).hexdigest()
    assert dict(proved.pages_of) == {ONE: (2, 2), TWO: (3, 3)}


def test_a_value_that_is_missing_is_found():
    said = _refusal(PDF, DOCX, _expected(values=("Cover of it all", "Nowhere to be seen")))
    assert "one outside the case sheets is missing" in said
    assert "missing in the Word file" in said


def test_a_value_on_the_pages_of_another_case_is_missing():
    parts = (
        Part(reference=ONE, heading=f"{ONE} A. B.", values=("Berta Example",)),
        Part(reference=TWO, heading=f"{TWO} A. B.", values=()),
    )
    assert "sheet 1, pages 2 to 2" in _refusal(PDF, DOCX, _expected(parts=parts))


def test_a_case_without_a_sheet_of_its_own_is_found():
    parts = (Part(reference=OTHER, heading=f"{OTHER} A. B.", values=()),)
    assert "case sheets" in _refusal(PDF, DOCX, _expected(parts=parts))


def test_a_planted_reference_of_another_case_is_found():
    planted = _word(paragraph(f"see also {OTHER}"))
    said = _refusal(
        _pdf(planted), planted,
        Expected(marking=MARKING, values=(), references=(ONE,)),
    )  # fmt: skip
    assert "a foreign reference, page 1" in said


def test_a_reference_broken_at_its_hyphen_is_found_too():
    prefix, rest = OTHER.split("-")
    planted = _word(paragraph(f"{'x ' * 400} {prefix}-</w:t><w:br/><w:t>{rest}"))
    assert "a foreign reference" in _refusal(
        _pdf(planted), planted, Expected(marking=MARKING, values=(), references=(ONE,))
    )


def test_a_case_named_on_anothers_sheet_is_found():
    mixed = _word(_sheet(ONE, f"also {TWO}"), _sheet(TWO, "Berta"))
    parts = tuple(Part(reference=case, heading=f"{case} A. B.", values=()) for case in (ONE, TWO))
    expected = Expected(marking=MARKING, values=(), references=(ONE, TWO), parts=parts)
    assert "a foreign reference, page 1" in _refusal(_pdf(mixed), mixed, expected)


@pytest.mark.parametrize(
    ("word", "is_found"),
    [("Berta Example", True), ("berta  EXAMPLE", True), ("Bert", False), ("lives", True),
     ("Example lives", True), ("ample", False)],
)  # fmt: skip
def test_a_foreign_word_is_found_whole_and_never_inside_another(word: str, is_found: bool):
    expected = _expected(foreign=(word,))
    if is_found:
        assert "a foreign word, page" in _refusal(PDF, DOCX, expected)
    else:
        prove(PDF, read_word_file(DOCX, expected), expected)


def test_a_page_without_marking_is_found():
    plain = _word(paragraph("text"), marking="PRIVATE")
    said = _refusal(_pdf(plain), plain, Expected(marking=MARKING, values=()))
    assert "marking in the head, page 1" in said
    assert "marking in the foot, page 1" in said


def test_a_page_that_is_taken_out_is_found():
    with pikepdf.open(io.BytesIO(PDF)) as document:
        del document.pages[1]
        out = io.BytesIO()
        document.save(out)
    said = _refusal(out.getvalue(), DOCX, _expected())
    assert "page number, page 2" in said


def _changed(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(PDF)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = "Somebody"


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = b"a secret"


def _metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "A name"


def _note(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Text)])


@pytest.mark.parametrize("change", [_author, _script, _attached, _metadata, _note])
def test_anything_beside_the_text_is_found(change: Callable[[pikepdf.Pdf], None]):
    assert "no data beside the text" in _refusal(_changed(change), DOCX, _expected())


def test_a_word_file_with_a_comment_is_found():
    commented = with_parts(DOCX, word__comments_dot_xml=b"<x/>")
    assert "parts of the Word file" in _refusal(PDF, commented, _expected())


def test_bytes_that_are_no_pdf_are_refused():
    assert "the PDF opens" in _refusal(b"nonsense", DOCX, _expected())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=300))
def test_a_text_of_any_script_is_proved_in_the_pdf_or_written_out(text: str):
    shown, _ = written_out(printable(text)[0], FONTS)
    shown = shown.replace("\t", " ")
    made = _word(*(paragraph(run(_escaped(line))) for line in shown.split("\n")))
    values = tuple(line for line in shown.split("\n") if line)
    expected = Expected(marking=MARKING, values=values)
    prove(_pdf(made), read_word_file(made, expected), expected)


def test_line_ends_hyphens_and_blanks_do_not_matter_to_the_proof():
    assert squeezed("Anna-Lena \u00adof\nthe  ﬁrst") == squeezed("annalena of the first")


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_squeezed_as_all_others_are(text: str):
    assert squeezed(f"{text}é") == f"{squeezed(text)}é"
