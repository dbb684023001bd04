"""Reads one Authentication-Results field (RFC 8601), also in the form of Exchange Online.

Anything doubtful is no result: two results of one method, open quotes or brackets, a field longer
than any server writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 4096
_METHOD = re.compile(r"([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.ASCII | re.IGNORECASE)
_WORD = re.compile(r"([a-z0-9.-]+)\s*=\s*(\"[^\"]*\"|[^\s\"]+)", re.ASCII | re.IGNORECASE)
_RUN = re.compile(r"\"[^\"\\]*\"|[();]|[^\"();\\]+")
_SERVER = re.compile(r"\"?([^\s\"=]+)\"?(?:\s+\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dmarc:
    """The one result of DMARC: the word, and the domain of From that it is about."""

    result: str
    from_domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What one field says: the server that wrote it ("" where it gives no name), and of DMARC."""

    server: str
    dmarc: Dmarc | None


def read(untrusted_value: str) -> Results | None:
    """The field, or None when it is longer than 4 KB, or its quotes or brackets do not close."""
    if len(untrusted_value) > MOST:
        return None
    pieces = _pieces(untrusted_value)
    if pieces is None:
        return None
    name = _SERVER.fullmatch(pieces[0])
    methods = pieces[1:] if name else pieces
    return Results(server=name.group(1) if name else "", dmarc=_dmarc(methods))


def _dmarc(pieces: list[str]) -> Dmarc | None:
    found = [
        (match.group(2).lower(), piece[match.end() :])
        for piece in pieces
        if (match := _METHOD.match(piece)) and match.group(1).lower() == "dmarc"
    ]
    if len(found) != 1:
        return None
    ((result, rest),) = found
    domains = [
        value.strip('"').lower()
        for key, value in _WORD.findall(rest)
        if key.lower() == "header.from"
    ]
    return Dmarc(result=result, from_domain=domains[0]) if len(domains) == 1 else None


def _pieces(untrusted_value: str) -> list[str] | None:
    """The value split at semicolons, without comments. A backslash makes all of it doubtful."""
    runs = _RUN.findall(untrusted_value)
    if "".join(runs) != untrusted_value:
        return None
    pieces = [""]
    depth = 0
    for run in runs:
        if run == "(":
            depth += 1
        elif run == ")":
            depth -= 1
        elif run == ";" and not depth:
            pieces.append("")
        elif not depth:
            pieces[-1] += run
        if depth < 0:
            return None
    return None if depth else [piece.strip() for piece in pieces]
