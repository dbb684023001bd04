"""What belongs to another service or arena before this panel (M3, M22-M24).

The same answers are alerts of the rule `danger`; here they keep the case off an agenda.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.facts import Facts
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet

OF_PARENTS = "gate_parent"


def check(referral: ReferralSet, protocol: PanelProtocol, _facts: Facts) -> Iterator[Finding]:
    """Yield what must go elsewhere first, and answers about parents that do not fit together."""
    if protocol.threshold.mode == "divert":
        yield from _diverted(referral, protocol)

    # M3: a relationship of peers is not what this panel is for.
    for paper, peers in asking(referral, "peer_only"):
        if peers.said("yes"):
            yield protocol.finding("diversion.peer-only", **at(paper, "peer_only"))

    yield from _parents(referral, protocol)


def _diverted(referral: ReferralSet, protocol: PanelProtocol) -> Iterator[Finding]:
    # M22, M23: the highest level of need.
    for paper, need in asking(referral, "need_level"):
        if need.said(protocol.threshold.divert_level):
            yield protocol.finding("diversion.need-level", **at(paper, "need_level"))
    # M24: any of the conditions for child protection.
    for gate in protocol.threshold.gates:
        for paper, answer in asking(referral, gate):
            if answer.said("yes"):
                yield protocol.finding("diversion.gate", **at(paper, gate))


def _parents(referral: ReferralSet, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 3.4, 5.5: a parent is part of the concern, and of neither condition about parents.
    gates = [gate for gate in protocol.threshold.gates if gate.startswith(OF_PARENTS)]
    for paper, concern in asking(referral, "parent_concern"):
        denied = gates and all(paper.answer(gate).said("no") for gate in gates)
        if denied and concern.said("yes"):
            yield protocol.finding("diversion.parent-disagrees", **at(paper, "parent_concern"))
