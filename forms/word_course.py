"""The course of a Word blank: its printed words and its controls as they follow one another.

It is read from the issued Word form itself, which is our own file: what a printed copy of it must
say, in which order, and between which edges of the page.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.catalogue import Blank, Catalogue
from forms.word_blank import BODY
from forms.word_parts import W14, W

TWENTIETHS = 20.0
_W = f"{{{W}}}"
_BLANKS = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff\u00ad]+")


class Kind(StrEnum):
    """WORDS: printed; HEAD: a table's head, which stands again on a new page, or does not."""

    WORDS = "words"
    HEAD = "head"
    TICK = "tick"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One piece of the course, between the edges of its cell (points from the page's left).

    `words` are without blanks. Of a control they are its prompt, `options` its words by key. A
    HEAD's `cells` are the words of its cells. What `stays` on one page is in a row of a list.
    """

    kind: Kind
    left: float
    right: float
    words: str = ""
    tag: str = ""
    options: tuple[tuple[str, str], ...] = ()
    cells: tuple[Step, ...] = ()
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The steps of one blank, and the page that they stand on (points)."""

    width: float
    height: float
    top: float
    bottom: float
    steps: tuple[Step, ...]


_courses: dict[str, Course] = {}


def prepare(folder: Path, catalogue: Catalogue) -> None:
    """Read the course of every issued blank whose Word form lies in the folder."""
    _courses.clear()
    for blank in catalogue.blanks:
        path = folder / f"{blank.stem}.docx"
        if path.is_file():
            with zipfile.ZipFile(path) as archive:
                _courses[blank.serial] = course_of(archive.read(BODY))


def of(blank: Blank) -> Course | None:
    """The blank's course, if it was prepared."""
    return _courses.get(blank.serial)


def without_blanks(text: str) -> str:
    """The text as courses are compared: no blanks, one way of writing each letter."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def course_of(document: bytes) -> Course:
    """The course of a Word blank's main part."""
    body = etree.fromstring(document)[0]
    page = body.find(f"{_W}sectPr")
    size, edges = page.find(f"{_W}pgSz"), page.find(f"{_W}pgMar")
    width, height = _number(size, "w"), _number(size, "h")
    walk = _Walk(left=_number(edges, "left"), right=width - _number(edges, "right"))
    walk.below(body)
    walk.end_words()
    return Course(
        width=width, height=height, top=height - _number(edges, "top"),
        bottom=_number(edges, "bottom"), steps=tuple(walk.steps),
    )  # fmt: skip


def _number(node: etree._Element, name: str) -> float:
    return float(node.get(f"{_W}{name}")) / TWENTIETHS


@dataclass(kw_only=True)
class _Walk:
    """The walk through a body; `left` and `right` are the edges of where it is."""

    left: float
    right: float
    steps: list[Step] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    in_list: bool = False

    def below(self, node: etree._Element) -> None:
        for one in node:
            if one.tag == f"{_W}sdt":
                self.end_words()
                self.steps.append(self._control(one))
            elif one.tag == f"{_W}t":
                self.said.append(one.text or "")
            elif one.tag == f"{_W}tbl":
                self._table(one)
            elif one.tag not in {f"{_W}pPr", f"{_W}rPr", f"{_W}tcPr"}:
                self.below(one)

    def end_words(self) -> None:
        words = without_blanks("".join(self.said))
        self.said.clear()
        if words:
            self.steps.append(Step(kind=Kind.WORDS, left=self.left, right=self.right, words=words))

    def _table(self, table: etree._Element) -> None:
        self.end_words()
        edges = [self.left]
        for column in table.find(f"{_W}tblGrid"):
            edges.append(edges[-1] + _number(column, "w"))
        around = self.left, self.right
        head: Step | None = None
        for row in table.iterchildren(f"{_W}tr"):
            if head is not None:
                self.steps.append(head)
            begun = len(self.steps)
            for left, right, cell in _cells(row, edges):
                self.left, self.right, self.in_list = left, right, head is not None
                self.below(cell)
                self.end_words()
            if row.find(f"{_W}trPr/{_W}tblHeader") is not None:
                cells = tuple(self.steps[begun:])
                head = Step(kind=Kind.HEAD, left=edges[0], right=edges[-1], cells=cells)
        self.left, self.right = around
        self.in_list = False

    def _control(self, node: etree._Element) -> Step:
        looks = node.find(f"{_W}sdtPr")
        kind, options = Kind.TEXT, ()
        if looks.find(f"{{{W14}}}checkbox") is not None:
            kind = Kind.TICK
        elif (choices := looks.find(f"{_W}dropDownList")) is not None:
            kind = Kind.CHOICE
            options = tuple(
                (item.get(f"{_W}value"), without_blanks(item.get(f"{_W}displayText")))
                for item in choices
            )
        return Step(
            kind=kind, left=self.left, right=self.right, options=options, stays=self.in_list,
            tag=looks.find(f"{_W}tag").get(f"{_W}val"),
            words=without_blanks("".join(node.find(f"{_W}sdtContent").itertext())),
        )  # fmt: skip


def _cells(
    row: etree._Element, edges: list[float]
) -> Iterator[tuple[float, float, etree._Element]]:
    """The cells of a row with their edges."""
    place = 0
    for cell in row.iterchildren(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        after = place + (1 if span is None else int(span.get(f"{_W}val")))
        yield edges[place], edges[after], cell
        place = after
