"""Whom the referrer spoke to before, and who will present (M4, M7, M11, M17, M19-M21, A10).

That advice was taken at all (M4, M17) is completeness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from casework.answer import State
from casework.facts import Facts
from casework.finding import Finding
from casework.likeness import same_name
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at, referral_day
from casework.submission import ReferralSet, Submission

# A10: the questions that name who may present.
PRESENTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "none": (),
        "referrer": ("referrer_name",),
        "lead": ("cse_lead_name",),
        "either": ("referrer_name", "cse_lead_name"),
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield where the advice or the presenter is not the one that the protocol wants."""
    for paper, lead in asking(referral, "cse_lead_name"):
        # M17: discussed with the agency's own lead, and before the referral.
        known = any(same_name(lead.text, name) for name in facts.leads)
        if lead.state is State.ANSWERED and not known:
            yield protocol.finding("advice.lead-not-known", **at(paper, "cse_lead_name"))
        discussed = paper.answer("cse_lead_date").date
        if discussed is not None and discussed > referral_day(referral, facts):
            yield protocol.finding("advice.lead-after-referral", **at(paper, "cse_lead_date"))

    # A10: the referrer is invited first, the lead may present.
    for paper, presenter in asking(referral, "presenter"):
        may_present = [paper.answer(key).text for key in PRESENTERS[protocol.presenter.mode]]
        named = any(same_name(presenter.text, name) for name in may_present)
        if may_present and presenter.state is State.ANSWERED and not named:
            yield protocol.finding("advice.presenter", **at(paper, "presenter"))

    # M7: the guidelines hold together or not at all.
    for paper, limbs in asking(referral, "fraser"):
        if limbs.options and not _all_limbs(paper) <= limbs.options:
            yield protocol.finding("advice.fraser", **at(paper, "fraser"))

    # M11: advice in doubt has its day.
    for paper, advice in asking(referral, "advice_from"):
        undated = paper.asks("advice_date") and not paper.answer("advice_date").is_settled
        if advice.state is State.ANSWERED and undated:
            yield protocol.finding("advice.no-date", **at(paper, "advice_date"))


def _all_limbs(paper: Submission) -> frozenset[str]:
    return frozenset(option.key for option in paper.form.by_id()["fraser"].options)
