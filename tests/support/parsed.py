"""Messages parsed without a cage: for tests of what is made of them."""

from __future__ import annotations

from typing import Any

from ingest import header, message
from ingest.message import Message
from tests.support.mails import a_mail


def parsed(raw: bytes) -> Message:
    """The message of these bytes."""
    found = message.read_answer(message.parse(raw), header.fields(raw))
    assert isinstance(found, Message)
    return found


def a_message(*words: Any, **fields: Any) -> Message:
    """The message of `a_mail` with the same arguments."""
    return parsed(a_mail(*words, **fields))
