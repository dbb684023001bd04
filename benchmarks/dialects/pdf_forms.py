"""Filled AcroForms as programs leave them: ours, qpdf, pypdf, pdf-lib, Chromium's viewer."""

from __future__ import annotations

import base64
import ctypes
import io
import json
from collections.abc import Callable, Mapping, Sequence

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Name, String
from pypdf import PdfWriter

from benchmarks.dialects import programs
from benchmarks.dialects.issued import Issued
from forms import field_tree, filled
from forms.catalogue import Box, Mark, Spot
from forms.fields import FieldKind
from forms.shapes import Face, Widget
from procedures.office import FONTS

Values = Mapping[str, str | bool]
Fields = dict[str, pikepdf.Object]


def changed(document: bytes, change: Callable[[pikepdf.Pdf, Fields], None]) -> bytes:
    """The document after a change to it and its fields by name."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        fields = {one.name: one.nodes[0] for one in field_tree.walk(opened)}
        change(opened, fields)
        opened.save(out)
    return out.getvalue()


def ours(issued: Issued, values: Values) -> bytes:
    """Values and drawings, as the rehearsal's referrers leave them."""
    return filled.pdf(issued.pdf, values, fonts=FONTS)


def by_pypdf(issued: Issued, values: Values) -> bytes:
    """Filled and drawn by pypdf."""
    writer = PdfWriter(clone_from=io.BytesIO(issued.pdf))
    for page in writer.pages:
        writer.update_page_form_field_values(page, _states(issued, values), auto_regenerate=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pypdf_knows(issued: Issued) -> bool:
    """Pypdf takes a part of a name for the whole: not for a form whose tables repeat a name."""
    names = set(issued.specs)
    return not any(part in names for name in names for part in name.split(".")[1:])


def _states(issued: Issued, values: Values) -> dict[str, str]:
    def state(name: str, value: str | bool) -> str:  # noqa: FBT001  a tick's value
        spec = issued.specs[name]
        if value is True:
            return f"/{spec.option}"
        chosen = spec.kind in {FieldKind.CHOICE, FieldKind.CELL_CHOICE}
        return f"/{value}" if chosen and issued.spots[name].marks else str(value)

    return {name: state(name, value) for name, value in values.items()}


def stored_only(issued: Issued, values: Values, *, drawn_by_viewer: bool = True) -> bytes:
    """As a script does it: values and states set, nothing drawn, the viewer asked to."""

    def fill(document: pikepdf.Pdf, fields: Fields) -> None:
        groups = {one.name: one for one in field_tree.walk(document)}
        for name, value in values.items():
            node = fields[name]
            if not issued.spots[name].marks:
                node.V = String(str(value))
                continue
            buttons = groups[name].nodes
            holder = node.Parent if len(buttons) > 1 else node
            for button in buttons:
                on = next(state for state in button.AP.N.keys() if state != "/Off")  # noqa: SIM118  a PDF dictionary
                if value is True or on == f"/{value}":
                    button.AS = holder.V = Name(on)
        document.Root.AcroForm.NeedAppearances = drawn_by_viewer

    return changed(issued.pdf, fill)


def by_qpdf(issued: Issued, values: Values) -> bytes:
    """Filled by pikepdf, then drawn by qpdf."""

    def draw(document: pikepdf.Pdf, _fields: Fields) -> None:
        document.generate_appearance_streams()
        document.Root.AcroForm.NeedAppearances = False

    return changed(stored_only(issued, values), draw)


def by_browser(issued: Issued, values: Values) -> bytes:
    """Clicked and typed as in Chromium, whose viewer is PDFium."""
    document = pypdfium2.PdfDocument(issued.pdf)
    document.init_forms()
    for number in range(len(document)):
        page = document[number]
        for name, value in values.items():
            target = _target(issued, name, value)
            if target.page == number + 1:
                _click(document, page, target.box)
                _type(document, page, issued, name, value)
                pdfium.FORM_ForceToKillFocus(_viewer(document))
        page.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _viewer(document: pypdfium2.PdfDocument) -> object:
    if document.formenv is None:
        raise SystemExit("PDFium was built without its form filler")
    return document.formenv.raw


def _target(issued: Issued, name: str, value: str | bool) -> Mark | Spot:  # noqa: FBT001  a tick's value
    spot = issued.spots[name]
    here = [mark for mark in spot.marks if value is True or mark.option == value]
    return here[0] if here else spot


def _click(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, box: Box) -> None:
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    pdfium.FORM_OnLButtonDown(_viewer(document), page.raw, 0, *middle)
    pdfium.FORM_OnLButtonUp(_viewer(document), page.raw, 0, *middle)


def _type(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    issued: Issued,
    name: str,
    value: str | bool,  # noqa: FBT001  a tick's value
) -> None:
    spot = issued.spots[name]
    if spot.widget is Widget.LIST:
        place = [option.key for option in issued.specs[name].options].index(str(value)) + 1
        pdfium.FORM_SetIndexSelected(_viewer(document), page.raw, place, True)  # noqa: FBT003  C
    elif not spot.marks:
        text = f"{value}\0".encode("utf-16-le")
        letters = (ctypes.c_ushort * (len(text) // 2)).from_buffer_copy(text)
        pdfium.FORM_ReplaceSelection(_viewer(document), page.raw, letters)


def by_pdf_lib(issued: Issued, fillings: Sequence[Values], *, flat: bool = False) -> list[bytes]:
    """Filled by pdf-lib with a font of its own, and flattened by it too if asked."""
    font = base64.b64encode((FONTS / f"{Face.REGULAR}.ttf").read_bytes()).decode()
    orders = [
        {
            "values": dict(values),
            "lists": {
                name: option.label
                for name, value in values.items()
                for option in issued.specs[name].options
                if option.key == value
            },
            "font": font,
            "flatten": flat,
        }
        for values in fillings
    ]
    return programs.pdf_lib(issued.pdf, json.dumps(orders))
