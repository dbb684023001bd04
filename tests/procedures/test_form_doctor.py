"""An edited template: which of its boxes no longer read, and where a fresh blank lies."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pikepdf
import pytest
from pytest_django.plugin import DjangoDbBlocker

from forms.submit import to_submission
from forms.word_blank import zipped
from procedures import form_doctor
from procedures.form_doctor import Examined, NotExamined
from procedures.learning import NoSuchForm, TemplateNotThere
from tests.support import returned
from tests.support.contents import parts_of
from tests.support.foreign import two_columns
from tests.support.installation import Clerk, a_clerk
from tests.support.papers import a_paper
from tests.support.submissions import ARRIVED

FORM, BODY = "wesp_referral", "word/document.xml"


@pytest.fixture(scope="module")
def clerk(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Clerk]:
    with django_db_blocker.unblock(), a_clerk(tmp_path_factory.mktemp("doctor")) as made:
        yield made


def blank(clerk: Clerk, ending: str, form: str = FORM) -> bytes:
    issued = clerk.rooms.catalogue.of_form(form)[-1]
    return (clerk.rooms.places.forms / f"{issued.stem}{ending}").read_bytes()


def examined(clerk: Clerk, folder: Path, data: bytes, ending: str, form: str = "") -> Examined:
    path = folder / f"template{ending}"
    path.write_bytes(data)
    return form_doctor.examine(path, clerk.rooms, form_id=form)


def without_fields(pdf: bytes, names: Collection[str]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            notes = page.obj.get("/Annots", [])
            kept = [one for one in notes if str(one.get("/T", "")) not in names]
            page.obj.Annots = pikepdf.Array(kept)
        fields = document.Root.AcroForm.Fields
        document.Root.AcroForm.Fields = pikepdf.Array(
            [one for one in fields if str(one.get("/T", "")) not in names]
        )
        document.save(out)
    return out.getvalue()


def without_tags(word: bytes, tags: str) -> bytes:
    parts = parts_of(word)
    body = re.sub(rf'<w:tag w:val="({tags})"/>', "", parts[BODY].decode())
    parts[BODY] = body.encode()
    return zipped(parts)


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
@pytest.mark.parametrize("form", ["wesp_referral", "wesp_consent", "wesp_noconsent"])
def test_a_blank_as_issued_has_nothing_wrong(clerk: Clerk, tmp_path: Path, ending: str, form: str):
    found = examined(clerk, tmp_path, blank(clerk, ending, form), ending)
    assert (found.form, found.ill) == (form, ())
    assert "Nothing is lost: every question still reads." in form_doctor.in_words(found)[-1]


def test_a_field_that_was_taken_out_is_named_with_its_page(clerk: Clerk, tmp_path: Path):
    data = without_fields(blank(clerk, ".pdf"), {"key_risks", "surname"})
    found = examined(clerk, tmp_path, data, ".pdf")
    words = {line.id: line.words for line in found.ill}
    assert words == {
        "key_risks": "has lost its field; label found on page 8; still readable: no",
        "surname": "has lost 1 of its 4 fields; label found on page 2; still readable: no",
    }
    told = form_doctor.in_words(found)
    assert "  2 questions would not be read." in told
    assert str(found.pdf) in told[-1]
    assert found.pdf.exists()
    assert found.word.exists()


def test_a_box_of_a_choice_that_was_taken_out_is_named(clerk: Clerk, tmp_path: Path):
    data = without_tags(blank(clerk, ".docx"), r"survival_basis\.food")
    found = examined(clerk, tmp_path, data, ".docx")
    (line,) = found.ill
    assert (line.id, line.number, line.missing_options) == ("survival_basis", "6.4", ("food",))
    assert line.words == "label found; 1 option box missing (food); still readable: yes"
    assert "  Every question still reads." in form_doctor.in_words(found)


def test_a_lost_tag_is_read_by_the_words_beside_it(clerk: Clerk, tmp_path: Path):
    data = without_tags(blank(clerk, ".docx"), r"urgent\.(yes|no)|background")
    found = examined(clerk, tmp_path, data, ".docx")
    words = {line.id: line.words for line in found.ill}
    assert words["urgent"] == ("has lost its tags; label found; still readable: only by its words")
    assert words["background"].startswith("has lost its tag; ")


def test_a_field_that_was_moved_and_one_that_holds_an_answer_are_told(clerk: Clerk, tmp_path: Path):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank(clerk, ".pdf"))) as document:
        for page in document.pages:
            for widget in page.obj.get("/Annots", []):
                if str(widget.get("/T", "")) == "first_name":
                    widget.Rect = pikepdf.Array([float(side) + 12 for side in widget.Rect])
                if str(widget.get("/T", "")) == "referrer_agency":
                    widget.V = pikepdf.String("Sample Housing Trust")
                    if "/AP" in widget:
                        del widget.AP
        document.Root.AcroForm.NeedAppearances = True
        document.save(out)
    found = examined(clerk, tmp_path, out.getvalue(), ".pdf")
    words = {line.id: line.words for line in found.ill}
    assert words["first_name"] == "has moved; still readable: yes"
    assert words["referrer_agency"] == (
        'already holds an answer ("Sample Housing Trust"); still readable: yes'
    )


def test_another_layout_is_compared_with_the_form_that_is_named(clerk: Clerk, tmp_path: Path):
    data = two_columns("Northbridge", [("Surname", ""), ("First name", "")])
    with pytest.raises(NotExamined):
        examined(clerk, tmp_path, data, ".docx")
    found = examined(clerk, tmp_path, data, ".docx", form=FORM)
    assert not found.ours
    assert len(found.unreadable) == 84
    assert "none of our fields or tags" in "\n".join(form_doctor.in_words(found))


def test_what_cannot_be_examined_is_said(clerk: Clerk, tmp_path: Path):
    with pytest.raises(NotExamined):
        examined(clerk, tmp_path, a_paper("Minutes"), ".pdf")
    with pytest.raises(NotExamined):
        examined(clerk, tmp_path, b"%PDF-1.7\nbroken", ".pdf")
    with pytest.raises(NoSuchForm):
        examined(clerk, tmp_path, b"", ".pdf", form="mase_referral")
    with pytest.raises(TemplateNotThere):
        form_doctor.examine(tmp_path / "nothing.pdf", clerk.rooms)


@pytest.mark.parametrize(("said", "state"), [("Example", "answered"), ("", "blank")])
def test_a_text_whose_tag_is_lost_is_read_before_its_ticks(said: str, state: str):
    form = returned.catalogue().of_form(FORM)[-1].form
    data = without_tags(returned.word(form, {"surname": said, "first_name": "Ada"}), "surname")
    found = returned.extracted(data)
    answer = to_submission(found, form, arrived=ARRIVED).answers["surname"]
    assert (answer.state.value, answer.text) == (state, said)
    assert "unknown_layout" in answer.notes
