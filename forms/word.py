"""Reads a Word form: content controls by tag, else by their order, else the cells beside labels.

Programs that save it again may drop tags, prompts and properties; the words on the page stay.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms import controls, fit, footer, label_cells, legacy_fields
from forms.catalogue import Blank, Catalogue
from forms.controls import Control
from forms.extracted import MAX_FIELDS, MAX_TEXT, Extracted, ExtractedField, Found, NoForm, Reader
from forms.fields import ROWS_PRINTED, FieldKind
from forms.package import Package, PackageError
from forms.template import Target, template_of
from forms.word_parts import W
from forms.word_text import (
    CELL,
    CONTROL,
    PARAGRAPH,
    ROW,
    TABLE,
    Unseen,
    Written,
    cells_of,
    pieces_outside,
    settle,
    unseen_in,
    written,
)

_W = f"{{{W}}}"
_CUSTOM = "docProps/custom.xml"
_OURS = "Panel coordinator"  # the author of the comments on a returned form
_FETCHING = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "RD")
TRACKED, COMMENTS, HIDDEN_TEXT, MOVED = "tracked_changes", "comments", "hidden_text", "layout_moved"


def read(package: Package, catalogue: Catalogue) -> Extracted | NoForm:
    """The form in a Word file, or why there is none."""
    try:
        root = package.tree(package.main)
    except PackageError as refused:
        return NoForm(why=refused.why, notes=package.notes)
    if root is None:
        return NoForm(why="damaged", notes=package.notes)
    notes = dict.fromkeys((*package.notes, *settle(root), *_comments(package), *_fetching(root)))
    unseen = unseen_in(root)
    if unseen:
        notes[HIDDEN_TEXT] = None
    found = controls.controls_of(root)
    legacy = legacy_fields.fields_of(root)
    claim = _claim(package)
    tags = frozenset({control.tag for control in found} | {one.name for one in legacy})
    fits = _fits_controls(catalogue, claim, tags, len(found))
    said = Written("", "") if fits else written([root], unseen)
    fits = fits or _fits_text(catalogue, claim, said.seen)
    if len(fits) != 1:
        said = written([root], unseen)
        why = "several_forms" if fits else _empty_or_unknown(said.seen)
        return NoForm(why=why, text=said.whole[:MAX_TEXT], notes=tuple(notes))
    chosen = fits[0]
    form = _Document(root=root, blank=chosen.blank, unseen=unseen)
    fields = [*form.fields(found), *_legacy(legacy, chosen.blank)]
    if form.is_moved:
        notes[MOVED] = None
    return Extracted(
        form_id=chosen.blank.form.id,
        form_version=chosen.blank.form.version,
        panel_id=claim.panel_id or chosen.blank.form.panel,
        blank_serial=claim.blank_serial or chosen.blank.serial,
        set_ref=claim.set_ref,
        token=claim.token,
        reader=Reader.WORD,
        recognised_by=chosen.by,
        fields=tuple(fields[:MAX_FIELDS]),
        notes=tuple(dict.fromkeys((*notes, *chosen.notes))),
    )


def text_of(package: Package) -> str:
    """What a person sees in a Word file."""
    root = package.tree(package.main)
    return "" if root is None else written([root], unseen_in(root)).seen


def _empty_or_unknown(text: str) -> str:
    return "unknown_form" if text else "empty"


def _claim(package: Package) -> fit.Claim:
    """What the file says of itself: its own properties, else the line at its foot."""
    root = package.side_tree(_CUSTOM)
    own = {
        row.get("name", ""): "".join(row.itertext()) for row in (root if root is not None else ())
    }
    claim = fit.claim_of(own)
    if claim.form_id:
        return claim
    for name in package.names("word/footer"):
        part = package.side_tree(name)
        line = None if part is None else footer.found_in(written([part]).seen)
        if line is not None:
            return fit.claim_of_footer(line)
    return claim


def _fits_controls(
    catalogue: Catalogue, claim: fit.Claim, tags: frozenset[str], count: int
) -> tuple[fit.Fit, ...]:
    """The blank that the file names, if it has its controls; else the one whose tags it has."""
    known = fit.by_identity(catalogue, claim)
    if known is not None:
        own = known.blank.controls
        if count == len(own) or not tags.isdisjoint(own):
            return (known,)
    return fit.by_tags(catalogue, tags)


def _fits_text(catalogue: Catalogue, claim: fit.Claim, text: str) -> tuple[fit.Fit, ...]:
    """The blank that the file names, if it has its labels; else the one whose labels it has."""
    known = fit.by_identity(catalogue, claim)
    if known is not None and fit.labels_in(known.blank, fit.loose(text)) >= fit.LABELS_FOUND:
        return (known,)
    return fit.by_labels(catalogue, text)


def _comments(package: Package) -> Iterator[str]:
    """Whether somebody left a comment; those on a form that we returned are ours."""
    root = package.side_tree("word/comments.xml")
    if root is not None and any(
        one.get(f"{_W}author") != _OURS for one in root.iter(f"{_W}comment")
    ):
        yield COMMENTS


def _fetching(root: etree._Element) -> Iterator[str]:
    """Whether a field code would fetch something, and whether other files are part of it."""
    codes = [node.text or "" for node in root.iter(f"{_W}instrText")]
    codes += [node.get(f"{_W}instr", "") for node in root.iter(f"{_W}fldSimple")]
    fetches = any(code.split()[:1] and code.split()[0].upper() in _FETCHING for code in codes)
    # A code may be cut into pieces.
    if fetches or any(word in "".join(codes).upper() for word in ("DDEAUTO", "DDE ")):
        yield "external_link"
    if next(root.iter(f"{_W}altChunk", f"{_W}object"), None) is not None:
        yield "embedded_file"


def _legacy(found: Iterable[legacy_fields.LegacyField], blank: Blank) -> Iterator[ExtractedField]:
    """The old kind of form fields, where a template names them as ours."""
    known = template_of(blank).targets
    for one in found:
        target = known.get(one.name)
        if target is not None:
            yield legacy_fields.read(one, target)


@dataclass(kw_only=True)
class _Document:
    """One Word form while it is read."""

    root: etree._Element
    blank: Blank
    unseen: Unseen
    is_moved: bool = False
    paths: dict[etree._Element, str] = field(default_factory=dict)
    cells: dict[etree._Element, etree._Element | None] = field(default_factory=dict)

    def fields(self, found: Sequence[Control]) -> Iterator[ExtractedField]:
        """The fields by tag, by the order of the controls, or beside their labels."""
        known = template_of(self.blank).targets
        named = [(control.tag, control) for control in found if control.tag in known]
        if not named and self._same_order(found, known):
            named = list(zip(self.blank.controls, found, strict=True))
        if not named:
            self.is_moved = True
            yield from label_cells.fields_of(self.root, self.blank)
            return
        self._number_cells()
        rows = _Rows(self.blank)
        for tag, control in named:
            name = rows.name(tag, known[tag])
            cell = self._cell(control.node)
            path = "" if cell is None else self.paths.get(cell, "")
            box = controls.read(control, known[tag], self.unseen, name=name, path=path)
            yield self._with_beside(box, control, known[tag])
        yield from self._added_rows({control.node: known[tag] for tag, control in named}, rows)
        missing = known.keys() - {tag for tag, _ in named}
        if missing:
            self.is_moved = True
            yield from label_cells.fields_of(
                self.root, self.blank, only=frozenset(known[tag].spec.question for tag in missing)
                - frozenset(known[tag].spec.question for tag, _ in named),
            )  # fmt: skip

    def _same_order(self, found: Sequence[Control], known: Mapping[str, Target]) -> bool:
        """Whether controls without tags are the blank's: as many, and box for box of its kind."""
        tags = self.blank.controls
        return len(found) == len(tags) and all(
            tag in known and _fits_kind(control, known[tag])
            for tag, control in zip(tags, found, strict=True)
        )

    def _number_cells(self) -> None:
        for table_number, table in enumerate(self.root.iter(TABLE), start=1):
            for row_number, row in enumerate(table.iter(ROW), start=1):
                for cell_number, cell in enumerate(cells_of(row), start=1):
                    self.paths[cell] = f"table {table_number}, row {row_number}, cell {cell_number}"

    def _cell(self, node: etree._Element) -> etree._Element | None:
        """The cell that a control stands in; looked for once for all that stand together."""
        holder = node.getparent()
        if holder not in self.cells:
            self.cells[holder] = next(node.iterancestors(CELL), None)
        return self.cells[holder]

    def _with_beside(
        self, found: ExtractedField, control: Control, target: Target
    ) -> ExtractedField:
        """The field with what was typed beside its control, where nothing of ours stands."""
        if target.option or target.spec.kind is FieldKind.CELL_CHOICE:
            return found
        if found.found not in {Found.EMPTY, Found.VALUE}:
            return found
        paragraph = next(control.node.iterancestors(PARAGRAPH), None)
        if paragraph is None:
            return found
        said = [pieces_outside(paragraph, self.unseen), *_paragraphs_after(paragraph)]
        beside = "\n".join(filter(None, said))
        if not beside:
            return found
        text = "\n".join(filter(None, (found.text, beside)))[:MAX_TEXT]
        return found.model_copy(
            update={"found": Found.VALUE, "text": text, "sure": 0.9, "notes": ("beside_box",)}
        )

    def _added_rows(
        self, named: Mapping[etree._Element, Target], rows: _Rows
    ) -> Iterator[ExtractedField]:
        """Rows that were added to a table by hand, without controls of their own."""
        last = {self._cell(node): target for node, target in named.items()}
        own_rows: dict[etree._Element, dict[etree._Element, Target]] = {}
        for cell, target in last.items():
            row = None if cell is None else next(cell.iterancestors(ROW), None)
            if row is not None:
                own_rows.setdefault(row, {})[cell] = target
        columns: dict[etree._Element, dict[int, Target]] = {}
        for row, cells in own_rows.items():
            if any(not one.option and one.spec.row.isdigit() for one in cells.values()):
                columns.setdefault(row.getparent(), {}).update(
                    {n: cells[cell] for n, cell in enumerate(cells_of(row)) if cell in cells}
                )
        for table, targets in columns.items():
            started = False
            for row in table.iter(ROW):
                started = started or row in own_rows
                if row in own_rows or not started:
                    continue
                yield from self._added_row(row, targets, rows)

    def _added_row(
        self, row: etree._Element, targets: Mapping[int, Target], rows: _Rows
    ) -> Iterator[ExtractedField]:
        cells = [written([cell]).seen for cell in cells_of(row)]
        said = {number: cells[number] for number in targets if number < len(cells)}
        if not any(said.values()):
            return
        question = next(iter(targets.values())).spec.question
        key = rows.new(question)
        for number, text in said.items():
            if text:
                yield ExtractedField(
                    name=f"{question}.{key}.{targets[number].spec.column}", found=Found.VALUE,
                    text=text[:MAX_TEXT], sure=0.9, notes=("added_row",),
                )  # fmt: skip


class _Rows:
    """Numbers for the rows that a referrer added to tables with numbered rows."""

    def __init__(self, blank: Blank) -> None:
        self._seen: dict[str, int] = {}
        self._given: dict[tuple[str, str, int], str] = {}
        self._last: dict[str, int] = {}
        self._blank = blank

    def new(self, question: str) -> str:
        """The next number of the question's rows."""
        self._last[question] = self._last.get(question, ROWS_PRINTED) + 1
        return str(self._last[question])

    def name(self, tag: str, target: Target) -> str:
        """The field's name; the same tag again is a copied row of a table."""
        spec, copy = target.spec, self._seen.get(tag, 0) + 1
        self._seen[tag] = copy
        if copy == 1 or not spec.row.isdigit():
            return tag
        place = (spec.question, spec.row, copy)
        if place not in self._given:
            self._given[place] = self.new(spec.question)
        rest = tag.removeprefix(f"{spec.question}.{spec.row}.")
        return f"{spec.question}.{self._given[place]}.{rest}"


def _fits_kind(control: Control, target: Target) -> bool:
    kinds = {name.rpartition("}")[2] for name in control.properties}
    if target.option:
        return "checkbox" in kinds or not kinds & {"dropDownList", "comboBox", "date"}
    if target.spec.kind is FieldKind.CELL_CHOICE:
        return not kinds & {"checkbox", "date"}
    return "checkbox" not in kinds and "dropDownList" not in kinds


def _paragraphs_after(paragraph: etree._Element) -> Iterator[str]:
    """What stands in further paragraphs of the cell that have no control."""
    for node in paragraph.itersiblings():
        if node.tag != PARAGRAPH or next(node.iter(CONTROL), None) is not None:
            return
        yield written([node]).seen
