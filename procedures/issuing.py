"""What was made for a meeting, written down in one commit, and told without names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casework.agency import MEMBERS, Role
from casework.dates import day
from casework.disclosure import WAY_OUT, Reason
from casework.document import DocumentKind
from casework.mailing import Intent
from procedures import papers, people_copies
from procedures.meeting_cases import Listed
from procedures.office import Office
from procedures.papers import Original
from procedures.people_copies import OwnCopy
from register import editions

RECIPIENTS = MEMBERS | {Role.CHAIR, Role.INVITEE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One person's copy: who, by reference, which cases, how many pages; what keeps it here."""

    number: int
    of: int
    person: str
    role: str
    agency: str
    cases: tuple[str, ...]
    pages: int
    has_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldLine:
    """What a person does not get, and why: the reasons with what may change them."""

    person: str
    role: str
    agency: str
    cases: tuple[str, ...]
    every_case: bool
    reasons: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What was made for a meeting. `look` are places in the papers that a person should look at."""

    meeting: dt.date
    words: str
    kind: DocumentKind
    edition: str
    status: str
    cases: tuple[str, ...]
    new: tuple[str, ...]
    originals: int
    copies: tuple[CopyLine, ...]
    withheld: tuple[WithheldLine, ...]
    stopped: int
    look: tuple[str, ...] = ()


def issue(
    listed: Listed,
    office: Office,
    *,
    kind: DocumentKind,
    version: int,
    status: str,
    new: tuple[str, ...],
    made: Sequence[Original],
    own: Sequence[OwnCopy],
    mails: Sequence[Intent],
    now: dt.datetime,
    look: tuple[str, ...] = (),
) -> Issued:
    """Stop what this edition replaces, then write it all down in one commit."""
    date = listed.meeting.date
    stopped = people_copies.stop_replaced(listed.meeting, kind, now=now)
    editions.issue(
        date,
        documents=[one.document for one in made],
        copies=[one.copy for one in own],
        mails=mails,
        now=now,
        by="desk",
    )
    return Issued(
        meeting=date,
        words=day(date),
        kind=kind,
        edition=papers.edition(kind, date, version),
        status=status,
        cases=listed.references,
        new=new,
        originals=len(made),
        copies=tuple(_copy_line(one, listed, office) for one in own),
        withheld=tuple(_withheld(listed, office)),
        stopped=stopped,
        look=look,
    )


def in_words(issued: Issued) -> tuple[str, ...]:
    """What was made, for the screen: references and numbers, no names."""
    what = {
        DocumentKind.AGENDA: "Agenda",
        DocumentKind.PACK: "Papers",
        DocumentKind.ACTION_LOG: "Action log",
    }[issued.kind]
    status = f", {issued.status}" if issued.status else ""
    number = len(issued.cases)
    listed = f": {', '.join(issued.cases)}" if issued.cases else ""
    return (
        f"{what} of {issued.words} made: {issued.edition}{status}.",
        f"{number} {'case' if number == 1 else 'cases'}{listed}",
        *((f"New on the list: {', '.join(issued.new)}",) if issued.new else ()),
        f"{len(issued.copies)} numbered copies, each in a mail that waits to be released:",
        *map(_copy_in_words, issued.copies),
        *map(_withheld_in_words, issued.withheld),
        *(
            (f"{issued.stopped} mails of an earlier edition had not left and were stopped.",)
            if issued.stopped
            else ()
        ),
        *(f"Look at: {place}" for place in issued.look),
    )


def _copy_line(one: OwnCopy, listed: Listed, office: Office) -> CopyLine:
    agency = office.people.agency(one.person.agency)
    return CopyLine(
        number=one.copy.copy_number,
        of=one.copy.of,
        person=one.person.id,
        role=one.person.role.value,
        agency=agency.name if agency else "",
        cases=tuple(case for case in listed.references if case in one.copy.cases),
        pages=one.pages,
        has_password=one.has_password,
    )


def _withheld(listed: Listed, office: Office) -> Iterator[WithheldLine]:
    """What the panel's people of today do not get. An invitee is asked for one case only."""
    for person in office.people.of_role(*RECIPIENTS, on=listed.today):
        entitlement = listed.entitlements[person.id]
        about = [
            case
            for case in listed.references
            if case in entitlement.withheld
            and (person.role is not Role.INVITEE or person.invited_for == case)
        ]
        by_reasons: dict[tuple[Reason, ...], list[str]] = {}
        for case in about:
            by_reasons.setdefault(entitlement.withheld[case], []).append(case)
        agency = office.people.agency(person.agency)
        for reasons, found in by_reasons.items():
            yield WithheldLine(
                person=person.id,
                role=person.role.value,
                agency=agency.name if agency else "",
                cases=tuple(found),
                every_case=len(found) == len(listed.references),
                reasons=tuple(reason.value for reason in reasons),
                words=tuple(WAY_OUT[reason] for reason in reasons),
            )


def _copy_in_words(line: CopyLine) -> str:
    number = len(line.cases)
    who = f"{line.person}, {line.role}{f', {line.agency}' if line.agency else ''}"
    pages = f"{line.pages} {'page' if line.pages == 1 else 'pages'}"
    what = f"{number} {'case' if number == 1 else 'cases'}, {pages}"
    held = "" if line.has_password else ". No password was agreed: clerk people passwords"
    return f"  copy {line.number:02d} of {line.of:02d}  {who}: {what}{held}"


def _withheld_in_words(line: WithheldLine) -> str:
    who = f"{line.person}, {line.role}{f', {line.agency}' if line.agency else ''}"
    what = "every case" if line.every_case else ", ".join(line.cases)
    return f"  withheld  {who}: {what}. {' '.join(line.words)}"
