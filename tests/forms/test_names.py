"""Names and aliases as people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.answer import State
from casework.notes import Note
from forms.names import aliases, read_name


@pytest.mark.parametrize(
    "text",
    [
        "Zo\u00eb-Anne O'Neill", "O\u2019Neill", "D\u2019Souza-Li", "\u540d\u524d",
        "Mrs Ann Sample", "s/o Ali", "Ann Nee", "Nee", "J", "van der Berg", "Mary Alias",
        "\u0645\u0631\u064a\u0645", "Andy Sandland", "Akasha", "Renee",
    ],
)  # fmt: skip
def test_a_name_stands_as_it_is_written(text: str):
    answer = read_name(text)
    assert (answer.state, answer.value, answer.notes) == (State.ANSWERED, text, ())


def test_letters_are_composed():
    assert read_name("Zoe\u0308").value == "Zo\u00eb"


@pytest.mark.parametrize(
    "text",
    [
        "Smith (nee Jones)", "Smith n\u00e9e Jones", "Smith aka Jones", "Smith a.k.a. Jones",
        "Ann known as Annie", 'Ann "Annie" Smith', "Ann \u201cAnnie\u201d Smith", "Ann (Annie)",
        "Ann 'Annie' Smith", "Ann \u2018Annie\u2019 Smith", "Smith, formerly Jones",
        "Ann goes by Al",
    ],
)  # fmt: skip
def test_another_name_beside_it_is_noted_and_neither_is_lifted_out(text: str):
    answer = read_name(text)
    assert (answer.state, answer.value, answer.notes) == (State.ANSWERED, text, (Note.OTHER_NAME,))


@pytest.mark.parametrize("text", ["123", "?!", "Unknown female", "name not known", "n/k (woman)"])
def test_what_is_no_name_is_refused(text: str):
    assert read_name(text).notes == (Note.NOT_A_NAME,)


@pytest.mark.parametrize(
    ("text", "names", "open_question"),
    [
        ("Lexi", ("Lexi",), False),
        ("Lexi; Ally, Al\nAlexa", ("Lexi", "Ally", "Al", "Alexa"), False),
        ("Lexi/Ally", ("Lexi", "Ally"), False),
        ("Lexi aka Ally", ("Lexi", "Ally"), False),
        ("Lexi (aka Ally)", ("Lexi", "Ally"), False),
        ("also known as Lexi", ("Lexi",), False),
        ("\u201cLexi\u201d", ("Lexi",), False),
        ("O'Nee", ("O'Nee",), False),
        ("Lexi and Ally", ("Lexi and Ally",), True),  # perhaps one street name
        ("Lexi & Ally", ("Lexi & Ally",), True),
        ("A/J", ("A/J",), True),
        ("Nee", ("Nee",), False),
        (";", (), False),
    ],
)
def test_aliases_are_parted_only_where_they_surely_part(
    text: str, names: tuple[str, ...], *, open_question: bool
):
    assert aliases(text) == (names, open_question)


@given(st.text(max_size=60))
def test_no_letter_of_a_cell_of_aliases_is_lost(text: str):
    names, _open = aliases(text)
    kept = "".join(names)
    composed = unicodedata.normalize("NFC", text)
    markers = "aka also known as goes by formerly previously born as alias maiden name now usually"
    lost = {letter for letter in composed if letter.isalpha()} - set(kept)
    assert {letter.casefold() for letter in lost} <= set(markers + "n\u00e9e")
