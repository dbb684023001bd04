"""What a set of findings leads to. Alerts stand beside it, never inside it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from casework.finding import Finding, Severity


class Disposition(StrEnum):
    """What becomes of a referral set."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    NEEDS_YOU = "needs_you"


# First match wins: a hold waits for a person whatever else was found (protocols, section 1).
TABLE: tuple[tuple[Severity, Disposition], ...] = (
    (Severity.HOLD, Disposition.NEEDS_YOU),
    (Severity.RETURN, Disposition.SEND_BACK),
)


def decide(findings: Collection[Finding]) -> Disposition:
    """The disposition the findings call for."""
    found = {finding.severity for finding in findings}
    return next((leads_to for severity, leads_to in TABLE if severity in found), Disposition.ACCEPT)


def alerts(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """The findings that a coordinator is told of at once, whatever the disposition (A13)."""
    return tuple(finding for finding in findings if finding.severity is Severity.ALERT)
