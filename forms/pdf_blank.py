"""The blank as a fillable PDF: pages, fields in reading order, and the tree for screen readers.

No field has a value, no radio button is set, and every choice can be taken back (H1). Text fields
carry no drawn appearance: `NeedAppearances` asks the viewer to draw what was typed.
"""
# pyright: basic
# pikepdf's objects are untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from forms.fields import HIDDEN_PREFIX, FieldSpec
from forms.shapes import PAGE_HEIGHT, Cell, Shape, Slot, Widget, Words

PRINT, HIDDEN = 4, 2
READ_ONLY, MULTILINE, RADIO, COMBO = 1, 1 << 12, 1 << 15, 1 << 17
NO_CHOICE = ("", " ")


def with_fields(
    document: bytes, pages: Sequence[Sequence[Shape]], fields: Iterable[FieldSpec], *,
    title: str, labels: Mapping[str, str], hidden: Mapping[str, str],
) -> bytes:  # fmt: skip
    """The drawn pages with their fields; `labels` are tooltips by field name."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        form = _Fields(pdf=pdf, specs={spec.name: spec for spec in fields}, labels=labels)
        for page, shapes in zip(pdf.pages, pages, strict=True):
            form.place(page, [shape for shape in shapes if isinstance(shape, Slot)])
        for name, value in hidden.items():
            form.hide(pdf.pages[0], HIDDEN_PREFIX + name, value)
        _tree(pdf, pages, form.widgets)
        _properties(pdf, title)
        pdf.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True, recompress_flate=True,
        )  # fmt: skip
    return out.getvalue()


def _properties(pdf: pikepdf.Pdf, title: str) -> None:
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(title)))
    pdf.Root.Lang = String("en-GB")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if "/PageMode" in pdf.Root:
        del pdf.Root["/PageMode"]


@dataclass(slots=True, kw_only=True)
class _Fields:
    """The form's field tree as it grows, page by page."""

    pdf: pikepdf.Pdf
    specs: Mapping[str, FieldSpec]
    labels: Mapping[str, str]
    nodes: dict[str, Object] = field(default_factory=dict)
    widgets: list[Object] = field(default_factory=list)
    drawings: dict[str, Object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        helvetica = self._font("Helvetica")
        helvetica.Encoding = Name.WinAnsiEncoding
        symbols = self._font("ZapfDingbats")
        # Some writers ask for the fonts by these names instead, and draw nothing without them.
        fonts = Dictionary(Helv=helvetica, ZaDb=symbols, Helvetica=helvetica, ZapfDingbats=symbols)
        self.pdf.Root.AcroForm = self.pdf.make_indirect(
            Dictionary(
                Fields=Array(),
                NeedAppearances=True,
                DA=String("/Helv 10 Tf 0 g"),
                DR=Dictionary(Font=fonts),
            )
        )

    def _font(self, base: str) -> Object:
        return self.pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{base}"))
        )

    def place(self, page: pikepdf.Page, slots: Sequence[Slot]) -> None:
        """Make the page's widgets, in reading order."""
        page.obj.Annots = Array()
        page.obj.Tabs = Name.S
        for slot in slots:
            widget = self._widget(slot)
            widget.P = page.obj
            page.obj.Annots.append(widget)
            self.widgets.append(widget)

    def hide(self, page: pikepdf.Page, name: str, value: str) -> None:
        """A read-only field that nobody sees: it says which blank this is."""
        widget = self._leaf(
            name, FT=Name.Tx, Ff=READ_ONLY, V=String(value), DA=String("/Helv 0 Tf 0 g")
        )
        widget.update(Dictionary(Subtype=Name.Widget, Rect=Array([0, 0, 0, 0]), F=HIDDEN))
        widget.P = page.obj
        page.obj.Annots.append(widget)

    def _widget(self, slot: Slot) -> Object:
        tip = self.labels[slot.field]
        place = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, F=PRINT, Rect=_rectangle(slot), MK=Dictionary()
        )
        appearance = String(f"/Helv {slot.size:g} Tf 0 g")
        match slot.widget:
            case Widget.TEXT | Widget.LONG:
                flags = MULTILINE if slot.widget is Widget.LONG else 0
                made = self._leaf(slot.field, FT=Name.Tx, Ff=flags, TU=String(tip), DA=appearance)
            case Widget.LIST:
                pairs = [NO_CHOICE] + [(o.key, o.label) for o in self.specs[slot.field].options]
                options = Array([Array([String(key), String(label)]) for key, label in pairs])
                made = self._leaf(
                    slot.field, FT=Name.Ch, Ff=COMBO, TU=String(tip), DA=appearance, Opt=options
                )
            case Widget.TICK:
                made = self._leaf(slot.field, FT=Name.Btn, Ff=0, TU=String(tip))
                self._button(place, slot)
            case Widget.RADIO:
                made = self._radio(slot.field, tip)
                self._button(place, slot)
        made.update(place)
        return made

    def _button(self, place: Object, slot: Slot) -> None:
        place.AS = Name.Off
        place.MK = Dictionary(CA=String("l" if slot.widget is Widget.RADIO else "4"))
        place.AP = Dictionary(N=Dictionary())
        place.AP.N[f"/{slot.option}"] = self._drawing(mark_drawing(slot.widget, slot.width), slot)
        place.AP.N["/Off"] = self._drawing("", slot)
        place.DA = String("/ZaDb 0 Tf 0 g")

    def _drawing(self, content: str, slot: Slot) -> Object:
        """The appearance of a mark; all marks alike share one."""
        if content not in self.drawings:
            form = self.pdf.make_stream(content.encode("ascii"))
            form.Type, form.Subtype = Name.XObject, Name.Form
            form.BBox = Array([0, 0, slot.width, slot.height])
            form.Resources = Dictionary()
            self.drawings[content] = form
        return self.drawings[content]

    def _radio(self, name: str, tip: str) -> Object:
        """One button of the group `name`; the group is made with its first button."""
        if name not in self.nodes:
            self._leaf(name, FT=Name.Btn, Ff=RADIO, TU=String(tip), Kids=Array())
        group = self.nodes[name]
        button = self.pdf.make_indirect(Dictionary(Parent=group))
        group.Kids.append(button)
        return button

    def _leaf(self, name: str, **keys: Object | int) -> Object:
        """A field under its parents; a name's parts are the names of the tree's nodes."""
        above, _, own = name.rpartition(".")
        leaf = self.pdf.make_indirect(
            Dictionary({"/T": String(own)} | {f"/{key}": value for key, value in keys.items()})
        )
        self.nodes[name] = leaf
        if not above:
            self.pdf.Root.AcroForm.Fields.append(leaf)
            return leaf
        parent = self.nodes.get(above) or self._leaf(above, Kids=Array())
        leaf.Parent = parent
        parent.Kids.append(leaf)
        return leaf


def _rectangle(slot: Slot) -> Array:
    top = PAGE_HEIGHT - slot.y
    corners = (slot.x, top - slot.height, slot.x + slot.width, top)
    return Array([round(corner, 2) for corner in corners])


def mark_drawing(widget: Widget, side: float) -> str:
    """The drawn mark: a tick in a box, a dot in a circle."""
    if widget is Widget.RADIO:
        return _disc(side / 2, side * 0.29)
    points = [(0.20, 0.52), (0.42, 0.26), (0.82, 0.80)]
    (x0, y0), *rest = [(x * side, y * side) for x, y in points]
    lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
    return f"q 0 g 0 G {side * 0.17:.2f} w 1 J 1 j {x0:.2f} {y0:.2f} m {lines} S Q"


def _disc(centre: float, radius: float) -> str:
    """A filled circle from four curves."""
    c, r, k = centre, radius, radius * 0.5523
    curves = (
        (c + r, c + k, c + k, c + r, c, c + r),
        (c - k, c + r, c - r, c + k, c - r, c),
        (c - r, c - k, c - k, c - r, c, c - r),
        (c + k, c - r, c + r, c - k, c + r, c),
    )
    path = " ".join(" ".join(f"{number:.2f}" for number in curve) + " c" for curve in curves)
    return f"q 0 g {c + r:.2f} {c:.2f} m {path} f Q"


def _tree(pdf: pikepdf.Pdf, pages: Sequence[Sequence[Shape]], widgets: Sequence[Object]) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K = Array([body])
    tree = _Tree(pdf=pdf, body=body)
    tree.grow(pages, widgets)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(tree.parents)))
    root.ParentTreeNextKey = len(pages) + len(widgets)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


@dataclass(slots=True, kw_only=True)
class _Tree:
    """The structure tree: titles, paragraphs, tables and form fields in reading order."""

    pdf: pikepdf.Pdf
    body: Object
    parents: list[Object | int] = field(default_factory=list)
    owned: list[tuple[Object, Object]] = field(default_factory=list)

    def grow(self, pages: Sequence[Sequence[Shape]], widgets: Iterable[Object]) -> None:
        """Hang every page's words and widgets into the tree."""
        waiting = iter(widgets)
        for number, shapes in enumerate(pages):
            page = self.pdf.pages[number].obj
            page.StructParents = number
            on_page: list[Object] = []
            for table, items in groupby(_readable(shapes), key=_table):
                above = self._element("Table", self.body) if table else self.body
                for _row_key, cells in groupby(items, key=_row):
                    line = self._element("TR", above) if table else above
                    for _, parts in groupby(cells, key=_part if table else _paragraph):
                        self._hang(list(parts), line, page, waiting, on_page)
            self.parents += [number, self.pdf.make_indirect(Array(on_page))]
        for number, (widget, element) in enumerate(self.owned, start=len(pages)):
            widget.StructParent = number
            self.parents += [number, element]

    def _hang(
        self, parts: Sequence[Words | Slot], above: Object, page: Object,
        waiting: Iterator[Object], on_page: list[Object],
    ) -> None:  # fmt: skip
        """One paragraph, cell or field."""
        cell = parts[0].cell
        holder = self._cell(cell, above) if cell else above
        words = [part for part in parts if isinstance(part, Words)]
        if words:
            element = holder if cell else self._element(words[0].role.value, above)
            element.Pg = page
            for _ in words:
                element.K.append(len(on_page))
                on_page.append(element)
        for slot in parts:
            if isinstance(slot, Slot):
                widget = next(waiting)
                element = self._element("Form", holder)
                element.Alt = String(slot.tip)
                element.K.append(Dictionary(Type=Name.OBJR, Obj=widget, Pg=page))
                self.owned.append((widget, element))

    def _cell(self, cell: Cell, above: Object) -> Object:
        made = self._element("TH" if cell.head else "TD", above)
        if cell.head:
            scope = Name.Row if cell.row else Name.Column
            made.A = Dictionary(O=Name.Table, Scope=scope)
        return made

    def _element(self, kind: str, above: Object) -> Object:
        element = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=above, K=Array())
        )
        above.K.append(element)
        return element


def _readable(shapes: Iterable[Shape]) -> list[Words | Slot]:
    return [shape for shape in shapes if isinstance(shape, Words | Slot)]


def _table(item: Words | Slot) -> str:
    return item.cell.table if item.cell else ""


def _row(item: Words | Slot) -> str:
    return item.cell.row if item.cell else ""


def _part(item: Words | Slot) -> Cell | None:
    return item.cell


def _paragraph(item: Words | Slot) -> str:
    """Words of one role follow each other in one paragraph; each field stands alone."""
    return item.role.value if isinstance(item, Words) else f"{item.field}={item.option}"
