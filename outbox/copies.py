"""One numbered, stamped and encrypted copy a person, made from one approved original (W50, W58).

The original is parsed once; a copy differs from it by one small stamp that all its pages share and
by its password, and by nothing else. The person's name and the copy number stand on every page.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from casework.document import CopyPlan
from casework.faults import Fault, Kind
from casework.text import one_line

_STAMP = pikepdf.Name("/ClerkStamp")
_FONT, _SIZE = "ClerkStampSans", 7.5
_LEFT, _BASELINE = 42.0, 14.0
_OWNER_BYTES = 16  # 128 random bits; the time to shut a copy grows with the password
_NOTHING_BUT_READING = pikepdf.Permissions(
    accessibility=True,
    extract=False,
    modify_annotation=False,
    modify_assembly=False,
    modify_form=False,
    modify_other=False,
    print_lowres=True,
    print_highres=True,
)


class OriginalUnusable(Fault):
    """The approved original does not open as a PDF, so no copies were made."""

    kind = Kind.DOCUMENTS
    next_step = "make the papers again with `clerk meeting pack`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A finished copy: the person it is for, its number, its bytes."""

    person: str
    copy_number: int
    pdf: bytes


def stamp_line(plan: CopyPlan) -> str:
    """The line that stands on every page of a copy."""
    return (
        f"Copy {plan.copy_number:02d} of {plan.of:02d}, made for {one_line(plan.name, most=60)}. "
        f"Do not copy or forward. Destroy by {plan.destroy_by}."
    )


def make(original: bytes, plans: Iterable[tuple[CopyPlan, str]], *, fonts: Path) -> Iterator[Copy]:
    """A copy for each plan and password, in order. An empty password leaves the copy open.

    Raises OriginalUnusable. Encryption is AES-256, revision 6, with a random owner password that
    nobody keeps.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(original))
    except pikepdf.PdfError as error:
        raise OriginalUnusable from error
    orders = tuple(plans)
    with pdf:
        stamp = _place_stamp(pdf)
        drawn = _lines(pdf, [stamp_line(plan) for plan, _ in orders], _font(fonts))
        for plan, password in orders:
            code, letters = drawn[stamp_line(plan)]
            stamp.write(code)
            stamp.Resources = pikepdf.Dictionary(Font=letters)
            yield Copy(person=plan.person, copy_number=plan.copy_number, pdf=_saved(pdf, password))


def _place_stamp(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Put one shared, still empty stamp on every page."""
    stamp = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    stamp.BBox = pikepdf.Array([0, 0, *_size(pdf)])
    # Shared too: every stream is compressed and encrypted again for each copy.
    before, after = pdf.make_stream(b"q\n"), pdf.make_stream(b"\nQ q /ClerkStamp Do Q\n")
    for page in pdf.pages:
        page.obj.Contents = pikepdf.Array([before, *_contents(page.obj), after])
        page.obj.Resources = _own(page.obj, "/Resources")
        page.obj.Resources.XObject = _own(page.obj.Resources, "/XObject")
        page.obj.Resources.XObject[_STAMP] = stamp
    return stamp


def _contents(page: pikepdf.Object) -> list[pikepdf.Object]:
    """The streams that draw a page, in order."""
    drawn = page.get("/Contents")
    if drawn is None:
        return []
    return list(drawn) if isinstance(drawn, pikepdf.Array) else [drawn]


def _own(holder: pikepdf.Object, key: str) -> pikepdf.Dictionary:
    """A dictionary of this holder alone: pages may share theirs."""
    shared = holder.get(key)
    return pikepdf.Dictionary() if shared is None else pikepdf.Dictionary(dict(shared.items()))


def _size(pdf: pikepdf.Pdf) -> tuple[float, float]:
    """Width and height of the pages."""
    width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    return width, height


def _lines(
    pdf: pikepdf.Pdf, lines: Sequence[str], font: str
) -> dict[str, tuple[bytes, pikepdf.Object]]:
    """For each line the code that draws it, and its letters.

    The letters of ASCII are always embedded all, so lines of these alone share one font that tells
    nothing of their words. A line with any other letter has a font of its own.
    """
    found: dict[str, tuple[bytes, pikepdf.Object]] = {}
    plain = [line for line in dict.fromkeys(lines) if line.isascii()]
    others = [[line] for line in lines if not line.isascii()]
    for group in [plain, *others] if plain else others:
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=_size(pdf), pageCompression=0)
        for line in group:
            canvas.setFont(font, _SIZE)
            canvas.drawString(_LEFT, _BASELINE, line)
            canvas.showPage()
        canvas.save()
        with pikepdf.open(io.BytesIO(drawn.getvalue())) as pages:
            letters = pdf.copy_foreign(pages.make_indirect(pages.pages[0].obj.Resources.Font))
            found |= {
                line: (page.Contents.read_bytes(), letters)
                for line, page in zip(group, pages.pages, strict=True)
            }
    return found


def _saved(pdf: pikepdf.Pdf, password: str) -> bytes:
    out = io.BytesIO()
    if password:
        encryption = pikepdf.Encryption(
            user=password,
            owner=secrets.token_urlsafe(_OWNER_BYTES),
            R=6,
            aes=True,
            metadata=True,
            allow=_NOTHING_BUT_READING,
        )
        pdf.save(out, encryption=encryption)
    else:
        pdf.save(out)
    return out.getvalue()


@cache
def _font(fonts: Path) -> str:
    pdfmetrics.registerFont(  # pyright: ignore[reportUnknownMemberType]  reportlab has no types
        TTFont(_FONT, str(fonts / "LiberationSans-Regular.ttf"))
    )
    return _FONT
