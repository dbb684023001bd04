"""What the referral is about happens now, and in this panel's own area (W22, W23)."""

from __future__ import annotations

from collections.abc import Iterator

from casework.answer import State
from casework.facts import Facts
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet


def check(referral: ReferralSet, protocol: PanelProtocol, _facts: Facts) -> Iterator[Finding]:
    """Yield what an answer puts outside this panel; what is missing is found as incomplete.

    Off street alone needs a basis (W23): its question is owed then, and its gap has that clause.
    """
    # W22: currently.
    for paper, active in asking(referral, "currently_selling"):
        if active.said("no"):
            yield protocol.finding("area.not-active", **at(paper, "currently_selling"))

    # W22: in the borough.
    for paper, area in asking(referral, "area"):
        if area.state is State.ANSWERED and area.value not in protocol.area.names:
            yield protocol.finding("area.elsewhere", **at(paper, "area"))
