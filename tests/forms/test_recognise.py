"""Every file has a named outcome; every form we issued comes back as it was filled."""

from __future__ import annotations

import io
import json
import random
import zipfile

import pikepdf
import pytest

from casework.question import Form
from forms import recognise
from forms.extracted import NoForm, Reader
from forms.fields import FieldKind, fields_of
from tests.support import returned
from tests.support.blanks import blank_word
from tests.support.forms import FORMS, a_form
from tests.support.submissions import complete_values

NAMES = ("Zoë O'Brien", "Łucja Żółć", "Nguyễn Thị", "Ana-María Ñandú", "Søren Ærø", "Анна Ким")
WORDS = ("she", "said", "that", "room", "café", "naïve", "5", "(twice)", "Müller", "-", "“safe”")


def random_values(form: Form, seed: int) -> dict[str, str | bool]:
    """Some of the fields filled with something, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311  a test's variety
    values: dict[str, str | bool] = {}
    for spec in fields_of(form):
        if dice.random() < 0.4:
            continue
        match spec.kind:
            case FieldKind.TICK:
                values[spec.name] = True
            case FieldKind.CHOICE | FieldKind.CELL_CHOICE:
                values[spec.name] = dice.choice(spec.options).key
            case FieldKind.DATE:
                day, month, year = (
                    dice.randint(1, 28),
                    dice.randint(1, 12),
                    dice.randint(1950, 2026),
                )
                values[spec.name] = f"{day:02}/{month:02}/{year}"
            case FieldKind.LONG:
                values[spec.name] = " ".join(dice.choices(WORDS, k=dice.randint(1, 12)))
            case FieldKind.TEXT:
                values[spec.name] = dice.choice(NAMES) if not spec.row else dice.choice(NAMES[:3])
    return values


@pytest.mark.parametrize("reader", returned.MADE)
@pytest.mark.parametrize("form_id", FORMS)
def test_a_complete_form_comes_back_as_it_was_filled(form_id: str, reader: Reader):
    form = a_form(form_id)
    values = complete_values(form)
    found = returned.extracted(returned.MADE[reader](form, values))
    assert (found.form_id, found.reader, found.recognised_by) == (form_id, reader, "form_id")
    assert returned.not_as_filled(found) == {}
    assert returned.differences(form, values, found) == {}


@pytest.mark.parametrize("reader", returned.MADE)
@pytest.mark.parametrize("form_id", FORMS)
def test_an_empty_form_has_no_answer_at_all(form_id: str, reader: Reader):
    form = a_form(form_id)
    found = returned.extracted(returned.MADE[reader](form, {}))
    assert {one.found.value for one in found.fields} == {"empty"}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("reader", returned.MADE)
@pytest.mark.parametrize("form_id", FORMS)
def test_whatever_is_filled_in_is_read_or_said_to_be_unsure(
    form_id: str, reader: Reader, seed: int
):
    form = a_form(form_id)
    values = random_values(form, seed)
    found = returned.extracted(returned.MADE[reader](form, values))
    unsure = {one.name.partition(".")[0] for one in found.fields if one.found.value == "clipped"}
    wrong = returned.differences(form, values, found)
    assert {name: pair for name, pair in wrong.items() if name not in unsure} == {}
    assert returned.not_as_filled(found) == {}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\0\0\n", "empty"),
        (b"\xff\xd8\xff\xe0 a photo", "photo"),
        (b"\x89PNG\r\n\x1a\n", "photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "photo"),
        (b"{\\rtf1 text}", "rich_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 something", "other_type"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"Dear all, please see attached.", "other_type"),
    ],
)
def test_what_is_no_form_is_named_by_its_content(data: bytes, why: str):
    assert returned.no_form(data).why == why


def test_an_open_document_is_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    assert returned.no_form(out.getvalue()).why == "open_document"


def test_a_form_with_a_password_is_held_and_one_without_need_of_it_is_read():
    form = a_form("action_update")
    made = returned.pdf(form, complete_values(form))
    assert returned.no_form(_locked(made, user="secret")).why == "password"
    assert returned.extracted(_locked(made, user="")).form_id == form.id


def _locked(document: bytes, *, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


def test_another_text_is_no_form_and_its_words_are_kept_for_the_danger_list():
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page().obj
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = document.make_stream(b"BT /F 12 Tf 72 700 Td (a letter of murder) Tj ET")
        document.save(out)
    found = returned.no_form(out.getvalue())
    assert (found.why, found.text.strip()) == ("unknown_form", "a letter of murder")


def test_a_form_that_lost_its_identity_is_known_by_its_fields():
    form = a_form("wesp_consent")
    with pikepdf.open(io.BytesIO(returned.pdf(form, complete_values(form)))) as document:
        for one in document.Root.AcroForm.Fields:
            if str(one.T) == "clerk":
                one.T = pikepdf.String("somebody")
        out = io.BytesIO()
        document.save(out)
    found = returned.extracted(out.getvalue())
    assert (found.form_id, found.recognised_by) == (form.id, "field_names")
    assert "blank_unknown" in found.notes
    assert returned.differences(form, complete_values(form), found) == {}


def test_a_serial_that_nobody_issued_is_noted():
    form = a_form("action_update")
    with zipfile.ZipFile(io.BytesIO(blank_word(form))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    serial = returned.catalogue().of_form(form.id)[-1].serial
    custom = parts["docProps/custom.xml"].replace(serial.encode(), b"ZZZZZZZZ")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**parts, "docProps/custom.xml": custom}.items():
            archive.writestr(name, data)
    found = returned.extracted(out.getvalue())
    assert (found.blank_serial, "blank_unknown" in found.notes) == ("ZZZZZZZZ", True)


@pytest.mark.parametrize(
    "rubbish",
    [
        b"", b"null", b"{}", b"\xff\xfe", b'{"form": 1}', b'{"no_form": {"why": "x", "more": 1}}',
        b"[" * 5000, b'{"no_form": {"why": "' + b"x" * 2_000_000 + b'"}}',
        json.dumps({"form": None, "no_form": None}).encode(),
    ],
)  # fmt: skip
def test_an_answer_that_is_rubbish_is_a_damaged_file(rubbish: bytes):
    assert recognise.answer(rubbish) == NoForm(why="damaged")
