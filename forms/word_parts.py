"""Elements of a Word document: text, paragraphs, tables and content controls.

Written to the letter of ECMA-376 Transitional; only the check boxes come from a later namespace,
which older readers are told to ignore.
"""
# pyright: basic
# lxml carries no types; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.question import Option
from forms.shapes import Ink

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SPACES = {"w": W, "r": R, "w14": W14, "mc": MC}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

TYPE_HERE = "Click or tap here to enter text."
PICK_DATE = "Click or tap to enter a date."
PICK_ITEM = "Choose an item."
EMPTY_BOX, TICKED_BOX = "\u2610", "\u2612"
BOX_FONT = "MS Gothic"
MOST_LETTERS = 64  # Word refuses a longer tag or title of a control


class Element(Protocol):
    """What this room uses of an lxml element, which has no public type."""

    text: str | None

    def append(self, element: Element, /) -> None:
        """Add a child."""
        ...

    def extend(self, elements: Iterable[Element], /) -> None:
        """Add children."""
        ...

    def set(self, key: str, value: str, /) -> None:
        """Set an attribute."""
        ...


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """An element of WordprocessingML; attributes of the same namespace, children in order."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap=SPACES)
    for name, value in attributes.items():
        made.set(f"{{{W}}}{name}", str(value))
    made.extend([child for child in children if child is not None])
    return made


def run(text: str, *, style: str = "") -> Element:
    """A run of text; a line break for each new line."""
    made = w("r", w("rPr", w("rStyle", val=style)) if style else None)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(w("br"))
        words = w("t")
        words.text = line
        words.set(XML_SPACE, "preserve")
        made.append(words)
    return made


def paragraph(*parts: Element, style: str = "", more: Sequence[Element] = ()) -> Element:
    """A paragraph of runs and controls; `more` are properties after the style, in schema order."""
    looks = [w("pStyle", val=style)] if style else []
    return w("p", w("pPr", *looks, *more) if looks or more else None, *parts)


def cell(
    *content: Element, width: int, span: int = 1, fill: Ink | None = None, bar: Ink | None = None,
    merge: str = "", middle: bool = False,
) -> Element:  # fmt: skip
    """A table cell; widths in twentieths of a point.

    `bar` is a thick left edge. `merge` is "restart" for the first of cells joined downwards and
    "continue" for the others.
    """
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(w("gridSpan", val=span))
    if merge:
        properties.append(w("vMerge", val=merge))
    if bar:
        edge = w("left", val="single", sz=24, space=0, color=bar.value)
        properties.append(w("tcBorders", edge))
    if fill:
        properties.append(w("shd", val="clear", color="auto", fill=fill.value))
    if middle:
        properties.append(w("vAlign", val="center"))
    return w("tc", properties, *content)


def row(*cells: Element, height: int = 0, heading: bool = False) -> Element:
    """A table row that is never cut in two; a heading row is repeated on the next page."""
    properties = w("trPr", w("cantSplit"))
    if height:
        properties.append(w("trHeight", val=height, hRule="atLeast"))
    if heading:
        properties.append(w("tblHeader"))
    return w("tr", properties, *cells)


def table(rows: Iterable[Element], widths: Sequence[int], *, line: Ink = Ink.HAIR) -> Element:
    """A table of fixed columns with thin lines."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(s, val="single", sz=4, space=0, color=line.value) for s in sides))
    margins = w(
        "tblCellMar",
        w("top", w=40, type="dxa"), w("left", w=90, type="dxa"),
        w("bottom", w=40, type="dxa"), w("right", w=90, type="dxa"),
    )  # fmt: skip
    properties = w(
        "tblPr",
        w("tblW", w=sum(widths), type="dxa"),
        borders,
        w("tblLayout", type="fixed"),
        margins,
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    return w("tbl", properties, grid, *rows)


@dataclass(slots=True)
class Controls:
    """Makes content controls; each has its own number, given in order."""

    made: int = field(default=0)

    def text(self, tag: str, title: str, *, long: bool = False) -> Element:
        """A text control; with `long` it takes several lines."""
        kind = w("text", multiLine=1) if long else w("text")
        return self._control(tag, title, kind, TYPE_HERE)

    def date(self, tag: str, title: str) -> Element:
        """A date control: picked or typed, shown as dd/mm/yyyy."""
        kind = w(
            "date", w("dateFormat", val="dd/MM/yyyy"), w("lid", val="en-GB"),
            w("storeMappedDataAs", val="date"), w("calendar", val="gregorian"),
        )  # fmt: skip
        return self._control(tag, title, kind, PICK_DATE)

    def choice(self, tag: str, title: str, options: Iterable[Option]) -> Element:
        """A drop-down; the stored value is the option's key."""
        items = [w("listItem", displayText=o.label, value=o.key) for o in options]
        first = w("listItem", displayText=PICK_ITEM, value="")
        return self._control(tag, title, w("dropDownList", first, *items), PICK_ITEM)

    def tick(self, tag: str, title: str) -> Element:
        """An empty check box."""
        kind = etree.Element(f"{{{W14}}}checkbox", nsmap=SPACES)
        for name, value in (("checked", "0"), ("checkedState", "2612"), ("uncheckedState", "2610")):
            state = etree.SubElement(kind, f"{{{W14}}}{name}")
            state.set(f"{{{W14}}}val", value)
            if name != "checked":
                state.set(f"{{{W14}}}font", BOX_FONT)
        fonts = w("rFonts", ascii=BOX_FONT, eastAsia=BOX_FONT, hAnsi=BOX_FONT, hint="eastAsia")
        letters = w("t")
        letters.text = EMPTY_BOX
        return w(
            "sdt",
            self._properties(tag, title, kind),
            w("sdtContent", w("r", w("rPr", fonts), letters)),
        )

    def _control(self, tag: str, title: str, kind: Element, prompt: str) -> Element:
        properties = self._properties(tag, title, w("showingPlcHdr"), kind)
        return w("sdt", properties, w("sdtContent", run(prompt, style="PlaceholderText")))

    def _properties(self, tag: str, title: str, *rest: Element) -> Element:
        self.made += 1
        name = title if len(title) <= MOST_LETTERS else title[: MOST_LETTERS - 1] + "\u2026"
        return w(
            "sdtPr", w("alias", val=name), w("tag", val=tag), w("id", val=100_000 + self.made),
            w("lock", val="sdtLocked"), *rest,
        )  # fmt: skip
