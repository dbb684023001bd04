"""A form without fixed pages as a picture: its questions and answers in a list, coloured alike."""
# pyright: basic
# parts of Pillow are untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from casework.look import LOOKS, Look

WIDTH, MARGIN, LINE, PAD = 1100, 24, 20, 7
LABEL, ANSWER = 78, 470  # where the columns begin
MOST_LINES, MOST_ROWS = 6, 400
COLOURS = 64
WHITE, INK, PALE, RULE = (255, 255, 255), (33, 37, 41), (96, 103, 112), (222, 226, 230)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question: its number and words, what was answered, its look and its findings' number."""

    number: str
    label: str
    said: str
    look: Look
    where: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class _Faces:
    small: ImageFont.FreeTypeFont
    text: ImageFont.FreeTypeFont
    bold: ImageFont.FreeTypeFont


def picture(title: str, note: str, entries: Sequence[Entry], *, fonts: Path) -> bytes:
    """The PNG of the list; `note` stands under the title."""
    faces = _Faces(
        small=ImageFont.truetype(fonts / "LiberationSans-Regular.ttf", 13),
        text=ImageFont.truetype(fonts / "DejaVuSans.ttf", 14),
        bold=ImageFont.truetype(fonts / "LiberationSans-Bold.ttf", 17),
    )
    placed = [
        (entry, _wrapped(entry.label, faces.text, ANSWER - LABEL - 20),
         _wrapped(entry.said or "\u2013", faces.text, WIDTH - ANSWER - 2 * MARGIN))
        for entry in entries[:MOST_ROWS]
    ]  # fmt: skip
    heights = [LINE * max(len(a), len(b)) + 2 * PAD + 14 * bool(e.where) for e, a, b in placed]
    whole = Image.new("RGB", (WIDTH, 104 + sum(heights) + MARGIN), WHITE)
    pen = ImageDraw.Draw(whole)
    _head(pen, title, note, faces)
    down = 104
    for (entry, label, said), height in zip(placed, heights, strict=True):
        _row(pen, entry, (label, said), (down, height), faces)
        down += height
    out = io.BytesIO()
    few = whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG")
    return out.getvalue()


def _head(pen: ImageDraw.ImageDraw, title: str, note: str, faces: _Faces) -> None:
    pen.text((MARGIN, 14), title, fill=INK, font=faces.bold)
    pen.text((MARGIN, 40), note, fill=PALE, font=faces.small)
    x = MARGIN
    for colour, words in LOOKS.values():
        pen.rounded_rectangle((x, 68, x + 14, 82), 3, fill=colour)
        pen.text((x + 20, 67), words, fill=INK, font=faces.small)
        x += 20 + round(faces.small.getlength(words)) + 24
    pen.text((x, 67), "numbers: the findings", fill=INK, font=faces.small)
    pen.line((MARGIN, 96, WIDTH - MARGIN, 96), fill=RULE, width=1)


def _row(
    pen: ImageDraw.ImageDraw,
    entry: Entry,
    lines: tuple[Sequence[str], Sequence[str]],
    place: tuple[int, int],
    faces: _Faces,
) -> None:
    (label, said), (down, height) = lines, place
    colour = LOOKS[entry.look][0]
    pen.rectangle((MARGIN, down + 3, MARGIN + 5, down + height - 3), fill=colour)
    pen.text((MARGIN + 14, down + PAD), entry.number, fill=PALE, font=faces.text)
    for number, line in enumerate(label):
        pen.text((LABEL, down + PAD + LINE * number), line, fill=INK, font=faces.text)
    is_plain = entry.look in {Look.ANSWERED, Look.UNSURE}
    for number, line in enumerate(said):
        at = (ANSWER, down + PAD + LINE * number)
        pen.text(at, line, fill=INK if is_plain else colour, font=faces.text)
    if entry.where:
        foot = down + PAD + LINE * max(len(label), len(said)) - 2
        pen.text((ANSWER, foot), entry.where, fill=PALE, font=faces.small)
    if entry.finding:
        wide = round(faces.small.getlength(entry.finding)) + 12
        left = WIDTH - MARGIN - wide
        pen.rounded_rectangle((left, down + PAD, left + wide, down + PAD + 19), 8, fill=colour)
        pen.text((left + 6, down + PAD + 2), entry.finding, fill=WHITE, font=faces.small)
    pen.line((MARGIN, down + height, WIDTH - MARGIN, down + height), fill=RULE, width=1)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines of this width; a long one ends in an ellipsis."""
    lines = [line for part in text.splitlines() for line in _lines(part, font, width)]
    if len(lines) > MOST_LINES:
        return [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-2] + "\u2026"]
    return lines or [""]


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        while font.getlength(word) > width:
            fitting = max(1, int(len(word) * width / font.getlength(word)) - 1)
            yield from filter(None, (line,))
            yield word[:fitting]
            line, word = "", word[fitting:]  # noqa: PLW2901  the rest of a word without blanks
        wider = f"{line} {word}".strip()
        if font.getlength(wider) > width and line:
            yield line
            line = word
        else:
            line = wider
    yield line
