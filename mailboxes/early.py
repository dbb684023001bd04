"""What is refused before anything is touched: a message that is not for exactly one recipient.

The message is our own, finished and guarded; what is found here is a mistake of ours, and it must
not leave.
"""

from __future__ import annotations

import re
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from mailboxes.port import Caps, SendReason, SendResult, SendState

MOST_LINE = 998
_ADDRESS = re.compile(r"[^\s<>@,;:()\"\[\]\\]{1,64}@[A-Za-z0-9.-]{1,255}", re.ASCII)
_MORE = re.compile(r"(cc|bcc|resent-.*|keywords|disposition-notification-to)", re.IGNORECASE)


def refuse_early(raw: bytes, recipient: str, caps: Caps) -> SendResult | None:
    """The refusal of a message that must not leave like this, or None (mail, 4.2, step 1)."""
    if len(raw) > caps.max_message_bytes:
        return refused(SendReason.TOO_LARGE)
    if not _is_well_formed(raw) or not _is_for(raw, recipient):
        return refused(SendReason.CONTENT_REFUSED)
    return None


def refused(reason: SendReason, *, again_after_s: int | None = None) -> SendResult:
    """Certain: nothing left."""
    return SendResult(state=SendState.REFUSED, reason=reason, again_after_s=again_after_s)


def message_id_of(raw: bytes) -> str:
    """The one Message-ID of a message's header, or "" when it has none or several."""
    ids = _header(raw).get_all("Message-ID", [])
    return str(ids[0]).strip() if len(ids) == 1 else ""


def _is_well_formed(raw: bytes) -> bool:
    lines = raw.split(b"\r\n")
    breaks = len(lines) - 1
    return (
        lines[-1] == b""
        and raw.isascii()
        and b"\0" not in raw
        and raw.count(b"\r") == raw.count(b"\n") == breaks
        and max(map(len, lines)) <= MOST_LINE
    )


def _is_for(raw: bytes, recipient: str) -> bool:
    header = _header(raw)
    if any(_MORE.fullmatch(name) for name in header):
        return False
    return header.get_all("To", []) == [recipient] and _ADDRESS.fullmatch(recipient) is not None


def _header(raw: bytes) -> Message[str, str]:
    block = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return HeaderParser(policy=compat32).parsestr(block)
