"""How alike two written names are (forms, 9.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from casework.likeness import LONGEST, comparable, likeness, same_name, sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex Example", "EXAMPLE, Alex"),
        ("Zoë Müller", "Zoe Muller"),
        ("Siobhán O'Neill", "Siobhan O\u2019Neill"),
        ("Anne-Marie Smith", "Anne Marie Smith"),
        ("Alexandra Example", "Aleksandra Example"),
    ],
)
def test_the_same_name_written_otherwise(one: str, other: str):
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alex Example", "Alex Specimen"),
        ("Charlie Example", "Robin Example"),
        ("", "Alex Example"),
        ("?!", "?!"),
    ],
)
def test_another_name(one: str, other: str):
    assert not same_name(one, other)


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_it_is_even_handed_and_between_nothing_and_the_same(one: str, other: str):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == (1.0 if comparable(one) else 0.0)


@given(one=st.text("abcde ", min_size=1), other=st.text("abcde ", min_size=1))
def test_it_is_the_ratio_by_which_earlier_cases_are_found(one: str, other: str):
    left, right = comparable(one), comparable(other)
    expected = fuzz.ratio(left, right) / 100 if left and right else 0.0
    assert likeness(one, other) == pytest.approx(expected)


def test_a_text_without_end_costs_little():
    assert likeness("a" * 100_000, "a" * LONGEST) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("catherine", "kathryn"),
        ("smith", "smyth"),
        ("aisha", "ayesha"),
        ("muhammad", "mohammed"),
        ("siobhan", "shivaun"),
        ("niamh", "neve"),
        ("stephen", "steven"),
        ("sean", "shaun"),
        ("shaun", "shawn"),
        ("jacqui", "jackie"),
        ("gemma", "jemma"),
        ("leigh", "lee"),
        ("svetlana", "swetlana"),
        ("knight", "night"),
    ],
)
def test_names_that_are_said_alike_have_one_key(one: str, other: str):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("alice", "emma"), ("brown", "green"), ("patel", "khan"), ("ella", "bella"), ("ann", "amy")],
)
def test_names_that_are_said_differently_have_two(one: str, other: str):
    assert sound(one) != sound(other)


@given(word=st.text(max_size=40))
def test_every_word_has_a_key(word: str):
    assert len(sound(comparable(word))) <= len(comparable(word)) + 1
