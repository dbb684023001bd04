"""Words of a mail made into text: character sets, encoded words, file names (B5).

A character set nobody knows is read as Latin-1: no byte is lost, and nothing raises.
"""

from __future__ import annotations

import codecs
import encodings.aliases
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

from casework.text import one_line

MOST_NAME = 150
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
_PATH = re.compile(r"[/\\]")
_ENCODED_WORD = "=?"


def warm() -> None:
    """Load every character set: in the cage no module can be loaded any more."""
    for name in sorted({*encodings.aliases.aliases.values(), "utf_8_sig", "koi8_t", "cp1252"}):
        try:
            codecs.lookup(name)
        except LookupError:  # one of another system
            continue


def text(untrusted_data: bytes, charset: str) -> str:
    """The text of a part, line ends as LF: its own character set, else UTF-8, else Latin-1."""
    return _decoded(untrusted_data, charset).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(untrusted_data: bytes, charset: str) -> str:
    try:
        if not charset:
            return untrusted_data.decode("utf-8")
        codec = codecs.lookup(charset)
        if codec.name not in _NOT_FOR_MAIL:
            return untrusted_data.decode(codec.name, "replace")
    except (LookupError, ValueError):  # unknown, not for text, or not what the bytes are
        pass
    return untrusted_data.decode("latin-1")


def kept_text(untrusted_text: str) -> str:
    """The text as it is compared: blanks at line ends and empty lines at both ends do not count."""
    lines = untrusted_text.split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines).strip("\n"))


def kept_bytes(untrusted_data: bytes) -> bytes:
    """A file as it is compared: text loses and gains line ends on its way."""
    return untrusted_data.replace(b"\r\n", b"\n").rstrip(b"\r\n")


def raw_value(untrusted_value: str) -> str:
    """A field's value on one line, undecoded; 8-bit bytes are read as UTF-8."""
    try:
        as_bytes = untrusted_value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        as_bytes = untrusted_value.encode("utf-8", "replace")
    return " ".join(as_bytes.decode("utf-8", "replace").split())


def words(untrusted_value: str, *, most: int = 400) -> str:
    """A field's value as people read it: encoded words decoded, one line, no controls."""
    value = raw_value(untrusted_value)
    if _ENCODED_WORD not in value:
        return one_line(value, most=most)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, IndexError):
        return one_line(value, most=most)
    read = [
        piece if isinstance(piece, str) else text(piece, charset or "latin-1")
        for piece, charset in pieces
    ]
    return one_line("".join(read), most=most)


def file_name(untrusted_name: str) -> str:
    """A file's name without its path, to be shown only: nothing is stored under it (S16)."""
    whole = words(untrusted_name, most=4 * MOST_NAME)
    name = _PATH.split(whole)[-1].strip(" .")
    if len(name) <= MOST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:  # noqa: PLR2004  the longest ending of a kind of document
        return f"{stem[: MOST_NAME - 1 - len(ending)]}.{ending}"
    return name[:MOST_NAME]
