"""A case's life: what may follow what, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.case import (
    LIFECYCLE,
    OVER,
    Case,
    CaseEvent,
    CaseState,
    KnownIdentity,
    Refused,
    advance,
)
from casework.match import Match

NOW = dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)


def a_case(state: CaseState = CaseState.READY, **changes: Any) -> Case:
    came = NOW - dt.timedelta(days=3)
    return Case(reference="WP-7KQ4", state=state, since=came, first_arrival=came, **changes)


@given(st.sampled_from(CaseState), st.sampled_from(CaseEvent))
def test_an_event_leads_where_the_table_says_or_is_refused_as_a_value(
    state: CaseState, event: CaseEvent
):
    after = advance(a_case(state), event, now=NOW)
    following = LIFECYCLE[state].get(event)
    if following is None:
        assert after == Refused(state=state, event=event)
    else:
        assert isinstance(after, Case)
        assert (after.state, after.since, after.reference) == (following, NOW, "WP-7KQ4")


def test_what_is_before_the_panel_is_never_heard_without_being_listed():
    for state, events in LIFECYCLE.items():
        assert CaseEvent.DISCUSS not in events or state is CaseState.LISTED


def test_a_case_is_over_once_it_was_heard_or_closed():
    for state in CaseState:
        known = KnownIdentity(reference="WP-7KQ4", state=state, identity={})
        assert a_case(state).is_over is known.is_over is (state in OVER)


def test_who_referred_a_case_stands_first_and_a_gap_is_nobody():
    case = a_case(referrer="a@x.example", also=("b@x.example",))
    assert case.referrers == ("a@x.example", "b@x.example")
    assert a_case().referrers == ()


def test_the_other_of_two_cases_is_told_from_either_side():
    match = Match(case="WP-7KQ4", other="WP-3HX9")
    assert (match.beside("WP-7KQ4"), match.beside("WP-3HX9")) == ("WP-3HX9", "WP-7KQ4")
