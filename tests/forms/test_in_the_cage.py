"""The readers in the cage: each way in which a form comes back is read there as it is outside."""

from __future__ import annotations

import pytest

from confine.cage import FORM, Cage, Read
from forms import filled, recognise
from forms.extracted import Extracted
from tests.forms.test_tables import document, grid, text
from tests.support import returned
from tests.support.blanks import FONTS
from tests.support.forms import a_form
from tests.support.submissions import complete_values

READ = "forms.recognise:read"


@pytest.mark.parametrize("way", ["acroform", "printed", "word", "tables"])
def test_a_form_is_read_in_the_cage_as_it_is_outside(way: str):
    folder = returned.issued_folder()
    form = a_form("wesp_consent")
    stem = folder / returned.catalogue().of_form(form.id)[-1].stem
    values = complete_values(form) | {"worker_name": "Zoë Łukasz"}
    if way == "word":
        data = filled.word(stem.with_name(f"{stem.name}.docx").read_bytes(), values)
    elif way == "tables":
        form = a_form("wesp_referral")  # it has a question of every kind
        rows = [(one.label, "Caf\u00e9, yes") for one in form.questions]
        data = document(text(form.title), grid(rows, (240, 220)))
    else:
        data = filled.pdf(stem.with_name(f"{stem.name}.pdf").read_bytes(), values, fonts=FONTS)
    if way == "printed":
        data = filled.printed(data)
    with Cage.start([READ], warm=[f"forms.recognise:prepare={folder}"]) as cage:
        outcome = cage.run(READ, data, limits=FORM)
    assert isinstance(outcome, Read), outcome
    found = recognise.answer(outcome.untrusted_answer)
    assert isinstance(found, Extracted)
    assert found.reader == way
    assert returned.outcome(data) == found
