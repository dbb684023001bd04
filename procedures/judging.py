"""From papers to findings: which sets they make, what is known besides, what the rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework import rules
from casework.agency import MEMBERS, Agency, Role
from casework.case import Case, CaseState, KnownIdentity
from casework.dates import local_day
from casework.disposition import Disposition, decide
from casework.facts import EarlierCase, Facts, SenderStanding
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
from procedures import casefile, sets
from procedures.belonging import Belongs, all_belong, earlier_cases
from procedures.office import Office
from procedures.reading import ReadPaper
from procedures.threads import Thread
from register import cases

MAYBE_PAPER = frozenset(
    {
        "scan", "photo", "password", "certificate", "old_word", "rich_text", "open_document",
        "macros", "damaged", "empty", "no_answers", "archive", "pages", "xfa", "too_large",
        "several_forms", "timeout", "memory", "died", "parser", "refused", "too_long",
        "no_confinement",
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
    belongs = all_belong(
        joined.sets, came, arrival.sender, arrival.thread.named, office, known=known
    )
    people = len(joined.sets) if joined.unsure else 1
    return tuple(
        _one(new, papers, where, arrival, office, known=known, people=people)
        for new, papers, where in zip(joined.sets, came, belongs, strict=True)
    )


def judge_again(
    referral: ReferralSet,
    case: Case,
    arrival: Arrival,
    office: Office,
    *,
    said: Mapping[str, Verdict],
) -> Judged:
    """A case's forms as they stand, judged by every rule of the panel, as of their last message.

    `said` is what a person has just said of other cases.
    """
    facts = facts_of(referral, arrival, office, case=case, said=said)
    found = rules.run(referral, office.protocol, facts)
    return Judged(referral=referral, came=(), case=case, facts=facts, findings=found)


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
    said: Mapping[str, Verdict] | None = None,
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
        earlier=earlier_cases(referral, case, named=named, known=known, said=said),
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


def _keeps_its_place(case: Case, office: Office) -> bool:
    """B1: the first arrival counts where the panel says so, or where the delay was ours."""
    from_first = office.protocol.deadline_counts_from == "first_arrival"
    return from_first or case.state is CaseState.NEEDS_YOU


def _names(agency: Agency) -> Iterator[str]:
    yield agency.name
    yield from agency.known_as
