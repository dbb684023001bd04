"""Whether what came is a set, about one person, and readable (W30, M18, forms 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework.answer import PartialDate
from casework.disposition import Disposition, decide
from casework.finding import Severity
from casework.question import FormRole
from casework.submission import Submission
from tests.support.forms import a_form
from tests.support.protocols import (
    Case,
    Given,
    an_earlier_case,
    checks,
    holds_for,
    said,
    the_protocol,
)
from tests.support.submissions import a_submission

HOLD, RETURN, WARN = Severity.HOLD, Severity.RETURN, Severity.WARN
REFERRAL = a_submission(a_form("wesp_referral"))
CONSENT = a_submission(a_form("wesp_consent"))
WITHOUT = a_submission(a_form("wesp_noconsent"))
CHILD = a_submission(a_form("mase_referral"))


def came(*papers: Submission, kind: str = "wesp") -> Given:
    return Given(kind=kind, papers=papers)


def second(
    values: Mapping[str, str | bool],
    first: Mapping[str, str | bool] | None = None,
    kind: str = "wesp",
) -> Given:
    return Given(kind=kind, values=first or {}, second=values)


def changed(form: str, **values: str | bool) -> Submission:
    return a_submission(a_form(form), values=values)


NO_ALIAS: dict[str, str | bool] = {"aliases.1.alias": "", "aliases.2.alias": ""}
ELSEWHERE = an_earlier_case(papers={"consent"}, last_heard=None)
CASES = [
    Case("attachments.no-referral", RETURN, came(CONSENT), came(REFERRAL, CONSENT)),
    Case("attachments.no-referral", RETURN, came(kind="mase"), came(CHILD, kind="mase")),
    Case("attachments.missing-paper", RETURN, came(REFERRAL), came(REFERRAL, CONSENT)),
    Case("attachments.missing-paper", RETURN, came(REFERRAL), came(CONSENT)),
    Case("attachments.too-many-papers", HOLD, came(REFERRAL, CONSENT, WITHOUT),
         came(REFERRAL, CONSENT, CONSENT)),
    Case("attachments.too-many-papers", HOLD, came(CHILD, CONSENT, kind="mase"),
         came(CHILD, kind="mase")),
    Case("attachments.two-of-one-kind", HOLD,
         came(REFERRAL, changed("wesp_referral", housing_status="licence"), CONSENT),
         came(REFERRAL, a_submission(a_form("wesp_referral")), CONSENT)),
    Case("attachments.several-people", HOLD,
         Given(papers=(REFERRAL,), facts={"people_in_message": 2}),
         Given(facts={"people_in_message": 2})),  # this one is whole
    Case("attachments.other-half-elsewhere", HOLD,
         Given(papers=(REFERRAL,), facts={"earlier": (ELSEWHERE,)}),
         Given(papers=(REFERRAL,), facts={"earlier": (replace(ELSEWHERE, strength="weak"),)})),
    Case("attachments.other-half-elsewhere", HOLD,
         Given(papers=(CONSENT,), facts={"earlier": (an_earlier_case(papers={"referral"}),)}),
         Given(papers=(CONSENT,), facts={"earlier": (ELSEWHERE,)})),
    Case("attachments.other-half-elsewhere", HOLD,
         Given(papers=(WITHOUT,), facts={"earlier": (an_earlier_case(papers={"referral"}),)}),
         Given(facts={"earlier": (ELSEWHERE,)})),
    Case("attachments.unread-paper", HOLD, Given(facts={"unread_papers": 1}), Given()),
    Case("attachments.names-differ", HOLD, second({"first_name": "Sam", "surname": "Other"}),
         second({"first_name": "Alix", "surname": "EXAMPLE"})),
    Case("attachments.names-differ", HOLD, second({"first_name": "Sam"}, NO_ALIAS),
         second({"first_name": "", "surname": "Example"}, NO_ALIAS)),
    Case("attachments.names-differ", HOLD,
         second({"first_name": "Sam"}, {"surname": "unknown"}),
         second({"first_name": "Lexi"}, {"surname": "unknown"})),  # an alias of hers
    Case("attachments.names-differ", HOLD,
         second({"first_name": "", "surname": "Other"}),
         second({"first_name": "", "surname": ""})),
    Case("attachments.births-differ", HOLD, second({"dob": "14/02/1995"}),
         second({"dob": "unknown"})),
    Case("attachments.births-differ", HOLD, second({"dob": "March 1996"}),
         second({"dob": "February 1996"})),
    Case("attachments.births-differ", HOLD, second({"dob": "1995"}), second({"dob": "1996"})),
    Case("attachments.birth-is-other", WARN,
         second({"dob": "14/02/1995"}, {"dob_other": "14/2/1995 or 31/2/1995"}),
         second({"dob": "14/02/1994"}, {"dob_other": "14/2/1995"})),
    Case("attachments.dates-differ", WARN, second({"referral_date": "06/12/2026"}),
         second({"referral_date": ""})),
    Case("attachments.route-differs", HOLD, Given(values={"consent_route": "without_consent"}),
         Given(values={"consent_route": "consent"})),
    Case("attachments.route-differs", HOLD,
         Given(kind="wesp without consent", values={"consent_route": "consent"}),
         Given(kind="wesp without consent", values={"consent_route": ""})),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_is_yielded_and_its_near_miss_is_not(case: Case):
    holds_for(case)


@pytest.mark.parametrize(
    ("route", "papers"),
    [
        ("consent", "the consent form"),
        ("without_consent", "the form for information sharing without consent"),
        ("", "the consent form or the form for information sharing without consent"),
    ],
)
def test_the_missing_half_is_named(route: str, papers: str):
    referral = changed("wesp_referral", consent_route=route)
    found = came(referral).found()
    missing = next(finding for finding in found if finding.check == "attachments.missing-paper")
    assert missing.values == {"papers": papers}
    assert decide(found) is Disposition.SEND_BACK


def test_the_order_of_the_papers_makes_no_difference():
    assert checks(came(CONSENT, REFERRAL).found(), "attachments.") == []


def test_a_set_of_which_nothing_could_be_read_is_held_and_not_called_incomplete():
    found = Given(papers=(), facts={"unread_papers": 2}).found()
    assert decide(found) is Disposition.NEEDS_YOU
    held = next(finding for finding in found if finding.check == "attachments.unread-paper")
    assert held.values == {"count": "2"}


def test_a_birth_without_its_day_agrees_with_every_day_of_its_month():
    whole = Given(answers={"dob": said(PartialDate(year=1996, month=2))})
    assert checks(whole.found(), "attachments.") == []


def test_every_role_of_a_set_has_its_words_in_the_panels_file():
    for panel in ("wesp", "mase"):
        protocol = the_protocol(panel)
        for role in {role for roles in protocol.set.referral for role in roles}:
            assert FormRole(role)
            assert protocol.labels[f"form_{role}"]


def test_the_middle_name_may_be_missing_on_the_other_paper():
    papers = second(
        {"first_name": "Alexandra", "surname": "Example"},
        NO_ALIAS | {"first_name": "Alexandra", "middle_names": "Josephine Wilhelmina Augusta"},
    )
    assert checks(papers.found(), "attachments.") == []
