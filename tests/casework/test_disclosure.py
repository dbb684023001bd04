from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casework.agency import Agency, People, Person, Role
from casework.answer import Answer, State
from casework.disclosure import (
    CLEARABLE,
    WAY_OUT,
    CaseLimits,
    Permit,
    Reason,
    Withheld,
    audiences,
    entitled,
    limits,
)
from casework.document import Audience
from casework.submission import ReferralSet
from tests.support.forms import a_form
from tests.support.panels import a_protocol
from tests.support.people import a_person, an_agency, some_people
from tests.support.sheets import a_layout, a_referral
from tests.support.submissions import a_submission

TODAY = dt.date(2026, 12, 14)
CASE = "WP-7KQ4"
READS = a_layout("wesp").reads


def reasons(
    person: Person | None = None,
    case: CaseLimits | None = None,
    *,
    agency: Agency | None = None,
    people: People | None = None,
    **protocol: Any,
) -> set[Reason]:
    person = person or a_person()
    found = entitled(
        person,
        case or CaseLimits(reference=CASE),
        people or some_people(person, agencies=(agency or an_agency(),)),
        a_protocol(**protocol),
        today=TODAY,
    )
    return set(found.reasons) if isinstance(found, Withheld) else set()


def wesp_limits(**noconsent_or_consent: str | bool) -> CaseLimits:
    """The limits of a complete set with consent, with some values of the consent form changed."""
    values = {"wesp_consent": noconsent_or_consent}
    return limits(a_referral("wesp_referral", "wesp_consent", values=values), READS, reference=CASE)


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        (Role.LEAD, Audience.MEMBER),
        (Role.SECONDARY, Audience.MEMBER),
        (Role.COORDINATOR, Audience.COORDINATOR),
        (Role.CHAIR, Audience.COORDINATOR),
    ],
)
def test_members_and_the_desk_may_have_a_case(role: Role, audience: Audience):
    person = a_person(role=role)
    found = entitled(
        person, CaseLimits(reference=CASE), some_people(person), a_protocol(), today=TODAY
    )
    assert found == Permit(audience=audience)


@pytest.mark.parametrize(
    ("person", "agency", "reason"),
    [
        ({"until": TODAY}, {}, Reason.NOT_CURRENT),
        ({"since": dt.date(2026, 12, 15)}, {}, Reason.NOT_CURRENT),
        ({"agency": ""}, {}, Reason.NO_AGENCY),
        ({"agency": "other"}, {}, Reason.NO_AGENCY),
        ({}, {"leaves": TODAY}, Reason.AGENCY_LEFT),
        ({}, {"agreement_signed": None}, Reason.NO_AGREEMENT),
        ({}, {"agreement_signed": dt.date(2026, 12, 15)}, Reason.NO_AGREEMENT),
        ({}, {"agreement_ends": dt.date(2026, 12, 13)}, Reason.NO_AGREEMENT),
        ({"excluded": frozenset({CASE})}, {}, Reason.EXCLUDED),
        ({"role": Role.OBSERVER}, {}, Reason.OBSERVER),
        ({"role": Role.REFERRER}, {}, Reason.NOT_THE_REFERRER),
    ],
)
def test_each_reason_withholds_a_case(
    person: dict[str, Any], agency: dict[str, Any], reason: Reason
):
    assert reason in reasons(a_person(**person), agency=an_agency(**agency))
    assert WAY_OUT[reason].endswith(".")


@pytest.mark.parametrize(
    ("person", "agency"),
    [
        ({"until": dt.date(2026, 12, 15)}, {}),  # the day before the last is a day
        ({"since": TODAY}, {}),
        ({}, {"leaves": dt.date(2026, 12, 15)}),  # a member until the day it leaves
        ({}, {"agreement_signed": TODAY, "agreement_ends": TODAY}),
        ({"excluded": frozenset({"WP-9RTB"})}, {}),
    ],
)
def test_what_looks_the_same_and_withholds_nothing(person: dict[str, Any], agency: dict[str, Any]):
    assert reasons(a_person(**person), agency=an_agency(**agency)) == set()


def test_every_reason_has_a_way_out():
    assert set(WAY_OUT) == set(Reason)
    assert set(Reason) > CLEARABLE


def test_all_reasons_are_given_at_once():
    person = a_person(until=TODAY, excluded=frozenset({CASE}))
    case = CaseLimits(reference=CASE, named=("Pat Member",), excluded=("Demo Police",))
    assert reasons(person, case, agency=an_agency(leaves=TODAY, agreement_signed=None)) == {
        Reason.NOT_CURRENT, Reason.AGENCY_LEFT, Reason.NO_AGREEMENT, Reason.EXCLUDED,
        Reason.NAMED_IN_CASE, Reason.AGENCY_EXCLUDED,
    }  # fmt: skip


def test_a_panel_may_do_without_signed_agreements():
    unsigned = an_agency(agreement_signed=None)
    assert reasons(agency=unsigned, members={"isp_required": False}) == set()


@pytest.mark.parametrize(
    ("invited_for", "approved", "expected"),
    [
        (CASE, True, set()),
        (CASE, False, {Reason.NOT_APPROVED}),
        ("WP-9RTB", True, {Reason.NOT_INVITED}),
        ("", False, {Reason.NOT_INVITED, Reason.NOT_APPROVED}),
    ],
)
def test_an_invitee_has_the_one_case_that_was_agreed(
    invited_for: str, approved: bool, expected: set[Reason]
):
    person = a_person(role=Role.INVITEE, invited_for=invited_for, invitation_approved=approved)
    # W51, A7: the agency of an invitee signs the sheet of the day, not the panel's agreement.
    assert reasons(person, agency=an_agency(agreement_signed=None)) == expected


def test_a_panel_may_invite_nobody():
    person = a_person(role=Role.INVITEE, invited_for=CASE, invitation_approved=True)
    assert reasons(person, invitees={"allowed": False}) == {Reason.INVITEES_NOT_ALLOWED}


def test_observers_get_papers_only_where_the_panel_says_so():
    assert reasons(a_person(role=Role.OBSERVER), observers={"papers": True}) == set()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("either", set()),
        ("referrer", set()),
        ("lead", {Reason.DOES_NOT_PRESENT}),
        ("none", {Reason.DOES_NOT_PRESENT}),
    ],
)
def test_a_referrer_who_presents_has_the_own_case(mode: str, expected: set[Reason]):
    person, case = a_person(role=Role.REFERRER), CaseLimits(reference=CASE, referrer="pat")
    assert reasons(person, case, presenter={"mode": mode}) == expected


@pytest.mark.parametrize("role", list(Role))
def test_nobody_named_in_a_case_gets_it_by_any_role(role: Role):
    person = a_person(
        role=role, name="PC Sam Placeholder", invited_for=CASE, invitation_approved=True
    )
    case = CaseLimits(reference=CASE, referrer="pat", named=("Sam Placeholder",))
    protocol = {"presenter": {"mode": "either"}, "observers": {"papers": True}}
    assert reasons(person, case, **protocol) == {Reason.NAMED_IN_CASE}


def test_a_coordinator_who_looked_clears_names_and_unclear_words_and_nothing_else():
    person = a_person(name="Sam Placeholder", cleared=frozenset({CASE}), excluded=frozenset({CASE}))
    case = CaseLimits(
        reference=CASE, named=("Sam Placeholder",), linked=("police",), unclear=True,
        excluded=("Demo Police",), recipients=("Health",),
    )  # fmt: skip
    assert reasons(person, case) == {
        Reason.EXCLUDED, Reason.AGENCY_EXCLUDED, Reason.NOT_A_RECIPIENT
    }  # fmt: skip
    assert Reason.NAMED_IN_CASE in reasons(
        a_person(name="Sam Placeholder", cleared=frozenset({"WP-9RTB"})), case
    )


def test_the_agency_of_a_linked_person_gets_nothing():
    case = CaseLimits(reference=CASE, linked=("the Police",))
    assert reasons(case=case) == {Reason.AGENCY_NAMED}
    assert reasons(case=case, agency=an_agency(name="Demo Health")) == set()
    assert reasons(a_person(role=Role.COORDINATOR), case) == set()


def test_an_excluded_agency_gets_nothing_and_the_others_do():
    police, health = an_agency(), an_agency("health")
    case = CaseLimits(reference=CASE, excluded=("Police",))
    pat, sam = a_person(), a_person("sam", agency="health")
    people = some_people(pat, sam, agencies=(police, health))
    assert reasons(pat, case, people=people) == {Reason.AGENCY_EXCLUDED}
    assert reasons(sam, case, people=people) == set()


def test_an_exclusion_that_names_no_agency_keeps_the_case_from_every_member():
    case = CaseLimits(reference=CASE, excluded=("her cousin's office",))
    assert reasons(case=case) == {Reason.EXCLUSION_UNCLEAR}
    assert reasons(a_person(cleared=frozenset({CASE})), case) == set()
    assert reasons(a_person(role=Role.CHAIR), case) == set()
    known = an_agency(known_as=("Her cousin's office",))
    assert reasons(case=case, agency=known) == {Reason.AGENCY_EXCLUDED}


@pytest.mark.parametrize(
    ("known_as", "expected"), [(("Police",), set()), ((), {Reason.NOT_A_RECIPIENT})]
)
def test_without_consent_only_the_agencies_named_on_the_form_get_it(
    known_as: tuple[str, ...], expected: set[Reason]
):
    case = CaseLimits(reference=CASE, recipients=("Police", "Housing"))
    assert reasons(case=case, agency=an_agency(known_as=known_as)) == expected
    assert reasons(a_person(role=Role.COORDINATOR), case) == set()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"withdrawn": TODAY}, {Reason.CONSENT_WITHDRAWN}),
        ({"withdrawn": dt.date(2026, 12, 15)}, set()),
        ({"ends": dt.date(2026, 12, 13)}, {Reason.CONSENT_ENDED}),
        ({"ends": TODAY}, set()),  # the last day is a day
    ],
)
def test_consent_that_is_over_stops_everything_but_the_desk(
    told: dict[str, Any], expected: set[Reason]
):
    case = CaseLimits(reference=CASE, **told)
    assert reasons(case=case) == expected
    assert reasons(a_person(cleared=frozenset({CASE})), case) == expected
    assert reasons(a_person(role=Role.COORDINATOR), case) == set()


def test_the_persons_own_names_are_kept_from_with_or_without_a_surname():
    whole = {"first_name": "Alex", "surname": "Example", "aliases.1.alias": "Lexi Star"}
    known = a_referral("wesp_referral", values={"wesp_referral": whole})
    nameless = a_referral("wesp_referral", values={"wesp_referral": {**whole, "surname": ""}})
    assert {"Alex Example", "Lexi Star"} <= set(limits(known, READS, reference=CASE).named)
    named = limits(nameless, READS, reference=CASE).named
    assert "Lexi Star" in named
    assert not any(name.startswith("Alex") for name in named)


def test_the_consent_form_says_how_long_it_lasts_and_when_it_was_withdrawn():
    found = wesp_limits(withdrawn_date="08/12/2026")
    assert (found.withdrawn, found.ends) == (dt.date(2026, 12, 8), dt.date(2027, 6, 4))


def test_the_forms_say_whom_to_keep_it_from():
    found = wesp_limits()
    assert found.named == (
        "Alex Example", "Lexi", "Ally", "Pat Placeholder", "Sam Placeholder", "Sparky",
        "Charlie Example",
    )  # fmt: skip
    assert found.linked == ("Brother of Sam Placeholder",)
    assert (found.excluded, found.unclear, found.recipients) == ((), False, None)


def test_the_consent_form_says_which_agencies_are_excluded():
    found = wesp_limits(**{"exclusions.none": "", "exclusions.1.agency": "Demo Police"})
    assert (found.excluded, found.unclear) == (("Demo Police",), False)


def test_an_exclusion_of_information_alone_is_unclear():
    told = {"exclusions.none": "", "exclusions.1.information": "Nothing about the hospital"}
    assert wesp_limits(**told).unclear


@pytest.mark.parametrize(
    "state", [State.BLANK, State.UNKNOWN, State.CONTRADICTORY, State.UNREADABLE, State.MISMATCHED]
)
def test_exclusions_that_cannot_be_told_are_unclear(state: State):
    consent = a_submission(a_form("wesp_consent"), exclusions=Answer(state=state))
    referral = ReferralSet(papers=(a_submission(a_form("wesp_referral")), consent))
    assert limits(referral, READS, reference=CASE).unclear


def test_the_newest_consent_form_counts():
    old = a_submission(a_form("wesp_consent"))
    new = a_submission(
        a_form("wesp_consent"), values={"exclusions.none": "", "exclusions.1.agency": "Police"}
    )
    referral = ReferralSet(papers=(a_submission(a_form("wesp_referral")), old, new))
    assert limits(referral, READS, reference=CASE).excluded == ("Police",)


@pytest.mark.parametrize(
    ("ticked", "recipients", "unclear"),
    [
        ({"recipients.all_panel": True}, None, False),
        ({"recipients.all_panel": True, "recipients.police": True}, None, False),
        ({"recipients.police": True}, ("Police",), False),
        ({}, (), True),
    ],
)
def test_the_form_without_consent_says_who_may_receive_it(
    ticked: dict[str, str | bool], recipients: tuple[str, ...] | None, unclear: bool
):
    values = {"wesp_noconsent": {"recipients.all_panel": ""} | ticked}
    found = limits(
        a_referral("wesp_referral", "wesp_noconsent", values=values), READS, reference=CASE
    )
    assert found.recipients == recipients
    assert found.recipients_unclear is unclear
    assert (Reason.RECIPIENTS_UNCLEAR in reasons(case=found)) is unclear


def test_the_children_s_panel_asks_neither_and_is_limited_by_names_alone():
    found = limits(a_referral("mase_referral"), a_layout("mase").reads, reference="MP-A")
    assert found == CaseLimits(
        reference="MP-A",
        named=("Jamie Specimen", "jay_specimen", "Known as Rico", "Rico", "Lesley Specimen",
               "Toby Specimen"),
    )  # fmt: skip


def test_everybody_s_entitlement_to_a_meeting():
    lead, invitee = a_person(), a_person("ina", role=Role.INVITEE, invited_for="WP-B",
                                         invitation_approved=True)  # fmt: skip
    observer, chair = a_person("obs", role=Role.OBSERVER), a_person("chair", role=Role.CHAIR)
    people = some_people(lead, invitee, observer, chair)
    cases = (
        CaseLimits(reference="WP-A", excluded=("Police",)),
        CaseLimits(reference="WP-B"),
    )
    found = audiences(cases, people, a_protocol(), today=TODAY)
    assert [(one.person, one.audience, one.cases) for one in found] == [
        ("pat", Audience.MEMBER, ("WP-B",)),
        ("ina", Audience.INVITEE, ("WP-B",)),
        ("obs", Audience.MEMBER, ()),
        ("chair", Audience.COORDINATOR, ("WP-A", "WP-B")),
    ]
    assert found[0].withheld == {"WP-A": (Reason.AGENCY_EXCLUDED,)}
    assert found[1].withheld == {"WP-A": (Reason.NOT_INVITED, Reason.AGENCY_EXCLUDED)}
    assert set(found[2].withheld) == {"WP-A", "WP-B"}
