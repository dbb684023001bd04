"""What consent stands on, how long it lasts and whom it keeps out (W36, W49, M8, B9, forms 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from casework.answer import EXPLICIT_UNKNOWN
from casework.dates import months_after, plain_day
from casework.facts import Facts
from casework.finding import Finding
from casework.likeness import comparable, same_name
from casework.names import is_named
from casework.notes import Note
from casework.protocol import PanelProtocol
from casework.question import FormRole
from casework.rules.papers import asking, at, referral_day
from casework.submission import ReferralSet, Submission

STATEMENTS = (
    "info_sheet_given",
    "explained_who",
    "explained_what",
    "explained_limits",
    "explained_withdraw",
)
RELATIVES = ("children", "perpetrators", "must_not_receive")
SHORTEST_SURNAME = 3


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what keeps consent from being used, and what a coordinator must see before papers."""
    paper = referral.paper(FormRole.CONSENT)
    if paper is not None:
        yield from _explained(paper, protocol)
        yield from _signed(paper, protocol)
        yield from _dated(paper, referral, protocol, facts)
        yield from _interpreter(paper, referral, protocol)
        yield from _exclusions(paper, protocol)
        # W36: the paper is there, and the referral form says that nothing was discussed.
        for asked, discussed in asking(referral, "consent_discussed"):
            if discussed.said("no"):
                yield protocol.finding("consent.not-discussed", **at(asked, "consent_discussed"))
    yield from _circle(referral, protocol, facts)

    # M8: that confidentiality is not absolute must always be made clear.
    for asked, explained in asking(referral, "confidentiality_explained"):
        if explained.said("no"):
            where = at(asked, "confidentiality_explained")
            yield protocol.finding("consent.confidentiality-not-explained", **where)


def _explained(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 3.2, 2.1-2.5: consent without having been told what to is none.
    for statement in STATEMENTS:
        if paper.answer(statement).said("no"):
            yield protocol.finding("consent.not-explained", **at(paper, statement))

    # W49: who may not be able to decide this needs the other paper.
    capacity = paper.answer("capacity_view")
    if capacity.said("no") or capacity.state in EXPLICIT_UNKNOWN:
        yield protocol.finding("consent.capacity-doubted", **at(paper, "capacity_view"))

    # B9: withdrawn consent stops everything at once.
    if paper.answer("withdrawn_date").date is not None:
        yield protocol.finding("consent.withdrawn", **at(paper, "withdrawn_date"))


def _signed(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    if Note.TYPED_NAME in paper.answer("client_signature").notes:
        yield protocol.finding("consent.signature-typed", **at(paper, "client_signature"))

    # Forms 3.2, 4.5: the witness of a spoken consent is somebody else.
    witness, worker = paper.answer("witness_name").text, paper.answer("worker_name").text
    if same_name(witness, worker):
        yield protocol.finding("consent.witness-is-worker", **at(paper, "witness_name"))


def _dated(
    paper: Submission, referral: ReferralSet, protocol: PanelProtocol, facts: Facts
) -> Iterator[Finding]:
    rules, referred = protocol.consent, referral_day(referral, facts)
    signed = paper.answer("client_signed_date").date
    where = at(paper, "client_signed_date")
    if signed is not None and signed > referred:
        yield protocol.finding("consent.after-referral", **where)
    if signed is not None and (referred - signed).days > rules.max_age_days:
        values = {"days": str(rules.max_age_days)}
        yield protocol.finding("consent.old", values=values, **where)

    # W36: consent is there when the panel meets.
    given = signed or paper.answer("worker_date").date
    usual = months_after(given, rules.valid_months) if given else None
    ends = paper.answer("expiry").date or usual
    meeting = facts.next_meeting.meeting if facts.next_meeting else None
    if ends is not None and meeting is not None and ends < meeting:
        values = {"ends": plain_day(ends), "meeting": plain_day(meeting)}
        yield protocol.finding("consent.ends-before-meeting", values=values, **at(paper, "expiry"))


def _interpreter(
    paper: Submission, referral: ReferralSet, protocol: PanelProtocol
) -> Iterator[Finding]:
    # Forms 3.2, 5.6: an interpreter is never of the family.
    words = set(comparable(paper.answer("interpreter_name").text).split())
    names = [referral.answer("surname").text]
    names += [row.cell("name") for about in RELATIVES for row in referral.answer(about).rows]
    surnames = {comparable(name.split()[-1]) for name in names if name.split()}
    if {name for name in words & surnames if len(name) >= SHORTEST_SURNAME}:
        yield protocol.finding("consent.interpreter-relative", **at(paper, "interpreter_name"))


def _exclusions(paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    if paper.answer("exclusions").rows:
        yield protocol.finding("consent.exclusions", **at(paper, "exclusions"))


def _circle(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    # W19, forms 3.1 question 7.3: who must not see this sits on the panel.
    for paper, barred in asking(referral, "must_not_receive"):
        names = [row.cell("name") for row in barred.rows]
        if any(is_named(member, names) for member in facts.members):
            where = at(paper, "must_not_receive")
            yield protocol.finding("consent.member-must-not-receive", **where)

    # W14: somebody is to be asked for this case; the convenor agrees first.
    for paper, involved in asking(referral, "agencies_involved"):
        for row in involved.rows:
            if row.cell("invite") == "yes":
                where = at(paper, "agencies_involved")
                yield protocol.finding("consent.invitation-asked", part=row.key, **where)
