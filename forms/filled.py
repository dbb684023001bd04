"""Fills a blank as a referrer's program would: for the demo, for tests, and for measuring readers.

Values are given by field name: a text, an option's key for a choice, True for a tick.
"""
# pyright: basic
# pikepdf, pypdfium2 and lxml are untyped; what leaves this module is typed.

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs
from pikepdf import Dictionary, Name, Object, String

from casework.text import printable
from forms.appearance import Value, pages
from forms.catalogue import MULTILINE, OFF, form_fields, text_size
from forms.typeface import Typeface
from forms.word_blank import BODY, zipped
from forms.word_parts import TICKED_BOX, W14, W, run

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


class UnknownFieldError(KeyError):
    """The blank has no field of this name, or the field has no such option."""


def pdf(blank: bytes, values: Mapping[str, str | bool], *, fonts: Path) -> bytes:
    """The blank with these values stored and drawn. Raises UnknownFieldError."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank)) as document:
        known = dict(form_fields(document))
        texts: list[tuple[Object, Value]] = []
        for name, value in values.items():
            if name not in known:
                raise UnknownFieldError(name)
            text = _set(known[name], name, value)
            if text is not None:
                texts.append(text)
        if texts:
            _draw(document, texts, Typeface(fonts))
        document.Root.AcroForm.NeedAppearances = False
        document.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _set(node: Object, name: str, value: str | bool) -> tuple[Object, Value] | None:  # noqa: FBT001  a tick's value
    """Store a value; gives what has to be drawn, if it is a text."""
    match str(node.FT):
        case "/Btn":
            if value is not False and value != "":
                _press(node, name, value)
            return None
        case "/Ch":
            labels = {str(key): str(label) for key, label in node.Opt}
            if value not in labels:
                raise UnknownFieldError(f"{name}: {value}")
            node.V = String(str(value))
            return node, _value(node, labels[str(value)])
        case _:
            text, _ = printable(str(value))
            node.V = String(text.replace("\n", "\r"))
            return node, _value(node, text)


def _press(node: Object, name: str, value: str | bool) -> None:  # noqa: FBT001  a tick's value
    """Set a tick, or one button of a group; the others of the group go out."""
    buttons = list(node.get("/Kids", [node]))
    states = [next(state for state in button.AP.N.keys() if state != OFF) for button in buttons]  # noqa: SIM118  a PDF dictionary
    wanted = states[0] if value is True and len(states) == 1 else f"/{value}"
    if wanted not in states:
        raise UnknownFieldError(f"{name}: {value}")
    node.V = Name(wanted)
    for button, state in zip(buttons, states, strict=True):
        button.AS = Name(wanted if state == wanted else OFF)


def _value(node: Object, text: str) -> Value:
    left, bottom, right, top = (float(number) for number in node.Rect)
    return Value(
        text=text, width=right - left, height=top - bottom,
        size=text_size(node),
        many_lines=bool(int(node.get("/Ff", 0)) & MULTILINE),
    )  # fmt: skip


def _draw(document: pikepdf.Pdf, texts: list[tuple[Object, Value]], face: Typeface) -> None:
    drawn = pages([value for _, value in texts], face)
    with pikepdf.open(io.BytesIO(drawn)) as source:
        document.pages.extend(source.pages)
        count = len(texts)
        made = list(document.pages)[-count:]
        for (node, _), page in zip(texts, made, strict=True):
            node.AP = Dictionary(N=document.make_indirect(page.as_form_xobject()))
        del document.pages[-count:]


def word(blank: bytes, values: Mapping[str, str | bool]) -> bytes:
    """The Word blank with these values in its controls. Raises UnknownFieldError."""
    with zipfile.ZipFile(io.BytesIO(blank)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(parts[BODY], parser)
    controls = {
        control.find(f"{{{W}}}sdtPr/{{{W}}}tag").get(f"{{{W}}}val"): control
        for control in root.iter(f"{{{W}}}sdt")
    }
    for name, value in values.items():
        tag = name if name in controls else f"{name}.{value}"
        if tag not in controls:
            raise UnknownFieldError(f"{name}: {value}")
        if value is not False and value != "":
            _enter(controls[tag], name, value)
    parts[BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped(parts)


def _enter(control: etree._Element, name: str, value: str | bool) -> None:  # noqa: FBT001  a tick's value
    properties = control.find(f"{{{W}}}sdtPr")
    content = control.find(f"{{{W}}}sdtContent")
    box = properties.find(f"{{{W14}}}checkbox")
    if box is not None:
        box.find(f"{{{W14}}}checked").set(f"{{{W14}}}val", "1")
        content.find(f".//{{{W}}}t").text = TICKED_BOX
        return
    text, _ = printable(str(value))
    choices = properties.find(f"{{{W}}}dropDownList")
    if choices is not None:
        labels = {item.get(f"{{{W}}}value"): item.get(f"{{{W}}}displayText") for item in choices}
        if text not in labels:
            raise UnknownFieldError(f"{name}: {value}")
        text = labels[text]
    day = _DAY.fullmatch(text)
    date = properties.find(f"{{{W}}}date")
    if date is not None and day:
        date.set(f"{{{W}}}fullDate", f"{day[3]}-{day[2]}-{day[1]}T00:00:00Z")
    properties.remove(properties.find(f"{{{W}}}showingPlcHdr"))
    first, *more = text.split("\n")
    content[:] = [run(first), *(run(f"\n{line}") for line in more)]


def printed(filled_pdf: bytes) -> bytes:
    """What "print to PDF" leaves: the same pages, everything drawn, no fields and no properties."""
    flat = io.BytesIO()
    document = pypdfium2.PdfDocument(filled_pdf)
    for number in range(len(document)):
        page = document[number]
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
        page.close()
    document.save(flat)
    document.close()
    out = io.BytesIO()
    with pikepdf.open(flat) as made:
        for key in ("/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Metadata"):
            if key in made.Root:
                del made.Root[key]
        if "/Info" in made.trailer:
            del made.trailer["/Info"]
        made.remove_unreferenced_resources()
        made.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()
