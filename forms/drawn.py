"""A PDF as a person sees it: everything drawn, then the text and the ink inside a box.

PDFium draws the notes and fields into the page of a copy in memory; nothing is run. Boxes are in
points of the page's own space.
"""
# pyright: basic
# pypdfium2 is untyped; what leaves this module is typed.

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from forms import ink
from forms.catalogue import Box

MOST_PAGES = 200
MOST_LETTERS = 400_000
A4 = (0.0, 0.0, 595.28, 841.89)
VISIBLE = 60  # the least difference of grey between a letter and its ground, of 255
DARK_MARK = 140
_NAME_OF_NOTE = b"NM"
_SEEN, _DEEP = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT), 3
_COVERED = 0.8  # of a page that its pictures lie over, or more: it is one
_HIDDEN = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class Letter(NamedTuple):
    """One character and its rectangle; `place` is its number in the page's text."""

    text: str
    box: Box
    place: int


class Letters(NamedTuple):
    """The characters of a page in reading order; a character that PDFium put in has no size."""

    text: str
    boxes: NDArray[np.float64]


@dataclass(kw_only=True)
class Page:
    """One drawn page. `left` and `bottom` are where its own space begins."""

    number: int
    page: pypdfium2.PdfPage
    has_pictures: bool = False
    left: float = 0.0
    bottom: float = 0.0
    width: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        """Turn the page upright and measure it."""
        if self.page.get_rotation():
            self.page.set_rotation(0)
        sides = self.page.get_cropbox() or self.page.get_mediabox() or A4
        self.left, self.bottom, right, top = sides
        self.width, self.height = right - self.left, top - self.bottom

    @cached_property
    def content(self) -> pypdfium2.PdfTextPage:
        """The page's text."""
        return self.page.get_textpage()

    @cached_property
    def is_picture(self) -> bool:
        """Whether it is a picture of paper; text that a scanner's program hid in it is a guess."""
        if not self.has_pictures:
            return False
        covered, is_written = 0.0, False
        for thing in self.page.get_objects(filter=_SEEN, max_depth=_DEEP):
            if pdfium.FPDFPageObj_GetType(thing.raw) == pdfium.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = thing.get_bounds()
                covered += max(0.0, right - left) * max(0.0, top - bottom)
                is_written = False  # what was written before lies under it
            elif pdfium.FPDFTextObj_GetTextRenderMode(thing.raw) != _HIDDEN:
                is_written = True
        return covered >= _COVERED * self.width * self.height and not is_written

    @cached_property
    def text(self) -> str:
        """All of it, in reading order; of a picture nothing."""
        count = 0 if self.is_picture else min(self.content.count_chars(), MOST_LETTERS)
        return self.content.get_text_range(0, count) if count else ""

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """The page in grey, one pixel a point, top row first."""
        drawn = self.page.render(
            scale=1, grayscale=True, may_draw_forms=False, draw_annots=False
        ).to_numpy()
        return drawn.reshape(drawn.shape[0], drawn.shape[1])

    @cached_property
    def letters(self) -> Letters:
        """Every character with its rectangle."""
        count = 0 if self.is_picture else min(self.content.count_chars(), MOST_LETTERS)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        places = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
        raw, box_of, boxes = self.content.raw, pdfium.FPDFText_GetCharBox, []
        text = self.text
        if len(text) != count:
            code_of = pdfium.FPDFText_GetUnicode
            text = "".join(_letter(code_of(raw, number)) for number in range(count))
        for number, letter in enumerate(text):
            if letter > " " and letter != "\xa0" and box_of(raw, number, *places):
                boxes.append((left.value, bottom.value, right.value, top.value))
            else:
                boxes.append(_NOWHERE)
        return Letters(text, np.array(boxes, dtype=np.float64).reshape(-1, 4))

    def is_invented(self, place: int) -> bool:
        """Whether PDFium put this character in: nobody wrote it."""
        return pdfium.FPDFText_IsGenerated(self.content.raw, place) == 1

    def paths(self) -> Iterator[Box]:
        """What is drawn on it as lines and areas, each in its box."""
        for drawn in self.page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=_DEEP):
            sides, around = drawn.get_bounds(), drawn.container
            while around is not None:  # its sides are told in the space of what holds it
                sides = around.get_matrix().on_rect(*sides)
                around = around.container
            yield Box(*sides)

    def origin(self, place: int) -> tuple[float, float]:
        """Where the character begins, on the line that it is written on."""
        across, up = ctypes.c_double(), ctypes.c_double()
        places = (ctypes.byref(across), ctypes.byref(up))
        pdfium.FPDFText_GetCharOrigin(self.content.raw, place, *places)
        return across.value, up.value

    def text_in(self, box: Box, *, margin: float = 1.0) -> str:
        """The text that touches the box, its margin left out; one line below the other."""
        found = self.content.get_text_bounded(
            box.left + margin, box.bottom + margin, box.right - margin, box.top - margin
        )
        return found.replace("\r\n", "\n").strip()

    def letters_in(self, box: Box) -> list[Letter]:
        """The characters whose middle lies in the box, in reading order; no invented blanks."""
        text, boxes = self.letters
        across, down = self._middles
        inside = (across > box.left) & (across < box.right)
        inside &= (down > box.bottom) & (down < box.top)
        places = np.flatnonzero(inside)
        return [
            Letter(text[place], Box(*sides), place)
            for place, sides in zip(places.tolist(), boxes[places].tolist(), strict=True)
        ]

    @cached_property
    def _middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the middle of each character is, across and up; nowhere for what has no height."""
        boxes = self.letters.boxes
        across = (boxes[:, 0] + boxes[:, 2]) / 2
        down = np.where(boxes[:, 3] > boxes[:, 1], (boxes[:, 1] + boxes[:, 3]) / 2, np.nan)
        return across, down

    def ink(self, box: Box) -> float:
        """The share of dark pixels in the box."""
        return ink.share(self.pixels, self._moved(box), height=self.height)

    def shows(self, box: Box) -> bool:
        """Whether anything can be seen in the box against its ground."""
        inside = self._inside(box)
        return bool(inside.size) and int(inside.max()) - int(inside.min()) >= VISIBLE

    def is_marked(self, box: Box) -> bool:
        """Whether something stands in the middle of a tick box; its frame does not count."""
        across, down = (box.right - box.left) / 4, (box.top - box.bottom) / 4
        middle = Box(box.left + across, box.bottom + down, box.right - across, box.top - down)
        inside = self._inside(middle)
        if not inside.size:
            return False
        darkest = int(inside.min())
        return darkest < DARK_MARK or int(inside.max()) - darkest >= VISIBLE

    def _moved(self, box: Box) -> Box:
        return Box(
            box.left - self.left, box.bottom - self.bottom,
            box.right - self.left, box.top - self.bottom,
        )  # fmt: skip

    def _inside(self, box: Box) -> NDArray[np.uint8]:
        left, bottom, right, top = self._moved(box)
        rows = slice(max(0, round(self.height - top)), max(0, round(self.height - bottom)))
        return self.pixels[rows, slice(max(0, round(left)), max(0, round(right)))]


@dataclass(kw_only=True)
class Paper:
    """The drawn pages of one file, each made when it is first asked for."""

    untrusted_pdf: bytes
    document: pypdfium2.PdfDocument
    left_out: Callable[[str], bool]
    with_pictures: frozenset[int] = frozenset()
    pages: dict[int, Page] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many pages the file has."""
        return len(self.document)

    def page(self, number: int) -> Page:
        """The page of this number, from 1, with every note and field drawn."""
        if number not in self.pages:
            page = _flattened(self.document, number, self.left_out)
            has_pictures = number in self.with_pictures
            self.pages[number] = Page(number=number, page=page, has_pictures=has_pictures)
        return self.pages[number]

    def text(self) -> str:
        """What stands on its pages, as far as they are looked at."""
        numbers = range(1, min(len(self), MOST_PAGES) + 1)
        return "\n".join(self.page(number).text for number in numbers)

    def pictures(self) -> tuple[int, ...]:
        """The pages that are pictures of paper."""
        return tuple(
            n for n in sorted(self.with_pictures) if n <= len(self) and self.page(n).is_picture
        )

    def behind(self) -> str:
        """What a scanner's program wrote behind the pictures: a guess, for words of danger only."""
        contents = (self.page(number).content for number in self.pictures())
        return "\n".join(
            content.get_text_range(0, min(content.count_chars(), MOST_LETTERS))
            for content in contents
            if content.count_chars()
        )

    def saved(self) -> bytes:
        """The file without a lock; the notes of every page that was asked for are part of it."""
        out = io.BytesIO()
        self.document.save(out, flags=pdfium.FPDF_REMOVE_SECURITY)
        return out.getvalue()

    def alone(self, number: int, note: int | None) -> Page:
        """The page with one of its notes only (its number in the list of notes), or with none."""
        document = pypdfium2.PdfDocument(self.untrusted_pdf)
        page = document[number - 1]
        for place in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
            if place != note:
                pdfium.FPDFPage_RemoveAnnot(page, place)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        return Page(number=number, page=document[number - 1])


def opened(
    untrusted_pdf: bytes,
    *,
    left_out: Callable[[str], bool] = lambda _name: False,
    with_pictures: frozenset[int] = frozenset(),
) -> Paper:
    """The file as drawn pages; notes whose name is `left_out` are not drawn.

    A page is looked at for being a picture only if it is one of those `with_pictures`.

    Raises pypdfium2.PdfiumError for what PDFium cannot open.
    """
    document = pypdfium2.PdfDocument(untrusted_pdf)
    return Paper(
        untrusted_pdf=untrusted_pdf, document=document, left_out=left_out,
        with_pictures=with_pictures,
    )  # fmt: skip


def _flattened(
    document: pypdfium2.PdfDocument, number: int, left_out: Callable[[str], bool]
) -> pypdfium2.PdfPage:
    """The page with all its notes drawn into it; loaded again only if there are any."""
    page = document[number - 1]
    count = pdfium.FPDFPage_GetAnnotCount(page)
    for place in reversed(range(count)):
        note = pdfium.FPDFPage_GetAnnot(page, place)
        named = pdfium.FPDFAnnot_HasKey(note, _NAME_OF_NOTE) and left_out(_name(note))
        pdfium.FPDFPage_CloseAnnot(note)
        if named:
            pdfium.FPDFPage_RemoveAnnot(page, place)
    if not count:
        return page
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[number - 1]


def _name(note: object) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(note, _NAME_OF_NOTE, None, 0)
    held = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(
        note, _NAME_OF_NOTE, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length
    )
    return held.raw.decode("utf-16-le", "replace").rstrip("\0")


def _letter(code: int) -> str:
    is_letter = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000  # noqa: PLR2004  Unicode's own
    return chr(code) if is_letter else "\ufffd"
