"""From papers to findings: which sets they make, what is known besides, what the rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casework import rules
from casework.agency import MEMBERS, Agency, Role
from casework.case import Case, CaseState, KnownIdentity
from casework.dates import local_day
from casework.disposition import Disposition, decide
from casework.facts import EarlierCase, Facts, Naming, SenderStanding
from casework.finding import Finding
from casework.match import Verdict
from casework.question import FormRole
from casework.submission import ReferralSet
from casework.text import folded
from casework.timetable import MeetingFor, meeting_for
from casework.working_days import PastHorizon
from ingest import words
from ingest.message import Message
from ingest.sender import Doubt, Known, Unverified
from procedures import casefile, matching, sets, threads
from procedures.office import Office
from procedures.reading import ReadPaper
from procedures.threads import Thread
from register import cases, matches

NAMES_IT = "it names that case"
TOLD_APART = frozenset({Verdict.NOT_SAME, Verdict.LINKED})
MAYBE_PAPER = frozenset(
    {
        "scan", "photo", "password", "certificate", "old_word", "rich_text", "open_document",
        "macros", "damaged", "empty", "xfa", "too_large", "several_forms", "timeout", "memory",
        "died", "parser", "refused", "too_long", "no_confinement",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One set of one message, judged. `case` is the case it continues, None for a new one.

    `came` holds the papers that this message brought; `referral` also those that stood before.
    `repeats` says that they answer nothing otherwise than the case's forms do already.
    """

    referral: ReferralSet
    came: tuple[ReadPaper, ...]
    case: Case | None
    facts: Facts
    findings: tuple[Finding, ...]
    repeats: bool = False

    @property
    def disposition(self) -> Disposition:
        """What the findings call for."""
        return decide(self.findings)

    @property
    def urgent(self) -> bool:
        """Whether an answer says that the case cannot wait."""
        return self.referral.answer("urgent").said("yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as it came: parsed, read, its sender looked up, its thread found."""

    parsed: Message
    papers: tuple[ReadPaper, ...]
    sender: Known | Unverified
    thread: Thread
    arrived: dt.datetime

    @property
    def unread(self) -> tuple[ReadPaper, ...]:
        """The files that may be forms and could not be read."""
        return tuple(
            paper
            for paper in self.papers
            if paper.no_form is not None and paper.no_form.why in MAYBE_PAPER
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """Which case a set continues; `named` is one that a person must say it about."""

    case: Case | None = None
    named: EarlierCase | None = None


def judge(arrival: Arrival, office: Office) -> tuple[Judged, ...]:
    """Every set of the message, judged by every rule of the panel."""
    forms = [
        paper
        for paper in arrival.papers
        if paper.submission is not None and paper.submission.form.role is not FormRole.ACTION_UPDATE
    ]
    joined = sets.join([paper.submission for paper in forms if paper.submission is not None])
    came = [
        tuple(paper for paper in forms if paper.submission in new.papers) for new in joined.sets
    ]
    known = {row.reference: row for row in cases.identities()}
    belongs = _all_belong(joined.sets, came, arrival, office, known)
    people = len(joined.sets) if joined.unsure else 1
    return tuple(
        _one(new, papers, where, arrival, office, known=known, people=people)
        for new, papers, where in zip(joined.sets, came, belongs, strict=True)
    )


def judge_again(reference: str, arrival: Arrival, office: Office) -> Judged:
    """A case's forms as they stand, judged by every rule of the panel, as of their last message."""
    case = cases.case(reference)
    referral = casefile.referral_of(reference, office)
    facts = facts_of(referral, arrival, office, case=case)
    found = rules.run(referral, office.protocol, facts)
    return Judged(referral=referral, came=(), case=case, facts=facts, findings=found)


def _all_belong(
    new: Sequence[ReferralSet],
    came: Sequence[Sequence[ReadPaper]],
    arrival: Arrival,
    office: Office,
    known: Mapping[str, KnownIdentity],
) -> list[Belongs]:
    """Which case each set continues; of two that would continue one, neither does."""
    found = [
        _belongs(one, papers, arrival, office, known) for one, papers in zip(new, came, strict=True)
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
    arrival: Arrival,
    office: Office,
    known: Mapping[str, KnownIdentity],
) -> Belongs:
    """The case that the set's own forms name, else the one that the mail names.

    A reference on the form of somebody else waits for a person: returned forms are used again for
    the next one. A mail about somebody else is a new matter: people answer an old mail to write.
    """
    marked = threads.marked(came, arrival.sender, office)
    named = marked or arrival.thread.named
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


def _one(
    new: ReferralSet,
    came: tuple[ReadPaper, ...],
    where: Belongs,
    arrival: Arrival,
    office: Office,
    *,
    known: Mapping[str, KnownIdentity],
    people: int,
) -> Judged:
    case = where.case
    earlier = casefile.submissions_of(case.reference, office) if case else ()
    referral = sets.with_earlier(new, earlier, dangers=dangers(office)) if case else new
    facts = facts_of(
        referral, arrival, office, case=case, named=where.named, known=known, people=people
    )
    brought = [
        paper for paper in referral.papers if paper.form.id in {p.form.id for p in new.papers}
    ]
    return Judged(
        referral=referral,
        came=came,
        case=case,
        facts=facts,
        findings=rules.run(referral, office.protocol, facts),
        repeats=case is not None and sets.same_answers(brought, earlier),
    )


def dangers(office: Office) -> tuple[str, ...]:
    """The answers to a danger question that no later version takes back by itself (9.3)."""
    return tuple(filter(None, (sets.YES, office.protocol.threshold.divert_level)))


def facts_of(
    referral: ReferralSet,
    arrival: Arrival,
    office: Office,
    *,
    case: Case | None,
    named: EarlierCase | None = None,
    known: Mapping[str, KnownIdentity] | None = None,
    people: int = 1,
) -> Facts:
    """What the rules need besides the forms; `known` saves reading the identities again."""
    day = local_day(arrival.arrived)
    counted_from = arrival.arrived
    if case is not None and _keeps_its_place(case, office):
        counted_from = case.first_arrival
    meeting = meeting_for(counted_from, office.protocol, office.holidays)
    if isinstance(meeting, PastHorizon):
        meeting = MeetingFor(next=None)
    agencies = [agency for agency in office.people.agencies if agency.belongs(day)]
    sender = arrival.sender.person if isinstance(arrival.sender, Known) else None
    domain = sender.email.rpartition("@")[2].casefold() if sender else ""
    return Facts(
        arrived=arrival.arrived,
        today=day,
        sender=standing(arrival.sender, office, day=day),
        sender_secure=is_secure(domain, office) if domain else False,
        sender_domain=domain,
        marked=folded(office.protocol.marking.text) in folded(arrival.parsed.untrusted_subject),
        danger_words=danger_words(arrival, office),
        agencies=frozenset(name for agency in agencies for name in _names(agency)),
        leads=frozenset(person.name for person in office.people.of_role(Role.LEAD, on=day)),
        members=frozenset(person.name for person in office.people.of_role(*MEMBERS, on=day)),
        meeting_dates=tuple(sitting.date for sitting in office.protocol.calendar.dates),
        next_meeting=meeting.next,
        missed_meeting=meeting.missed,
        earlier=earlier_cases(referral, case, named=named, known=known),
        unread_papers=len(arrival.unread),
        people_in_message=people,
    )


def danger_words(arrival: Arrival, office: Office) -> tuple[str, ...]:
    """The panel's danger words in the mail itself and in files that no reader understood (A13)."""
    listed = office.protocol.danger_words
    in_files = words.danger_words_in(
        (paper.no_form.text for paper in arrival.papers if paper.no_form is not None), listed
    )
    return tuple(dict.fromkeys((*words.danger_words(arrival.parsed, listed), *in_files)))


def standing(sender: Known | Unverified, office: Office, *, day: dt.date) -> SenderStanding:
    """What the register says of the sender (W29, W55)."""
    if isinstance(sender, Unverified):
        unproved = {Doubt.NO_RESULTS, Doubt.UNCLEAR_RESULTS, Doubt.NOT_PROVED, Doubt.OTHER_DOMAIN}
        registered = sender.reason in unproved
        return SenderStanding.UNVERIFIED if registered else SenderStanding.UNKNOWN
    agency = office.people.agency(sender.agency)
    if agency is None or not agency.belongs(day):
        return SenderStanding.NO_AGREEMENT
    if office.protocol.members.isp_required and not agency.has_agreement(day):
        return SenderStanding.NO_AGREEMENT
    return SenderStanding.MEMBER


def is_secure(domain: str, office: Office) -> bool:
    """Whether this domain, or one above it, is on the panel's list of secure mail (W57)."""
    return any(
        domain == listed or domain.endswith(f".{listed}")
        for listed in (name.casefold() for name in office.protocol.secure_domains)
    )


def earlier_cases(
    referral: ReferralSet,
    case: Case | None,
    *,
    named: EarlierCase | None = None,
    known: Mapping[str, KnownIdentity] | None = None,
) -> tuple[EarlierCase, ...]:
    """The cases that may be about the same person, but for the one this message continues.

    Those that a person has told apart are left out; those that a person has confirmed stay.
    """
    rows = known if known is not None else {row.reference: row for row in cases.identities()}
    own = case.reference if case else ""
    said = {match.beside(own): match.verdict for match in matches.of(own)} if own else {}
    if case is not None and case.earlier:
        said[case.earlier] = Verdict.SAME
    others = [
        (_as_earlier(row, said.get(row.reference)), matching.unsealed(row.identity))
        for row in rows.values()
        if row.reference != own and said.get(row.reference) not in TOLD_APART
    ]
    found = {one.reference: one for one in matching.suggest(matching.identity_of(referral), others)}
    found = {one.reference: one for one, _ in others if one.confirmed} | found
    if named is not None:
        row = rows.get(named.reference)
        like = found.get(named.reference) or (_as_earlier(row, None) if row else named)
        reasons = dict.fromkeys((*named.reasons, *like.reasons))
        told = replace(like, named=named.named)
        found[named.reference] = told.because(named.strength, tuple(reasons))
    return tuple(found.values())


def _as_earlier(row: KnownIdentity, verdict: Verdict | None) -> EarlierCase:
    return EarlierCase(
        reference=row.reference,
        last_heard=row.last_heard,
        confirmed=verdict is Verdict.SAME,
        papers=frozenset() if row.is_over else row.roles,
    )


def _keeps_its_place(case: Case, office: Office) -> bool:
    """B1: the first arrival counts where the panel says so, or where the delay was ours."""
    from_first = office.protocol.deadline_counts_from == "first_arrival"
    return from_first or case.state is CaseState.NEEDS_YOU


def _names(agency: Agency) -> Iterator[str]:
    yield agency.name
    yield from agency.known_as
