"""The ways in which a form arrives, each with the program that writes it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from benchmarks.dialects import pdf_forms, pdf_pages, pictures, programs
from benchmarks.dialects.issued import Issued
from benchmarks.dialects.pdf_forms import Values
from forms import filled

Write: TypeAlias = Callable[[Issued, Sequence[Values]], Sequence[bytes]]


class Family(StrEnum):
    """Which bound holds: what a program wrote, a picture of paper, what lost letters on its way."""

    DIGITAL = "digital"
    SCAN = "scan"
    PHOTO = "photograph"  # only nothing wrong is asked for
    SPOILT = "spoilt"  # the writer itself loses letters: only nothing wrong is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way; `needs` are the programs it takes, `takes` says which forms its writer can fill.

    With `codecs` the fillings have only letters that these have: those that the writer can draw.
    Without `line_ends` they have none inside a text: LibreOffice 7 puts them before its control.
    """

    name: str
    write: Write
    family: Family = Family.DIGITAL
    needs: tuple[str, ...] = ()
    codecs: tuple[str, ...] = ()
    line_ends: bool = True
    takes: Callable[[Issued], bool] = lambda _issued: True

    def is_here(self) -> bool:
        """Whether its programs are installed."""
        return all(map(programs.has, self.needs))


def each(write: Callable[[Issued, Values], bytes]) -> Write:
    """A writer of one file as one of many."""
    return lambda issued, fillings: [write(issued, values) for values in fillings]


def then(first: Write, *more: Callable[[Sequence[bytes]], Sequence[bytes]]) -> Write:
    """A writer whose files go through other programs."""

    def write(issued: Issued, fillings: Sequence[Values]) -> Sequence[bytes]:
        files = first(issued, fillings)
        for change in more:
            files = change(files)
        return files

    return write


def fitted(files: Sequence[bytes]) -> list[bytes]:
    """Printed to fit the page."""
    return [pdf_pages.fitted(one) for one in files]


def _controls(issued: Issued, values: Values) -> bytes:
    return filled.word(issued.word, values)


OURS, QPDF = each(pdf_forms.ours), each(pdf_forms.by_qpdf)
BROWSER, STORED = each(pdf_forms.by_browser), each(pdf_forms.stored_only)
CONTROLS = each(_controls)


def _pdf_lib_flat(issued: Issued, fillings: Sequence[Values]) -> list[bytes]:
    return pdf_forms.by_pdf_lib(issued, fillings, flat=True)


def _saved_again(files: Sequence[bytes]) -> list[bytes]:
    return programs.office(files, ending="docx", to="docx")


def _word_printed(files: Sequence[bytes]) -> list[bytes]:
    return programs.office(files, ending="docx", to="pdf")


LATIN = ("cp1252",)
# PDFium's form filler writes letters of these, and leaves others out; poppler draws Latin ones.
BROWSER_LETTERS = ("cp1252", "cp1250", "cp1251", "cp1253")
PDF_FORMS = (
    Dialect(name="form, ours", write=OURS),
    Dialect(name="form, stored only", write=STORED),
    Dialect(name="form, qpdf", write=QPDF),
    Dialect(name="form, browser", write=BROWSER, codecs=BROWSER_LETTERS),
    Dialect(name="form, pypdf", write=each(pdf_forms.by_pypdf), takes=pdf_forms.pypdf_knows),
    Dialect(name="form, pdf-lib", write=pdf_forms.by_pdf_lib, needs=("pdf-lib",)),
)
PDF_PAGES = (
    Dialect(name="flat, qpdf", write=then(OURS, pdf_pages.flattened_by_qpdf), needs=("qpdf",)),
    Dialect(
        name="flat, drawn by qpdf", write=then(STORED, pdf_pages.drawn_by_qpdf),
        needs=("qpdf",), family=Family.SPOILT,
    ),
    Dialect(name="flat, pdf-lib", write=_pdf_lib_flat, needs=("pdf-lib",)),
    Dialect(name="flat, ours by PDFium", write=then(OURS, pdf_pages.flattened_by_pdfium)),
    Dialect(
        name="printed, browser to fit", write=then(BROWSER, pdf_pages.flattened_by_pdfium, fitted),
        codecs=BROWSER_LETTERS,
    ),
    Dialect(
        name="printed, poppler", write=then(OURS, pdf_pages.printed_by_poppler),
        needs=("pdftocairo",),
    ),
    Dialect(
        name="printed, poppler to fit", write=then(BROWSER, pdf_pages.printed_by_poppler, fitted),
        needs=("pdftocairo",), codecs=LATIN,
    ),
    Dialect(
        name="printed, Word by LibreOffice", write=then(CONTROLS, _word_printed),
        needs=("soffice",), line_ends=False,
    ),
)  # fmt: skip
WORD = (
    Dialect(name="Word controls", write=CONTROLS),
    Dialect(
        name="Word controls, LibreOffice",
        write=then(CONTROLS, _saved_again),
        needs=("soffice",),
        line_ends=False,
    ),
)
SCANS = (
    Dialect(
        name="scan", write=then(OURS, pdf_pages.flattened_by_pdfium, pictures.scanned),
        family=Family.SCAN, needs=("scan",), codecs=LATIN,
    ),
    Dialect(
        name="photograph", write=then(OURS, pdf_pages.flattened_by_pdfium, pictures.photographed),
        family=Family.PHOTO, needs=("scan",), codecs=LATIN,
    ),
)  # fmt: skip
ALL = (*PDF_FORMS, *PDF_PAGES, *WORD, *SCANS)
