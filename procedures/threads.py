"""Which case a message continues: by token, by what it answers, by a reference it names.

A match counts only when its sender is known and is the referrer whom the case belongs to, or
somebody of the same agency; otherwise it is a suggestion and a person decides (mail, section 11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
class Thread:
    """What a message continues. `case` is empty for a new matter.

    `suggested` is a case that it names without the sender's having a right to it; `answers` the
    kind of our mail that it replies to; `actions` the known actions that it names.
    """

    case: str = ""
    suggested: str = ""
    answers: MailKind | None = None
    actions: tuple[str, ...] = ()


def follow(
    parsed: Message, papers: Sequence[ReadPaper], sender: Known | Unverified, office: Office
) -> Thread:
    """The thread this message belongs to."""
    named = tuple(dict.fromkeys(_named(parsed, papers, office)))
    allowed = [reference for reference in named if _may_continue(reference, sender, office)]
    refused = [reference for reference in named if reference not in allowed]
    return Thread(
        case=allowed[0] if allowed else "",
        suggested=refused[0] if refused and not allowed else "",
        answers=_answered(parsed),
        actions=tuple(filter(_is_action, references_in(_new_words(parsed), (ACTION,)))),
    )


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


def _named(parsed: Message, papers: Sequence[ReadPaper], office: Office) -> Iterator[str]:
    """The cases that it names, the surest first: on the form, in the thread, in the words."""
    prefix = office.protocol.ref_prefix
    marks = [
        mark
        for paper in papers
        if paper.extracted is not None
        for mark in (paper.extracted.token, paper.extracted.set_ref)
    ]
    yield from (mark for mark in marks if _is_case(mark))
    for key in answers_to(parsed, prefixes=(prefix,)):
        if key.kind is KeyKind.MESSAGE_ID:
            sent = outgoing.by_message_id(key.value)
            if sent is not None and sent.intent.case:
                yield sent.intent.case
        elif key.kind is KeyKind.REFERENCE and _is_case(key.value):
            yield key.value


def _answered(parsed: Message) -> MailKind | None:
    found = (outgoing.by_message_id(known) for known in parsed.answered)
    return next((sent.intent.kind for sent in found if sent is not None), None)


def _may_continue(reference: str, sender: Known | Unverified, office: Office) -> bool:
    if not isinstance(sender, Known):
        return False
    referrer = office.people.person(cases.case(reference).referrer)
    return referrer is not None and sender.person.agency == referrer.agency


def _is_case(reference: str) -> bool:
    if not reference:
        return False
    try:
        cases.case(reference)
    except NoSuchCase:
        return False
    return True


def _is_action(reference: str) -> bool:
    try:
        actions.get(reference)
    except NoSuchAction:
        return False
    return True


def _new_words(parsed: Message) -> str:
    """Without the quoted mail below: our own mails name actions as examples."""
    return f"{parsed.untrusted_subject}\n{history.cut(parsed.untrusted_text).new}"
