"""The cage's target: a stranger's file in, the form in it or the reason why there is none out.

What a file is, its first bytes say, never its name. `read` runs in a child that can open nothing:
`prepare` loads the catalogue and every library path beforehand. `answer` is the parent's side.
"""
# pyright: basic
# pikepdf, PDFium and lxml are untyped; what leaves this module is typed.

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs
from pydantic import ValidationError

from forms import (
    acroform,
    catalogue,
    checkup,
    drawn,
    followed,
    foreign,
    foreign_fields,
    form_doctor,
    kinds,
    layouts,
    learning,
    package,
    pdf_flags,
    printed,
    proposed,
    tables,
    template,
    warming,
    word,
    word_course,
    words,
)
from forms.catalogue import Catalogue
from forms.extracted import MAX_TEXT, Answer, Extracted, NoForm, Reader, answered
from forms.kinds import FileKind
from forms.layouts import Layout

MOST_ANSWER = 1 << 20
MOST_PDF_PAGES = 10_000
# What the libraries raise for a broken file, documented or not (forms.md H11).
_BROKEN = (
    pikepdf.PdfError, pypdfium2.PdfiumError, etree.LxmlError, zipfile.BadZipFile, zlib.error,
    struct.error, OSError, EOFError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, AssertionError, NotImplementedError, RuntimeError,
)  # fmt: skip
_loaded: list[Catalogue] = []
_layouts: list[Layout] = list(layouts.shipped())


def prepare(issued_folder: str) -> None:
    """Load the issued blanks and walk every way through the libraries once, in the zygote."""
    _loaded[:] = [catalogue.load(Path(issued_folder))]
    template.prepare(_loaded[0])
    word_course.prepare(Path(issued_folder), _loaded[0])
    warming.load_encodings()
    words.checks_with_words()
    for sample in warming.samples():
        read(sample)
    printed.warm(drawn.opened(warming.page()))
    tables.warm(drawn.opened(warming.page()))


def prepare_layouts(folder: str) -> None:
    """Load the partners' layouts kept in this folder, beside the older versions that are known."""
    _layouts[:] = [*layouts.shipped(), *layouts.learned(Path(folder))]


def read(untrusted_data: bytes, **_arguments: str) -> bytes:
    """The file's answer as JSON, for `answer`. It never raises for anything in the file."""
    try:
        found = _read(untrusted_data, _loaded[0] if _loaded else Catalogue(blanks=()))
    except _BROKEN:
        found = NoForm(why="damaged")
    return answered(found)


def learn(untrusted_data: bytes, *, form: str = "") -> bytes:
    """A template's proposed layout as JSON, for `proposed.answer`. It never raises for the file."""
    known = _loaded[0] if _loaded else Catalogue(blanks=())
    try:
        found = learning.proposal(untrusted_data, known, form)
    except (*_BROKEN, *tables.BROKEN):
        found = proposed.Proposal(why="damaged")
    return found.model_dump_json().encode()


def doctor(untrusted_data: bytes, *, form: str = "") -> bytes:
    """An edited template beside its blank, as JSON for `checkup.answer`. It never raises."""
    known = _loaded[0] if _loaded else Catalogue(blanks=())
    try:
        found = form_doctor.checkup(untrusted_data, _read(untrusted_data, known), known, form)
    except (*_BROKEN, *tables.BROKEN):
        found = checkup.Checkup(why="damaged")
    return found.model_dump_json().encode()


def answer(untrusted_answer: bytes) -> Extracted | NoForm:
    """The child's answer checked; what is too large, or no answer, is a damaged file."""
    if len(untrusted_answer) > MOST_ANSWER:
        return NoForm(why="damaged")
    try:
        made = Answer.model_validate_json(untrusted_answer)
    except ValidationError:
        return NoForm(why="damaged")
    if (made.form is None) == (made.no_form is None):
        return NoForm(why="damaged")
    return made.form or made.no_form or NoForm(why="damaged")


def _read(untrusted_data: bytes, known: Catalogue) -> Extracted | NoForm:
    kind = kinds.kind_of(untrusted_data)
    match kind:
        case FileKind.PDF:
            return _pdf(untrusted_data, known)
        case FileKind.ZIP:
            return _word(untrusted_data, known)
        case _:
            return NoForm(why=kind.value)


def _word(untrusted_data: bytes, known: Catalogue) -> Extracted | NoForm:
    """The form in a Word file: ours by its tags, else of a known layout, else by its labels."""
    opened = package.opened(untrusted_data)
    if isinstance(opened, NoForm):
        return opened
    found = word.read(opened, known)
    if _is_laid_out_otherwise(found):
        text = found.text if isinstance(found, NoForm) else word.text_of(opened)
        found = foreign.in_word(untrusted_data, text, known, _layouts) or found
    return foreign.with_missing(found, known) if isinstance(found, Extracted) else found


def _pdf(untrusted_pdf: bytes, known: Catalogue) -> Extracted | NoForm:
    try:
        document = acroform.opened(untrusted_pdf)
    except pikepdf.PasswordError:
        return NoForm(why="password")
    except pikepdf.PdfError:
        return _beyond_mending(untrusted_pdf)
    with document:
        return _opened_pdf(untrusted_pdf, document, known)


def _opened_pdf(
    untrusted_pdf: bytes, document: pikepdf.Pdf, known: Catalogue
) -> Extracted | NoForm:
    """The form in the fields; else the one on the pages; else why there is none."""
    pages = len(document.pages)
    if pages > MOST_PDF_PAGES:
        return NoForm(why="too_large", pages=MOST_PDF_PAGES)
    if acroform.is_dynamic(document):
        return NoForm(why="xfa", text=acroform.text_of_fields(document), pages=pages)
    flags = pdf_flags.flags(document, untrusted_pdf)
    with_pictures = pdf_flags.pages_with_pictures(document)
    paper = drawn.opened(untrusted_pdf, left_out=_is_our_mark, with_pictures=with_pictures)
    found = acroform.read(document, paper, flags, known)
    found = found or _by_their_fields(untrusted_pdf, document, paper, flags, known)
    if found is not None:
        return found
    found = printed.read(paper, known, flags.notes)
    if _is_scanned(found, paper):
        return NoForm(why="scan", text=paper.behind()[:MAX_TEXT], notes=flags.notes, pages=pages)
    if _is_laid_out_otherwise(found):
        in_order = followed.read(paper, known, flags.notes)
        found = in_order or _by_labels(paper, known, flags.notes, found)
    fields = acroform.text_of_fields(document)
    if isinstance(found, NoForm) and fields:
        why = "unknown_form" if found.why == "scan" else found.why
        text = f"{found.text}\n{fields}"[:MAX_TEXT]
        return found.model_copy(update={"why": why, "text": text})
    return found


def _is_scanned(found: Extracted | NoForm, paper: drawn.Paper) -> bool:
    """Whether pages are pictures, and the form is not whole without them."""
    pictures = len(paper.pictures())
    if not pictures:
        return False
    if isinstance(found, Extracted):
        return "page_missing" in found.notes
    return found.why == "scan" or (found.why == "unknown_form" and 2 * pictures > len(paper))


def _by_their_fields(
    untrusted_pdf: bytes,
    document: pikepdf.Pdf,
    paper: drawn.Paper,
    flags: pdf_flags.Flags,
    known: Catalogue,
) -> Extracted | None:
    """The form in fields that are not named as ours: of a confirmed layout, else by their words."""
    if not foreign_fields.has_enough(document):
        return None
    found = foreign_fields.read(document, paper, flags, known, _layouts)
    if found is not None or not foreign_fields.may_be_ours(document, paper, known):
        return found
    try:
        # As nobody has filled it: what is written in a field is none of its words.
        cells = tables.cells_on(drawn.opened(untrusted_pdf), min(len(paper), tables.MOST_PAGES))
        found = foreign_fields.guessed(document, paper, flags, known, cells or ())
    except (*_BROKEN, *tables.BROKEN):
        return None
    return None if found is None else foreign.with_missing(found, known)


def _is_laid_out_otherwise(found: Extracted | NoForm) -> bool:
    """Whether no blank of ours lies under the pages: none fits, or one whose words do not.

    Our Word form, printed, names its blank at its foot and is laid out in another way.
    """
    if isinstance(found, NoForm):
        return found.why == "unknown_form"
    if found.reader is Reader.PRINTED and found.fields:
        elsewhere = sum(one.sure <= printed.ELSEWHERE for one in found.fields)
        if elsewhere > len(found.fields) / 2:
            return True
    return found.recognised_by == "labels" and all(one.sure < 1 for one in found.fields)


def _by_labels(
    paper: drawn.Paper, known: Catalogue, notes: Sequence[str], found: Extracted | NoForm
) -> Extracted | NoForm:
    """The form by its labels; else what was found before."""
    text = found.text if isinstance(found, NoForm) else paper.text()
    try:
        read_so = foreign.on_pages(paper, text, known, _layouts, notes)
        read_so = read_so or tables.read(paper, known, notes)
    except (*_BROKEN, *tables.BROKEN):
        return found
    if read_so is None or (isinstance(read_so, NoForm) and isinstance(found, Extracted)):
        return found
    return foreign.with_missing(read_so, known) if isinstance(read_so, Extracted) else read_so


def _beyond_mending(untrusted_pdf: bytes) -> NoForm:
    """Why qpdf cannot open it; PDFium may still find words for the danger list."""
    if b"/Adobe.PubSec" in untrusted_pdf or b"/Adobe.PPKLite" in untrusted_pdf:
        return NoForm(why="certificate")
    try:
        paper = drawn.opened(untrusted_pdf)
        numbers = range(1, min(len(paper), drawn.MOST_PAGES) + 1)
        text = "\n".join(paper.page(number).text for number in numbers)
    except _BROKEN:
        return NoForm(why="damaged")
    return NoForm(why="damaged", text=text[:MAX_TEXT])


def _is_our_mark(name: str) -> bool:
    return name.startswith(pdf_flags.OUR_MARK)
