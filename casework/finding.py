"""One thing a check found. It carries values and references; its words are made when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from casework.answer import Place


class Severity(StrEnum):
    """What a finding leads to (section 1 of the protocols' table)."""

    ALERT = "alert"
    HOLD = "hold"
    RETURN = "return"
    WARN = "warn"
    LOG = "log"


class Basis(StrEnum):
    """Who says so: the protocol's own words, the panel's practice, or the product."""

    PROTOCOL = "protocol"
    PRACTICE = "practice"
    PRODUCT = "product"


NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found, with the rule and clause behind it.

    `form` is the form's id and `field_id` the question's; both empty for a finding about the
    whole set. `values` are references, dates and counts that complete the words, never what the
    form says about the person. `part` names the row or option inside the question.
    """

    check: str
    rule: str
    clause: str
    severity: Severity
    basis: Basis
    words: str
    form: str = ""
    field_id: str = ""
    part: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    place: Place = field(default_factory=Place)
