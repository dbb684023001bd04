"""A person whom the panel may know already: a suggestion, never a merge (W39, M35, B8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from casework.dates import plain_day
from casework.facts import EarlierCase, Facts, Naming
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet

STRONG = "strong"
# Forms 9.2, 9.3, mail 11: a message that names a case, and may not simply continue it.
NAMED: Mapping[Naming, str] = MappingProxyType(
    {
        Naming.OTHER_SENDER: "rereferral.named-by-another",
        Naming.COLLEAGUE: "rereferral.named-by-colleague",
        Naming.OTHER_PERSON: "rereferral.named-for-another",
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what the register and the form say of earlier hearings, where a person must look.

    What has got worse since (the condition of a re-referral) is completeness.
    """
    for case in facts.earlier:
        named = NAMED.get(case.named) if case.named else None
        if named and not case.confirmed:
            yield protocol.finding(named, values=case_values(case))
    for paper, said in asking(referral, "previously_heard"):
        where = at(paper, "previously_heard")
        heard = said.said("yes")
        for case in facts.earlier:
            values = case_values(case)
            # W39: confirmed by a person; the form may have it otherwise.
            if case.confirmed:
                yield protocol.finding("rereferral.known", values=values, **where)
                if case.last_heard and not heard:
                    yield protocol.finding("rereferral.said-not-heard", values=values, **where)
            # W39, B8: the same person, as it seems, and the form does not say so.
            elif case.strength == STRONG and not heard:
                yield protocol.finding("rereferral.may-be-known", values=values, **where)
            elif case.strength:
                yield protocol.finding("rereferral.suggested", values=values, **where)
        if heard and not facts.earlier:
            yield protocol.finding("rereferral.not-found", **where)


def case_values(case: EarlierCase) -> dict[str, str]:
    """An earlier case by its reference, its last hearing and why it is thought of; no name."""
    heard = f"discussed on {plain_day(case.last_heard)}" if case.last_heard else "not yet discussed"
    return {"case": case.reference, "heard": heard, "why": ", ".join(case.reasons)}
