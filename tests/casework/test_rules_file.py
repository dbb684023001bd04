"""What a reader noticed about a whole file (forms 7, safety B3, S7, S8)."""

from __future__ import annotations

import re

import pytest

from casework.finding import Severity
from casework.rules import values
from casework.rules.file import NOTED
from forms.extracted import Extracted
from tests.support.protocols import Case, Given, checks, holds_for

HOLD, WARN = Severity.HOLD, Severity.WARN


def noted(*notes: str) -> Given:
    return Given(notes=notes)


PLAIN = Given()
WORD = {"reader": "word"}
CASES = [
    Case("file.hidden-layer", HOLD, noted("hidden_layer"), PLAIN),
    Case("file.revised-after-signing", HOLD, noted("revised_after_signing"), noted("signed")),
    Case("file.hidden-text-in-boxes", HOLD, noted("hidden_text"),
         Given(notes=("hidden_text",), paper=WORD)),
    Case("file.hidden-text", WARN, Given(notes=("hidden_text",), paper=WORD),
         noted("hidden_text")),
    *(Case("file.active-content", WARN, noted(note), PLAIN) for note in (
        "javascript", "launch", "embedded_file", "external_link", "macros",
    )),
    Case("file.second-form", HOLD, noted("xfa"), PLAIN),
    Case("file.extra-pages", WARN, noted("extra_pages"), noted("page_missing")),
    Case("file.signed", WARN, noted("signed"), noted("revised_after_signing")),
    Case("file.tracked-changes", WARN, noted("tracked_changes"), noted("comments")),
    Case("file.comments", WARN, noted("comments"), noted("tracked_changes")),
    Case("file.layout-moved", WARN, noted("layout_moved"), noted("page_missing")),
    Case("file.page-missing", WARN, noted("page_missing"), noted("layout_moved")),
    Case("file.questions-not-found", HOLD, noted("questions_not_found"), noted("older_version")),
    Case("file.older-version", WARN, noted("older_version"), noted("blank_unknown")),
    Case("file.blank-unknown", WARN, noted("blank_unknown"), noted("older_version")),
    Case("file.text-replaced", WARN, noted("text_replaced"), PLAIN),
    Case("file.unknown-fields", WARN, noted("unknown_fields"), PLAIN),
    Case("file.read-by-labels", WARN, Given(paper={"recognised_by": "labels"}),
         Given(paper={"recognised_by": "field_names"})),
    Case("file.converted", HOLD, noted("converted"), noted("older_version")),
    Case("file.noticed", WARN, noted("something_new"), noted("comments")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


def test_several_programs_in_a_file_are_told_once():
    assert checks(noted("javascript", "launch").found(), "file.") == ["file.active-content"]


def test_the_notes_of_the_reader_all_have_words():
    """The ids of `forms.extracted`, as its docstring lists them."""
    listed = (Extracted.__doc__ or "").partition("Notes of a file:")[2]
    of_a_file, _, of_a_field = listed.partition("Of a field:")
    assert len(_ids(of_a_file)) > 10
    assert _ids(of_a_file) - {"hidden_text"} <= set(NOTED)
    # Hidden text in a box makes it mismatched, ink is a signature or a doubt.
    assert _ids(of_a_field) - {"hidden_text", "ink"} <= set(values.NOTED)


def _ids(listed: str) -> set[str]:
    return set(re.findall(r"[a-z_]+", re.sub(r"\(.*?\)", "", listed)))
