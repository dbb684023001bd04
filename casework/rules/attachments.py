"""Whether the papers that came are a set, about one person, and readable (W30, M18, forms 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from casework.answer import Answer, PartialDate
from casework.dates import dates_in
from casework.facts import Facts
from casework.finding import Finding
from casework.likeness import SAME_PERSON, likeness
from casework.protocol import PanelProtocol
from casework.question import FormRole
from casework.rules.papers import at
from casework.rules.rereferral import STRONG, case_values
from casework.submission import ReferralSet, Submission


def check(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield what is missing from the set, too much in it, or at odds within it."""
    # Forms 8: a paper that nobody could read is held, never called incomplete.
    if facts.unread_papers:
        yield protocol.finding(
            "attachments.unread-paper", values={"count": str(facts.unread_papers)}
        )
    yield from _elsewhere(referral, protocol, facts)
    yield from _complete(referral, protocol)
    yield from _twice(referral, protocol)
    form = referral.referral
    for paper in referral.papers:
        if form is not None and paper.form.role is not FormRole.REFERRAL:
            yield from _one_person(form, paper, protocol)


def _complete(referral: ReferralSet, protocol: PanelProtocol) -> Iterator[Finding]:
    present = frozenset(paper.form.role.value for paper in referral.papers)
    alternatives = [frozenset(roles) for roles in protocol.set.referral]
    fitting = [roles for roles in alternatives if present <= roles]
    form = referral.referral
    if form is None:
        values = {"papers": _named({FormRole.REFERRAL}, protocol)}
        yield protocol.finding("attachments.no-referral", values=values)
        return

    # W30: the referral form and one of the two others: which way, when both came?
    if not fitting:
        yield protocol.finding("attachments.too-many-papers")
        return
    # W30: the other half, by its name.
    route = form.answer("consent_route").text
    if present not in alternatives:
        missing = frozenset[str]().union(*fitting) - present
        wanted = {route} if route in missing else missing
        values = {"papers": _named(wanted, protocol)}
        yield protocol.finding("attachments.missing-paper", values=values)
    # Forms 9.1: the form announces one paper, the other came.
    elif route and route not in present:
        yield protocol.finding("attachments.route-differs", **at(form, "consent_route"))


def _elsewhere(referral: ReferralSet, protocol: PanelProtocol, facts: Facts) -> Iterator[Finding]:
    """Yield why a set that lacks a form is not simply asked for it (forms 9.2)."""
    present = frozenset(paper.form.role.value for paper in referral.papers)
    alternatives = [frozenset(roles) for roles in protocol.set.referral]
    if any(wanted <= present for wanted in alternatives):
        return
    if facts.people_in_message > 1:
        yield protocol.finding("attachments.several-people")
    for case in facts.earlier:
        fits = any(wanted <= present | case.papers for wanted in alternatives)
        if case.papers and case.strength == STRONG and not case.confirmed and fits:
            yield protocol.finding("attachments.other-half-elsewhere", values=case_values(case))


def _named(roles: frozenset[str] | set[str], protocol: PanelProtocol) -> str:
    """The papers by the panel's words for them."""
    return " or ".join(protocol.labels.get(f"form_{role}", role) for role in sorted(roles))


def _twice(referral: ReferralSet, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 9.1: two of one kind; which of them counts, when they do not say the same?
    for role in FormRole:
        said = [_said(paper) for paper in referral.papers_of(role)]
        if any(one != said[0] for one in said[1:]):
            form = referral.papers_of(role)[0].form.id
            yield protocol.finding("attachments.two-of-one-kind", form=form)


def _said(paper: Submission) -> Mapping[str, object]:
    return {key: (answer.state, answer.value) for key, answer in paper.answers.items()}


def _one_person(form: Submission, paper: Submission, protocol: PanelProtocol) -> Iterator[Finding]:
    # Forms 3.2, 9.2: another name, or another birth, may be another person.
    scores = [likeness(one, other) for one, other in _pairs(form, paper)]
    if scores and max(scores) < SAME_PERSON:
        yield protocol.finding("attachments.names-differ", **at(paper, "first_name"))
    born, other = form.answer("dob"), paper.answer("dob")
    if _differ(born, other):
        where = at(paper, "dob")
        if other.value in _also_given(form):
            yield protocol.finding("attachments.birth-is-other", **where)
        else:
            yield protocol.finding("attachments.births-differ", **where)
    dates = form.answer("referral_date").date, paper.answer("referral_date").date
    if None not in dates and dates[0] != dates[1]:
        yield protocol.finding("attachments.dates-differ", **at(paper, "referral_date"))


def _pairs(form: Submission, paper: Submission) -> list[tuple[str, str]]:
    """The names to compare: whole ones, or the part that both papers give; a gap is no difference.

    Aliases count as names of the person.
    """
    first, last = paper.answer("first_name").text, paper.answer("surname").text
    own_first, own_last = form.answer("first_name").text, form.answer("surname").text
    aliases = [row.cell("alias") for row in form.answer("aliases").rows]
    if first and last and own_first and own_last:
        middle = form.answer("middle_names").text
        known = [f"{own_first} {own_last}", f"{own_first} {middle} {own_last}", *aliases]
        return [(name, f"{first} {last}") for name in known]
    if first and own_first:
        return [(name, first) for name in (own_first, *aliases)]
    return [(own_last, last)] if last and own_last else []


def _differ(one: Answer, other: Answer) -> bool:
    """Whether both tell a birth and the two cannot be the same."""
    told = (one.value, other.value)
    parts = [_parts(value) for value in told if isinstance(value, dt.date | PartialDate)]
    if len(parts) < len(told):
        return False
    pairs = zip(*parts, strict=True)
    return any(left != right for left, right in pairs if left is not None and right is not None)


def _parts(born: dt.date | PartialDate) -> tuple[int, int | None, int | None]:
    return born.year, born.month, born.day if isinstance(born, dt.date) else None


def _also_given(form: Submission) -> frozenset[dt.date]:
    """The further dates of birth that the referral form gives."""
    return frozenset(dates_in(form.answer("dob_other").text))
