"""Who sent it, from where, and whether the form names the same people (W29, W55, W57, W58)."""

from __future__ import annotations

import pytest

from casework.disposition import Disposition, decide
from casework.facts import SenderStanding
from casework.finding import Severity
from casework.rules.sender import HELD, is_secure
from tests.support.protocols import Case, Given, checks, found, holds_for, the_protocol

HOLD, WARN = Severity.HOLD, Severity.WARN


def mail(**facts: object) -> Given:
    return Given(facts=facts)


def form(**values: str | bool) -> Given:
    return Given(values=values)


CASES = [
    Case("sender.unknown", HOLD, mail(sender=SenderStanding.UNKNOWN),
         mail(sender=SenderStanding.UNVERIFIED)),
    Case("sender.unverified", HOLD, mail(sender=SenderStanding.UNVERIFIED), mail()),
    Case("sender.no-agreement", HOLD, mail(sender=SenderStanding.NO_AGREEMENT), mail()),
    Case("sender.insecure", WARN, mail(sender_secure=False), mail()),
    Case("sender.unmarked", WARN, mail(marked=False), mail()),
    Case("sender.agency-not-known", WARN, form(referrer_agency="Another Trust"),
         form(referrer_agency="The Sample Housing Trust")),
    Case("sender.email-domain", WARN, form(referrer_email="robin@elsewhere.example"),
         form(referrer_email="robin@SampleHousing.example")),
    Case("sender.email-domain", WARN, mail(sender_domain=""), form(referrer_email="")),
    Case("sender.email-insecure", WARN, form(referrer_email="robin@post.invalid"),
         form(referrer_email="robin@sample.nhs.net")),
    Case("sender.signed-by-other", WARN, form(signed_name="Kit Other"),
         form(signed_name="Sample, Robin")),
    Case("sender.signed-by-other", WARN, form(signed_name="Kit Other"), form(signed_name="")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize("standing", list(SenderStanding))
def test_only_a_member_whose_agency_has_signed_is_not_held(standing: SenderStanding):
    held = decide(mail(sender=standing).found()) is Disposition.NEEDS_YOU
    assert held is (standing is not SenderStanding.MEMBER)
    assert (standing in HELD) is held


def test_a_member_who_sends_a_secure_and_marked_mail_is_not_remarked_on():
    assert checks(found("wesp"), "sender.") == []
    assert checks(found("mase"), "sender.") == []


@pytest.mark.parametrize(
    ("domain", "secure"),
    [("nhs.net", True), ("trust.nhs.net", True), ("notnhs.net", False), ("nhs.net.invalid", False)],
)
def test_a_domain_below_a_secure_one_is_secure(domain: str, *, secure: bool):
    assert is_secure(domain, the_protocol("wesp")) is secure
