"""Who sent it, from where, and whether the form names the same people (W29, W57, W58)."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from casework.answer import State
from casework.facts import Facts, SenderStanding
from casework.finding import Finding
from casework.likeness import same_name
from casework.protocol import PanelProtocol
from casework.rules.papers import asking, at
from casework.submission import ReferralSet

# W29, W55: a current member whose agency has signed may refer; a member has no row here.
HELD = MappingProxyType(
    {
        SenderStanding.NO_AGREEMENT: "sender.no-agreement",
        SenderStanding.UNVERIFIED: "sender.unverified",
        SenderStanding.UNKNOWN: "sender.unknown",
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what the register says of the sender, and where the form says otherwise."""
    if facts.sender in HELD:
        yield protocol.finding(HELD[facts.sender])

    # W57, W58: what came by an open way, or without its marking.
    if not facts.sender_secure:
        yield protocol.finding("sender.insecure")
    if not facts.marked:
        yield protocol.finding("sender.unmarked")

    yield from _on_the_form(referral, protocol, facts)


def _on_the_form(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    for paper, agency in asking(referral, "referrer_agency"):
        known = any(same_name(agency.text, name) for name in facts.agencies)
        if agency.state is State.ANSWERED and not known:
            yield protocol.finding("sender.agency-not-known", **at(paper, "referrer_agency"))

    # Forms 3.1, 1.5: the address on the form is of the sender's domain, and a secure one.
    for paper, email in asking(referral, "referrer_email"):
        domain = email.text.rpartition("@")[2].lower()
        where = at(paper, "referrer_email")
        if domain and domain != facts.sender_domain.lower():
            yield protocol.finding("sender.email-domain", **where)
        if domain and not is_secure(domain, protocol):
            yield protocol.finding("sender.email-insecure", **where)

    for paper, signed in asking(referral, "signed_name"):
        referrer = paper.answer("referrer_name")
        both = signed.text and referrer.text
        if both and not same_name(signed.text, referrer.text):
            yield protocol.finding("sender.signed-by-other", **at(paper, "signed_name"))


def is_secure(domain: str, protocol: PanelProtocol) -> bool:
    """Whether mail from this domain is taken to be secure: one of the panel's, or below it."""
    return any(
        domain == secure or domain.endswith(f".{secure}") for secure in protocol.secure_domains
    )
