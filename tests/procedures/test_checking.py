"""What `clerk check` says of any file, and the picture it draws."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from casework.look import LOOKS, Look
from casework.question import QuestionKind
from forms import filled
from procedures import check_pictures, check_words, checking
from procedures.check_pictures import NoPicture, PictureNotKept
from procedures.checking import Looked, PaperReport, Report
from tests.support import mails
from tests.support.foreign import OLD_ANSWERS, old_form, two_columns
from tests.support.installation import DANA, Clerk, a_clerk
from tests.support.papers import a_paper

GAPS = {"key_risks": None, "urgent": None, "dob": "03/25/1990"}


@pytest.fixture(scope="module")
def clerk(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Clerk]:
    with django_db_blocker.unblock(), a_clerk(tmp_path_factory.mktemp("checking")) as made:
        yield made


def looked(clerk: Clerk, folder: Path, data: bytes, name: str) -> Looked:
    path = folder / name
    path.write_bytes(data)
    return checking.look(path, clerk.rooms, now=clerk.now)


def said(one: Looked) -> str:
    return "\n".join(check_words.in_words(one.report))


@pytest.mark.parametrize("style", ["pdf", "printed", "word"])
def test_every_answer_is_told_with_its_place_and_how_sure(clerk: Clerk, tmp_path: Path, style: str):
    name, data = clerk.form("wesp_referral", style, **GAPS)
    one = looked(clerk, tmp_path, data, name)
    fields = {field.id: field for field in one.report.papers[0].fields}
    assert fields["surname"].sure == 1.0
    assert fields["surname"].path if style == "word" else fields["surname"].box
    words = said(one)
    assert "wesp_referral version 1, known by what it says of itself" in words
    assert "100% sure]" in words
    assert "dob" in words
    marks = {line.field: line.mark for line in one.report.findings if line.field}
    assert marks["key_risks"].isdigit()
    assert f"{marks['key_risks']:>3} RETURN" in words


@pytest.mark.parametrize("style", ["pdf", "printed", "word"])
def test_the_picture_has_the_colour_of_each_look(clerk: Clerk, tmp_path: Path, style: str):
    name, data = clerk.form("wesp_referral", style, **GAPS)
    one = looked(clerk, tmp_path, data, name)
    (png,) = check_pictures.pictures(one, clerk.rooms)
    drawn = Image.open(io.BytesIO(png)).convert("RGB")
    assert drawn.width > 800
    assert drawn.height > 3000
    counted = {colour: count for count, colour in drawn.getcolors(1 << 24) or ()}
    for look in Look:
        near = [n for colour, n in counted.items() if _apart(colour, LOOKS[look][0]) < 40]
        assert sum(near) > 200, look


def _apart(one: object, other: tuple[int, int, int]) -> int:
    assert isinstance(one, tuple)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_frames_follow_a_page_that_is_turned(clerk: Clerk, tmp_path: Path):
    name, data = clerk.form("action_update")
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[0].rotate(90, relative=False)
        document.save(turned)
    upright = looked(clerk, tmp_path, data, name)
    one = looked(clerk, tmp_path, turned.getvalue(), f"turned-{name}")
    (flat,), (side,) = (check_pictures.pictures(each, clerk.rooms) for each in (upright, one))
    green = LOOKS[Look.ANSWERED][0]
    first = _green_box(flat, green)
    second = _green_box(side, green)
    assert first[2] - first[0] == pytest.approx(second[3] - second[1], abs=6)
    assert first[3] - first[1] == pytest.approx(second[2] - second[0], abs=6)


def _green_box(png: bytes, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    drawn = Image.open(io.BytesIO(png)).convert("RGB")
    body = drawn.crop((0, 66, drawn.width, drawn.height))
    mask = Image.new("1", body.size)
    pixels = [_apart(pixel, colour) < 40 for pixel in body.get_flattened_data()]
    mask.putdata(pixels)
    found = mask.getbbox()
    assert found is not None
    return found


def test_a_form_whose_boxes_were_moved_is_said_to_be_edited(clerk: Clerk, tmp_path: Path):
    name, data = clerk.form("wesp_referral")
    moved = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            for widget in page.obj.get("/Annots", []):
                if str(widget.get("/T", "")) in {"surname", "first_name"}:
                    left, bottom, right, top = (float(side) for side in widget.Rect)
                    widget.Rect = pikepdf.Array([left + 9, bottom, right + 9, top])
        document.save(moved)
    one = looked(clerk, tmp_path, moved.getvalue(), name)
    assert one.report.papers[0].edited == "edited: 2 questions moved"
    assert "edited: 2 questions moved" in said(one)
    plain = looked(clerk, tmp_path, data, f"plain-{name}")
    assert plain.report.papers[0].edited == ""


def test_an_older_form_is_called_so_and_drawn_unsure(clerk: Clerk, tmp_path: Path):
    one = looked(clerk, tmp_path, old_form(), "old.docx")
    words = said(one)
    assert "wesp_referral version 1 in the layout thpp-referral" in words
    assert "older_version" in words
    assert len(check_pictures.pictures(one, clerk.rooms)) == 1


def severities(one: Looked) -> dict[str, str]:
    return {line.check: line.severity for line in one.report.findings}


def test_danger_in_an_older_form_is_an_alert_and_its_gaps_are_told(clerk: Clerk, tmp_path: Path):
    risks = {**OLD_ANSWERS, "Key risks and concerns": "He threatened to kill her last night."}
    one = looked(clerk, tmp_path, old_form(risks), "danger.docx")
    assert "alert" in severities(one).values()
    assert severities(one)["file.older-version"] == "warn"
    gaps = {line.field for line in one.report.findings if line.severity == "return"}
    assert {"urgent", "child_risk", "eq_orientation"} <= gaps
    assert "surname" not in gaps


def test_an_agency_s_own_version_that_lacks_questions_waits_for_a_person(
    clerk: Clerk, tmp_path: Path
):
    form = clerk.rooms.forms["wesp_referral"]
    asked = [one for one in form.questions if one.kind is not QuestionKind.ROWS]
    rows = [(one.label, "Yes" if one.id == "child_risk" else "") for one in asked[:-3]]
    one = looked(clerk, tmp_path, two_columns(form.title, rows), "own.docx")
    assert one.report.needs_a_person
    assert severities(one)["file.questions-not-found"] == "hold"
    assert "alert" in severities(one).values()  # a child at risk, whatever the layout
    assert "in a layout that is not ours" in said(one)


def test_what_is_no_form_is_said_in_words_and_a_pdf_is_still_drawn(clerk: Clerk, tmp_path: Path):
    one = looked(clerk, tmp_path, a_paper("Minutes of Tuesday."), "minutes.pdf")
    assert "minutes.pdf: none of our forms" in said(one)
    assert one.report.needs_a_person
    assert len(check_pictures.pictures(one, clerk.rooms)) == 1
    empty = looked(clerk, tmp_path, b"", "empty.pdf")
    assert "empty" in said(empty)
    assert check_pictures.pictures(empty, clerk.rooms) == ()
    with pytest.raises(NoPicture):
        check_pictures.keep((), tmp_path / "out.png")


def test_a_mail_has_a_picture_for_each_of_its_forms(clerk: Clerk, tmp_path: Path):
    files = [clerk.form("wesp_referral"), clerk.form("wesp_consent", "word")]
    raw = mails.a_mail(DANA, "Referral", "Attached.\n", files, message_id="<1@sender.example>")
    one = looked(clerk, tmp_path, raw, "mail.eml")
    made = check_pictures.pictures(one, clerk.rooms)
    kept = check_pictures.keep(made, tmp_path / "out.png")
    assert [path.name for path in kept] == ["out.png", "out-2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in kept)


def test_a_picture_goes_where_it_can_be_written_and_is_a_png(tmp_path: Path):
    with pytest.raises(PictureNotKept):
        check_pictures.keep((b"png",), tmp_path / "out.pdf")
    with pytest.raises(PictureNotKept):
        check_pictures.keep((b"png",), tmp_path / "nowhere" / "out.png")


def test_rows_and_lists_stand_on_one_line(clerk: Clerk, tmp_path: Path):
    name, data = clerk.form("wesp_referral")
    words = said(looked(clerk, tmp_path, data, name))
    assert "answered: 1: Lexi; 2: Ally" in words
    assert "{" not in words


def test_a_reason_without_words_of_its_own_is_told_as_it_is():
    paper = PaperReport(
        file="x.bin", what="died", form="", version="", blank="", layout="", edited="",
        recognised_by="", reader="", notes=(), fields=(),
    )  # fmt: skip
    report = Report(
        file="x.bin", kind="unknown", disposition="needs_you", reason="died", papers=(paper,),
        findings=(),
    )  # fmt: skip
    assert "x.bin: died" in "\n".join(check_words.in_words(report))


def test_the_blank_form_itself_is_all_gaps(clerk: Clerk, tmp_path: Path):
    blank = clerk.rooms.catalogue.of_form("wesp_referral")[-1]
    path = clerk.rooms.places.forms / f"{blank.stem}.pdf"
    data = filled.printed(path.read_bytes())
    one = looked(clerk, tmp_path, data, "blank.pdf")
    assert {field.state for field in one.report.papers[0].fields} <= {"blank", "not_applicable"}
