from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.redaction import WITHHELD, kept_back, looks_like_contact, withhold

ADDRESS = "Flat 4, 14a Acacia Road, Tower Hamlets, London E1 6AN"
PHONE = "07700 900123"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("He waits outside e16an.", f"He waits outside {WITHHELD}."),
        ("Lives at 14a ACACIA Rd, E1\u00a06AN", f"Lives at {WITHHELD}"),
        ("Seen in Acacia Road twice", f"Seen in {WITHHELD} twice"),
        ("She is in flat 4.", f"She is in {WITHHELD}."),
        ("E1\u200b6AN", WITHHELD),
        ("Postcode e1-6an\nnext line", f"Postcode {WITHHELD}\nnext line"),
        ("ring +44 7700 900 123 after six", f"ring {WITHHELD} after six"),
        ("ring 07700-900123", f"ring {WITHHELD}"),
        ("ring (07700) 900123", f"ring {WITHHELD}"),
        # The area is on every sheet, a town alone is no address, another place is not hers.
        ("Works in Tower Hamlets and London", "Works in Tower Hamlets and London"),
        ("Sees him in Oak Road, E1 7XY", "Sees him in Oak Road, E1 7XY"),
        ("flat 44, ring 07700 900124", "flat 44, ring 07700 900124"),
    ],
)
def test_what_is_kept_back_is_kept_back_however_it_is_written(text: str, printed: str):
    assert withhold(text, kept_back([ADDRESS, PHONE], public=["Tower Hamlets"])) == printed


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("12 High St London", "the house in High Street"),
        ("Rose Cottage\nMill Lane\nEly", "near rose cottage"),
        ("Rose Cottage\nMill Lane\nEly", "in Mill Ln."),
        ("14, Acacia Avenue", "at 14 acacia ave"),
        ("Room 3 Old Ford House 27 Old Ford Road", "on Old Ford Road"),
        ("St Mary's House", "at Saint Marys House, St. Mary's House"),
    ],
)
def test_house_and_street_are_found_in_other_words(address: str, text: str):
    assert WITHHELD in withhold(text, kept_back([address]))


@pytest.mark.parametrize("nothing", ["", "NFA", "No fixed abode", "London", "unknown"])
def test_no_address_keeps_nothing_back(nothing: str):
    text = "NFA, no fixed abode, sleeps rough in London, unknown since May"
    assert withhold(text, kept_back([nothing])) == text


@settings(deadline=None)
@given(st.text(), st.lists(st.text()))
def test_any_text_and_any_address_can_be_read(text: str, secrets: list[str]):
    assert isinstance(withhold(text, kept_back(secrets)), str)


@settings(deadline=None)
@given(st.text(alphabet="0 +4().-"), st.text(alphabet="0 +4().-"))
def test_long_runs_of_digits_take_no_time(text: str, secret: str):
    assert isinstance(withhold(text * 20, kept_back([secret])), str)
    looks_like_contact(text * 20)


@pytest.mark.parametrize("text", ["E1 6AN", "in e16an.", "07700 900123", "+44 20 7946 0000"])
def test_what_looks_like_a_postcode_or_number_is_seen(text: str):
    assert looks_like_contact(f"Seen at {text}")


@pytest.mark.parametrize("text", ["14/02/1996", "6 December 2026", "WP-7KQ4", "3 times", "M25"])
def test_dates_and_references_are_no_numbers(text: str):
    assert not looks_like_contact(text)
