"""What a stranger's PDF carries beside its form: programs, actions, files, layers, signatures.

Each is a note; none is run or opened. The notes on its pages are listed, for what lies over a box.
"""
# pyright: basic
# pikepdf's objects are untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from forms.catalogue import Box
from forms.field_tree import MOST_DEEP, box_of, text_of

OUR_MARK = "panel-gap-"  # the name of every mark that a returned form carries
MOST_NOTES = 20_000
MOST_PAGES = 200
LARGE = 60_000  # pixels: a strip of a page, as some scanners cut it
_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/URI": "external_link",
    "/SubmitForm": "external_link",
    "/ImportData": "external_link",
    "/GoToR": "external_link",
    "/GoToE": "embedded_file",
    "/Rendition": "embedded_file",
    "/Movie": "embedded_file",
    "/Sound": "embedded_file",
    "/RichMediaExecute": "embedded_file",
}
_CARRIERS = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
)  # fmt: skip


class PageNote(NamedTuple):
    """One annotation: its page from 1, its number in the page's list, and what it is."""

    page: int
    place: int
    key: tuple[int, int]
    kind: str
    box: Box | None
    is_ours: bool


class Flags(NamedTuple):
    """The ids of what was found, and the annotations of all pages."""

    notes: tuple[str, ...]
    page_notes: tuple[PageNote, ...]


def flags(document: pikepdf.Pdf, untrusted_pdf: bytes) -> Flags:
    """Everything of the file that is to be said of it, whatever form it is."""
    found: dict[str, None] = {}
    root = document.Root
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        found |= dict.fromkeys(["javascript"] if "/JavaScript" in names else [])
        found |= dict.fromkeys(["embedded_file"] if "/EmbeddedFiles" in names else [])
    if "/AF" in root or "/Collection" in root:
        found["embedded_file"] = None
    found |= dict.fromkeys(_of_actions(root))
    page_notes: list[PageNote] = []
    for number, page in enumerate(document.pages, start=1):
        found |= dict.fromkeys(_of_actions(page.obj))
        notes = page.obj.get("/Annots")
        if notes is None or not isinstance(notes, Array) or len(page_notes) > MOST_NOTES:
            continue
        for place, note in enumerate(notes):
            if isinstance(note, Dictionary):
                own = note.as_dict()
                kind = text_of(own["/Subtype"]) if "/Subtype" in own else ""
                if kind in _CARRIERS:
                    found["embedded_file"] = None
                if "/A" in own or "/AA" in own:
                    found |= dict.fromkeys(_of_actions(note))
                name = own.get("/NM")
                is_ours = name is not None and text_of(name).startswith(OUR_MARK)
                box = None if kind == "/Widget" else box_of(own.get("/Rect"))
                page_notes.append(PageNote(number, place, note.objgen, kind, box, is_ours))
    found |= dict.fromkeys(_of_layers(root))
    found |= dict.fromkeys(_of_signatures(document, untrusted_pdf))
    return Flags(tuple(found), tuple(page_notes))


def pages_with_pictures(document: pikepdf.Pdf) -> frozenset[int]:
    """The pages that draw a large picture: they may be scans."""
    found: set[int] = set()
    for number, page in enumerate(document.pages, start=1):
        if number > MOST_PAGES:
            break
        resources = page.obj.get("/Resources")
        if resources is not None and _has_picture(resources, deep=3):
            found.add(number)
    return frozenset(found)


def _has_picture(resources: Object, *, deep: int) -> bool:
    drawings = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(drawings, Dictionary) or not deep:
        return False
    for drawing in drawings.as_dict().values():
        if not isinstance(drawing, Stream):
            continue
        sides = drawing.get("/Width", 0), drawing.get("/Height", 0)
        if all(isinstance(side, int) for side in sides) and sides[0] * sides[1] >= LARGE:
            return True
        within = drawing.get("/Resources")
        if within is not None and _has_picture(within, deep=deep - 1):
            return True
    return False


def _of_actions(holder: Object) -> Iterator[str]:
    """What the actions of the file, a page or a note would do."""
    waiting: list[Object] = [
        action for key in ("/OpenAction", "/A") if (action := holder.get(key)) is not None
    ]
    more = holder.get("/AA")
    if isinstance(more, Dictionary):
        waiting += [more[key] for key in more.keys()]  # noqa: SIM118  a PDF dictionary
    for _ in range(MOST_DEEP):
        if not waiting:
            return
        action = waiting.pop()
        if not isinstance(action, Dictionary):
            continue
        kind = action.get("/S")
        if isinstance(kind, Name) and str(kind) in _ACTIONS:
            yield _ACTIONS[str(kind)]
        following = action.get("/Next")
        if isinstance(following, Array):
            waiting += list(following)[:MOST_DEEP]
        elif following is not None:
            waiting.append(following)


def _of_layers(root: Object) -> Iterator[str]:
    layers = root.get("/OCProperties")
    settings = layers.get("/D") if isinstance(layers, Dictionary) else None
    if not isinstance(settings, Dictionary):
        return
    off = settings.get("/OFF")
    if settings.get("/BaseState") == Name("/OFF") or (isinstance(off, Array) and len(off) > 0):
        yield "hidden_layer"


def _of_signatures(document: pikepdf.Pdf, untrusted_pdf: bytes) -> Iterator[str]:
    """Whether it is signed, and whether anything was added behind the last signature."""
    signed = list(_signatures(document))
    if not signed:
        return
    yield "signed"
    ends = [_covered(signature) for signature in signed]
    if max(ends) <= 0 or untrusted_pdf[max(ends) :].strip(b"\0\t\n\f\r "):
        yield "revised_after_signing"


def _signatures(document: pikepdf.Pdf) -> Iterator[Object]:
    permissions = document.Root.get("/Perms")
    certified = permissions.get("/DocMDP") if isinstance(permissions, Dictionary) else None
    if isinstance(certified, Dictionary):  # usage rights are nobody's signature
        yield certified
    form = document.Root.get("/AcroForm")
    listed = form.get("/Fields") if isinstance(form, Dictionary) else None
    waiting = list(listed) if isinstance(listed, Array) else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < MOST_NOTES:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        own = node.as_dict()
        is_signature = "/V" in own and "/FT" in own and own["/FT"] == Name.Sig
        if is_signature and isinstance(own["/V"], Dictionary):
            yield own["/V"]
        if "/Kids" in own and isinstance(own["/Kids"], Array):
            waiting += list(own["/Kids"])[:MOST_NOTES]


def _covered(signature: Object) -> int:
    """The number of the first byte that the signature says nothing about."""
    parts = signature.get("/ByteRange")
    if isinstance(signature, Stream) or not isinstance(parts, Array) or len(parts) < 2:  # noqa: PLR2004  start and length
        return 0
    try:
        return int(parts[-2]) + int(parts[-1])
    except (TypeError, ValueError):
        return 0
