"""Word forms as people and programs leave them, and Word files that are not to be trusted."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.extracted import Found
from forms.submit import to_submission
from forms.word_parts import MC, W14, W
from generators import marked_docx
from tests.support import returned
from tests.support.blanks import blank_word
from tests.support.corpus import corpus_file
from tests.support.forms import FORMS, a_form
from tests.support.submissions import ARRIVED, complete_values

BODY = "word/document.xml"
_W, _W14 = f"{{{W}}}", f"{{{W14}}}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(document: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """The document after a change to its body."""
    parts = parts_of(document)
    root = etree.fromstring(parts[BODY])
    change(root)
    return zipped({**parts, BODY: etree.tostring(root)})


def replaced(document: bytes, **parts: bytes) -> bytes:
    """The document with parts changed or added; a name's `__` is a stroke, `_` a point."""
    named = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    return zipped({**parts_of(document), **named})


def control(root: etree._Element, tag: str) -> etree._Element:
    return next(
        one
        for one in root.iter(f"{_W}sdt")
        if one.find(f"{_W}sdtPr/{_W}tag") is not None
        and one.find(f"{_W}sdtPr/{_W}tag").get(f"{_W}val") == tag
    )


def a_run(text: str, *looks: str) -> etree._Element:
    run = etree.Element(f"{_W}r")
    if looks:
        properties = etree.SubElement(run, f"{_W}rPr")
        for look in looks:
            etree.SubElement(properties, f"{_W}{look}")
    etree.SubElement(run, f"{_W}t").text = text
    return run


def update() -> bytes:
    form = a_form("action_update")
    return returned.word(form, complete_values(form))


SOFFICE = shutil.which("soffice") or ""


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("is_marked", [False, True], ids=["plain", "marked"])
def test_a_form_saved_again_by_libreoffice_reads_the_same(tmp_path: Path, is_marked: bool):
    form_ids = ("wesp_consent", "action_update") if is_marked else FORMS
    for form_id in form_ids:
        document = returned.word(a_form(form_id), complete_values(a_form(form_id)))
        if is_marked:
            gap = a_form(form_id).questions[1].id
            gaps = f'[{{"number": 1, "fields": ["{gap}"], "text": "Fill it in."}}]'
            document = marked_docx.mark(document, gaps=gaps)
        (tmp_path / f"{form_id}.docx").write_bytes(document)
    made = tmp_path / "made"
    home = tempfile.mkdtemp(dir=tmp_path)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "docx",
         "--outdir", str(made), *(str(tmp_path / f"{one}.docx") for one in form_ids)],
        check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": home},
    )  # fmt: skip
    for form_id in form_ids:
        form = a_form(form_id)
        found = returned.extracted((made / f"{form_id}.docx").read_bytes())
        assert returned.not_as_filled(found) == {}
        assert returned.differences(form, complete_values(form), found) == {}


def test_a_marked_form_is_read_without_its_marks():
    form = a_form("wesp_consent")
    values = complete_values(form)
    gaps = '[{"number": 1, "fields": ["worker_name"], "text": "Fill it in."}]'
    found = returned.extracted(marked_docx.mark(returned.word(form, values), gaps=gaps, token="T1"))
    assert returned.differences(form, values, found) == {}
    assert "comments" not in found.notes
    assert found.token.startswith("T1")


def test_a_form_without_its_properties_is_known_by_its_tags():
    parts = parts_of(update())
    del parts["docProps/custom.xml"]
    parts["word/footer1.xml"] = parts["word/footer1.xml"].replace(b"blank", b"another")
    found = returned.extracted(zipped(parts))
    assert (found.form_id, found.recognised_by) == ("action_update", "field_names")


def test_a_prompt_is_no_answer_whatever_it_says():
    def prompt(root: etree._Element) -> None:
        node = control(root, "by")
        etree.SubElement(node.find(f"{_W}sdtPr"), f"{_W}showingPlcHdr")

    assert returned.field(returned.extracted(changed(update(), prompt)), "by").found is Found.EMPTY


def test_a_prompt_that_lost_its_property_is_no_answer():
    def bare(root: etree._Element) -> None:
        for node in list(root.iter(f"{_W}showingPlcHdr")):
            node.getparent().remove(node)

    found = returned.extracted(changed(blank_word(a_form("wesp_referral")), bare))
    assert {one.found for one in found.fields} == {Found.EMPTY}


def test_a_box_whose_glyph_is_not_its_state_is_held():
    def lie(root: etree._Element) -> None:
        node = control(root, "status.done")
        node.find(f"{_W}sdtPr/{_W14}checkbox/{_W14}checked").set(f"{_W14}val", "0")

    box = returned.field(returned.extracted(changed(update(), lie)), "status.done")
    assert (box.found, box.chosen, box.drawn) == (Found.MISMATCH, (), "\u2612")


def test_a_cross_typed_into_an_empty_box_is_a_tick():
    def cross(root: etree._Element) -> None:
        node = control(root, "status.done")
        node.find(f"{_W}sdtPr/{_W14}checkbox/{_W14}checked").set(f"{_W14}val", "0")
        node.find(f"{_W}sdtContent//{_W}t").text = "x"

    form = a_form("action_update")
    found = returned.extracted(changed(update(), cross))
    assert returned.differences(form, complete_values(form), found) == {}


def test_a_box_that_lost_its_property_is_read_by_its_glyph():
    def drop(root: etree._Element) -> None:
        for node in list(root.iter(f"{_W14}checkbox")):
            node.getparent().remove(node)

    form = a_form("action_update")
    found = returned.extracted(changed(update(), drop))
    assert returned.differences(form, complete_values(form), found) == {}


def test_a_day_that_is_not_the_stored_one_is_held_with_both():
    def lie(root: etree._Element) -> None:
        control(root, "done_date").find(f"{_W}sdtContent//{_W}t").text = "06/01/2027"

    box = returned.field(returned.extracted(changed(update(), lie)), "done_date")
    assert (box.found, box.text, box.drawn) == (Found.MISMATCH, "05/01/2027", "06/01/2027")


def test_insertions_count_and_deletions_do_not():
    def track(root: etree._Element) -> None:
        content = control(root, "by").find(f"{_W}sdtContent")
        old = content[0]
        gone, new = etree.Element(f"{_W}del"), etree.Element(f"{_W}ins")
        content.insert(0, gone)
        gone.append(old)
        content.append(new)
        new.append(a_run("Kit Sample"))

    found = returned.extracted(changed(update(), track))
    assert returned.field(found, "by").text == "Kit Sample"
    assert "tracked_changes" in found.notes


@pytest.mark.parametrize("look", ["vanish", "white"])
def test_hidden_words_in_an_answer_are_held_and_noted(look: str):
    def hide(root: etree._Element) -> None:
        run = a_run(" and nobody else", "vanish" if look == "vanish" else "color")
        if look == "white":
            run.find(f"{_W}rPr/{_W}color").set(f"{_W}val", "FFFFFF")
        control(root, "by").find(f"{_W}sdtContent").append(run)

    found = returned.extracted(changed(update(), hide))
    box = returned.field(found, "by")
    assert (box.found, box.text, box.drawn) == (
        Found.MISMATCH, "Drew Sample and nobody else", "Drew Sample",
    )  # fmt: skip
    assert "hidden_text" in found.notes


def test_one_branch_of_an_alternative_is_read():
    def double(root: etree._Element) -> None:
        content = control(root, "by").find(f"{_W}sdtContent")
        both = etree.Element(f"{{{MC}}}AlternateContent")
        for branch in ("Choice", "Fallback"):
            etree.SubElement(both, f"{{{MC}}}{branch}").append(a_run(" Sample"))
        content[:] = [a_run("Kit"), both]

    assert returned.field(returned.extracted(changed(update(), double)), "by").text == "Kit Sample"


def test_comments_of_others_are_noted():
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="A"/></w:comments>'
    found = returned.extracted(replaced(update(), word__comments_xml=comments.encode()))
    assert "comments" in found.notes


def test_words_typed_beside_a_control_are_not_lost():
    def beside(root: etree._Element) -> None:
        control(root, "by").addnext(a_run("Kit Sample"))

    document = changed(blank_word(a_form("action_update")), beside)
    box = returned.field(returned.extracted(document), "by")
    assert (box.found, box.text, box.notes) == (Found.VALUE, "Kit Sample", ("beside_box",))


def test_a_copied_row_is_a_further_row():
    form = a_form("wesp_referral")

    def copy(root: etree._Element) -> None:
        row = next(control(root, "places.4.place").iterancestors(f"{_W}tr"))
        row.addnext(etree.fromstring(etree.tostring(row)))

    values = {"places.1.place": "First Road", "places.4.place": "Fourth Road"}
    found = returned.extracted(changed(returned.word(form, values), copy))
    rows = to_submission(found, form, arrived=ARRIVED).answers["places"].value
    assert isinstance(rows, tuple)
    assert [(row.key, row.cells["place"]) for row in rows] == [
        ("1", "First Road"), ("4", "Fourth Road"), ("5", "Fourth Road"),
    ]  # fmt: skip


def test_a_row_added_by_hand_is_a_further_row():
    form = a_form("wesp_referral")

    def add(root: etree._Element) -> None:
        row = next(control(root, "places.4.place").iterancestors(f"{_W}tr"))
        new = etree.Element(f"{_W}tr")
        for text in ("5", "Fifth Road", "Street", "Dark"):
            cell = etree.SubElement(new, f"{_W}tc")
            etree.SubElement(cell, f"{_W}p").append(a_run(text))
        row.addnext(new)

    found = returned.extracted(changed(blank_word(form), add))
    rows = to_submission(found, form, arrived=ARRIVED).answers["places"].value
    assert isinstance(rows, tuple)
    assert dict(rows[0].cells) == {"place": "Fifth Road", "type": "street", "notes": "Dark"}


def test_legacy_form_fields_are_read_by_their_bookmarks():
    def legacy(name: str, kind: str, result: str = "") -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
        data = f'<w:ffData><w:name w:val="{name}"/>{kind}</w:ffData>'
        text = f"<w:r><w:t>{result}</w:t></w:r>" if result else ""
        return (
            mark.format("begin", data) + mark.format("separate", "") + text + mark.format("end", "")
        )

    ticked = '<w:checkBox><w:checked w:val="1"/></w:checkBox>'
    by_template = '<w:checkBox><w:default w:val="1"/></w:checkBox>'
    fields = "".join(
        (
            legacy("by", "<w:textInput/>", "Kit Sample"),
            legacy("outcome", '<w:textInput><w:default w:val="Say"/></w:textInput>', "Say"),
            legacy("status.done", ticked),
            legacy("risk_change.yes", by_template),
        )
    )

    def put(root: etree._Element) -> None:
        body = root.find(f"{_W}body")
        for node in list(root.iter(f"{_W}sdt")):
            node.getparent().remove(node)
        body.insert(0, etree.fromstring(f'<w:p xmlns:w="{W}">{fields}</w:p>'))

    found = returned.extracted(changed(blank_word(a_form("action_update")), put))
    told = {
        one.name: (one.found, one.text, one.chosen)
        for one in found.fields
        if one.found is not Found.EMPTY
    }
    assert told["by"] == (Found.VALUE, "Kit Sample", ())
    assert told["status.done"] == (Found.VALUE, "", ("done",))
    assert told["outcome"] == (Found.DEFAULT, "Say", ())
    assert told["risk_change.yes"] == (Found.DEFAULT, "", ("yes",))


def test_a_plain_table_is_read_by_its_labels_and_said_to_be_so():
    form = a_form("action_update")
    answers = {"by": "Kit Sample", "agency": "Sample Trust", "status": "\u2612 Done \u2610 Open"}
    labels = {question.id: question.label for question in form.questions}
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{label}?</w:t></w:r></w:p></w:tc>"
        f"<w:tc><w:p><w:r><w:t>{answers.get(name, '')}</w:t></w:r></w:p></w:tc></w:tr>"
        for name, label in labels.items()
    )
    body = f"<w:p><w:r><w:t>{form.title}</w:t></w:r></w:p><w:tbl>{rows}</w:tbl>"
    parts = parts_of(blank_word(form))
    for name in ("docProps/custom.xml", "word/footer1.xml", "word/header1.xml"):
        del parts[name]
    parts[BODY] = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()
    found = returned.extracted(zipped(parts))
    assert (found.recognised_by, "layout_moved" in found.notes) == ("labels", True)
    assert returned.field(found, "by").text == "Kit Sample"
    assert returned.field(found, "by").notes == ("unknown_layout",)
    assert returned.field(found, "status.done").chosen == ("done",)


# --- files that are not to be trusted ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_an_entity_is_refused_in_every_encoding(encoding: str, tmp_path: Path):
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY")
    text = (
        f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?>'
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{canary}">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    found = returned.no_form(replaced(update(), word__document_xml=bom + text.encode(encoding)))
    assert found.why == "damaged"
    assert "CANARY" not in found.text


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = replaced(update(), word__document_xml=b" " * 40_000_000)
    assert returned.no_form(bomb).why == "too_large"


def test_a_directory_that_lies_about_sizes_does_not_help():
    bomb = replaced(update(), word__document_xml=b" " * 40_000_000)
    lying = bomb.replace(struct.pack("<I", 40_000_000), struct.pack("<I", 1000))
    assert lying != bomb
    assert returned.no_form(lying).why in {"damaged", "too_large"}


def test_too_many_parts_are_refused():
    parts = {f"part{number}.xml": b"" for number in range(20_000)}
    assert returned.no_form(zipped({**parts_of(update()), **parts})).why == "too_large"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused():
    out = io.BytesIO(update())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(BODY, "<x/>")
    assert returned.no_form(out.getvalue()).why == "damaged"


def test_deep_nesting_is_a_damaged_file():
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert returned.no_form(replaced(update(), word__document_xml=deep)).why == "damaged"


def test_a_program_in_the_file_is_refused():
    assert returned.no_form(replaced(update(), word__vbaProject_bin=b"x")).why == "macros"
    kinds = parts_of(update())["[Content_Types].xml"].replace(
        b"document.main+xml", b"template.main+xml"
    )
    template = zipped({**parts_of(update()), "[Content_Types].xml": kinds})
    assert returned.no_form(template).why == "macros"


@pytest.mark.parametrize(
    ("target", "is_noted"),
    [("http://x.example/t.dotx", True), ("file://x/y", True), ("mailto:a@b.example", False)],
)
def test_what_would_be_fetched_is_noted_and_never_opened(target: str, is_noted: bool):
    name = "word/_rels/document.xml.rels"
    parts = parts_of(update())
    more = f'<Relationship Id="x" Type="{OFFICE}/any" Target="{target}" TargetMode="External"/>'
    parts[name] = parts[name].replace(b"</Relationships>", f"{more}</Relationships>".encode())
    assert ("external_link" in returned.extracted(zipped(parts)).notes) is is_noted


def test_a_field_that_would_start_a_program_is_noted():
    def dde(root: etree._Element) -> None:
        run = etree.SubElement(next(root.iter(f"{_W}p")), f"{_W}r")
        etree.SubElement(run, f"{_W}instrText").text = " DDEAUTO c:\\\\x "

    assert "external_link" in returned.extracted(changed(update(), dde)).notes


def test_a_part_that_is_named_and_absent_does_not_matter():
    parts = parts_of(update())
    del parts["word/styles.xml"]
    form = a_form("action_update")
    found = returned.extracted(zipped(parts))
    assert returned.differences(form, complete_values(form), found) == {}


@pytest.mark.parametrize("folder", ["forms", "hostile", "legacy-doc"])
def test_every_word_file_of_the_collection_ends_in_a_named_outcome(folder: str):
    known = {"macros", "damaged", "password", "unknown_form", "old_word", "empty", "too_large"}
    files = [path for path in corpus_file("docx", folder).rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert returned.no_form(path.read_bytes()).why in known, path.name
