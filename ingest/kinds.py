"""Proposes what a mail is; a person can change it with one click (mail 8.3, protocols 8).

The first row that fits wins. Two things stand beside the kind: whether anything may be answered by
itself, and words of a breach, which a coordinator must hear of whatever the mail is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from casework.mailing import MailKind
from casework.question import FormRole
from casework.receipt import MessageKind
from ingest import automatic, words
from ingest.automatic import Sign
from ingest.lacks import Lack, lack
from ingest.message import Message
from ingest.sender import claimed

_OUR_ID = re.compile(r"<clerk\.[a-z0-9]{1,8}\.[0-9a-f]{32}@([^<>@\s]+)>")
_LINK = re.compile(r"https?://", re.IGNORECASE)
_MOST_PORTAL_WORDS = 300
_SENT_BACK = frozenset(
    {
        MailKind.SENT_BACK, MailKind.SENT_BACK_AGAIN, MailKind.SENT_BACK_NO_FORM,
        MailKind.OTHER_HALF, MailKind.COULD_NOT_READ,
    }
)  # fmt: skip
_ACTIONS = frozenset({MailKind.ACTION_THANKS, MailKind.ACTION_UNCLEAR, MailKind.ACTION_LOG})
_PAPERS = frozenset(
    {MailKind.FIRST_AGENDA, MailKind.INVITATION, MailKind.PAPERS, MailKind.EXTRA_PAPERS}
)


class Why(StrEnum):
    """Which row of the table fitted."""

    LOOP = "loop"
    REPORT = "report"
    MACHINE = "machine"
    WRAPPED = "wrapped_by_another_system"
    FORM = "form"
    ANSWER = "answer"
    ACTION_REFERENCE = "action_reference"
    WORDS = "words"
    NOTHING = "nothing"


Row: TypeAlias = tuple[bool, MessageKind, Why]  # whether it fits, and what it says then


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The proposed kind and why.

    `by_machine`: nothing may be answered by itself, whatever the kind. `tells_of_breach`: its words
    do, whatever the kind. `lacks` says what a mail without a paper was meant to bring.
    """

    kind: MessageKind
    why: Why
    by_machine: Sign | None = None
    tells_of_breach: bool = False
    lacks: Lack | None = None


def propose(
    message: Message,
    *,
    forms_found: Collection[FormRole],
    own_addresses: Collection[str],
    answers: MailKind | None = None,
    actions: Collection[str] = (),
) -> Proposal:
    """The kind of a message.

    `forms_found` are the roles of the forms that were recognised in it; `answers` the kind of our
    mail that it replies to, where one was matched; `actions` the references of actions it names
    that the register knows.
    """
    machine = Sign.LOOP if _is_ours(message, own_addresses) else automatic.sign(message)
    said = words.own_words(message)
    breach = machine is None and words.says_breach(said)
    wrapped = not forms_found and _is_wrapped(message, said)
    rows: tuple[Row, ...] = (
        (machine is Sign.LOOP, MessageKind.AUTOMATIC, Why.LOOP),
        (machine is Sign.REPORT, MessageKind.AUTOMATIC, Why.REPORT),
        (machine is not None and not forms_found, MessageKind.AUTOMATIC, Why.MACHINE),
        (wrapped, MessageKind.UNKNOWN, Why.WRAPPED),
        (bool(forms_found), _of_forms(forms_found, answers), Why.FORM),
        # Before answers: a breach is most often told in reply to papers.
        (breach, MessageKind.BREACH, Why.WORDS),
        *_answer_rows(said, answers, actions),
        *_word_rows(said),
    )
    kind, why = next(
        ((kind, why) for fits, kind, why in rows if fits), (MessageKind.UNKNOWN, Why.NOTHING)
    )
    asks = why is Why.NOTHING and machine is None and not breach
    return Proposal(
        kind=kind,
        why=why,
        by_machine=machine,
        tells_of_breach=breach,
        lacks=lack(message, said) if asks else None,
    )


def _is_ours(message: Message, own_addresses: Collection[str]) -> bool:
    """Whether it is one of our own mails that came back as a new one."""
    own = {address.lower() for address in own_addresses}
    sender = claimed(message)
    by_id = _OUR_ID.fullmatch(message.message_id)
    ours = {address.rpartition("@")[2] for address in own}
    return str(sender).lower() in own or (by_id is not None and by_id.group(1).lower() in ours)


def _is_wrapped(message: Message, said: str) -> bool:
    """Whether only a person can open it: an encrypted wrapper, or a lone link to a portal."""
    if message.wrapper is not None:
        return True
    has_papers = any(file.is_form_like or file.may_be_paper for file in message.files)
    text = f"{message.untrusted_text}\n{message.untrusted_alternative}"
    return (
        not has_papers
        and _LINK.search(text) is not None
        and len(said.split()) <= _MOST_PORTAL_WORDS
        and words.says(said, words.kind_words().portal)
    )


def _of_forms(forms_found: Collection[FormRole], answers: MailKind | None) -> MessageKind:
    if set(forms_found) == {FormRole.ACTION_UPDATE}:
        return MessageKind.ACTION_UPDATE
    if answers in _SENT_BACK:
        return MessageKind.RESEND
    if FormRole.REFERRAL in forms_found:
        return MessageKind.REFERRAL
    return MessageKind.SET_PART


def _answer_rows(said: str, answers: MailKind | None, actions: Collection[str]) -> tuple[Row, ...]:
    apology = answers in _PAPERS and words.says(said, words.kind_words().apology)
    return (
        (bool(actions), MessageKind.ACTION_UPDATE, Why.ACTION_REFERENCE),
        (answers in _ACTIONS, MessageKind.ACTION_UPDATE, Why.ANSWER),
        (apology, MessageKind.APOLOGY, Why.ANSWER),
        (answers in _PAPERS, MessageKind.PAPERS_QUERY, Why.ANSWER),
    )


def _word_rows(said: str) -> tuple[Row, ...]:
    known = words.kind_words()
    return (
        (words.says(said, known.complaint), MessageKind.COMPLAINT, Why.WORDS),
        (words.says(said, known.leaving), MessageKind.WITHDRAWAL, Why.WORDS),
        (words.says(said, known.advice), MessageKind.ADVICE_REQUEST, Why.WORDS),
    )
