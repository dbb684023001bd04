"""Names as people write them: kept letter by letter; what else stands beside one is noted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from casework.answer import Answer, State
from casework.notes import Note
from forms import words

_OTHER = re.compile(
    r"(?<![\w'\u2019\-])(?:n[e\u00e9]e|a\.?k\.?a\.?|a/k/a|(?:also |now |usually )?known as"
    r"|goes by|formerly|previously|born as|alias|maiden name)(?![\w'\u2019\-])(?=\W*\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\u0022\u201c\u201d\u00ab\u00bb][^\u0022\u201c\u201d\u00ab\u00bb]+"
    r"[\u0022\u201c\u201d\u00ab\u00bb]|(?<!\w)['\u2018][^'\u2018\u2019]+['\u2019](?!\w)|\([^()]+\)"
)
_ALIASES = re.compile(rf"[;,\n/]|{_OTHER.pattern}", re.IGNORECASE)
_AND = re.compile(r"(?<!\w)(?:and|or)(?!\w)|&", re.IGNORECASE)
_AROUND = " :.\"'\u2018\u2019\u201c\u201d"


def read_name(text: str) -> Answer:
    """The name as written, in composed letters; another name within it is noted, not lifted."""
    if not any(letter.isalpha() for letter in text) or words.speaks_of_unknown(text):
        return Answer(state=State.UNREADABLE, notes=(Note.NOT_A_NAME,))
    notes = [Note.NAME_HAS_DIGITS] if any(letter.isdigit() for letter in text) else []
    if _OTHER.search(text) or _QUOTED.search(text):
        notes.append(Note.OTHER_NAME)
    value = unicodedata.normalize("NFC", text)
    return Answer(state=State.ANSWERED, value=value, notes=tuple(notes))


def aliases(text: str) -> tuple[tuple[str, ...], bool]:
    """The names of a cell of aliases, and whether one of them may still be several.

    Parted at `;`, `,`, `/`, line ends and "aka"; an "and" may be part of a name.
    """
    names = tuple(_names(text))
    if any(len(name) == 1 for name in names) and len(names) > 1:  # initials: A/J
        return (text.strip(),), True
    return names, any(_AND.search(name) for name in names)


def _names(text: str) -> Iterator[str]:
    for piece in _ALIASES.split(unicodedata.normalize("NFC", text)):
        around = _AROUND if piece.count("(") == piece.count(")") else f"{_AROUND}()"
        if name := piece.strip(around):
            yield name
