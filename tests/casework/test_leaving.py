"""Whether a finished mail may leave: every reason, each for its own fault, all of them at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from casework.agency import Agency, Role
from casework.leaving import (
    WAY_OUT,
    FileFacts,
    HoldReason,
    LeavingPolicy,
    MessageFacts,
    RecipientFacts,
    may_leave,
)
from casework.mailing import Payload
from tests.support.people import a_person, an_agency

TODAY = dt.date(2026, 12, 14)
DAY = dt.timedelta(days=1)
ADDRESS = "pat@police.example"
POLICY = LeavingPolicy(
    marking="STRICTLY CONFIDENTIAL", isp_required=True, max_bytes=1000, reference_prefix="WP"
)
PAPER = FileFacts(
    file_name="STRICTLY-CONFIDENTIAL_Panel-papers_2026-12-17_copy-07.pdf",
    payload=Payload.P1,
    digest_is_right=True,
    is_paper=True,
    opens_without_password=False,
    opens_with_password=True,
    pages_unmarked=(),
    pages_without_copy=(),
    cases_found=frozenset({"WP-7KQ4"}),
)
MESSAGE = MessageFacts(
    recipients=(ADDRESS,),
    carries_more=False,
    subject="STRICTLY CONFIDENTIAL: papers",
    first_line="STRICTLY CONFIDENTIAL",
    body="The papers are attached.",
    size_bytes=1000,
    files=(PAPER,),
)
PAT = RecipientFacts(
    person=a_person(),
    agency=an_agency(),
    entitled_cases=frozenset({"WP-7KQ4", "WP-3HX9"}),
    names_to_hide=("Alex Example", "", "Example"),
)


def reasons(
    recipient: RecipientFacts = PAT,
    message: MessageFacts = MESSAGE,
    *,
    policy: LeavingPolicy = POLICY,
    released: bool = True,
) -> tuple[HoldReason, ...]:
    return may_leave(
        recipient, message, policy, released=released, registered_address=ADDRESS, today=TODAY
    )


def with_file(**changes: Any) -> MessageFacts:
    return replace(MESSAGE, files=(replace(PAPER, **changes),))


def for_person(
    role: Role = Role.LEAD, agency: Agency | None = None, **changes: Any
) -> RecipientFacts:
    return replace(PAT, person=a_person(role=role, **changes), agency=agency)


def test_a_mail_without_a_fault_leaves_and_only_once_released():
    assert reasons() == ()
    assert reasons(released=False) == (HoldReason.NOT_RELEASED,)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (replace(MESSAGE, recipients=(ADDRESS, "b@x.example")), HoldReason.MORE_THAN_ONE),
        (replace(MESSAGE, carries_more=True), HoldReason.MORE_THAN_ONE),
        (replace(MESSAGE, recipients=("other@police.example",)), HoldReason.ADDRESS_CHANGED),
        (replace(MESSAGE, subject="papers"), HoldReason.MARK_MISSING),
        (replace(MESSAGE, first_line="Dear Pat"), HoldReason.MARK_MISSING),
        (replace(MESSAGE, size_bytes=1001), HoldReason.TOO_LARGE),
        (
            replace(MESSAGE, subject="STRICTLY CONFIDENTIAL: ALEX  EXAMPLE"),
            HoldReason.NAME_IN_CLEAR,
        ),
        (with_file(file_name="papers example.pdf"), HoldReason.NAME_IN_CLEAR),
        (replace(MESSAGE, body="About Alex\nExample."), HoldReason.BODY_NOT_NEUTRAL),
        (with_file(digest_is_right=False), HoldReason.ALTERED),
        (with_file(opens_with_password=False), HoldReason.NO_PASSWORD),
        (with_file(opens_without_password=True), HoldReason.NOT_ENCRYPTED),
        (with_file(pages_unmarked=(2,)), HoldReason.MARK_MISSING),
        (with_file(pages_without_copy=(1,)), HoldReason.WRONG_COPY),
        (with_file(cases_found=frozenset({"WP-9999"})), HoldReason.WRONG_CASES),
        (
            with_file(is_paper=False, cases_found=frozenset({"WP-9999"})),
            HoldReason.WRONG_CASES,
        ),
    ],
)
def test_each_fault_of_a_mail_holds_it_for_its_own_reason(
    message: MessageFacts, reason: HoldReason
):
    assert reasons(message=message) == (reason,)


def test_what_only_resembles_a_fault_holds_nothing():
    assert reasons(message=replace(MESSAGE, body="Examples are attached.")) == ()
    open_file = with_file(is_paper=False, opens_without_password=True, opens_with_password=False)
    assert reasons(message=open_file) == ()
    blank = with_file(payload=Payload.P0, cases_found=frozenset({"WP-9999"}), pages_unmarked=(1,))
    assert reasons(message=blank) == ()


LEFT = an_agency(leaves=TODAY)
UNSIGNED = an_agency(agreement_signed=None)
ENDED = an_agency(agreement_ends=TODAY - DAY)


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        (replace(PAT, person=None), [HoldReason.NOT_ENTITLED]),
        (for_person(agency=an_agency(), until=TODAY), [HoldReason.NOT_ENTITLED]),
        (for_person(agency=an_agency(), until=TODAY + DAY), []),
        (for_person(Role.OBSERVER, an_agency()), [HoldReason.NOT_ENTITLED]),
        (for_person(agency=None), [HoldReason.NOT_ENTITLED]),
        (for_person(agency=LEFT), [HoldReason.NOT_ENTITLED]),
        (for_person(agency=UNSIGNED), [HoldReason.AGREEMENT_ENDED]),
        (for_person(agency=ENDED), [HoldReason.AGREEMENT_ENDED]),
        (for_person(Role.INVITEE, UNSIGNED), []),  # W18: signs the confidentiality sheet instead
        (for_person(Role.INVITEE, LEFT), [HoldReason.NOT_ENTITLED]),
        (for_person(Role.COORDINATOR, None), []),
        (for_person(Role.CHAIR, UNSIGNED), []),
    ],
)
def test_who_may_not_receive_papers_now_is_told_why(
    recipient: RecipientFacts, expected: list[HoldReason]
):
    assert list(reasons(recipient)) == expected


def test_without_papers_no_agreement_is_asked_for():
    letter = replace(MESSAGE, files=())
    assert reasons(for_person(agency=UNSIGNED), letter) == ()
    assert reasons(for_person(agency=UNSIGNED), with_file(payload=Payload.P0)) == ()
    free = replace(POLICY, isp_required=False)
    assert reasons(for_person(agency=UNSIGNED), policy=free) == ()


def test_all_reasons_are_told_at_once_and_each_once():
    wrong = replace(
        with_file(digest_is_right=False, pages_unmarked=(1,)), subject="", first_line=""
    )
    assert reasons(replace(PAT, person=None), wrong, released=False) == (
        HoldReason.NOT_RELEASED, HoldReason.NOT_ENTITLED, HoldReason.MARK_MISSING,
        HoldReason.ALTERED,
    )  # fmt: skip


def test_every_reason_has_its_way_out():
    assert set(WAY_OUT) == set(HoldReason)
