"""Whom to believe: a registered address, and our own mail server's word that it was really theirs.

The address is read with a grammar of our own, narrower than any parser's: mail libraries disagree
about who wrote a mail, and which one they name changes between patch releases (B4). Sender,
Reply-To and display names are never looked at. An answer goes to the registered address, whatever
the message says.

Not guarded: a person's mailbox in other hands. Who writes from it is believed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from casework.agency import People, Person
from ingest import results
from ingest.message import Message

MOST_ADDRESS = 320
TRUST_NONE = "none"
TRUST_TOPMOST = "topmost-without-id"
TRUST_DELIVERY = "checked-before-delivery"
TRUST_ID = "id:"
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})+"
_BARE = re.compile(rf"{_LOCAL}@{_DOMAIN}", re.ASCII)
# A name without anything that begins an address, a comment, a list or a group; or in quotes.
_NAMED = re.compile(
    rf'(?:"(?:[^"\\]|\\.)*"|[^"<>@,;:()\[\]\\]*)\s*<({_LOCAL}@{_DOMAIN})>', re.ASCII
)


class How(StrEnum):
    """What made us believe a sender."""

    DMARC = "dmarc"
    DELIVERY = "checked_before_delivery"


class Doubt(StrEnum):
    """Why a sender is not believed."""

    NO_FROM = "no_from"
    MANY_FROM = "many_from"
    UNCLEAR_FROM = "unclear_from"
    NOT_REGISTERED = "not_registered"
    NO_RESULTS = "no_results"
    UNCLEAR_RESULTS = "unclear_results"
    NOT_PROVED = "not_proved"
    OTHER_DOMAIN = "other_domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The registered person who sent it, their agency's id, and what made us believe it."""

    person: Person
    agency: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """Not believed: the form is read and a person must look; nothing is answered by itself."""

    reason: Doubt


def verdict(message: Message, people: People, *, trust: str, on: dt.date) -> Known | Unverified:
    """Whether the sender is who they say (mail, section 9).

    `trust` is the setting `mailbox.trust.results`: whose word counts. With
    `checked-before-delivery` the folder is written by our own mail server, which lets nothing in
    that it has not proved itself: then the address alone decides.
    """
    address = claimed(message)
    if isinstance(address, Doubt):
        return Unverified(reason=address)
    person = people.by_email(address, on)
    if person is None:
        return Unverified(reason=Doubt.NOT_REGISTERED)
    if trust == TRUST_DELIVERY:
        return Known(person=person, agency=person.agency, how=How.DELIVERY)
    doubt = _doubt(message, address.rpartition("@")[2].lower(), trust)
    if doubt is not None:
        return Unverified(reason=doubt)
    return Known(person=person, agency=person.agency, how=How.DMARC)


def claimed(message: Message) -> str | Doubt:
    """The one address in the one From field, or why there is none to speak of. Still a claim."""
    senders = message.values("from")
    if len(senders) != 1:
        return Doubt.MANY_FROM if senders else Doubt.NO_FROM
    value = senders[0].strip()
    if len(value) > 4 * MOST_ADDRESS:
        return Doubt.UNCLEAR_FROM
    named = _NAMED.fullmatch(value)
    address = named.group(1) if named else value
    if len(address) > MOST_ADDRESS or not _BARE.fullmatch(address) or "=?" in address:
        return Doubt.UNCLEAR_FROM
    return address


def _doubt(message: Message, domain: str, trust: str) -> Doubt | None:
    """What is missing in our server's word that this domain sent it, or None."""
    counted = _counted(message.values("authentication-results"), trust)
    if counted is None:
        return Doubt.NO_RESULTS
    dmarc = counted.dmarc
    if dmarc is None:
        return Doubt.UNCLEAR_RESULTS
    if dmarc.result != "pass":
        return Doubt.NOT_PROVED
    return None if dmarc.from_domain == domain else Doubt.OTHER_DOMAIN


def _counted(untrusted_values: tuple[str, ...], trust: str) -> results.Results | None:
    """The one field that counts: the topmost of our server. All others are strangers' words."""
    if trust == TRUST_TOPMOST:
        topmost = next(iter(untrusted_values), "")
        first = results.read(topmost) if topmost else None
        return first if first is not None and first.server == "" else None
    ours = trust.removeprefix(TRUST_ID)
    if not trust.startswith(TRUST_ID) or not ours:
        return None
    for value in untrusted_values:
        found = results.read(value)
        if found is None and value.lstrip(' "').startswith(ours):
            return None  # ours, and not to be read: the next one would be a stranger's
        if found is not None and found.server == ours:
            return found
    return None
