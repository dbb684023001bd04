"""The cases of a meeting in their order, with their times, and what changed between two agendas.

Pure: what is listed comes as values, what is printed goes as values (W41, A3, 11.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from casework.consent_route import WORDS, route_of
from casework.dates import clock
from casework.document import AgendaItem
from casework.protocol import AgendaRules, Sitting
from casework.sheet_layout import Reads
from casework.submission import ReferralSet

UNTIL = " to "
TIMES = MappingProxyType({1: "once", 2: "twice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOnList:
    """A case as the agenda needs it. `area` and `agency` in words; `deferred` counts deferrals."""

    reference: str
    arrived: dt.datetime
    first_name: str = ""
    surname: str = ""
    area: str = ""
    agency: str = ""
    route: str = ""
    urgent: bool = False
    has_children: bool = False
    rereferral: bool = False
    deferred: int = 0
    presenter: str = ""
    who: str = ""

    @property
    def initials(self) -> str:
        """`J.E.`; the reference when no name is known."""
        letters = [name[0].upper() for name in (self.first_name, self.surname) if name]
        return "".join(f"{letter}." for letter in letters) or self.reference

    @property
    def name(self) -> str:
        """The name as written; the reference when none is known."""
        return " ".join(filter(None, (self.first_name, self.surname))) or self.reference


# The criteria of `agenda.order`: what says that a case comes before those that are not it.
BEFORE: Mapping[str, Callable[[CaseOnList], bool]] = MappingProxyType(
    {
        "urgent": lambda case: case.urgent,
        "children": lambda case: case.has_children,
        "deferred": lambda case: case.deferred > 0,
        "rereferral": lambda case: case.rereferral,
        "new": lambda case: not case.rereferral and not case.deferred,
    }
)


def case_on_list(
    referral: ReferralSet,
    reads: Reads,
    *,
    reference: str,
    arrived: dt.datetime,
    rereferral: bool = False,
    deferred: int = 0,
    who: str = "",
) -> CaseOnList:
    """A case with what its forms say; whether it was heard or deferred is the register's to say."""
    form = referral.referral.form if referral.referral else None
    area = form.question("area") if form else None
    return CaseOnList(
        reference=reference,
        arrived=arrived,
        first_name=referral.answer("first_name").text,
        surname=referral.answer("surname").text,
        area=area.option_label(referral.answer("area").text) if area else "",
        agency=referral.answer("referrer_agency").text,
        route=WORDS[route_of(referral, reads.consent)],
        urgent=referral.answer("urgent").said("yes"),
        has_children=bool(referral.answer(reads.children).rows),
        rereferral=rereferral,
        deferred=deferred,
        presenter=referral.answer(reads.presenter).text,
        who=who,
    )


def in_order(cases: Iterable[CaseOnList], rules: AgendaRules) -> tuple[CaseOnList, ...]:
    """The cases in the panel's order; among equals who came first, then the reference."""

    def place(case: CaseOnList) -> tuple[object, ...]:
        ranks = tuple(
            case.arrived if criterion == "arrival" else not BEFORE[criterion](case)
            for criterion in rules.order
        )
        return (*ranks, case.arrived, case.reference)

    return tuple(sorted(cases, key=place))


def items(
    cases: Iterable[CaseOnList], sitting: Sitting, rules: AgendaRules
) -> tuple[AgendaItem, ...]:
    """The agenda's lines: numbered from 1, one after the other from the opening on."""
    opens = dt.datetime.combine(sitting.date, sitting.start)
    first = opens + dt.timedelta(minutes=rules.opening_minutes)
    each = dt.timedelta(minutes=rules.minutes_a_case)
    return tuple(
        AgendaItem(
            number=number,
            reference=case.reference,
            shown=shown(case, rules),
            area=case.area,
            standing=standing(case),
            agency=case.agency,
            route=case.route,
            slot=_slot(first + (number - 1) * each, each),
            presenter=case.presenter,
            who=case.who,
        )
        for number, case in enumerate(in_order(cases, rules), start=1)
    )


def shown(case: CaseOnList, rules: AgendaRules) -> str:
    """The person as the panel wants a case shown: by reference, initials or name."""
    return {"reference": case.reference, "initials": case.initials, "name": case.name}[rules.show]


def standing(case: CaseOnList) -> str:
    """`Urgent, new`, `Heard before, deferred twice`."""
    parts = ["heard before" if case.rereferral else "new"]
    if case.urgent:
        parts.insert(0, "urgent")
    if case.deferred:
        parts.append(f"deferred {TIMES.get(case.deferred, f'{case.deferred} times')}")
    return ", ".join(parts).capitalize()


def for_recipient(
    agenda: Iterable[AgendaItem], may_see: Collection[str], *, whole_meeting: bool
) -> tuple[AgendaItem, ...]:
    """The lines of the cases a person may see, numbered anew so that no gap shows.

    Whoever stays for the whole meeting and may not see every case gets no times: between two of
    them a missing case would show. An invitee comes for a time and has it.
    """
    every = tuple(agenda)
    kept = tuple(item for item in every if item.reference in may_see)
    hide_times = whole_meeting and len(kept) < len(every)
    return tuple(
        replace(item, number=number, slot="" if hide_times else item.slot)
        for number, item in enumerate(kept, start=1)
    )


def changes(before: Iterable[AgendaItem], after: Iterable[AgendaItem]) -> tuple[str, ...]:
    """What is different in the later agenda, by reference and in its order (A3)."""
    was = {item.reference: item for item in before}
    now = {item.reference: item for item in after}
    told = [line for reference, item in now.items() for line in _change(was.get(reference), item)]
    gone = [f"Taken off: {reference}" for reference in was if reference not in now]
    return (*told, *gone)


def _change(was: AgendaItem | None, item: AgendaItem) -> Iterable[str]:
    if was is None:
        yield f"Added: {item.reference}, number {item.number}{_at(item)}"
    elif (was.number, was.slot) != (item.number, item.slot):
        moved = f"from number {was.number} to {item.number}"
        yield f"Moved: {item.reference}, {moved}{_at(item)}"
    elif was != item:
        yield f"Changed: {item.reference}"


def _at(item: AgendaItem) -> str:
    return f", {item.slot}" if item.slot else ""


def _slot(start: dt.datetime, each: dt.timedelta) -> str:
    return f"{clock(start.time())}{UNTIL}{clock((start + each).time())}"
