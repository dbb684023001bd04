"""What a form can decide: one module a rule, each a pure function, run in the panel's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from casework.facts import Facts
from casework.finding import Finding
from casework.protocol import PanelProtocol
from casework.rules import (
    advice,
    age,
    area,
    attachments,
    completeness,
    consent,
    criterion,
    danger,
    deadline,
    diversion,
    file,
    grounds,
    rereferral,
    sender,
    values,
)
from casework.submission import ReferralSet

Check: TypeAlias = Callable[[ReferralSet, PanelProtocol, Facts], Iterator[Finding]]

FIRST = "danger"
RULES: Mapping[str, Check] = MappingProxyType(
    {
        FIRST: danger.check,
        "advice": advice.check,
        "age": age.check,
        "area": area.check,
        "attachments": attachments.check,
        "completeness": completeness.check,
        "consent": consent.check,
        "criterion": criterion.check,
        "deadline": deadline.check,
        "diversion": diversion.check,
        "file": file.check,
        "grounds": grounds.check,
        "rereferral": rereferral.check,
        "sender": sender.check,
        "values": values.check,
    }
)


def run(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> tuple[Finding, ...]:
    """Everything that the panel's rules find, danger first (A13), then in the panel's order.

    The same finding is told once. Raises KeyError for a rule that is not in `RULES`.
    """
    found: list[Finding] = []
    for rule in dict.fromkeys((FIRST, *protocol.rules)):
        for finding in RULES[rule](referral, protocol, facts):
            if finding not in found:
                found.append(finding)
    return tuple(found)
