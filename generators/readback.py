# pyright: basic
"""Reads a made paper back from its own bytes and proves it, before anybody may keep or send it.

Proved are: every value that was given stands in the Word file letter by letter and in the PDF on
the pages where it belongs; marking in head and foot of every page; "Page n of m" right; no case
that was not asked for, nothing on the list of foreign words; no data beside the text.

Not guarded: letters that are written from right to left. Their PDF has shapes instead of letters,
so they are proved in the Word file and by the fonts having a shape for each (`generators.glyphs`).
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pikepdf
import pypdfium2
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.faults import Fault, Kind
from casework.identifiers import found_in
from casework.text import folded
from generators import hidden
from generators.glyphs import UNSEEN

EDGE_POINTS = 70.0  # head and foot of a page, each
_W = f"{{{hidden.W}}}"
_INFO_ALLOWED = frozenset({"/Producer"})
_ROOT_ALLOWED = frozenset(
    {"/Type", "/Pages", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/Lang", "/Dests",
     "/ViewerPreferences", "/Version"}
)  # fmt: skip
_PAGE_REFUSED = ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/AF")
_LINE_END_HYPHEN = re.compile("[-\u2010\u2011\x02\ufffe]\\s*\n?")
_LATIN_WORD = re.compile(r"[0-9]+|[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")
_WORD = re.compile(r"\w+")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_OTHER_SIGNS = re.compile(r"[\s\x02\ufffe\u2010\u2011-]+")


class NotProved(Fault):
    """A made paper did not hold what it must, or held what it must not; it was not kept."""

    kind = Kind.DOCUMENTS
    next_step = "put the shipped template back and make the paper again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The pages of one case: how its heading begins in the outline, and what stands there."""

    reference: str
    heading: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a paper must show.

    `references` are the cases that may be named; `parts` the case sheets in order, `after_parts`
    the heading of what follows them; `foreign` are words that must stand nowhere.
    """

    marking: str
    values: tuple[str, ...]
    references: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    after_parts: str = ""
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A paper that was read back. Digests are SHA-256 in hex: of the bytes, of the pages' text.

    `pages_of` gives the first and last page, from 1, of each case.
    """

    pages: int
    digest: str
    text_digest: str
    pages_of: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """A Word file that was read back, and what was wrong with it."""

    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    whole: str
    head: str
    foot: str
    body_squeezed: str
    whole_squeezed: str


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF of ours."""
    document = pypdfium2.PdfDocument(pdf)
    texts = tuple(page.get_textpage().get_text_range() for page in document)
    document.close()
    return texts


def word_file(docx: bytes, expected: Expected) -> WordFile:
    """Read the Word file back, which may be done while it is drawn."""
    return WordFile(faults=tuple(_word_file(docx, expected)))


def prove(pdf: bytes, word: WordFile, expected: Expected) -> Proved:
    """Read the PDF back, after its Word file.

    Raises NotProved with the check and the page, never a value, for what was wrong in either.
    """
    pages, outline = _read(pdf)
    faults = [*_edges(pages, expected.marking), *_beside_the_text(pdf), *word.faults]
    pages_of = _pages_of(expected, outline, len(pages))
    if pages_of is None:
        raise NotProved("", *faults, "check: case sheets; the outline does not show one for each")
    faults += [*_values(pages, expected, pages_of), *_foreign(pages, expected, pages_of)]
    if faults:
        raise NotProved("", *faults)
    text = "\f".join(page.whole for page in pages)
    return Proved(
        pages=len(pages),
        digest=hashlib.sha256(pdf).hexdigest(),
        text_digest=hashlib.sha256(text.encode()).hexdigest(),
        pages_of=MappingProxyType(pages_of),
    )


def squeezed(text: str) -> str:
    """A text for comparing across line ends: no white space, hyphens, joiners; letters folded."""
    if text.isascii():  # then there is nothing to normalise: most texts, and much quicker
        return "".join(text.split()).replace("-", "").replace("\x02", "").lower()
    return _OTHER_SIGNS.sub("", UNSEEN.sub("", unicodedata.normalize("NFKC", text))).casefold()


def _read(pdf: bytes) -> tuple[list[_Page], list[tuple[str, int]]]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise NotProved("", "check: the PDF opens") from error
    pages = [_page(page) for page in document]
    outline: list[tuple[str, int]] = []
    for mark in document.get_toc():
        goal = mark.get_dest()
        page_index = None if goal is None else goal.get_index()
        if page_index is not None:
            outline.append((squeezed(mark.get_title() or ""), int(page_index)))
    document.close()
    return pages, outline


def _page(page: pypdfium2.PdfPage) -> _Page:
    _, height = page.get_size()
    text = page.get_textpage()
    whole = text.get_text_range()
    body = text.get_text_bounded(bottom=EDGE_POINTS, top=height - EDGE_POINTS)
    return _Page(
        whole=whole,
        head=text.get_text_bounded(bottom=height - EDGE_POINTS),
        foot=text.get_text_bounded(top=EDGE_POINTS),
        body_squeezed=squeezed(body),
        whole_squeezed=squeezed(whole),
    )


def _edges(pages: Sequence[_Page], marking: str) -> Iterable[str]:
    """Marking above and below, and the page's number, on every page (W58)."""
    wanted = folded(marking)
    for number, page in enumerate(pages, start=1):
        if wanted not in folded(page.head):
            yield f"check: marking in the head, page {number}"
        if wanted not in folded(page.foot):
            yield f"check: marking in the foot, page {number}"
        if f"page {number} of {len(pages)}" not in folded(page.foot):
            yield f"check: page number, page {number}"


def _pages_of(
    expected: Expected, outline: Sequence[tuple[str, int]], pages: int
) -> dict[str, tuple[int, int]] | None:
    """First and last page of each case, by the outline; None when a case is not found there."""
    starts: list[int] = []
    place = 0
    for part in expected.parts:
        wanted = squeezed(part.heading)
        while place < len(outline) and outline[place][0] != wanted:
            place += 1
        if place == len(outline):
            return None
        starts.append(outline[place][1])
        place += 1
    end = _end_of_parts(expected, outline[place:], pages)
    following = [*starts, end][1:]
    return {
        part.reference: (first + 1, last)
        for part, first, last in zip(expected.parts, starts, following, strict=True)
    }


def _end_of_parts(expected: Expected, outline: Sequence[tuple[str, int]], pages: int) -> int:
    wanted = squeezed(expected.after_parts)
    return next((page for title, page in outline if wanted and title == wanted), pages)


def _values(
    pages: Sequence[_Page], expected: Expected, pages_of: Mapping[str, tuple[int, int]]
) -> Iterable[str]:
    everything = _text(pages)
    if _missing(expected.values, everything):
        yield "check: every value is there; one outside the case sheets is missing"
    for number, part in enumerate(expected.parts, start=1):
        first, last = pages_of[part.reference]
        if first > last or _missing(part.values, _text(pages[first - 1 : last])):
            yield f"check: every value is there; sheet {number}, pages {first} to {last}"


def _text(pages: Sequence[_Page]) -> str:
    bodies = "".join(page.body_squeezed for page in pages)
    return bodies + "\f" + "".join(page.whole_squeezed for page in pages)


def _missing(values: Iterable[str], text: str) -> bool:
    place = 0
    for value in values:
        if _is_right_to_left(value):
            if not all(squeezed(word) in text for word in _LATIN_WORD.findall(value)):
                return True
            continue
        wanted = squeezed(value)
        found = text.find(wanted, place)
        if found >= 0:
            place = found + len(wanted)
        elif wanted not in text:
            return True
    return False


def _is_right_to_left(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text
    )


def _foreign(
    pages: Sequence[_Page], expected: Expected, pages_of: Mapping[str, tuple[int, int]]
) -> Iterable[str]:
    """Cases that nobody asked for, and words that belong to other cases (W50)."""
    prefixes = {reference.partition("-")[0] for reference in expected.references}
    anywhere = _references("\n".join((*expected.references, *expected.values)), prefixes)
    allowed = dict.fromkeys(range(1, len(pages) + 1), anywhere)
    for part in expected.parts:
        first, last = pages_of[part.reference]
        own = _references("\n".join((part.reference, *part.values)), prefixes)
        allowed |= dict.fromkeys(range(first, last + 1), own)
    foreign = [_words(words) for words in expected.foreign]
    for number, page in enumerate(pages, start=1):
        if _references(page.whole, prefixes) - allowed[number]:
            yield f"check: nothing of another case; a foreign reference, page {number}"
        words = _words(page.whole) if foreign else ""
        if any(one in words for one in foreign):
            yield f"check: nothing of another case; a foreign word, page {number}"


def _references(text: str, prefixes: Iterable[str]) -> set[str]:
    joined = _LINE_END_HYPHEN.sub("-", text)
    return {found for prefix in prefixes for found in found_in(joined, prefix)}


def _words(text: str) -> str:
    """The words of a text, each between blanks, so that "Ann" is not found in "planned"."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _beside_the_text(pdf: bytes) -> Iterable[str]:
    """Metadata, attachments, scripts and anything else that no page shows."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if set(document.docinfo.keys()) - _INFO_ALLOWED:
            yield "check: no data beside the text; document information"
        if set(document.Root.keys()) - _ROOT_ALLOWED:
            yield "check: no data beside the text; the document's root"
        for number, page in enumerate(document.pages, start=1):
            if any(key in page.obj for key in _PAGE_REFUSED) or _annotated(page):
                yield f"check: no data beside the text; page {number}"


def _annotated(page: pikepdf.Page) -> bool:
    return bool(page.obj.get("/Annots"))


def _word_file(docx: bytes, expected: Expected) -> Iterable[str]:
    """The Word file holds the listed parts only, and every value letter by letter."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = archive.namelist()
        root = etree.fromstring(archive.read("word/document.xml"))
        edges = [
            _word_text(etree.fromstring(archive.read(name)))
            for name in names
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name)
        ]
    if not all(hidden.KEPT_PARTS.fullmatch(name) for name in names):
        yield "check: no data beside the text; parts of the Word file"
    text = "\n".join([_word_text(root), *edges])
    wanted = {*expected.values, *(value for part in expected.parts for value in part.values)}
    if not all(value in text for value in wanted):
        yield "check: every value is there; one is missing in the Word file"


def _word_text(root: etree._Element) -> str:
    """The text with paragraphs, breaks and tabs as they were given."""
    pieces: list[str] = []
    for node in root.iter(f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}p"):
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            pieces.append("\t")
        else:
            pieces.append("\n" if node.tag == f"{_W}br" else "\x00")
    return "".join(pieces)
