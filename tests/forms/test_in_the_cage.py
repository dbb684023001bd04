"""The readers in the cage: each way in which a form comes back is read there as it is outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from confine.cage import FORM, Cage, Read
from forms import blanks, filled, recognise
from forms.extracted import Extracted
from tests.support.blanks import FONTS, MARKING, PANEL, a_small_form, values_for

READ = "forms.recognise:read"


@pytest.mark.parametrize("way", ["acroform", "printed", "word"])
def test_a_form_is_read_in_the_cage_as_it_is_outside(way: str, tmp_path: Path):
    form = a_small_form()
    issued = blanks.issue(form, tmp_path, fonts=FONTS, marking=MARKING, public_name=PANEL)
    if way == "word":
        data = filled.word(issued.word.read_bytes(), values_for(form))
    else:
        data = filled.pdf(issued.pdf.read_bytes(), values_for(form), fonts=FONTS)
    if way == "printed":
        data = filled.printed(data)
    with Cage.start([READ], warm=[f"forms.recognise:prepare={tmp_path}"]) as cage:
        outcome = cage.run(READ, data, limits=FORM)
    assert isinstance(outcome, Read), outcome
    found = recognise.answer(outcome.untrusted_answer)
    assert isinstance(found, Extracted)
    assert found.reader == way
    recognise.prepare(str(tmp_path))
    assert recognise.answer(recognise.read(data)) == found
