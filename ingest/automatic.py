"""Whether a machine wrote a mail: such mail is never answered (S13, mail, section 10.1).

Words of the subject are no proof, and neither is `X-Auto-Response-Suppress`: Exchange sets it on
people's mail.
"""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.message import Message

_MACHINES = re.compile(
    r"(?<![a-z0-9])(?:mailer[._-]?daemon|post[._-]?master|mail[._-]?delivery(?:[._-](?:sub)?system)?"
    r"|double[._-]?bounce|(?:do[._-]?)?not?[._-]?reply|auto[._-]?(?:reply|responder))"
    r"(?:[+._-][^@\s]{0,64})?@"
    r"|<\s*>|^\s*mailer-daemon\s*$",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_REPORT_PARTS = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
_MARKS = (
    "x-failed-recipients", "x-autoreply", "x-autorespond", "x-auto-reply", "list-id",
    "list-unsubscribe", "list-post", "x-ms-exchange-inbox-rules-loop", "x-loop",
)  # fmt: skip


class Sign(StrEnum):
    """What shows that a machine wrote it."""

    LOOP = "loop"
    REPORT = "report"
    EMPTY_RETURN_PATH = "empty_return_path"
    AUTO_SUBMITTED = "auto_submitted"
    MACHINE_SENDER = "machine_sender"
    PRECEDENCE = "precedence"
    MARK = "mark"


def sign(message: Message) -> Sign | None:
    """The strongest sign that a machine wrote it, or None."""
    if message.types & _REPORT_PARTS or "multipart/report" in message.types:
        return Sign.REPORT
    return_paths = [value.strip() for value in message.values("return-path")]
    if "<>" in return_paths or any("mailer-daemon" in path.lower() for path in return_paths):
        return Sign.EMPTY_RETURN_PATH
    if any(_is_automatic(value) for value in message.values("auto-submitted")):
        return Sign.AUTO_SUBMITTED
    if any(_MACHINES.search(value) for value in message.values("from")):
        return Sign.MACHINE_SENDER
    if any(_first_word(value) in _BULK for value in message.values("precedence")):
        return Sign.PRECEDENCE
    return Sign.MARK if any(message.values(name) for name in _MARKS) else None


def is_report(message: Message) -> bool:
    """Whether it reports on a mail of ours: delivery, reading, or a complaint about it."""
    return sign(message) is Sign.REPORT


def _is_automatic(value: str) -> bool:
    return _first_word(value) != "no"


def _first_word(value: str) -> str:
    return re.split(r"[\s;(]", value.strip().lower(), maxsplit=1)[0]
