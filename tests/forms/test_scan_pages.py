"""What is a scan: pictures of pages, whatever a scanner's program wrote behind them."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from forms.extracted import Extracted, Reader
from tests.support import returned, scanned
from tests.support.forms import a_form
from tests.support.submissions import complete_values

CONSENT = a_form("wesp_consent")


def printed() -> bytes:
    return returned.printed(CONSENT, complete_values(CONSENT))


def with_text_behind(pictures: bytes, text_of: bytes) -> bytes:
    """Pictures of pages with the pages' own text, invisible, over them, as scanners write it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pictures)) as made, pikepdf.open(io.BytesIO(text_of)) as source:
        for page, other in zip(made.pages, source.pages, strict=True):
            words = made.copy_foreign(other.as_form_xobject())
            name = page.add_resource(words, pikepdf.Name.XObject)
            ours = pikepdf.Stream(made, words.read_bytes().replace(b"BT", b"BT 3 Tr"))
            for key in ("/Resources", "/BBox", "/Matrix", "/Subtype", "/Type"):
                if key in words:
                    ours[key] = words[key]
            page.Resources.XObject[name] = ours
            page.contents_add(f"q {name} Do Q".encode())
        made.save(out)
    return out.getvalue()


def pages_of(document: bytes) -> int:
    return len(pypdfium2.PdfDocument(document))


def test_pages_without_text_are_a_scan():
    data = scanned.pdf(printed(), seed=5)
    assert returned.no_form(data).why == "scan"


def test_text_that_a_scanner_hid_behind_its_picture_is_not_believed():
    data = with_text_behind(scanned.pdf(printed(), seed=5), printed())
    found = returned.no_form(data)
    assert (found.why, found.pages) == ("scan", pages_of(data))
    assert "drop-in" in found.text, "it is searched for words of danger"


def test_a_form_of_which_one_page_was_scanned_is_read_as_a_scan():
    out = io.BytesIO()
    scan = scanned.pdf(printed(), seed=5)
    with (
        pikepdf.open(io.BytesIO(printed())) as form,
        pikepdf.open(io.BytesIO(scan)) as pictures,
    ):
        form.pages[-1] = pictures.pages[-1]
        form.save(out)
    assert returned.no_form(out.getvalue()).why == "scan"
    found = scanned.extracted(out.getvalue())
    assert found.reader is Reader.SCAN
    assert scanned.wrong(CONSENT, complete_values(CONSENT), found) == {}


def test_a_scanned_letter_behind_a_whole_form_leaves_the_form_as_it_is():
    out = io.BytesIO()
    scan = scanned.pdf(printed(), seed=5)
    with (
        pikepdf.open(io.BytesIO(printed())) as form,
        pikepdf.open(io.BytesIO(scan)) as pictures,
    ):
        form.pages.append(pictures.pages[0])
        form.save(out)
    found = returned.outcome(out.getvalue())
    assert isinstance(found, Extracted)
    assert (found.reader, found.notes) == (Reader.PRINTED, ("extra_pages",))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_pictures_of_every_kind_are_pages(kind: str):
    draw_from = scanned.pages(
        returned.printed(a_form("action_update"), complete_values(a_form("action_update")))
    )
    found = scanned.extracted(scanned.picture(draw_from[0], kind))
    assert (found.form_id, found.pages) == ("action_update", 1)
