"""One line about an action: clear, or a person looks (desk, section 6.6)."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.said import Said, date_in, of

ON = dt.date(2026, 12, 17)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("DONE", Said.DONE),
        ("done.", Said.DONE),
        (": completed on 12 December", Said.DONE),
        ("complete, thank you", Said.DONE),
        ("Closed", Said.DONE),
        ("finished!", Said.DONE),
        ("actioned, she will be seen in January", Said.DONE),
        ("DONE. We will call again next week.", Said.DONE),
        ("NOT YET 14 January", Said.NOT_YET),
        ("not yet done", Said.NOT_YET),
        ("in progress", Said.NOT_YET),
        ("ongoing", Said.NOT_YET),
        ("on-going", Said.NOT_YET),
        ("working on it", Said.NOT_YET),
        ("CANNOT because the visit was refused and is not done", Said.CANNOT),
        ("cannot", Said.CANNOT),
        ("unable to reach her", Said.CANNOT),
        ("not possible", Said.CANNOT),
        ("she refused", Said.CANNOT),
        ("NOT OURS", Said.NOT_OURS),
        ("wrong agency", Said.NOT_OURS),
        # what looks like one of them and is not
        ("not done", Said.UNCLEAR),
        ("almost done", Said.UNCLEAR),
        ("done?", Said.UNCLEAR),
        ("is it done? yes", Said.UNCLEAR),
        ("will be done by Friday", Said.UNCLEAR),
        ("to be completed", Said.UNCLEAR),
        ("hasn't been done", Said.UNCLEAR),
        ("hasn\u2019t been completed yet", Said.UNCLEAR),
        ("should be finished soon", Said.UNCLEAR),
        ("hopefully done", Said.UNCLEAR),
        ("done except the visit", Said.UNCLEAR),
        ("done but she did not come", Said.UNCLEAR),
        ("done by next week", Said.UNCLEAR),
        ("partly done", Said.UNCLEAR),
        ("incomplete", Said.UNCLEAR),
        ("unfinished", Said.UNCLEAR),
        ("done, not yet closed", Said.UNCLEAR),
        ("done / ongoing", Said.UNCLEAR),
        ("done, wrong agency", Said.UNCLEAR),
        ("undone", Said.UNCLEAR),
        ("abandoned", Said.UNCLEAR),
        ("thank you", Said.UNCLEAR),
        ("", Said.UNCLEAR),
    ],
)
def test_what_a_line_says(words: str, said: Said):
    assert of(words, on=ON).said is said


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("NOT YET 14 January", dt.date(2027, 1, 14)),
        ("NOT YET Thursday 14th of January", dt.date(2027, 1, 14)),
        ("NOT YET 14 Jan 2027", dt.date(2027, 1, 14)),
        ("NOT YET January 14th, 2027", dt.date(2027, 1, 14)),
        ("NOT YET 14/01/2027", dt.date(2027, 1, 14)),
        ("NOT YET 14.1.27", dt.date(2027, 1, 14)),
        ("NOT YET 14/1", dt.date(2027, 1, 14)),
        ("NOT YET 2027-01-14", dt.date(2027, 1, 14)),
        ("NOT YET 17 December", dt.date(2026, 12, 17)),
        ("NOT YET 16 December", dt.date(2027, 12, 16)),
        ("NOT YET 14 or 15 January, 15 February", None),
        ("NOT YET 31 February", None),
        ("NOT YET 29 February", None),
        ("NOT YET 14/13/2027", None),
        ("NOT YET next week", None),
        ("NOT YET", None),
    ],
)
def test_until_when(words: str, date: dt.date | None):
    assert date_in(words, on=ON) == date
    assert of(words, on=ON).until == date


def test_why_not_is_kept_as_written():
    assert of("CANNOT because She Moved away, it was done elsewhere", on=ON).untrusted_reason == (
        "She Moved away, it was done elsewhere"
    )
    assert of("DONE", on=ON).untrusted_reason == ""
