"""A small form with a question of every kind, its blanks, and what other programs see in them."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pypdfium2
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.question import (
    Clause,
    Column,
    Condition,
    Form,
    FormRole,
    Need,
    Option,
    Question,
    QuestionKind,
    Verb,
)
from forms import blanks, layout
from forms.fields import YES_NO, FieldKind, FieldSpec, fields_of
from forms.shapes import Slot
from forms.typeface import Typeface
from forms.word_parts import W14, W
from tests.support.source import ROOT

FONTS = ROOT / "config" / "fonts"
MARKING = "STRICTLY CONFIDENTIAL"
PANEL = "Anytown Panel"
ANSWERS = (*YES_NO, Option(key="unknown", label="Unknown"))


def a_question(kind: QuestionKind, number: int, **more: object) -> Question:
    """A question of this kind, named after it."""
    known: dict[str, object] = {
        "id": f"{kind.value}_{number}", "number": f"1.{number}", "section": "1. Everything",
        "label": f"A question of the kind {kind.value}", "kind": kind,
    }  # fmt: skip
    return Question(**(known | more))  # pyright: ignore[reportArgumentType]  the test's own words


@cache
def a_small_form() -> Form:
    """One question of every kind, with ticks of its own where it can have them."""
    options = tuple(Option(key=f"choice_{n}", label=f"Choice {n}") for n in range(1, 5))
    columns = (Column(key="name", label="Name"), Column(key="kind", label="Kind", options=options))
    flags = (
        Column(key="answer", label="Answer", options=ANSWERS),
        Column(key="time", label="When", options=options[:2], many=True),
        Column(key="evidence", label="Evidence", width=2),
    )
    many_columns = tuple(Column(key=f"c{n}", label=f"Column {n}") for n in range(1, 9))
    listed = tuple(Option(key=f"row_{n}", label=f"Row {n} of the list") for n in range(1, 4))
    if_yes = Condition(every=(Clause(question="ynu_6", verb=Verb.IS, value="yes"),))
    kinds = QuestionKind
    questions = (
        a_question(kinds.LINE, 1, unknown=True, help="As in the passport."),
        a_question(kinds.PARA, 2, words_min=10, need=Need.CONDITIONAL, condition=if_yes),
        a_question(kinds.DATE, 3, unknown=True),
        a_question(kinds.INT, 4, need=Need.OPTIONAL),
        a_question(kinds.YN, 5),
        a_question(kinds.YNU, 6, section="2. Danger", read_first=True, unknown=True),
        a_question(kinds.ONE, 7, options=options),
        a_question(kinds.MANY, 8, options=options),
        a_question(kinds.ROWS, 9, columns=columns, none_label="None known", unknown=True),
        a_question(kinds.ROWS, 10, columns=flags, rows_of=listed),
        a_question(kinds.ROWS, 11, columns=many_columns, none_label="None"),
        a_question(kinds.SIGN, 12),
        a_question(kinds.TICK, 13),
    )
    return Form(
        id="small_form", version="1", panel="anytown", role=FormRole.REFERRAL,
        title="A small form", questions=questions, intro="Please answer.",
        declaration="It is true.",
    )  # fmt: skip


@cache
def blank_pdf(form: Form) -> bytes:
    """The form's PDF blank."""
    serial = blanks.serial_of(form)
    return blanks.pdf(form, fonts=FONTS, marking=MARKING, public_name=PANEL, serial=serial)


@cache
def blank_word(form: Form) -> bytes:
    """The form's Word blank."""
    serial = blanks.serial_of(form)
    return blanks.word(form, fonts=FONTS, marking=MARKING, public_name=PANEL, serial=serial)


def slots(form: Form) -> list[tuple[int, Slot]]:
    """Every widget of the form with its page from 1, as laid out."""
    pages = layout.pages(form, Typeface(FONTS), public_name=PANEL)
    return [
        (number, shape)
        for number, page in enumerate(pages, start=1)
        for shape in page
        if isinstance(shape, Slot)
    ]


def a_value(field: FieldSpec, text: str = "Zoë O'Brien") -> str | bool:
    """Something to write into a field: the last of a choice's options, a tick, a date or a text."""
    match field.kind:
        case FieldKind.TICK:
            return True
        case FieldKind.CHOICE | FieldKind.CELL_CHOICE:
            return field.options[-1].key
        case FieldKind.DATE:
            return "14/02/1996"
        case FieldKind.TEXT | FieldKind.LONG:
            return text


def values_for(form: Form) -> dict[str, str | bool]:
    """A value for every field of the form."""
    return {field.name: a_value(field) for field in fields_of(form)}


def page_texts(document: bytes) -> list[str]:
    """The text of each page, as PDFium finds it."""
    opened = pypdfium2.PdfDocument(document)
    found = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return found


def text_in(document: bytes, page: int, box: tuple[float, float, float, float]) -> str:
    """The text inside a rectangle of a page, as PDFium finds it, on one line."""
    opened = pypdfium2.PdfDocument(document)
    found = opened[page - 1].get_textpage().get_text_bounded(*box)
    opened.close()
    return " ".join(found.split())


def word_controls(document: bytes) -> dict[str, str]:
    """What each content control shows by its tag: its text, "☒", or "" for a prompt."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found: dict[str, str] = {}
    for control in root.iter(f"{{{W}}}sdt"):
        tag = control.find(f"{{{W}}}sdtPr/{{{W}}}tag").get(f"{{{W}}}val")
        assert tag not in found, tag
        properties = control.find(f"{{{W}}}sdtPr")
        shown = "".join(
            "\n" if piece.tag == f"{{{W}}}br" else piece.text or ""
            for piece in control.find(f"{{{W}}}sdtContent").iter(f"{{{W}}}t", f"{{{W}}}br")
        )
        box = properties.find(f"{{{W14}}}checkbox")
        is_empty = (
            box.find(f"{{{W14}}}checked").get(f"{{{W14}}}val") == "0"
            if box is not None
            else properties.find(f"{{{W}}}showingPlcHdr") is not None
        )
        found[tag] = "" if is_empty else shown
    return found
