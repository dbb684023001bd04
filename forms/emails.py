"""An e-mail address in a box: exactly one, in its plain form."""

from __future__ import annotations

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_NAME}\.)+[a-z]{_NAME})", re.IGNORECASE)
_NAMED = re.compile(r"(?:[^@<>]*<)([^@<>]*@[^@<>]*)>")
_MOST_LOCAL, _MOST = 64, 254


def email_address(untrusted_text: str) -> str | None:
    """The address, its domain in lower case; None unless it is exactly one and without a fault."""
    text = " ".join(untrusted_text.split()).removeprefix("mailto:")
    if named := _NAMED.fullmatch(text):
        text = named[1]
    found = _ADDRESS.fullmatch(text)
    if found is None or len(found[1]) > _MOST_LOCAL or len(text) > _MOST:
        return None
    return f"{found[1]}@{found[2].lower()}"
