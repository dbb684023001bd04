"""Marking works where strangers' files are read: in a child that can do nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from confine.cage import MARK, Cage, NotRead, Read, Reason
from generators import marks
from tests.generators import test_marked_docx, test_marked_pdf
from tests.support.contents import a_gap

TARGETS = ("generators.marked_pdf:mark", "generators.marked_docx:mark")


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    warm = ("generators.marked_pdf:warm", "generators.marked_docx:warm")
    with Cage.start(TARGETS, warm=warm, allow_unconfined=True) as started:
        yield started


@pytest.mark.parametrize(
    ("target", "form", "field"),
    [
        (TARGETS[0], test_marked_pdf.FORM, "dob"),
        (TARGETS[1], test_marked_docx.FORM, test_marked_docx.CHOICE),
    ],
)
def test_a_form_is_marked_in_the_cage(cage: Cage, target: str, form: bytes, field: str):
    arguments = {"gaps": marks.to_json((a_gap(1, field),)), "token": "T0K3N"}
    match cage.run(target, form, limits=MARK, arguments=arguments):
        case Read(untrusted_answer=marked):
            assert len(marked) > len(form) // 2
        case NotRead() as reason:
            pytest.fail(str(reason))


def test_a_refusal_comes_back_as_its_code(cage: Cage):
    arguments = {"gaps": marks.to_json((a_gap(1, "not_there"),))}
    refused = cage.run(TARGETS[0], test_marked_pdf.FORM, limits=MARK, arguments=arguments)
    assert refused == NotRead(reason=Reason.REFUSED, code="gap-not-found")
