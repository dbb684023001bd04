"""What a mail without a form was meant to bring: an attachment, a shared file, a filled form.

A proposal by its words, for the answer that its sender gets once a person has looked.
"""

from __future__ import annotations

from enum import StrEnum

from ingest import words
from ingest.message import Message

_ENOUGH_DETAILS = 2


class Lack(StrEnum):
    """What is missing; the value is the reason that the receipt keeps."""

    SHARED = "sharing_link"
    FORM = "referral_in_the_body"
    ATTACHMENT = "no_attachment"


def lack(message: Message, said: str) -> Lack | None:
    """What a mail that brings no file lacks, by what its writer says; None when nothing tells."""
    if any(not file.is_decoration for file in message.files):
        return None
    known = words.kind_words()
    seen = f"{message.untrusted_text}\n{message.untrusted_alternative}".casefold()
    if any(host in seen for host in known.sharing):
        return Lack.SHARED
    details = [one for one in known.details if words.says(said, (one,))]
    if words.says(said, known.referring) and len(details) >= _ENOUGH_DETAILS:
        return Lack.FORM
    return Lack.ATTACHMENT if words.says(said, known.attached) else None
