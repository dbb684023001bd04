"""Which case a message continues: by token, by what it answers, by a reference it names.

A match counts only when its sender is known and is a referrer of the case, the form is not plainly
about somebody else, and the case is not over; otherwise it is a suggestion and a person decides
(mail, section 11; forms, sections 9.2 and 9.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.case import Case
from casework.facts import Naming
from casework.identifiers import ACTION
from casework.mailing import MailKind
from casework.receipt import Known as Repeated
from casework.receipt import Sameness
from ingest import history, words
from ingest.message import Message
from ingest.replies import KeyKind, answers_to, references_in
from ingest.sender import Known, Unverified, claimed
from procedures.office import Office
from procedures.reading import ReadPaper
from register import actions, cases, intake, outgoing
from register.actions import NoSuchAction
from register.cases import NoSuchCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A case that a message or form names; `why` says why it may not simply continue it."""

    case: Case
    why: Naming | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What a message continues.

    `named` is the case that the mail itself names, by what it answers or in its words; what stands
    on a form counts for that form alone. `answers` is the kind of our mail that it replies to;
    `actions` the known actions that it names.
    """

    named: Named | None = None
    answers: MailKind | None = None
    actions: tuple[str, ...] = ()


def follow(parsed: Message, sender: Known | Unverified, office: Office) -> Thread:
    """The thread this message belongs to."""
    return Thread(
        named=claim(_named(parsed, office), sender, office),
        answers=_answered(parsed),
        actions=tuple(filter(_is_action, references_in(_new_words(parsed), (ACTION,)))),
    )


def marked(papers: Iterable[ReadPaper], sender: Known | Unverified, office: Office) -> Named | None:
    """The case whose token or set reference these forms carry."""
    found = [paper.extracted for paper in papers if paper.extracted is not None]
    return claim((mark for one in found for mark in (one.token, one.set_ref)), sender, office)


def claim(references: Iterable[str], sender: Known | Unverified, office: Office) -> Named | None:
    """The first of these cases that the sender may continue, else the first there is."""
    known = [case for one in dict.fromkeys(references) if (case := _standing(one)) is not None]
    named = [Named(case=case, why=_why(case, sender, office)) for case in known]
    return next((one for one in named if one.why is None), next(iter(named), None))


def only_repeats(known: Repeated, parsed: Message, office: Office) -> bool:
    """Whether it says nothing new: the same files with new words may say that she is in danger."""
    if known.how is not Sameness.SAME_FILES:
        return True
    if intake.sender(known.earlier.reference) != str(claimed(parsed)):
        return False
    new_words = f"{parsed.untrusted_subject}\n{parsed.untrusted_text}"
    says_more = words.danger_words(parsed, office.protocol.danger_words) or references_in(
        new_words, (ACTION, office.protocol.ref_prefix)
    )
    return not says_more


def _named(parsed: Message, office: Office) -> Iterator[str]:
    """The cases that the mail names, the surest first: by what it answers, in its words."""
    for key in answers_to(parsed, prefixes=(office.protocol.ref_prefix,)):
        if key.kind is KeyKind.MESSAGE_ID:
            sent = outgoing.by_message_id(key.value)
            if sent is not None:
                yield sent.intent.case
        elif key.kind is KeyKind.REFERENCE:
            yield key.value


def _answered(parsed: Message) -> MailKind | None:
    found = (outgoing.by_message_id(known) for known in parsed.answered)
    return next((sent.intent.kind for sent in found if sent is not None), None)


def _why(case: Case, sender: Known | Unverified, office: Office) -> Naming | None:
    """Why this sender's message may not simply continue the case; None when it may."""
    if not isinstance(sender, Known):
        return Naming.OTHER_SENDER
    if sender.person.id in case.referrers:
        return Naming.OVER if case.is_over else None
    bound = [office.people.person(person) for person in case.referrers]
    agencies = {person.agency for person in bound if person is not None and person.agency}
    return Naming.COLLEAGUE if sender.person.agency in agencies else Naming.OTHER_SENDER


def _standing(reference: str) -> Case | None:
    """The case of a reference, or the one that it became part of; None when there is none."""
    try:
        found = cases.case(reference) if reference else None
        while found is not None and found.joined:
            found = cases.case(found.joined)
    except NoSuchCase:
        return None
    return found


def _is_action(reference: str) -> bool:
    try:
        actions.get(reference)
    except NoSuchAction:
        return False
    return True


def _new_words(parsed: Message) -> str:
    """Without the quoted mail below: our own mails name actions as examples."""
    return f"{parsed.untrusted_subject}\n{history.cut(parsed.untrusted_text).new}"
