from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from casework.agenda import (
    CaseOnList,
    case_on_list,
    changes,
    for_recipient,
    in_order,
    items,
    shown,
    standing,
)
from casework.protocol import AgendaRules
from tests.support.panels import a_sitting
from tests.support.sheets import a_layout, a_referral

ARRIVED = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
RULES = AgendaRules(order=("urgent", "children", "rereferral", "new"))


def a_case(reference: str, day: int = 0, **changes: Any) -> CaseOnList:
    return CaseOnList(reference=reference, arrived=ARRIVED + dt.timedelta(days=day), **changes)


CASES = (
    a_case("WP-E", 0),
    a_case("WP-D", 1, rereferral=True),
    a_case("WP-C", 2, has_children=True),
    a_case("WP-B", 3, urgent=True),
    a_case("WP-A", 4, urgent=True, has_children=True),
)


def test_the_panel_s_order_whatever_came_first():
    for given in permutations(CASES):
        listed = [case.reference for case in in_order(given, RULES)]
        assert listed == ["WP-A", "WP-B", "WP-C", "WP-D", "WP-E"]


def test_deferred_cases_come_where_the_panel_puts_them():
    rules = AgendaRules(order=("urgent", "deferred", "rereferral", "new"))
    deferred = a_case("WP-F", 5, deferred=1)
    listed = [case.reference for case in in_order((*CASES, deferred), rules)]
    assert listed == ["WP-B", "WP-A", "WP-F", "WP-D", "WP-E", "WP-C"]


def test_by_arrival_the_first_comes_first():
    rules = AgendaRules(order=("urgent", "arrival"))
    listed = [case.reference for case in in_order(CASES, rules)]
    assert listed == ["WP-B", "WP-A", "WP-E", "WP-D", "WP-C"]


def test_times_follow_one_another_from_the_opening_on():
    rules = RULES.model_copy(update={"minutes_a_case": 35})
    made = items(CASES, a_sitting(start=dt.time(10)), rules)
    assert [(item.number, item.slot) for item in made] == [
        (1, "10:10am to 10:45am"),
        (2, "10:45am to 11:20am"),
        (3, "11:20am to 11:55am"),
        (4, "11:55am to 12:30pm"),
        (5, "12:30pm to 1:05pm"),
    ]


@pytest.mark.parametrize(
    ("show", "words"), [("reference", "WP-A"), ("initials", "J.E."), ("name", "Jo Example")]
)
def test_a_case_is_shown_as_the_panel_sets(show: str, words: str):
    rules = AgendaRules.model_validate({"show": show})
    case = a_case("WP-A", first_name="Jo", surname="Example")
    assert shown(case, rules) == words
    assert shown(a_case("WP-A"), rules) == "WP-A"  # nobody knows the name


def test_initials_of_half_a_name_are_half():
    assert a_case("WP-A", first_name="éva").initials == "É."


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (a_case("x"), "New"),
        (a_case("x", rereferral=True), "Heard before"),
        (a_case("x", urgent=True), "Urgent, new"),
        (a_case("x", deferred=1), "New, deferred once"),
        (a_case("x", rereferral=True, deferred=3), "Heard before, deferred 3 times"),
    ],
)
def test_how_a_case_stands(case: CaseOnList, words: str):
    assert standing(case) == words


def test_what_changed_between_two_agendas_is_told_by_reference():
    before = items(CASES[:3], a_sitting(), RULES)
    after = items((CASES[1], CASES[2], CASES[3]), a_sitting(), RULES)
    assert changes(before, after) == (
        "Added: WP-B, number 1, 10:10am to 10:30am",
        "Moved: WP-C, from number 1 to 2, 10:30am to 10:50am",
        "Moved: WP-D, from number 2 to 3, 10:50am to 11:10am",
        "Taken off: WP-E",
    )
    assert changes(before, before) == ()
    renamed = (replace(before[0], who="police"), *before[1:])
    assert changes(before, renamed) == ("Changed: WP-C",)


def test_whoever_may_not_see_a_case_finds_no_gap():
    agenda = items(CASES, a_sitting(), RULES)
    kept = for_recipient(agenda, {"WP-A", "WP-C", "WP-E"}, whole_meeting=True)
    assert [(item.number, item.reference, item.slot) for item in kept] == [
        (1, "WP-A", ""), (2, "WP-C", ""), (3, "WP-E", "")
    ]  # fmt: skip
    everything = for_recipient(agenda, {case.reference for case in CASES}, whole_meeting=True)
    assert everything == agenda


def test_an_invitee_has_the_own_case_alone_with_its_time():
    agenda = items(CASES, a_sitting(), RULES)
    (item,) = for_recipient(agenda, {"WP-C"}, whole_meeting=False)
    assert (item.number, item.reference, item.slot) == (1, "WP-C", "10:50am to 11:10am")


def test_a_case_says_what_its_forms_say():
    referral = a_referral("wesp_referral", "wesp_consent")
    case = case_on_list(referral, a_layout("wesp").reads, reference="WP-A", arrived=ARRIVED)
    assert case == a_case(
        "WP-A",
        first_name="Alex",
        surname="Example",
        area="Tower Hamlets",
        agency="Sample Housing Trust",
        route="With consent",
        has_children=True,
    )


def test_a_child_s_case_names_who_presents_it():
    referral = a_referral("mase_referral")
    case = case_on_list(
        referral, a_layout("mase").reads, reference="MP-A", arrived=ARRIVED, deferred=1, who="all"
    )
    assert (case.presenter, case.route, case.area) == ("Robin Sample", "With consent", "")
    assert (case.deferred, case.who, case.has_children) == (1, "all", False)
