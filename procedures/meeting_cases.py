"""The cases of a meeting with everything its papers need, and what each person may have of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from casework import agenda, casesheet
from casework.action import Action, ActionKind, ActionState
from casework.agency import Person
from casework.agenda import CaseOnList
from casework.case import Case, CaseEvent, CaseState, Refused
from casework.dates import local_day, plain_day
from casework.disclosure import CaseLimits, Entitlement, Permit, audiences, entitled, limits
from casework.document import AgendaItem, Audience, CaseSheet, DocumentKind, OpenAction
from casework.facts import EarlierCase
from casework.meeting import Meeting, MeetingState
from casework.submission import ReferralSet
from procedures import casefile, entitlements, meeting_dates
from procedures.office import Office
from register import actions, cases, editions, meetings

KIND_WORDS: Mapping[ActionKind, str] = {
    ActionKind.FLAG: "Flag",
    ActionKind.VISIT: "Visit",
    ActionKind.REFERRAL: "Referral",
    ActionKind.CSC_REFERRAL: "Referral to social care",
    ActionKind.SERVICE_REFERRAL: "Referral to a service",
    ActionKind.DISCLOSURE: "Disclosure",
    ActionKind.OTHER: "",
}
STATE_WORDS: Mapping[ActionState, str] = {
    ActionState.OPEN: "Open",
    ActionState.DONE_TO_CONFIRM: "Done, to confirm",
    ActionState.DONE: "Done",
    ActionState.NOT_POSSIBLE: "Not possible now",
    ActionState.NOT_DONE: "Not done",
    ActionState.HANDED_ON: "Handed on",
}
SETTLED = frozenset({ActionState.DONE, ActionState.HANDED_ON})
NOBODY = CaseLimits(reference="")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCase:
    """One listed case: its forms, who may have them, its line of the agenda.

    `earlier` is the case of the same person that a coordinator confirmed (W39).
    """

    case: Case
    earlier: EarlierCase | None
    referral: ReferralSet
    limits: CaseLimits
    on_list: CaseOnList


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A meeting's list: the cases in the agenda's order, and the actions still open from before.

    `entitlements` say by person what each may have, of these cases and of the actions' cases;
    `foreign` has for each of them the reference and the names that stand in it. `before` is the
    list as it last went out, None before the first time.
    """

    meeting: Meeting
    cases: tuple[MeetingCase, ...]
    items: tuple[AgendaItem, ...]
    outstanding: tuple[Action, ...]
    entitlements: Mapping[str, Entitlement]
    foreign: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...] | None
    today: dt.date

    @property
    def references(self) -> tuple[str, ...]:
        """The listed cases, in the agenda's order."""
        return tuple(item.reference for item in self.items)

    def may_have(self, person: str) -> frozenset[str]:
        """Every case that this person may have, listed or of an earlier action."""
        found = self.entitlements.get(person)
        return frozenset(found.cases) if found else frozenset()

    def foreign_to(self, seen: Collection[str]) -> tuple[str, ...]:
        """References and names of the cases that are not among these."""
        return tuple(
            word
            for reference, words in self.foreign.items()
            if reference not in seen
            for word in words
        )


def put_on_list(meeting: Meeting, office: Office, *, now: dt.datetime) -> tuple[str, ...]:
    """Put every ready case of this meeting on its list; gives those that are new on it (W41).

    A ready case that has no date, or one that is over, is for the next meeting there is.
    """
    del office  # the register is the open one
    over = {row.date for row in meetings.every() if row.state is MeetingState.CLOSED}
    is_next = _is_next(meeting, today=local_day(now))
    wanted = [
        case
        for case in cases.cases(state=CaseState.READY)
        if case.meeting == meeting.date or (is_next and (not case.meeting or case.meeting in over))
    ]
    listed = [
        (case.reference, cases.list_for(case.reference, meeting.date, now=now, by="desk"))
        for case in wanted
    ]
    return tuple(reference for reference, done in listed if not isinstance(done, Refused))


def gather(
    meeting: Meeting,
    office: Office,
    *,
    now: dt.datetime,
    state: CaseState = CaseState.LISTED,
) -> Listed:
    """Everything that the papers of this meeting are made of, read once."""
    here = [_meeting_case(case, office) for case in cases.cases(state=state, meeting=meeting.date)]
    sitting = meeting_dates.sitting_of(meeting)
    items = agenda.items([one.on_list for one in here], sitting, office.protocol.agenda)
    by_reference = {one.case.reference: one for one in here}
    outstanding = tuple(
        action
        for action in actions.every()
        if action.meeting < meeting.date and action.state not in SETTLED and action.text
    )
    concerned = {item.reference: by_reference[item.reference].limits for item in items}
    before = _before(meeting)
    others = {action.case for action in outstanding if action.case} | set(before or ())
    for reference in sorted(others - concerned.keys()):
        concerned[reference] = entitlements.limits_of(reference, office)
    today = local_day(now)
    found = audiences(concerned.values(), office.people, office.protocol, today=today)
    return Listed(
        meeting=meeting,
        cases=tuple(by_reference[item.reference] for item in items),
        items=items,
        outstanding=outstanding,
        entitlements={one.person: one for one in found},
        foreign={one: (one, *limit.named) for one, limit in concerned.items()},
        before=before,
        today=today,
    )


def in_good_standing(person: Person, office: Office, *, today: dt.date) -> bool:
    """Whether the person may have papers at all, whatever stands in them (W55, W56, W68)."""
    return isinstance(entitled(person, NOBODY, office.people, office.protocol, today=today), Permit)


def sheets(
    listed: Listed,
    audience: Audience,
    office: Office,
    *,
    may_have: Collection[str] = (),
    agency: str = "",
    only: str = "",
) -> tuple[CaseSheet, ...]:
    """The case sheets of the list, or of one case, for an audience, in the agenda's order.

    What is open from an earlier hearing stands there for who `may_have` that earlier case too.
    An invitee reads of earlier actions only those of the own `agency`.
    """
    return tuple(
        casesheet.sheet(
            one.referral,
            reference=one.case.reference,
            audience=audience,
            protocol=office.protocol,
            layout=office.layout,
            today=listed.today,
            earlier=(one.earlier,) if one.earlier else (),
            open_actions=[
                shown(action, office, today=listed.today)
                for action in listed.outstanding
                if action.case in _own(one, may_have)
                and (audience is not Audience.INVITEE or action.agency == agency)
            ],
        )
        for one in listed.cases
        if only in {"", one.case.reference}
    )


def _own(one: MeetingCase, may_have: Collection[str]) -> frozenset[str]:
    """The case, and the one that it is again where the reader may have that too."""
    again = {one.case.earlier} & set(may_have)
    return frozenset({one.case.reference} | again)


def shown(action: Action, office: Office, *, today: dt.date) -> OpenAction:
    """An action as papers show it."""
    agency = office.people.agency(action.agency)
    overdue = action.overdue_days(today)
    return OpenAction(
        reference=action.reference,
        line=action.line,
        meeting=plain_day(action.meeting),
        case=action.case,
        text=action.text,
        kind=KIND_WORDS[action.kind],
        agency=agency.name if agency else action.agency,
        owner=action.owner,
        set_on=plain_day(action.set_on),
        due=plain_day(action.due),
        status=STATE_WORDS[action.state],
        last_update=plain_day(action.last_update) if action.last_update else "",
        done=plain_day(action.done_on) if action.done_on else "",
        overdue=_days(overdue) if overdue else "",
        reason=action.reason,
    )


def _before(meeting: Meeting) -> tuple[str, ...] | None:
    """The cases of the last agenda or pack, by the edition's record."""
    last = [
        made
        for made in editions.documents(meeting.date)
        if made.audience is Audience.COORDINATOR
        and made.kind in {DocumentKind.AGENDA, DocumentKind.PACK}
    ]
    return last[-1].cases if last else None


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _is_next(meeting: Meeting, *, today: dt.date) -> bool:
    coming = [
        row.date
        for row in meetings.every()
        if row.state is not MeetingState.CLOSED and row.date >= today
    ]
    return bool(coming) and coming[0] == meeting.date


def _meeting_case(case: Case, office: Office) -> MeetingCase:
    referral = casefile.referral_of(case.reference, office)
    happened = [moment.what for moment in cases.timeline(case.reference)]
    earlier = cases.case(case.earlier) if case.earlier else None
    return MeetingCase(
        case=case,
        earlier=EarlierCase(
            reference=earlier.reference, last_heard=earlier.last_heard, confirmed=True
        )
        if earlier
        else None,
        referral=referral,
        limits=limits(
            referral,
            office.layout.reads,
            reference=case.reference,
            referrer=case.referrer,
        ),
        on_list=agenda.case_on_list(
            referral,
            office.layout.reads,
            reference=case.reference,
            arrived=case.first_arrival,
            rereferral=bool(case.earlier) or CaseEvent.DISCUSS in happened,
            deferred=happened.count(CaseEvent.DEFER),
        ),
    )
