"""Which case a set of forms continues, and which others may be about the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from casework.case import Case, KnownIdentity
from casework.facts import EarlierCase, Naming
from casework.match import Verdict
from casework.submission import ReferralSet
from ingest.sender import Known, Unverified
from procedures import matching, threads
from procedures.office import Office
from procedures.reading import ReadPaper
from procedures.threads import Named
from register import cases, matches

NAMES_IT = "it names that case"
TOLD_APART = frozenset({Verdict.NOT_SAME, Verdict.LINKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """Which case a set continues; `named` is one that a person must say it about."""

    case: Case | None = None
    named: EarlierCase | None = None


def all_belong(
    new: Sequence[ReferralSet],
    came: Sequence[Sequence[ReadPaper]],
    sender: Known | Unverified,
    named: Named | None,
    office: Office,
    *,
    known: Mapping[str, KnownIdentity],
) -> list[Belongs]:
    """Which case each set continues; of two that would continue one, neither does."""
    found = [
        _belongs(one, papers, sender, named, office, known=known)
        for one, papers in zip(new, came, strict=True)
    ]
    wanted = [where.case.reference for where in found if where.case is not None]
    return [
        _a_suggestion(where.case, Naming.OTHER_PERSON)
        if where.case is not None and wanted.count(where.case.reference) > 1
        else where
        for where in found
    ]


def _belongs(
    new: ReferralSet,
    came: Sequence[ReadPaper],
    sender: Known | Unverified,
    named: Named | None,
    office: Office,
    *,
    known: Mapping[str, KnownIdentity],
) -> Belongs:
    """The case that the set's own forms name, else the one that the mail names.

    A reference on the form of somebody else waits for a person: returned forms are used again for
    the next one. A mail about somebody else is a new matter: people answer an old mail to write.
    """
    marked = threads.marked(came, sender, office)
    named = marked or named
    if named is None:
        return Belongs()
    row = known.get(named.case.reference)
    other = matching.unsealed(row.identity) if row else matching.Identity(names=(), births=())
    if matching.is_another(matching.identity_of(new), other):
        return _a_suggestion(named.case, Naming.OTHER_PERSON) if marked else Belongs()
    if named.why is None:
        return Belongs(case=named.case)
    return _a_suggestion(named.case, named.why)


def _a_suggestion(case: Case, why: Naming) -> Belongs:
    named = EarlierCase(reference=case.reference, named=why)
    return Belongs(named=named.because(matching.STRONG, (NAMES_IT,)))


def earlier_cases(
    referral: ReferralSet,
    case: Case | None,
    *,
    named: EarlierCase | None = None,
    known: Mapping[str, KnownIdentity] | None = None,
    said: Mapping[str, Verdict] | None = None,
) -> tuple[EarlierCase, ...]:
    """The cases that may be about the same person, but for the one this message continues.

    Those that a person has told apart are left out; those that a person has confirmed stay. `said`
    is what a person says just now.
    """
    rows = known if known is not None else {row.reference: row for row in cases.identities()}
    own = case.reference if case else ""
    told = {match.beside(own): match.verdict for match in matches.of(own)} if own else {}
    if case is not None and case.earlier:
        told[case.earlier] = Verdict.SAME
    told |= said or {}
    others = [
        (_as_earlier(row, told.get(row.reference)), matching.unsealed(row.identity))
        for row in rows.values()
        if row.reference != own and told.get(row.reference) not in TOLD_APART
    ]
    found = {one.reference: one for one in matching.suggest(matching.identity_of(referral), others)}
    found = {one.reference: one for one, _ in others if one.confirmed} | found
    if named is not None:
        row = rows.get(named.reference)
        like = found.get(named.reference) or (_as_earlier(row, None) if row else named)
        reasons = dict.fromkeys((*named.reasons, *like.reasons))
        whole = replace(like, named=named.named)
        found[named.reference] = whole.because(named.strength, tuple(reasons))
    return tuple(found.values())


def _as_earlier(row: KnownIdentity, verdict: Verdict | None) -> EarlierCase:
    return EarlierCase(
        reference=row.reference,
        last_heard=row.last_heard,
        confirmed=verdict is Verdict.SAME,
        papers=frozenset() if row.is_over else row.roles,
    )
