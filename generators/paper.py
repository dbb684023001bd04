"""One paper, the way of all papers: fill in the template, draw it, read it back, prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from generators import readback, render, template
from generators.glyphs import written_out
from generators.readback import Expected, Proved
from generators.render import Renderer
from generators.template import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A proved paper. `pages_of` gives each case's first and last page, from 1.

    `written_out` counts the characters that no shipped font can draw: they stand there as codes,
    and a person should look.
    """

    pdf: bytes
    docx: bytes
    proved: Proved
    written_out: int

    @property
    def pages_of(self) -> Mapping[str, tuple[int, int]]:
        """The pages of each case, by its reference."""
        return self.proved.pages_of


class Typesetter:
    """Makes values plain and drawable, and counts what had to be written out."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts
        self.count = 0

    def plain(self, value: object) -> Plain:
        """The value as a template may see it."""
        return template.plain(value, self._shown)

    def _shown(self, text: str) -> str:
        shown, count = written_out(text, self._fonts)
        self.count += count
        return shown


def make(
    file: Path,
    context: Mapping[str, Plain],
    expected: Expected,
    *,
    fonts: Path,
    renderer: Renderer,
    foreign: Sequence[str],
    count: int,
) -> Made:
    """The paper of this template. Raises the faults of template, render, glyphs and readback."""
    expected = replace(expected, foreign=tuple(foreign))
    docx = template.render(file, context)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="word") as beside:
        word = beside.submit(readback.word_file, docx, expected)
        pdf = render.to_pdf(docx, fonts=fonts, renderer=renderer)
    proved = readback.prove(pdf, word.result(), expected)
    return Made(pdf=pdf, docx=docx, proved=proved, written_out=count)


def texts_in(value: Plain) -> Iterator[str]:
    """Every text of a plain value, in order, empty ones left out."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
