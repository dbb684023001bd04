"""By which right a case is shared: with the person's consent, or without it on stated grounds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from casework.question import FormRole
from casework.submission import ReferralSet


class ConsentRoute(StrEnum):
    """The two routes; UNCLEAR is never taken for one of them."""

    CONSENT = "C"
    WITHOUT_CONSENT = "NC"
    UNCLEAR = "unclear"


WORDS: Mapping[ConsentRoute, str] = MappingProxyType(
    {
        ConsentRoute.CONSENT: "With consent",
        ConsentRoute.WITHOUT_CONSENT: "Without consent",
        ConsentRoute.UNCLEAR: "Consent not clear",
    }
)


def route_of(referral: ReferralSet, consent_question: str) -> ConsentRoute:
    """The route, by the papers that came, or by the question that asks for consent (W30, M9)."""
    if consent_question:
        answer = referral.answer(consent_question)
        if answer.said("yes"):
            return ConsentRoute.CONSENT
        return ConsentRoute.WITHOUT_CONSENT if answer.is_settled else ConsentRoute.UNCLEAR
    with_consent = referral.paper(FormRole.CONSENT) is not None
    without = referral.paper(FormRole.WITHOUT_CONSENT) is not None
    if with_consent == without:
        return ConsentRoute.UNCLEAR
    return ConsentRoute.CONSENT if with_consent else ConsentRoute.WITHOUT_CONSENT
