"""Scans are read in a cage of their own, in every kind of file, as they are outside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from confine.cage import SCAN, Cage, Read
from forms import recognise
from forms.extracted import Extracted, Reader
from procedures import scanning
from tests.support import returned, scanned
from tests.support.forms import a_form
from tests.support.submissions import complete_values


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    warm = [f"{scanning.PREPARE}={returned.issued_folder()}"]
    with Cage.start([scanning.READ_SCAN], warm=warm) as made:
        yield made


def printed(form_id: str) -> bytes:
    return returned.printed(a_form(form_id), complete_values(a_form(form_id)))


def photographs(form_id: str) -> bytes:
    draw = np.random.default_rng(6)
    shots = [scanned.photographed(page, draw) for page in scanned.pages(printed(form_id))]
    return scanning.together([scanned.jpeg(shot, quality=85) for shot in shots])


def told(found: Extracted) -> list[object]:
    """What was read; where and how surely differ in the last digit between processes."""
    fields = [(one.name, one.found, one.text, one.chosen, one.page) for one in found.fields]
    return [found.form_id, found.notes, found.pages, *fields]


@pytest.mark.parametrize("kind", ["scan", "photographs", "PNG", "TIFF", "JPEG"])
def test_a_scan_is_read_in_the_cage_as_it_is_outside(cage: Cage, kind: str):
    form_id = {"scan": "wesp_referral", "photographs": "wesp_consent"}.get(kind, "action_update")
    match kind:
        case "scan":  # with an answer for every check there is
            data = scanned.pdf(printed(form_id), seed=1)
        case "photographs":
            data = photographs(form_id)
        case _:
            data = scanned.picture(scanned.pages(printed(form_id))[0], kind)
    outcome = cage.run(scanning.READ_SCAN, data, limits=SCAN)
    assert isinstance(outcome, Read), outcome
    found = recognise.answer(outcome.untrusted_answer)
    assert isinstance(found, Extracted), found
    assert found.reader is Reader.SCAN
    assert told(scanned.extracted(data)) == told(found)
    assert scanned.wrong(a_form(form_id), complete_values(a_form(form_id)), found) == {}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"\xff\xd8\xff broken", b"PK\x03\x04"])
def test_what_does_not_open_is_said_to_be_damaged(cage: Cage, data: bytes):
    outcome = cage.run(scanning.READ_SCAN, data, limits=SCAN)
    assert isinstance(outcome, Read), outcome
    assert recognise.answer(outcome.untrusted_answer).why == "damaged"  # pyright: ignore[reportAttributeAccessIssue]
