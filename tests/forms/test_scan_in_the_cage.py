"""A scan is read in a cage of its own, as it is outside."""

from __future__ import annotations

from confine.cage import SCAN, Cage, Read
from forms import recognise
from forms.extracted import Extracted, Reader
from tests.support import returned, scanned
from tests.support.forms import a_form
from tests.support.submissions import complete_values

READ = "forms.scan.reading:read"


def test_a_scan_is_read_in_the_cage_as_it_is_outside():
    form = a_form("wesp_consent")
    data = scanned.pdf(returned.printed(form, complete_values(form)), seed=1)
    folder = returned.issued_folder()
    with Cage.start([READ], warm=[f"forms.scan.reading:prepare={folder}"]) as cage:
        outcome = cage.run(READ, data, limits=SCAN)
    assert isinstance(outcome, Read), outcome
    found = recognise.answer(outcome.untrusted_answer)
    assert isinstance(found, Extracted), found
    assert found.reader is Reader.SCAN
    assert scanned.outcome(data) == found
    assert scanned.wrong(form, complete_values(form), found) == {}
