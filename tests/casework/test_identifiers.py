"""References that a mistake in one character, or two swapped ones, does not make another's."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from casework.identifiers import (
    ALPHABET,
    AVOIDED,
    check_character,
    found_in,
    found_on_page,
    is_right,
    normal,
    reference,
)

LETTERS = st.sampled_from(ALPHABET)
BODIES = st.one_of(
    st.text(LETTERS, min_size=3, max_size=3), st.text(LETTERS, min_size=4, max_size=4)
)


@given(BODIES, st.integers(0, 4), LETTERS)
def test_a_wrong_character_is_found(body: str, place: int, other: str):
    right = body + check_character(body)
    at = min(place, len(right) - 1)
    wrong = right[:at] + other + right[at + 1 :]
    assert is_right(f"WP-{wrong}") is (wrong == right)


@given(BODIES, st.integers(0, 3))
def test_two_swapped_neighbours_are_found(body: str, place: int):
    right = body + check_character(body)
    at = min(place, len(right) - 2)
    swapped = right[:at] + right[at + 1] + right[at] + right[at + 2 :]
    assert is_right(f"WP-{swapped}") is (swapped == right)


@given(BODIES)
def test_a_reference_is_read_however_it_is_written(body: str):
    right = f"WP-{body}{check_character(body)}"
    spelt = (right, right.lower(), right.replace("-", " "), right.replace("-", ""), f" {right} ")
    assert {normal(text) for text in spelt} == {right}


def test_a_word_that_nobody_wants_to_read_aloud_is_drawn_again():
    first = [ALPHABET.index(letter) for letter in "SEX"]
    drawn: Iterator[int] = iter([*first, 0, 1, 2])
    made = reference("WP", lambda _below: next(drawn))
    assert made == f"WP-234{check_character('234')}"
    assert "SEX" in AVOIDED


def test_references_of_one_prefix_are_found_in_a_text_each_once():
    made = f"WP-234{check_character('234')}"
    other = f"A-567{check_character('567')}"
    wrong = made[:-1] + ALPHABET[(ALPHABET.index(made[-1]) + 1) % len(ALPHABET)]
    text = f"Re: {made}, {other} and {made.lower()}; not {wrong}."
    assert found_in(text, "WP") == (made,)
    assert found_in(text, "A") == (other,)
    assert found_in("nothing", "WP") == ()
    assert found_on_page(made.replace("-", "-\n"), "WP") == (made,)
