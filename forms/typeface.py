"""The package's open fonts: registered once, measured, and chosen character by character.

Liberation Sans has the widths of Helvetica, so what fits here fits in a viewer's own font.
"""
# pyright: basic
# reportlab carries no types; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from forms.shapes import Face


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters of one line that one font can draw; `font` is the name reportlab knows it by."""

    font: str
    text: str


@dataclass(frozen=True, slots=True)
class Typeface:
    """The fonts of one folder, for measuring and for drawing."""

    folder: Path

    def width(self, text: str, face: Face, size: float) -> float:
        """How wide the text is, in points."""
        return sum(
            pdfmetrics.stringWidth(run.text, run.font, size) for run in self.runs(text, face)
        )

    def runs(self, text: str, face: Face) -> Iterator[Run]:
        """The text cut where the font has to change because it lacks a character."""
        usual, other = _registered(self.folder, face), _registered(self.folder, Face.OTHER)
        known = _letters(usual)
        for is_known, letters in groupby(text, key=lambda letter: ord(letter) in known):
            yield Run(font=usual if is_known else other, text="".join(letters))

    def wrapped(self, text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
        """The text in lines no wider than `width`; a word that is too long is cut."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                wider = f"{line} {word}" if line else word
                if self.width(wider, face, size) <= width:
                    line = wider
                    continue
                if line:
                    lines.append(line)
                *whole, line = self._cut(word, face, size, width)
                lines.extend(whole)
            lines.append(line)
        return tuple(lines)

    def _cut(self, word: str, face: Face, size: float, width: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter, face, size) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces


@cache
def _letters(font: str) -> frozenset[int]:
    """The characters a registered font can draw."""
    found = pdfmetrics.getFont(font)
    return frozenset(found.face.charToGlyph) if isinstance(found, TTFont) else frozenset()


@cache
def _registered(folder: Path, face: Face) -> str:
    """The name under which reportlab knows the font of this folder; read on first use."""
    name = f"{face}@{folder}"
    pdfmetrics.registerFont(TTFont(name, str(folder / f"{face}.ttf")))
    return name
