"""Long texts of a table cut into rows that fit a page, so that no line can fall off it.

The renderer never divides a row it moved to the next page, and what does not fit there is gone
(measured). So no row may be taller than a page: a long text goes on in the next row.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST_LINES = 18
_END = "\n"


def rows_of(
    texts: Mapping[str, str], letters: Mapping[str, int], *, lines: int = MOST_LINES
) -> list[dict[str, str]]:
    """One row of a table as the rows it takes, the first with every beginning.

    `letters` says how many letters fit a line of each cell, `lines` how many lines a row may take;
    both stay on the safe side of the widest letters. A text not named in `letters` stands in the
    first row as it is. Joined again, apart from white space at the cuts, every text is whole.
    """
    parts = {
        key: cut(text, letters[key], lines=lines) if key in letters else [text]
        for key, text in texts.items()
    }
    if all(len(part) == 1 for part in parts.values()):
        return [dict(texts)]
    most = max((len(part) for part in parts.values()), default=0)
    return [
        {key: part[number] if number < len(part) else "" for key, part in parts.items()}
        for number in range(most)
    ]


def cut(text: str, letters: int, *, lines: int = MOST_LINES) -> list[str]:
    """The text in parts of at most so many lines of so many letters; one part when it is short."""
    if len(text) <= letters and text.isprintable():  # one line: most texts, and much quicker
        return [text]
    parts: list[str] = []
    rest = text
    while (end := _fitting(rest, letters, lines)) < len(rest):
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _fitting(text: str, letters: int, lines: int) -> int:
    """How many letters from the start fit, ending at white space where there is some."""
    used, place = 0, 0
    for line in text.splitlines(keepends=True):
        needed = max(1, -(-len(line.rstrip(_END)) // letters))
        if used + needed > lines:
            room = (lines - used) * letters
            if used and not room:
                return place
            return place + _last_gap(line[:room]) if room else place
        used += needed
        place += len(line)
    return len(text)


def _last_gap(text: str) -> int:
    """Where to cut: behind the last white space of the second half, else at the very end."""
    for place in range(len(text), len(text) // 2, -1):
        if text[place - 1].isspace():
            return place
    return len(text)
