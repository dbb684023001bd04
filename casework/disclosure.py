"""Who may receive which case: decided afresh for each person and each case, deny by default.

Members and their agencies, what the person's consent excludes, whom the referrer says must not
see it, invitees of one case, observers (W14-W17, W19, W51, W55, W56, W68, A7, M10). Every reason
is given at once. Doubt withholds: a coordinator who has looked clears a person for a case, which
settles what rests on names and unclear words, and nothing else.

Not guarded here: what the papers hold (`casework.casesheet`) and how they travel
(`casework.leaving`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from casework.agency import DESK, MEMBERS, Agency, People, Person, Role
from casework.answer import State
from casework.document import Audience
from casework.names import is_agency, is_named, may_be_agency
from casework.protocol import PanelProtocol
from casework.sheet_layout import Named, Reads
from casework.submission import ReferralSet


class Reason(StrEnum):
    """Why a case is withheld from a person; `WAY_OUT` says what may change it."""

    NOT_CURRENT = "not_current"
    NO_AGENCY = "no_agency"
    AGENCY_LEFT = "agency_left"
    NO_AGREEMENT = "no_agreement"
    EXCLUDED = "excluded"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_ENDED = "consent_ended"
    NAMED_IN_CASE = "named_in_case"
    AGENCY_NAMED = "agency_named"
    AGENCY_EXCLUDED = "agency_excluded"
    EXCLUSION_UNCLEAR = "exclusion_unclear"
    NOT_A_RECIPIENT = "not_a_recipient"
    RECIPIENTS_UNCLEAR = "recipients_unclear"
    INVITEES_NOT_ALLOWED = "invitees_not_allowed"
    NOT_INVITED = "not_invited"
    NOT_APPROVED = "not_approved"
    OBSERVER = "observer"
    NOT_THE_REFERRER = "not_the_referrer"
    DOES_NOT_PRESENT = "does_not_present"


WAY_OUT: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NOT_CURRENT: "Not on the panel today. Look at since and until in people.toml.",
        Reason.NO_AGENCY: "Belongs to no agency of the panel. Look at people.toml.",
        Reason.AGENCY_LEFT: "The agency has left the panel.",
        Reason.NO_AGREEMENT: "The agency's sharing agreement is not signed or has ended.",
        Reason.EXCLUDED: "Excluded from this case in people.toml.",
        Reason.CONSENT_WITHDRAWN: "The person withdrew consent.",
        Reason.CONSENT_ENDED: "The person's consent has run out. Ask for a new consent form.",
        Reason.NAMED_IN_CASE: (
            "The forms name somebody of this name. Look, and clear the person for this case in"
            " people.toml if it is somebody else."
        ),
        Reason.AGENCY_NAMED: (
            "Somebody who must not see the case is linked to this agency. Look, and clear the"
            " person for this case in people.toml if it is safe."
        ),
        Reason.AGENCY_EXCLUDED: "The person's consent excludes this agency.",
        Reason.EXCLUSION_UNCLEAR: (
            "The consent form excludes something that is no agency we know. Look, add the name to"
            " known_as of the agency, or clear who may have the case in people.toml."
        ),
        Reason.NOT_A_RECIPIENT: (
            "Not among the agencies that may receive it without consent. If it is, add the form's"
            " word for it to known_as of the agency in people.toml."
        ),
        Reason.RECIPIENTS_UNCLEAR: (
            "The form that shares without consent does not say who may receive it."
        ),
        Reason.INVITEES_NOT_ALLOWED: "This panel invites nobody for a single case.",
        Reason.NOT_INVITED: "Invited for another case, or for none.",
        Reason.NOT_APPROVED: "The invitation is not approved. Look at people.toml.",
        Reason.OBSERVER: "Observers get no papers.",
        Reason.NOT_THE_REFERRER: "Referred another case, or none.",
        Reason.DOES_NOT_PRESENT: "Referrers do not present at this panel, so they get no papers.",
    }
)
# What rests on words that may mean somebody else: a coordinator who has looked may clear it.
CLEARABLE = frozenset({Reason.NAMED_IN_CASE, Reason.AGENCY_NAMED, Reason.EXCLUSION_UNCLEAR})
ROLES: Mapping[Role, Audience] = MappingProxyType(
    {
        Role.LEAD: Audience.MEMBER,
        Role.SECONDARY: Audience.MEMBER,
        Role.INVITEE: Audience.INVITEE,
        Role.REFERRER: Audience.REFERRER,
        Role.COORDINATOR: Audience.COORDINATOR,
        Role.CHAIR: Audience.COORDINATOR,
        Role.OBSERVER: Audience.MEMBER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLimits:
    """What a case's forms say about who must not have it, and who alone may.

    `named` are people of the case and people it must be kept from; `linked` the agencies such
    people belong to; `excluded` the agencies the person excluded, with `unclear` for an exclusion
    that names no agency. `recipients` are the only agencies allowed, None for the whole panel;
    `recipients_unclear` says that a form that must name them does not. `withdrawn` and `ends` are
    the days on which consent was withdrawn and until which it lasts.
    """

    reference: str
    referrer: str = ""
    named: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    unclear: bool = False
    recipients: tuple[str, ...] | None = None
    recipients_unclear: bool = False
    withdrawn: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The person may have the case, as this audience."""

    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The person may not have the case, for every one of these reasons."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """What one person may have of a meeting: cases in the agenda's order, the rest with reasons."""

    person: str
    audience: Audience
    cases: tuple[str, ...]
    withheld: Mapping[str, tuple[Reason, ...]]


def limits(
    referral: ReferralSet, reads: Reads, *, reference: str, referrer: str = ""
) -> CaseLimits:
    """What the forms say. `referrer` is the id of the person who sent them (W19, W56)."""
    excluded, unclear = _exclusions(referral, reads.exclusions)
    ticked = referral.answer(reads.recipients)
    limited = _asks(referral, reads.recipients)
    only = limited and not ticked.includes(reads.everyone)
    return CaseLimits(
        reference=reference,
        referrer=referrer,
        named=tuple(filter(None, (*_own_names(referral), *_named(referral, reads.kept_from)))),
        linked=tuple(filter(None, _agencies(referral, reads.kept_from))),
        excluded=excluded,
        unclear=unclear,
        recipients=_labels(referral, reads.recipients) if only else None,
        recipients_unclear=only and not ticked.options,
        withdrawn=referral.answer(reads.withdrawn).date,
        ends=referral.answer(reads.consent_ends).date,
    )


def entitled(
    person: Person, case: CaseLimits, people: People, protocol: PanelProtocol, *, today: dt.date
) -> Permit | Withheld:
    """Whether this person may have this case today, and if not, every reason why."""
    agency = people.agency(person.agency)
    reasons = [
        *_standing(person, agency, protocol, today=today),
        *_of_role(person, case, protocol),
        *_of_consent(person, case, today=today),
        *_of_case(person, agency, case, people),
    ]
    if case.reference in person.cleared:
        reasons = [reason for reason in reasons if reason not in CLEARABLE]
    if reasons:
        return Withheld(reasons=tuple(dict.fromkeys(reasons)))
    return Permit(audience=ROLES[person.role])


def audiences(
    cases: Iterable[CaseLimits], people: People, protocol: PanelProtocol, *, today: dt.date
) -> tuple[Entitlement, ...]:
    """What everybody may have of these cases: one entitlement a person, in the file's order."""
    listed = tuple(cases)
    found: list[Entitlement] = []
    for person in people.persons:
        decided = {
            case.reference: entitled(person, case, people, protocol, today=today) for case in listed
        }
        found.append(
            Entitlement(
                person=person.id,
                audience=ROLES[person.role],
                cases=tuple(key for key, ruling in decided.items() if isinstance(ruling, Permit)),
                withheld={
                    key: ruling.reasons
                    for key, ruling in decided.items()
                    if isinstance(ruling, Withheld)
                },
            )
        )
    return tuple(found)


def _standing(
    person: Person, agency: Agency | None, protocol: PanelProtocol, *, today: dt.date
) -> Iterator[Reason]:
    """W55, W56, W68: who is on the panel today, through an agency that signed."""
    if not person.is_current(today):
        yield Reason.NOT_CURRENT
    if person.role in DESK:
        return
    if agency is None:
        yield Reason.NO_AGENCY
        return
    if not agency.belongs(today):
        yield Reason.AGENCY_LEFT
    # W51, A7: an invitee's agency need not be a member; the invitation is its agreement.
    signs = person.role in MEMBERS and protocol.members.isp_required
    if signs and not agency.has_agreement(today):
        yield Reason.NO_AGREEMENT


def _of_role(person: Person, case: CaseLimits, protocol: PanelProtocol) -> Iterator[Reason]:
    if person.role is Role.INVITEE:
        yield from _of_invitee(person, case, protocol)
    if person.role is Role.OBSERVER and not protocol.observers.papers:  # W17
        yield Reason.OBSERVER
    if person.role is Role.REFERRER:  # M19
        if case.referrer != person.id:
            yield Reason.NOT_THE_REFERRER
        if protocol.presenter.mode not in {"referrer", "either"}:
            yield Reason.DOES_NOT_PRESENT


def _of_invitee(person: Person, case: CaseLimits, protocol: PanelProtocol) -> Iterator[Reason]:
    """W14-W16: one named case, agreed in advance."""
    if not protocol.invitees.allowed:
        yield Reason.INVITEES_NOT_ALLOWED
    if person.invited_for != case.reference:
        yield Reason.NOT_INVITED
    if not person.invitation_approved:
        yield Reason.NOT_APPROVED


def _of_consent(person: Person, case: CaseLimits, *, today: dt.date) -> Iterator[Reason]:
    """B9: withdrawn consent stops everything at once, and so does consent that has run out."""
    if person.role in DESK:
        return
    if case.withdrawn is not None and case.withdrawn <= today:
        yield Reason.CONSENT_WITHDRAWN
    if case.ends is not None and case.ends < today:
        yield Reason.CONSENT_ENDED


def _of_case(
    person: Person, agency: Agency | None, case: CaseLimits, people: People
) -> Iterator[Reason]:
    """W19, W56: what the forms of this case say against this person or this agency."""
    if case.reference in person.excluded:
        yield Reason.EXCLUDED
    if is_named(person.name, case.named):
        yield Reason.NAMED_IN_CASE
    if person.role in DESK:
        return
    if agency and any(may_be_agency(agency, name) for name in case.linked):
        yield Reason.AGENCY_NAMED
    if agency and any(may_be_agency(agency, name) for name in case.excluded):
        yield Reason.AGENCY_EXCLUDED
    if case.unclear or not all(_known(name, people) for name in case.excluded):
        yield Reason.EXCLUSION_UNCLEAR
    if case.recipients_unclear:
        yield Reason.RECIPIENTS_UNCLEAR
    elif case.recipients is not None and person.role is not Role.REFERRER:
        yield from () if _is_recipient(agency, case.recipients) else (Reason.NOT_A_RECIPIENT,)


def _is_recipient(agency: Agency | None, recipients: Iterable[str]) -> bool:
    return agency is not None and any(is_agency(agency, name) for name in recipients)


def _known(name: str, people: People) -> bool:
    return any(may_be_agency(agency, name) for agency in people.agencies)


def _own_names(referral: ReferralSet) -> Iterator[str]:
    """W19: the person's own names, aliases too."""
    first, last = referral.answer("first_name").text, referral.answer("surname").text
    if first and last:
        yield f"{first} {last}"
    for row in referral.answer("aliases").rows:
        yield from row.cells.values()


def _named(referral: ReferralSet, questions: Iterable[Named]) -> Iterator[str]:
    for named in questions:
        for row in referral.answer(named.question).rows:
            yield from (row.cell(column) for column in named.names)


def _agencies(referral: ReferralSet, questions: Iterable[Named]) -> Iterator[str]:
    for named in questions:
        if named.agency:
            yield from (row.cell(named.agency) for row in referral.answer(named.question).rows)


def _exclusions(referral: ReferralSet, named: Named | None) -> tuple[tuple[str, ...], bool]:
    """The agencies excluded, and whether a row excludes something else or cannot be told."""
    if named is None or not _asks(referral, named.question):
        return (), False
    answer = referral.answer(named.question)
    names = tuple(row.cell(named.agency) for row in answer.rows)
    told = answer.state in {State.ANSWERED, State.NONE}
    return tuple(filter(None, names)), not told or not all(names)


def _asks(referral: ReferralSet, question: str) -> bool:
    return any(paper.asks(question) for paper in referral.papers)


def _labels(referral: ReferralSet, question: str) -> tuple[str, ...]:
    """The ticked options in words."""
    ticked = referral.answer(question).options
    asked = next(
        (found for paper in referral.papers if (found := paper.form.question(question))), None
    )
    return tuple(asked.option_label(key) if asked else key for key in sorted(ticked))
