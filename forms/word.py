"""Reads a Word form: content controls by tag, else by their order, else the cells beside labels.

Programs that save it again may drop tags, prompts and properties; the words on the page stay.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms import controls, fit, footer, legacy_fields, word_labels
from forms.catalogue import Blank, Catalogue
from forms.extracted import MAX_FIELDS, MAX_TEXT, Extracted, ExtractedField, Found, NoForm, Reader
from forms.fields import ROWS_PRINTED, FieldKind
from forms.package import Package, PackageError
from forms.template import Target, template_of
from forms.word_page import Page, page_of
from forms.word_parts import W
from forms.word_places import Place, Places
from forms.word_text import Written, cells_of, rows_of, unseen_in, written
from forms.word_walk import Control, Look, look_over

_W = f"{{{W}}}"
_CUSTOM = "docProps/custom.xml"
_OURS = "Panel coordinator"  # the author of the comments on a returned form
_FETCHING = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "RD")
LINE_ENDS_LOST = "line_ends_lost"
TRACKED, COMMENTS, HIDDEN_TEXT, MOVED = "tracked_changes", "comments", "hidden_text", "layout_moved"


def read(package: Package, catalogue: Catalogue) -> Extracted | NoForm:
    """The form in a Word file, or why there is none."""
    try:
        root = package.tree(package.main)
    except PackageError as refused:
        return NoForm(why=refused.why, notes=package.notes)
    if root is None:
        return NoForm(why="damaged", notes=package.notes)
    look = look_over(root)
    notes = dict.fromkeys((*package.notes, *_noticed(look, package)))
    found = controls.answering(look.controls)
    legacy = legacy_fields.fields_of(look.form_fields)
    claim = _claim(package)
    tags = frozenset({control.tag for control in found} | {one.name for one in legacy})
    fits = _fits_controls(catalogue, claim, tags, len(found))
    said = Written("", "") if fits else written([root], look.unseen)
    fits = fits or _fits_text(catalogue, claim, said.seen)
    if len(fits) != 1:
        said = written([root], look.unseen)
        why = "several_forms" if fits else _empty_or_unknown(said.seen)
        return NoForm(why=why, text=said.whole[:MAX_TEXT], notes=tuple(notes))
    chosen = fits[0]
    older = tuple(_legacy(legacy, chosen.blank))
    form = _Document(look=look, blank=chosen.blank, asked=_asked(chosen.blank, older))
    fields = [*form.fields(found), *older]
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


def _noticed(look: Look, package: Package) -> Iterator[str]:
    """What there is beside the answers, or in doubt about all of them."""
    if look.is_tracked:
        yield TRACKED
    yield from _comments(package)
    codes = look.codes
    fetches = any(code.split()[:1] and code.split()[0].upper() in _FETCHING for code in codes)
    # A code may be cut into pieces.
    if fetches or any(word in "".join(codes).upper() for word in ("DDEAUTO", "DDE ")):
        yield "external_link"
    if look.has_foreign:
        yield "embedded_file"
    if look.unseen:
        yield HIDDEN_TEXT


def _legacy(found: Iterable[legacy_fields.LegacyField], blank: Blank) -> Iterator[ExtractedField]:
    """The old kind of form fields, where a template names them as ours."""
    known = template_of(blank).targets
    for one in found:
        target = known.get(one.name)
        if target is not None:
            yield legacy_fields.read(one, target)


def _asked(blank: Blank, older: Iterable[ExtractedField]) -> frozenset[str]:
    """The questions that no older form field answers."""
    known = template_of(blank).targets
    answered = {known[one.name].spec.question for one in older}
    return frozenset(question.id for question in blank.form.questions) - answered


@dataclass(kw_only=True)
class _Document:
    """One Word form while it is read. `asked` are the questions that may be read by labels."""

    look: Look
    blank: Blank
    asked: frozenset[str]
    is_moved: bool = False

    def fields(self, found: Sequence[Control]) -> Iterator[ExtractedField]:
        """The fields by tag, by the order of the controls, or beside their labels."""
        known = template_of(self.blank).targets
        named = [(control.tag, control) for control in found if control.tag in known]
        if not named and self._same_order(found, known):
            named = list(zip(self.blank.controls, found, strict=True))
        if not named:
            self.is_moved = True
            yield from word_labels.fields_of(self._page(), self.blank, only=self.asked)
            return
        places = Places(self.look.tables)
        placed = [(known[tag], places.of(control)) for tag, control in named]
        tags = [tag for tag, _ in named]
        own, rows = frozenset(tags), _Rows()
        names = tags if len(own) == len(tags) else list(map(rows.name, tags, placed))
        for (_, control), name, (target, place) in zip(named, names, placed, strict=True):
            box = controls.read(control, target, name=name, path=place.path if place else "")
            # Beside a box stand its words; beside a drop-down, its heading.
            if target.option or target.spec.kind is FieldKind.CELL_CHOICE:
                yield box
            else:
                yield _with_beside(box, control)
        yield from self._added_rows(placed, rows)
        missing = known.keys() - own
        if missing:
            self.is_moved = True
            asked = {known[tag].spec.question for tag in missing}
            only = frozenset(asked - {known[tag].spec.question for tag in own}) & self.asked
            # A text may be lost while its own ticks are still there.
            texts = frozenset(_question_of_text(known[tag]) for tag in missing) - only
            for one in word_labels.fields_of(self._page(), self.blank, only=only | texts):
                own_tick = known.get(one.name)
                question = own_tick.spec.question if own_tick else one.name.partition(".")[0]
                if question in only or one.name in texts:
                    yield one

    def _page(self) -> Page:
        return page_of(self.look.root, self.look.unseen)

    def _same_order(self, found: Sequence[Control], known: Mapping[str, Target]) -> bool:
        """Whether controls without tags are the blank's: as many, and box for box of its kind."""
        tags = self.blank.controls
        return len(found) == len(tags) and all(
            tag in known and _fits_kind(control, known[tag])
            for tag, control in zip(tags, found, strict=True)
        )

    def _added_rows(
        self, placed: Sequence[tuple[Target, Place | None]], rows: _Rows
    ) -> Iterator[ExtractedField]:
        """Rows that were added to a table by hand, without controls of their own."""
        columns: dict[etree._Element, dict[int, Target]] = {}
        for target, place in placed:
            if place is not None and target.spec.row.isdigit() and not target.option:
                columns.setdefault(place.row.getparent(), {})[place.number] = target
        own = {place.row for _, place in placed if place is not None} if columns else set()
        for table, targets in columns.items():
            started = False
            for row in rows_of(table):
                started = started or row in own
                if started and row not in own:
                    yield from self._added_row(row, targets, rows)

    def _added_row(
        self, row: etree._Element, targets: Mapping[int, Target], rows: _Rows
    ) -> Iterator[ExtractedField]:
        cells = enumerate(cells_of(row), start=1)
        said = {n: written([cell], self.look.unseen).seen for n, cell in cells if n in targets}
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


def _with_beside(found: ExtractedField, control: Control) -> ExtractedField:
    """The field with what was typed beside its control, where nothing of ours stands."""
    if found.found is Found.VALUE and control.has_lost_line_ends:
        found = found.model_copy(update={"sure": 0.9, "notes": (LINE_ENDS_LOST,)})
    if found.found not in {Found.EMPTY, Found.VALUE} or not (beside := control.beside()):
        return found
    text = "\n".join(filter(None, (found.text, beside)))[:MAX_TEXT]
    return found.model_copy(
        update={
            "found": Found.VALUE,
            "text": text,
            "sure": 0.9,
            "notes": (*found.notes, "beside_box"),
        }
    )


class _Rows:
    """Numbers for the rows that a referrer added to tables with numbered rows."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._given: dict[tuple[str, str, int], str] = {}
        self._last: dict[str, int] = {}

    def new(self, question: str) -> str:
        """The next number of the question's rows."""
        self._last[question] = self._last.get(question, ROWS_PRINTED) + 1
        return str(self._last[question])

    def name(self, tag: str, placed: tuple[Target, object]) -> str:
        """The field's name; the same tag again is a copied row of a table."""
        spec, copy = placed[0].spec, self._seen.get(tag, 0) + 1
        self._seen[tag] = copy
        if copy == 1 or not spec.row.isdigit():
            return tag
        place = (spec.question, spec.row, copy)
        if place not in self._given:
            self._given[place] = self.new(spec.question)
        rest = tag.removeprefix(f"{spec.question}.{spec.row}.")
        return f"{spec.question}.{self._given[place]}.{rest}"


def _question_of_text(target: Target) -> str:
    """The question whose own text the tag is; "" for a tick, a choice or a cell."""
    is_text = target.spec.kind in {FieldKind.TEXT, FieldKind.LONG, FieldKind.DATE}
    return target.spec.question if is_text and not target.spec.row else ""


def _fits_kind(control: Control, target: Target) -> bool:
    kinds = controls.kinds_of(control)
    if target.option:
        return "checkbox" in kinds or not kinds & {"dropDownList", "comboBox", "date"}
    if target.spec.kind is FieldKind.CELL_CHOICE:
        return not kinds & {"checkbox", "date"}
    return "checkbox" not in kinds and "dropDownList" not in kinds
