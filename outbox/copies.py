"""One numbered, stamped and encrypted copy a person, made from one approved original (W50, W58).

The original is parsed once; a copy differs from it by one small stamp that all its pages share and
by its password, and by nothing else. The person's name and the copy number stand on every page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from outbox import shut
from outbox.shut import Lock, Stream

_STAMP = pikepdf.Name("/ClerkStamp")
_FONT, _SIZE = "ClerkStampSans", 7.5
_LEFT, _BASELINE = 42.0, 14.0


class OriginalUnusable(Fault):
    """The approved original does not open as a PDF, so no copies were made."""

    kind = Kind.DOCUMENTS
    next_step = "make the papers again with `clerk meeting pack`."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """How a stamp's line is drawn: the code, the fonts it names, and their objects as written."""

    code: bytes
    letters: pikepdf.Object
    objects: tuple[Stream, ...]


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


def make(
    original: bytes,
    plans: Iterable[tuple[CopyPlan, str]],
    *,
    fonts: Path,
    lock: Callable[[str], Lock] = shut.lock,
) -> Iterator[Copy]:
    """A copy for each plan and password, in order. An empty password leaves the copy open.

    Raises OriginalUnusable. Encryption is AES-256, revision 6; no owner password exists.
    """
    orders = tuple(plans)
    try:
        pdf = _stamped(original)
    except pikepdf.PdfError as error:
        raise OriginalUnusable from error
    with pdf:
        stamp = pdf.pages[0].obj.Resources.XObject[_STAMP]
        paper = _objects(pdf, pdf.objects, besides=stamp)
        drawn = _lines(pdf, [stamp_line(plan) for plan, _ in orders], _font(fonts))
        for plan, password in orders:
            line = drawn[stamp_line(plan)]
            own = Stream(
                number=stamp.objgen[0],
                entries=_entries(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.XObject,
                        Subtype=pikepdf.Name.Form,
                        BBox=stamp.BBox,
                        Resources=pikepdf.Dictionary(Font=line.letters),
                    )
                ),
                data=line.code,
            )
            yield Copy(
                person=plan.person,
                copy_number=plan.copy_number,
                pdf=shut.written(
                    (*paper, *line.objects, own),
                    root=pdf.Root.objgen[0],
                    lock=lock(password) if password else None,
                ),
            )


def _stamped(original: bytes) -> pikepdf.Pdf:
    """The paper with one shared, still empty stamp on every page, and with no object unused."""
    with pikepdf.open(io.BytesIO(original)) as pdf:
        stamp = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        stamp.BBox = pikepdf.Array([0, 0, *_size(pdf)])
        # Shared too: every stream is encrypted again for each copy.
        before, after = pdf.make_stream(b"q\n"), pdf.make_stream(b"\nQ q /ClerkStamp Do Q\n")
        for page in pdf.pages:
            page.obj.Contents = pikepdf.Array([before, *_contents(page.obj), after])
            page.obj.Resources = _own(page.obj, "/Resources")
            page.obj.Resources.XObject = _own(page.obj.Resources, "/XObject")
            page.obj.Resources.XObject[_STAMP] = stamp
        out = io.BytesIO()
        pdf.save(out)
    return pikepdf.open(out)


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


def _lines(pdf: pikepdf.Pdf, lines: Sequence[str], font: str) -> dict[str, _Line]:
    """How each line is drawn.

    The letters of ASCII are always embedded all, so lines of these alone share one font that tells
    nothing of their words. A line with any other letter has a font of its own.
    """
    found: dict[str, _Line] = {}
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
            known = len(pdf.objects)
            letters = pdf.copy_foreign(pages.make_indirect(pages.pages[0].obj.Resources.Font))
            objects = _objects(pdf, list(pdf.objects)[known:])
            found |= {
                line: _Line(code=page.Contents.read_bytes(), letters=letters, objects=objects)
                for line, page in zip(group, pages.pages, strict=True)
            }
    return found


def _objects(
    pdf: pikepdf.Pdf, objects: Iterable[pikepdf.Object], *, besides: pikepdf.Object | None = None
) -> tuple[Stream, ...]:
    """These objects as they are written, all that are no streams packed into one."""
    streams: list[pikepdf.Object] = []
    others: dict[int, bytes] = {}
    for found in objects:
        if not isinstance(found, pikepdf.Stream):
            others[found.objgen[0]] = found.unparse(resolved=True)
        elif besides is None or found.objgen != besides.objgen:
            streams.append(found)
    for stream in streams:
        for key, value in list(stream.items()):
            if _has_text(value):
                kept = pdf.make_indirect(value)
                stream[key] = kept
                others[kept.objgen[0]] = kept.unparse(resolved=True)
    number = pdf.make_indirect(pikepdf.Dictionary()).objgen[0]
    return (
        shut.packed(number, others),
        *(
            Stream(number=stream.objgen[0], entries=_entries(stream), data=stream.read_raw_bytes())
            for stream in streams
        ),
    )


def _entries(stream: pikepdf.Object) -> bytes:
    """The dictionary of a stream without its length, written down."""
    entries = {key: value for key, value in stream.items() if key != "/Length"}
    return pikepdf.Dictionary(entries).unparse().removeprefix(b"<<").removesuffix(b">>")


def _has_text(value: object) -> bool:
    """Whether a string stands in this entry of a dictionary itself."""
    if not isinstance(value, pikepdf.Object) or value.is_indirect:
        return False
    if isinstance(value, pikepdf.Dictionary):
        return any(_has_text(inner) for inner in value.values())
    if isinstance(value, pikepdf.Array):
        return any(_has_text(inner) for inner in value)
    return isinstance(value, pikepdf.String)


@cache
def _font(fonts: Path) -> str:
    pdfmetrics.registerFont(  # pyright: ignore[reportUnknownMemberType]  reportlab has no types
        TTFont(_FONT, str(fonts / "LiberationSans-Regular.ttf"))
    )
    return _FONT
