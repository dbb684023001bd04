"""Long texts of a table are cut into rows, and nothing is lost at a cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generators.pieces import cut, rows_of


def test_a_short_text_is_one_row():
    assert rows_of({"label": "Name", "text": "Anna"}, {"label": 10, "text": 60}) == [
        {"label": "Name", "text": "Anna"}
    ]


def test_an_empty_text_is_still_a_row():
    assert rows_of({"label": "", "text": ""}, {"label": 10, "text": 60}) == [
        {"label": "", "text": ""}
    ]


def test_a_long_text_goes_on_beside_an_empty_label():
    text = "word " * 40
    rows = rows_of({"line": "7", "label": "Why", "text": text}, {"text": 10}, lines=5)
    assert [row["label"] for row in rows] == ["Why"] + [""] * (len(rows) - 1)
    assert [row["line"] for row in rows] == ["7"] + [""] * (len(rows) - 1)
    assert all(len(row["text"]) <= 50 for row in rows)
    assert " ".join(row["text"] for row in rows).split() == text.split()


def test_words_stay_whole_where_there_is_a_gap():
    assert cut("aaa bbb ccc ddd", 8, lines=1) == ["aaa bbb", "ccc ddd"]


def test_a_word_longer_than_a_row_is_cut_and_kept():
    assert cut("a" * 25, 5, lines=2) == ["a" * 10, "a" * 10, "a" * 5]


@given(
    text=st.text(alphabet="ab \n\t\u2028é", max_size=300),
    letters=st.integers(1, 20),
    lines=st.integers(1, 6),
)
def test_nothing_but_white_space_is_lost_and_no_part_is_too_tall(
    text: str, letters: int, lines: int
):
    parts = cut(text, letters, lines=lines)
    assert "".join("".join(parts).split()) == "".join(text.split())
    for part in parts:
        tall = sum(max(1, -(-len(line) // letters)) for line in part.splitlines())
        assert tall <= lines
