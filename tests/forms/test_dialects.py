"""A sample of the dialect matrix: `make bench` runs the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.dialects import matrix
from benchmarks.dialects.dialects import ALL, Dialect, Family
from benchmarks.dialects.issued import Issued
from benchmarks.dialects.judge import Verdict
from benchmarks.dialects.pdf_forms import Values
from tests.support.forms import FORMS

SLOW = frozenset({"soffice", "scan"})
QUICK = [one for one in ALL if one.is_here() and SLOW.isdisjoint(one.needs)]
# Of the answers of one filling, in per cent: a bound for the whole matrix is 1.
MOST_UNSURE = 5


def test_the_sample_has_forms_and_pages_of_other_programs():
    assert len(QUICK) > 8
    assert {one.family for one in QUICK} == {Family.DIGITAL, Family.SPOILT}


@pytest.mark.parametrize("form_id", FORMS)
def test_every_answer_is_read_right_or_left_to_a_person(form_id: str):
    cells = list(matrix.run(QUICK, fillings=1, form_ids=[form_id]))
    assert len(cells) >= len(QUICK) - 1
    for cell in cells:
        assert cell.tally.wrong == [], cell.dialect.name
        assert cell.tally.not_read == 0, cell.dialect.name
        assert cell.tally.of(Verdict.RIGHT) > 0, cell.dialect.name
        if cell.dialect.family is Family.DIGITAL:
            assert cell.tally.share_unsure <= MOST_UNSURE, cell.dialect.name


def test_an_answer_read_otherwise_is_seen():
    def ticked_otherwise(issued: Issued, fillings: Sequence[Values]) -> Sequence[bytes]:
        lies = [
            {
                name: issued.specs[name].options[0].key if issued.specs[name].options else value
                for name, value in values.items()
            }
            for values in fillings
        ]
        return QUICK[0].write(issued, lies)

    (cell,) = matrix.run(
        [Dialect(name="lies", write=ticked_otherwise)], fillings=3, form_ids=["action_update"]
    )
    assert cell.tally.wrong
