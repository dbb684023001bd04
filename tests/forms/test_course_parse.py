"""The ways in which letters follow a course: one, none, or several."""

from __future__ import annotations

import numpy as np

from forms.course_parse import Stream, boundaries
from forms.word_course import Kind, Step

LEFT, RIGHT = (0.0, 100.0), (100.0, 200.0)


def step(kind: Kind, words: str = "", across: tuple[float, float] = LEFT, *, stays: bool = False):
    return Step(kind=kind, left=across[0], right=across[1], words=words, stays=stays)


def stream(*parts: tuple[str, tuple[float, float]], starts: tuple[int, ...] = (0,)) -> Stream:
    letters = "".join(text for text, _ in parts)
    middles = [sum(across) / 2 for text, across in parts for _ in text]
    return Stream(letters=letters, middles=np.array(middles), starts=starts)


NAME, ANSWER, NEXT = step(Kind.WORDS, "Name"), step(Kind.TEXT), step(Kind.WORDS, "Age")


def test_words_and_answers_follow_in_one_way():
    found = boundaries(stream(("NameKitAge", LEFT)), [NAME, ANSWER, NEXT])
    assert found == [{0}, {4}, {7}, {10}]


def test_words_that_are_not_there_are_not_followed():
    assert boundaries(stream(("NameKit", LEFT)), [NAME, ANSWER, NEXT]) is None


def test_letters_behind_the_last_words_are_not_followed():
    assert boundaries(stream(("NameKitAge7", LEFT)), [NAME, ANSWER, NEXT]) is None


def test_an_answer_with_the_next_words_in_it_ends_in_one_place_if_all_must_follow():
    found = boundaries(stream(("NameAgeAge", LEFT)), [NAME, ANSWER, NEXT])
    assert found == [{0}, {4}, {7}, {10}]


def test_an_answer_that_says_the_next_words_may_end_in_two_places():
    found = boundaries(stream(("NameKitAge3Age4", LEFT)), [NAME, ANSWER, NEXT, ANSWER])
    assert found == [{0}, {4}, {7, 11}, {10, 14}, {15}]


def test_words_between_other_edges_are_an_answer():
    answer = step(Kind.TEXT, across=RIGHT)
    letters = stream(("Name", LEFT), ("KitAge3", RIGHT), ("Age", LEFT), ("4", RIGHT))
    found = boundaries(letters, [NAME, answer, NEXT, answer])
    assert found == [{0}, {4}, {11}, {14}, {15}]


def test_answers_side_by_side_part_where_the_cell_ends():
    steps = [NAME, ANSWER, step(Kind.TEXT, across=RIGHT)]
    assert boundaries(stream(("NameKit", LEFT), ("Lee", RIGHT)), steps) == [{0}, {4}, {7}, {10}]


def test_a_tick_is_one_box():
    steps = [step(Kind.TICK), step(Kind.WORDS, "Yes"), step(Kind.TICK), step(Kind.WORDS, "No")]
    assert boundaries(stream(("☒Yes☐No", LEFT)), steps) == [{0}, {1}, {4}, {5}, {7}]
    assert boundaries(stream(("xYes☐No", LEFT)), steps) is None
    assert boundaries(stream(("Yes☐No", LEFT)), steps) is None


def test_a_head_may_stand_again_where_a_page_begins_and_only_there():
    head = Step(kind=Kind.HEAD, left=0, right=200, cells=(step(Kind.WORDS, "Name", RIGHT),))
    cell = step(Kind.TEXT, across=RIGHT, stays=True)
    steps = [step(Kind.WORDS, "1"), cell, head, step(Kind.WORDS, "2"), cell]
    parts = (("1", LEFT), ("Kit", RIGHT), ("Name", RIGHT), ("2", LEFT), ("Lee", RIGHT))
    assert boundaries(stream(*parts, starts=(0, 4)), steps) == [{0}, {1}, {4}, {8}, {9}, {12}]
    in_the_cell = boundaries(stream(*parts), steps)
    assert in_the_cell == [{0}, {1}, {8}, {8}, {9}, {12}]
