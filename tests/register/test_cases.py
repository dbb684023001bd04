from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import identifiers
from casework.case import LIFECYCLE, Case, CaseEvent, CaseState, Refused
from casework.claim import Queue
from casework.mailing import OutgoingState
from register import audit, cases, claims, intake, keys, sending
from register.models import CaseRow
from tests.support import register
from tests.support.register import LATER, NOW
from tests.support.rulings import (
    CANARIES,
    a_case,
    a_case_ruling,
    a_receipt,
    a_ruling,
    an_alert,
    an_intent,
)

pytestmark = pytest.mark.usefixtures("home")


def test_what_the_table_does_not_list_is_refused_and_changes_nothing():
    reference = a_case()
    for state, event in product(CaseState, CaseEvent):
        CaseRow.objects.filter(pk=reference).update(state=state.value)
        before = register.everything_stored()
        decision = cases.apply(reference, event, now=LATER)
        if event in LIFECYCLE[state]:
            assert isinstance(decision, Case)
            assert (decision.state, decision.since) == (LIFECYCLE[state][event], LATER)
            assert cases.case(reference) == decision
        else:
            assert decision == Refused(state=state, event=event)
            assert register.everything_stored() == before
    assert audit.verify() is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from(CaseEvent), max_size=12))
def test_the_timeline_tells_exactly_what_was_not_refused(events: list[CaseEvent]):
    reference = a_case(place=cases.new_reference("M"))
    taken = [
        event.value
        for event in events
        if isinstance(cases.apply(reference, event, now=LATER), Case)
    ]
    told = [moment.what for moment in cases.timeline(reference) if moment.by]
    assert told == ["accept", *taken]


def test_a_state_the_lifecycle_does_not_know_is_refused_by_the_database():
    reference = a_case()
    with pytest.raises(Exception, match="case_state_is_known"):
        CaseRow.objects.filter(pk=reference).update(state="lost")


def test_a_case_that_is_not_there_is_a_fault():
    for ask in (cases.case, cases.timeline):
        with pytest.raises(cases.NoSuchCase):
            ask("WP-2222")
    with pytest.raises(cases.NoSuchCase):
        cases.apply("WP-2222", CaseEvent.LIST, now=NOW)


def test_cases_are_found_by_state_and_meeting():
    one = a_case("1")
    two = a_case("2", meeting=dt.date(2027, 1, 21))
    cases.list_for(one, dt.date(2026, 12, 17), now=NOW)
    assert [case.reference for case in cases.cases(state=CaseState.LISTED)] == [one]
    assert [case.reference for case in cases.cases(meeting=dt.date(2027, 1, 21))] == [two]
    assert len(cases.cases()) == 2


def test_listing_puts_a_case_on_that_meeting():
    reference = a_case(meeting=dt.date(2026, 12, 17))
    listed = cases.list_for(reference, dt.date(2027, 1, 21), now=LATER, by="PM-K3WM")
    assert listed == cases.case(reference)
    assert isinstance(listed, Case)
    assert (listed.state, listed.meeting) == (CaseState.LISTED, dt.date(2027, 1, 21))
    assert isinstance(cases.list_for(reference, dt.date(2027, 1, 21), now=LATER), Refused)


def test_who_a_case_is_about_can_be_compared_with_the_date_it_was_last_heard():
    reference = a_case()
    cases.list_for(reference, dt.date(2026, 12, 17), now=NOW)
    assert [known.last_heard for known in cases.identities()] == [None]
    cases.apply(reference, CaseEvent.DISCUSS, now=LATER)
    [known] = cases.identities()
    assert (known.reference, known.state) == (reference, CaseState.DISCUSSED)
    assert known.identity == {"names": CANARIES["name"], "births": CANARIES["born"]}
    assert known.last_heard == dt.date(2026, 12, 17)


def test_the_timeline_tells_papers_alerts_and_mails_in_order():
    receipt, ruling = a_receipt(), a_case_ruling()
    reference = ruling.reference
    mail = an_intent(case=reference)
    intake.record(
        a_ruling(receipt, ruling, alerts=(an_alert(case=reference),), outgoing=(mail,)), now=NOW
    )
    claim = claims.claim(Queue.OUTGOING, now=NOW, lease_s=60)
    assert claim is not None
    number = int(claim.subject)
    sending.leaving(number, "", fence=claim.fence, now=NOW)
    sending.ended(number, OutgoingState.ACCEPTED, fence=claim.fence, facts="{}", now=LATER)
    assert [(moment.what, moment.detail) for moment in cases.timeline(reference)] == [
        ("paper", "demo_referral 1"),
        ("accept", "ready"),
        ("alert", "danger.child"),
        ("mail", "A1 planned"),
        ("mail", "A1 sent"),
    ]


def test_a_case_whose_key_is_destroyed_keeps_its_row_and_nothing_to_read():
    reference = a_case()
    keys.ring().destroy(reference, now=LATER)
    assert cases.case(reference).referrer == ""
    assert cases.cases() == (cases.case(reference),)
    assert cases.identities() == ()
    with pytest.raises(keys.KeyGone):
        cases.papers(reference)


def test_a_new_reference_is_sound_and_was_never_given_before():
    given_out = {cases.new_reference("WP") for _ in range(50)}
    assert all(identifiers.is_right(reference) for reference in given_out)
    used = a_case()
    keys.ring().seal_for("WP-2222")
    keys.ring().destroy("WP-2222", now=NOW)
    assert cases.new_reference("WP") not in {used, "WP-2222"}


def test_when_short_references_run_out_longer_ones_are_given():
    for number in range(60):
        drawn = iter([0, 0, number % 31, number // 31])
        keys.ring().seal_for(identifiers.reference("A", lambda _, drawn=drawn: next(drawn)))
    assert identifiers.is_right(cases.new_reference("A"))
