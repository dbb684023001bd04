"""The points of a notice: at most twelve, in order, in the words of the form."""

from __future__ import annotations

from generators.return_notice import point, points
from tests.support.contents import a_gap


def test_a_point_is_its_place_and_its_sentence():
    assert point(a_gap(3)) == "Page 1, question 3: choose Yes, No or Unknown. (section 12)"


def test_a_point_about_the_whole_set_has_no_place():
    assert point(a_gap(1, place="", text="Send the second form.")) == "Send the second form."


def test_points_stand_in_the_order_of_their_numbers():
    shown, more = points((a_gap(2), a_gap(1)))
    assert [text[:18] for text in shown] == ["Page 1, question 1", "Page 1, question 2"]
    assert more == 0


def test_after_twelve_the_rest_is_counted():
    shown, more = points(tuple(a_gap(number) for number in range(1, 16)))
    assert (len(shown), more) == (12, 3)
