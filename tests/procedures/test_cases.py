from __future__ import annotations

from pathlib import Path

import pytest

from casework.case import CaseState
from casework.disposition import Disposition
from casework.faults import Fault
from procedures import cases, meetings, outgoing, packs
from procedures.cases import WrongCaseReference
from register.cases import NoSuchCase
from tests.support.offices import AFTER, CLOSED_LIST, DECEMBER, an_office, refer


def test_cases_are_listed_by_reference_with_what_each_waits_for(home: Path):
    office = an_office(home)
    ready = refer(office)
    waiting = refer(office, disposition=Disposition.NEEDS_YOU, arrived=CLOSED_LIST)
    listed = cases.listing(office)
    assert [(line.reference, line.words) for line in listed] == [
        (ready, "Ready"), (waiting, "Needs you"),
    ]  # fmt: skip
    assert listed[0].meeting == "Thursday 17 December 2026"
    assert listed[0].papers == "2 forms"
    assert listed[0].came == "10 December, 9am"
    assert listed[1].state is CaseState.NEEDS_YOU


def test_a_case_is_shown_with_its_papers_copies_actions_and_history_and_no_name(home: Path):
    office = an_office(home)
    reference = refer(office, values={"first_name": "Zenobia", "background": "Larkspur"})
    packs.pack(office, DECEMBER, now=CLOSED_LIST)
    outgoing.release(office, (), every=True, now=CLOSED_LIST)
    meetings.close(office, DECEMBER, None, now=AFTER)
    shown = cases.show(reference.lower().replace("-", " "), office)
    said = "\n".join(cases.in_words(shown))
    assert f"{reference}: Discussed Thursday 17 December 2026" in said
    assert "Referral form, version 1" in said
    assert "Panel papers of 2026-12-17 v1, copy 01 of 05: PM-CHESTER, Demo Police. Sent" in said
    assert "Action log of 2026-12-17 v1, copy 01 of 05: PM-CHESTER, Demo Police. Ready" in said
    assert "Put on the list" in said
    assert len(shown.actions) == 4
    for secret in ("Zenobia", "Larkspur", "Panelist"):
        assert secret not in said
        assert secret not in repr(shown)


@pytest.mark.parametrize(
    ("reference", "fault"),
    [("WP-2222", NoSuchCase), ("WP-7KQ5", WrongCaseReference), ("Zenobia", WrongCaseReference)],
)
def test_a_reference_that_is_none_is_refused(home: Path, reference: str, fault: type[Fault]):
    with pytest.raises(fault) as caught:
        cases.show(reference, an_office(home))
    assert "Zenobia" not in str(caught.value)
