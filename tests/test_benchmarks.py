"""The kept figures: each one that was promised, with its target. Nothing here looks at a clock."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from benchmarks.__main__ import NAMES, RESULTS, line, subjects
from benchmarks.figure import Figure

KEYS = {"name", "value", "target", "better", "unit", "how"}
PROMISED = {
    "AcroForm: our walk against pikepdf's bare walk": (3, "lower"),
    "AcroForm: times faster than pypdf get_fields": (4, "higher"),
    "Printed form: times faster than pdfplumber": (8, "higher"),
    "Word form: times faster than python-docx": (3, "higher"),
    "Cage: a reading against a bare fork and wait": (4, "lower"),
    "Cage: times cheaper than a fresh interpreter": (5, "higher"),
    "Pack and copies: times faster than LibreOffice and pypdf": (10, "higher"),
    "Mail to commit: times more mails than the plain script": (2, "higher"),
    "Earlier cases: found misspelt": (0.98, "higher"),
    "Earlier cases: found with two digits of the birth swapped": (0.98, "higher"),
    "Earlier cases: found with day and month swapped": (0.98, "higher"),
    "Earlier cases: found as it sounds": (0.95, "higher"),
    "Earlier cases: found under a new surname, the old one an alias": (0.98, "higher"),
    "Earlier cases: found without a date of birth": (0.98, "higher"),
    "Earlier cases: a stranger, no strong suggestion": (0.98, "higher"),
    "Earlier cases: a stranger, no suggestion at all": (0.85, "higher"),
    "Scan of 4 pages: processor time": (3, "lower"),
    "Scan: memory of the process that reads it": (2000, "lower"),
    "Real files without a named outcome": (0, "lower"),
    "Real files: the slowest, from mail to commit": (20, "lower"),
    "Real files: the largest process that read one": (512, "lower"),
    "Peak memory of clerk run": (300, "lower"),
    "Dialects: answers read wrong and sure": (0, "lower"),
    "Dialects: unsure answers, worst digital dialect": (1, "lower"),
    "Dialects: unsure answers, worst scan dialect": (8, "lower"),
}


def kept() -> list[dict[str, Any]]:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_every_promised_figure_is_kept_with_its_target():
    assert {row["name"]: (row["target"], row["better"]) for row in kept()} == PROMISED


def test_each_figure_says_what_was_done_on_which_kind_of_machine():
    for row in kept():
        assert set(row) == KEYS, row["name"]
        assert type(row["value"]) in {int, float}
        may_be_none = row["better"] == "lower" and row["unit"] in {"answers", "files", "%"}
        assert row["value"] > 0 or (may_be_none and row["value"] == 0), row["name"]
        assert row["unit"] in {"times", "MB", "share", "s", "answers", "files", "%"}
        assert re.search(r"; \d+ cores?, \w+, Python \d+\.\d+\.\d+$", row["how"]), row["name"]
        assert "/home" not in row["how"]


def test_each_subject_can_be_measured_alone():
    assert set(subjects()) == set(NAMES)


@pytest.mark.parametrize(
    ("better", "value", "is_met"),
    [("higher", 3, True), ("higher", 2.9, False), ("lower", 3, True), ("lower", 3.1, False)],
)
def test_a_missed_target_is_told(better: Any, value: float, *, is_met: bool):
    one = Figure(name="One", value=value, target=3, better=better, unit="times", how="")
    assert one.is_met is is_met
    assert line(one).endswith("MISSED") is not is_met
