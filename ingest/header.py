"""The fields of a message's own header, split without a mail parser.

What decides whom to believe is read here, in the parent: a captured child could say anything. Every
sort of line break counts as one, so no field can hide behind another parser's idea of a line.
"""

from __future__ import annotations

import re

MOST_BLOCK = 1 << 20
_BREAK = rb"(?:\r\n|\n|\r(?!\n))"
_END = re.compile(_BREAK + _BREAK)
_LINES = re.compile(_BREAK)
_NAME = re.compile(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)


def block(untrusted_raw: bytes) -> bytes:
    """The bytes of the header, to the first empty line; one byte over the limit shows an excess."""
    head = untrusted_raw[: MOST_BLOCK + 4]
    if _LINES.match(head):
        return b""
    end = _END.search(head)
    return head[: end.start()] if end else head[: MOST_BLOCK + 1]


def lines(untrusted_block: bytes) -> list[bytes]:
    """The fields of a header block, each with its folded lines."""
    found: list[list[bytes]] = []
    for line in _LINES.split(untrusted_block):
        if line[:1] in {b" ", b"\t"} and found:
            found[-1].append(line)
        else:
            found.append([line])
    return [b"\n".join(folded) for folded in found]


def fields(untrusted_raw: bytes) -> tuple[tuple[str, str], ...]:
    """The (name, value) pairs as written, topmost first, unfolded to one line, names as written.

    Bytes that are not UTF-8 become U+FFFD. Lines that are no field are left out.
    """
    found: list[tuple[str, str]] = []
    for line in lines(block(untrusted_raw)):
        match = _NAME.fullmatch(line.decode("utf-8", "replace"))
        if match:
            found.append((match.group(1), " ".join(match.group(2).split("\n")).strip()))
    return tuple(found)


def values(untrusted_headers: tuple[tuple[str, str], ...], name: str) -> tuple[str, ...]:
    """The values of all fields of this name, topmost first; case does not matter."""
    wanted = name.lower()
    return tuple(value for key, value in untrusted_headers if key.lower() == wanted)
