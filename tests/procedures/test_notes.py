from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.action import ActionKind
from procedures.notes import Noted, Notes, NotesWrong, read
from tests.support.offices import PANEL_AGENCIES, an_agency

MEETING = dt.date(2026, 12, 17)
CASES = ("WP-7KQ4", "WP-3HX9")
AGENCIES = tuple(map(an_agency, PANEL_AGENCIES))


def _read(*lines: str) -> Notes:
    return read("\n".join(lines), cases=CASES, agencies=AGENCIES, meeting=MEETING)


def _wrong(*lines: str) -> tuple[str, ...]:
    with pytest.raises(NotesWrong) as caught:
        _read(*lines)
    return caught.value.details


def _one(line: str) -> Noted:
    (noted,) = _read("WP-7KQ4", line).actions
    return noted


def test_the_references_of_these_tests_are_sound():
    assert _read(*CASES).mentioned == CASES


def test_notes_are_cases_with_actions_decisions_and_deferrals():
    notes = _read(
        "# Meeting of December", "", "wp 7kq4:", "decided: the level stays",
        "!Police: see her this week by 31 December [owner Sam Green] [visit]",
        "!demo housing: offer a room", "WP-3HX9", "Deferred.",
    )  # fmt: skip
    assert notes.mentioned == CASES
    assert notes.deferred == ("WP-3HX9",)
    assert notes.actions == (
        Noted(
            line=5, case="WP-7KQ4", agency="AG-POLICE", owner="Sam Green", kind=ActionKind.VISIT,
            text="see her this week by 31 December", due=dt.date(2026, 12, 31),
        ),
        Noted(line=6, case="WP-7KQ4", agency="AG-HOUSING", text="offer a room"),
    )  # fmt: skip


def test_an_action_before_any_case_belongs_to_none():
    (noted,) = _read("!Clinic: bring the new leaflet").actions
    assert noted.case == ""


@pytest.mark.parametrize(
    "written",
    [
        "14/01/2027", "14/01/27", "14.1.2027", "14-01-2027", "2027-01-14", "14 January 2027",
        "14 jan 2027", "14 Jan", "14th January", "14th of January 2027", "Thursday 14 January",
        "Thursday, 14 January 2027", "January 14 2027", "January 14", "14/01",
        "the 14th of January", "thu 14 jan.", "Thurs 14/1/27",
    ],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(written: str):
    assert _one(f"!Police: visit by {written}").due == dt.date(2027, 1, 14)


def test_a_day_without_a_year_is_the_next_one_after_the_meeting():
    assert _one("!Police: visit by 16 December").due == dt.date(2027, 12, 16)
    assert _one("!Police: visit by 17 December").due == MEETING


@pytest.mark.parametrize(
    "text", ["go by bike", "stand by her", "check who came by and say so", "led by the police"]
)
def test_by_without_a_day_is_a_word(text: str):
    noted = _one(f"!Police: {text}")
    assert (noted.due, noted.text) == (None, text)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!Police: visit by 31 February", "no date"),
        ("!Police: visit by 13/14/2027", "no date"),
        ("!Police: visit by next Friday", "no date"),
        ("!Police: visit by Monday 14 January 2027", "Thursday 14 January 2027"),
        ("!Police: visit by 1 December 2026", "before the meeting"),
        ("!Fire Brigade: visit", "no agency"),
        ("!Police visit", "!Agency:"),
        ("!Police:", "says nothing"),
        ("!Police: visit [Sam]", "[owner Name]"),
        ("!Police: " + "x" * 1001, "longer"),
        ("She was upset", "not understood"),
        ("WP-7KQ5", "Check the last letters"),
        ("WP-4H8A", "Check the last letters"),
    ],
)
def test_a_mistake_is_told_by_its_line(line: str, said: str):
    (told,) = _wrong("WP-7KQ4", line)
    assert told.startswith("line 2: ")
    assert said in told


def test_all_mistakes_are_told_at_once_and_no_words_of_the_case_are_repeated():
    told = _wrong(
        "deferred", "WP-7KQ4", "Zenobia cried", "!Nobody: tell Zenobia by 99 May",
        "WP-7KQ3", "!Police: Zenobia by 32/13/2027",
    )  # fmt: skip
    assert [line.partition(":")[0] for line in told] == [
        "line 1", "line 3", "line 4", "line 4", "line 5", "line 6",
    ]  # fmt: skip
    assert "zenobia" not in " ".join(told).casefold()


def test_a_case_of_another_meeting_is_a_mistake():
    with pytest.raises(NotesWrong) as caught:
        read("WP-3HX9", cases=("WP-7KQ4",), agencies=AGENCIES, meeting=MEETING)
    assert "not on the list" in caught.value.details[0]


def test_a_name_that_two_agencies_have_is_a_mistake():
    twins = (an_agency("Police"), an_agency("Clinic", known_as=("Police",)))
    with pytest.raises(NotesWrong) as caught:
        read("!Police: go", cases=(), agencies=twins, meeting=MEETING)
    assert "Demo Police and Demo Clinic" in caught.value.details[0]


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), max_size=12))
def test_whatever_is_typed_gives_notes_or_mistakes_by_line(lines: list[str]):
    try:
        notes = _read(*lines)
    except NotesWrong as wrong:
        told, notes = wrong.details, Notes()
        assert told
        assert all(line.startswith("line ") for line in told)
    assert set(notes.deferred) <= set(notes.mentioned) <= set(CASES)


@given(
    st.dates(min_value=MEETING, max_value=dt.date(2028, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%A %d %b %Y", "%d.%m.%Y"]),
)
def test_the_day_written_is_the_day_read(date: dt.date, shape: str):
    assert _one(f"!Clinic: ring her by {date.strftime(shape)}").due == date
