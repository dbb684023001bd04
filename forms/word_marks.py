"""Which of several printed options is meant: by a box, a typed mark, a deletion, or by its looks.

Nothing is guessed: what can be meant in two ways is in doubt, and is given with its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from casework.question import Option
from forms import words
from forms.controls import EMPTY_GLYPHS, TICKED_GLYPHS
from forms.word_page import PLAIN, Line, Looks

BY_LOOKS = "read_from_looks"
FEWEST = 2
EMPTY, TICKED = "\u2610", "\u2612"
_GLYPH = re.compile(f"[{''.join(sorted(EMPTY_GLYPHS | TICKED_GLYPHS))}]")
_BRACKETS = (
    (re.compile(r"\[ ?[xX\u2713\u2714] ?\]|\([xX\u2713\u2714]\)"), TICKED),
    (re.compile(r"\[[ _\u00a0\u2002\u2003]{0,4}\]|\([ _\u00a0]{1,3}\)"), EMPTY),
)
_IN_BOX = re.compile(f"[{''.join(sorted(EMPTY_GLYPHS))}]( ?[xX\u2713\u2714](?!\\w))")
_MARK = re.compile(r"(?<!\w)[xX](?!\w)|[\u2713\u2714\u2715\u2716\u2717\u2718]")
_SEGMENT = re.compile(r"[/|,;\n\t\u2003]|\bor\b|\s{3,}", re.IGNORECASE)
_FILLER = re.compile(
    r"\(?\*?\b(?:please )?(?:delete|circle|tick|mark|highlight|underline|select|choose|indicate)\b"
    r"(?: (?:as|where|which|one|the|appropriate|applicable|applies|apply|all|that|an?|only|box|with"
    r"|x|answer|option|not|or|of|these|below|boxes|correct))*\*?\)?",
    re.IGNORECASE,
)
_LOST = re.compile("[\ue000-\uf8ff\ufffd]")
_ALSO = {
    "yes": ("yes", "y"),
    "no": ("no", "n"),
    "unknown": ("unknown", "don't know", "not known", "n/k"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What an answer with options says: their boxes, or words, or that it is in doubt, or nothing.

    `boxes` are the options seen, each with whether it is chosen.
    """

    boxes: Mapping[str, bool] = field(default_factory=dict[str, bool])
    text: str = ""
    is_doubtful: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of an answer, with the looks of each letter."""

    text: str
    looks: tuple[Looks, ...]

    def part(self, start: int, end: int) -> list[Looks]:
        """The looks of a part's letters, blanks left out."""
        return [
            looks
            for letter, looks in zip(self.text[start:end], self.looks[start:end], strict=True)
            if not letter.isspace()
        ]

    @property
    def has_struck(self) -> bool:
        """Whether a letter of it is struck through."""
        return any(looks.struck for looks in self.part(0, len(self.text)))


def said_by(lines: Sequence[Line]) -> Said:
    """The words of these lines."""
    text: list[str] = []
    looks: list[Looks] = []
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
            looks.append(PLAIN)
        for piece in line.pieces:
            text.append(piece.text)
            looks += [piece.looks] * len(piece.text)
    return Said(text="".join(text), looks=tuple(looks))


def read(options: Sequence[Option], lines: Sequence[Line]) -> Marked:
    """Which of the options the lines say is chosen."""
    said = said_by(lines)
    plain = _with_boxes(said.text)
    raw = said.text.strip()
    if not raw:
        return Marked()
    doubt = Marked(text=raw, is_doubtful=True)
    if _LOST.search(plain):
        return doubt
    bare = _blanked(_FILLER, plain)
    if _GLYPH.search(_blanked(_MARK, plain)):
        return _by_boxes(options, bare) or doubt
    return _by_words(options, said, bare) or doubt


def _by_words(options: Sequence[Option], said: Said, bare: str) -> Marked | None:
    """Options without boxes: one that is written, or printed ones of which one is meant."""
    found = _occurrences(options, bare)
    if len(found) < FEWEST:
        return None if said.has_struck else Marked(text=said.text.strip())
    rest = _blanked(_MARK, _rest(bare, found))
    if any(letter.isalnum() for letter in rest) or len({one.key for one in found}) < len(found):
        return None
    if _MARK.search(bare) is None:
        return _by_deletion(said, found)
    return None if said.has_struck else _by_marks(found, bare)


# --- boxes ---


def _with_boxes(text: str) -> str:
    """The text with brackets as boxes, each as long as before."""
    for pattern, glyph in _BRACKETS:
        text = pattern.sub(lambda one, glyph=glyph: glyph + " " * (len(one[0]) - 1), text)
    return _IN_BOX.sub(lambda one: TICKED + " " * len(one[1]), text)


def _by_boxes(options: Sequence[Option], text: str) -> Marked | None:
    """Each option by the box before it, or behind it; None when that cannot be told."""
    pieces = _GLYPH.split(text)
    glyphs = _GLYPH.findall(text)
    is_before, is_behind = not pieces[0].strip(), not pieces[-1].strip()
    if is_before is is_behind:
        is_bare = is_before and len(glyphs) == 1 and glyphs[0] in EMPTY_GLYPHS
        return Marked() if is_bare else None
    labels = _labels(options)
    found: dict[str, bool] = {}
    for glyph, said in zip(glyphs, pieces[1:] if is_before else pieces[:-1], strict=True):
        is_on = glyph in TICKED_GLYPHS
        marks = _MARK.findall(said)
        key = labels.get(words.comparable(_MARK.sub(" ", said) if marks else said))
        if len(marks) > 1 or (key is None and (is_on or marks)) or key in found:
            return None
        if key is not None:
            found[key] = is_on or bool(marks)
    return Marked(boxes=found) if found else None


@lru_cache(maxsize=512)
def _labels_of(options: tuple[Option, ...]) -> Mapping[str, str]:
    labels = {words.comparable(option.label): option.key for option in options}
    for option in options:
        for also in _ALSO.get(option.key, ()):
            labels.setdefault(words.comparable(also), option.key)
    return labels


def _labels(options: Sequence[Option]) -> Mapping[str, str]:
    return _labels_of(tuple(options))


# --- options in words ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """An option's words in the text."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=512)
def _pattern(options: tuple[Option, ...]) -> re.Pattern[str]:
    labels = sorted(_labels_of(options), key=len, reverse=True)
    said = ("\\s+".join(map(re.escape, label.split())) for label in labels if label)
    return re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)", re.IGNORECASE)


def _occurrences(options: Sequence[Option], text: str) -> list[_Seen]:
    """Each option that the text names; an option that it names twice counts twice."""
    if not options:
        return []
    labels = _labels(options)
    text = text.replace("\u2019", "'")
    return [
        _Seen(key=labels[words.comparable(one[0])], start=one.start(), end=one.end())
        for one in _pattern(tuple(options)).finditer(text)
        if words.comparable(one[0]) in labels
    ]


def _rest(text: str, found: Sequence[_Seen]) -> str:
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return re.sub(r"\bor\b", "  ", text, flags=re.IGNORECASE)


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda one: " " * len(one[0]), text)


def _by_marks(found: Sequence[_Seen], text: str) -> Marked | None:
    """Each option by the mark typed beside it: between the strokes, or on its side of them all."""
    chosen = {one.key: False for one in found}
    parts = list(_parts(text))
    if all(sum(start <= one.start < end for one in found) <= 1 for start, end in parts):
        for start, end in parts:
            own = [one for one in found if start <= one.start < end]
            if _MARK.search(text, start, end):
                if not own:
                    return None
                chosen[own[0].key] = True
        return Marked(boxes=chosen)
    tokens = sorted(
        [(one.start, one.key) for one in found] + [(m.start(), "") for m in _MARK.finditer(text)]
    )
    if bool(tokens[0][1]) is bool(tokens[-1][1]):
        return None
    ordered = tokens if tokens[0][1] else tokens[::-1]
    last = ""
    for _, key in ordered:
        if not key and (not last or chosen[last]):
            return None
        if not key:
            chosen[last] = True
        last = key or last
    return Marked(boxes=chosen)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for one in _SEGMENT.finditer(text):
        yield start, one.start()
        start = one.end()
    yield start, len(text)


def _by_deletion(said: Said, found: Sequence[_Seen]) -> Marked | None:
    """The option that is left when the others are struck through; else the one that stands out."""
    looks = {one.key: said.part(one.start, one.end) for one in found}
    struck = {key for key, own in looks.items() if any(one.struck for one in own)}
    if not struck:
        return _by_looks(looks)
    left = [key for key in looks if key not in struck]
    is_whole = all(one.struck for key in struck for one in looks[key])
    if not is_whole or len(left) != 1:
        return None
    return Marked(boxes={key: key in left for key in looks})


def _by_looks(looks: Mapping[str, Sequence[Looks]]) -> Marked | None:
    """The one option that looks otherwise than all others; nothing when they look alike."""
    standing: set[frozenset[str]] = set()
    for number in range(1, len(PLAIN)):
        whole = {key for key, own in looks.items() if own and all(one[number] for one in own)}
        part = {key for key, own in looks.items() if any(one[number] for one in own)}
        if part != whole:
            return None
        if 0 < len(whole) < len(looks):
            standing.add(frozenset(whole))
    if not standing:
        return Marked(boxes=dict.fromkeys(looks, False))
    chosen = next(iter(standing))
    if len(standing) > 1 or len(chosen) > 1:
        return None
    return Marked(boxes={key: key in chosen for key in looks}, notes=(BY_LOOKS,))


# --- boxes beside words ---


def first_box(line: Line) -> int | None:
    """At which letter of a line its first box stands."""
    found = _GLYPH.search(_with_boxes(said_by([line]).text))
    return None if found is None else found.start()


def has_box(line: Line) -> bool:
    """Whether a box stands in it."""
    return first_box(line) is not None


def lone(lines: Sequence[Line]) -> bool | None:
    """Whether a box of its own is ticked; None when there are several, or other words."""
    text = _with_boxes(said_by(lines).text)
    glyphs = _GLYPH.findall(text)
    if _LOST.search(text) or len(glyphs) > 1:
        return None
    if glyphs:
        return glyphs[0] in TICKED_GLYPHS
    if not text.strip():
        return False
    return True if words.is_tick(text) else None


def apart(
    options: Sequence[Option], lines: Sequence[Line]
) -> tuple[str, Mapping[str, bool] | None]:
    """The words of an answer, and the boxes of these options that stand with it.

    No boxes, but None, when there are some whose words are not to be told for certain.
    """
    kept: list[str] = []
    boxes: dict[str, bool] = {}
    for line in lines:
        text = _with_boxes(said_by([line]).text)
        first = _GLYPH.search(text) if options else None
        if first is None:
            kept.append(line.text)
            continue
        found, head = _by_boxes(options, text), ""
        if found is None:
            head = text[: first.start()].strip()
            found = _by_boxes(options, text[first.start() :])
        is_label = words.comparable(head) in _labels(options)
        if found is None or is_label or boxes.keys() & found.boxes.keys():
            return "\n".join(line.text for line in lines).strip(), None
        boxes.update(found.boxes)
        kept.append(head)
    return "\n".join(kept).strip(), boxes
