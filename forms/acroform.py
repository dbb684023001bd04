"""Reads a PDF with form fields: what is stored, held against what a person sees.

A value that nobody can see, or a drawing that says something else, is no answer: it is MISMATCH,
with both. The stored value alone is believed only where the file asks viewers to draw it.
"""
# pyright: basic
# pikepdf and PDFium are untyped; what leaves this module is typed.

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary

from forms import fit
from forms.catalogue import Blank, Box, Catalogue, Spot
from forms.drawn import MOST_PAGES, Page, Paper
from forms.extracted import MAX_FIELDS, MAX_TEXT, Extracted, ExtractedField, Found, NoForm, Reader
from forms.field_tree import (
    BUTTONS,
    DIRECT,
    LISTS,
    FieldType,
    Placed,
    RawField,
    is_on,
    page_numbers,
    places,
    walk,
)
from forms.fields import HIDDEN_PREFIX, FieldSpec
from forms.likeness import Likeness, compared, squeezed
from forms.pdf_flags import Flags, PageNote
from forms.template import template_of

__all__ = ["read", "walk"]

HIDDEN_TEXT = "hidden_text"
SEVERAL_FORMS = NoForm(why="several_forms")
TOUCHES = 1.0  # points that a note must reach into a box to lie over it
NEAR_RIGHT, NEAR_BOTTOM = 7.0, 1.6  # points; heights of a letter
UNSEEN_RUN = 4  # letters in a row are looked at together
MOST_ALONE = 80  # boxes looked at one by one; beyond, a difference is a difference
_VALUED = frozenset({FieldType.TEXT, *LISTS, *BUTTONS})


@dataclass(kw_only=True)
class _File:
    """One form file while it is read."""

    paper: Paper
    drawn_by_viewer: bool  # NeedAppearances: a field without a drawing is drawn from its value
    flags: Flags
    pages: Mapping[tuple[int, int], int]
    widgets: Mapping[tuple[int, int], PageNote] = field(init=False)
    over: Mapping[int, Sequence[Box]] = field(init=False)
    looked_alone: int = 0
    hidden_text: bool = False

    def __post_init__(self) -> None:
        notes = self.flags.page_notes
        self.widgets = {
            note.key: note for note in notes if note.kind == "/Widget" and note.key != DIRECT
        }
        over: dict[int, list[Box]] = defaultdict(list)
        for note in notes:
            if note.kind not in {"/Widget", "/Link", "/Popup"} and not note.is_ours and note.box:
                over[note.page].append(note.box)
        self.over = over


def read(
    document: pikepdf.Pdf, paper: Paper, flags: Flags, catalogue: Catalogue
) -> Extracted | NoForm | None:
    """The form in the file's fields; None when its fields are none of our forms'.

    NoForm "several_forms" when two forms fit equally well.
    """
    fields = [one for one in walk(document) if one.kind in _VALUED]
    own = {one.name.removeprefix(HIDDEN_PREFIX): _said(one) for one in _hidden(fields)}
    claim = fit.claim_of(own)
    names = frozenset(one.name for one in fields)
    found = _fit(catalogue, claim, names)
    if len(found) != 1:
        return SEVERAL_FORMS if found else None
    form = document.Root.AcroForm
    file = _File(
        paper=paper, flags=flags, pages=page_numbers(document),
        drawn_by_viewer=bool(form.get("/NeedAppearances", False)),
    )  # fmt: skip
    chosen = found[0]
    read_fields = tuple(_fields(fields, chosen.blank, file))[:MAX_FIELDS]
    held = {HIDDEN_TEXT: file.hidden_text, "xfa": "/XFA" in form}
    notes = (*flags.notes, *chosen.notes, *(note for note, is_so in held.items() if is_so))
    return Extracted(
        form_id=chosen.blank.form.id,
        form_version=chosen.blank.form.version,
        panel_id=claim.panel_id or chosen.blank.form.panel,
        blank_serial=claim.blank_serial or chosen.blank.serial,
        set_ref=claim.set_ref,
        token=claim.token,
        reader=Reader.ACROFORM,
        recognised_by=chosen.by,
        fields=read_fields,
        notes=tuple(dict.fromkeys(notes)),
        pages=len(paper),
    )


def read_by_own_names(
    document: pikepdf.Pdf, paper: Paper, flags: Flags
) -> tuple[ExtractedField, ...]:
    """The fields of a form that is not ours: own names and states, held against what is drawn."""
    form = document.Root.AcroForm
    file = _File(
        paper=paper, flags=flags, pages=page_numbers(document),
        drawn_by_viewer=bool(form.get("/NeedAppearances", False)),
    )  # fmt: skip
    found: list[ExtractedField] = []
    for one in [one for one in walk(document) if one.kind in _VALUED][:MAX_FIELDS]:
        placed = places(one, file.pages)
        is_button = one.kind in BUTTONS
        found.append(
            _buttons(one, placed, None, None, file) if is_button else _text(one, placed, None, file)
        )
    return tuple(found)


def text_of_fields(document: pikepdf.Pdf) -> str:
    """What is written in the fields of a file that is no form of ours, for danger words."""
    return "\n".join(filter(None, map(_said, walk(document))))[:MAX_TEXT]


def is_dynamic(document: pikepdf.Pdf) -> bool:
    """Whether the form exists only in XFA, of which other viewers show a waiting page."""
    form = document.Root.get("/AcroForm")
    if not isinstance(form, Dictionary) or "/XFA" not in form:
        return False
    return bool(document.Root.get("/NeedsRendering", False)) or not walk(document)


def opened(untrusted_pdf: bytes) -> pikepdf.Pdf:
    """The file, as far as it can be mended. Raises pikepdf.PdfError and PasswordError."""
    return pikepdf.open(io.BytesIO(untrusted_pdf))


def _hidden(fields: Iterable[RawField]) -> Iterator[RawField]:
    return (one for one in fields if one.name.startswith(HIDDEN_PREFIX))


def _fit(catalogue: Catalogue, claim: fit.Claim, names: frozenset[str]) -> tuple[fit.Fit, ...]:
    """The blank that the hidden fields name, if the fields are its; else by the names."""
    known = fit.by_identity(catalogue, claim)
    if known is not None and names & known.blank.field_names():
        return (known,)
    return fit.by_names(catalogue, names)


def _fields(fields: Iterable[RawField], blank: Blank, file: _File) -> Iterator[ExtractedField]:
    known = template_of(blank)
    specs, spots = known.specs, known.spots
    for one in fields:
        if one.name.startswith(HIDDEN_PREFIX):
            continue
        spec, spot = specs.get(one.name), spots.get(one.name)
        placed = places(one, file.pages)
        if one.kind in BUTTONS:
            yield _buttons(one, placed, spec, spot, file)
        else:
            yield _text(one, placed, spot, file)


def _said(one: RawField) -> str:
    value = one.value
    return "" if value is None else value if isinstance(value, str) else ", ".join(value)


# --- buttons ---


def _buttons(
    one: RawField, placed: Sequence[Placed], spec: FieldSpec | None, spot: Spot | None, file: _File
) -> ExtractedField:
    stored = _stored_states(one, placed)
    drawn = {state for place in placed if (state := _drawn_state(place, stored, file))}
    labels = _labels(spec)
    chosen = tuple(_key(state, spec) for state in sorted(stored))
    found = Found.VALUE if stored else Found.EMPTY
    seen = ""
    if drawn != stored:
        found = Found.MISMATCH
        keys = [_key(state, spec) for state in sorted(drawn)]
        seen = ", ".join(labels.get(key, key) for key in keys)
    elif spot is not None and spot.default and stored == {f"/{spot.default}"}:
        found = Found.DEFAULT
    page, box = _where(placed, file, first=lambda place: place.state in stored)
    return ExtractedField(
        name=one.name, found=found, chosen=chosen, drawn=seen, page=page, box=box
    )  # fmt: skip


def _stored_states(one: RawField, placed: Sequence[Placed]) -> set[str]:
    """The on-states that /V names; a number may count the options instead."""
    value = one.value if isinstance(one.value, str) else None
    if not is_on(value) or value is None:
        return set()
    state = value if value.startswith("/") else f"/{value}"
    known = [state for place in placed for state in place.states if is_on(state)]
    if state in known:
        return {state}
    words = [words for pair in one.options for words in pair[1:]]
    if words.count(state[1:]) == 1 and f"/{words.index(state[1:])}" in known:
        return {f"/{words.index(state[1:])}"}
    return {state}


def _drawn_state(place: Placed, stored: set[str], file: _File) -> str:
    """The on-state that a person sees in this place; "" for none."""
    on = [state for state in place.states if is_on(state)]
    state = place.state
    if state is None:
        state = next((one for one in on if one in stored), None)
    claimed = state if state is not None and is_on(state) else ""
    if not place.has_drawing and file.drawn_by_viewer:
        return claimed
    number, box = _page_of(place, file), place.box
    if number is None or box is None or number > MOST_PAGES:
        return claimed if claimed in on else ""
    is_marked = file.paper.page(number).is_marked(box)
    if not is_marked:
        return ""
    return claimed or (on[0] if on else "/?")


def _key(state: str, spec: FieldSpec | None) -> str:
    key = state.removeprefix("/")
    return spec.option if spec is not None and spec.option else key


def _labels(spec: FieldSpec | None) -> Mapping[str, str]:
    return {} if spec is None else {option.key: option.label for option in spec.options}


# --- texts ---


def _text(
    one: RawField, placed: Sequence[Placed], spot: Spot | None, file: _File
) -> ExtractedField:
    stored = _said(one)
    labels = dict(one.options)
    chosen: tuple[str, ...] = ()
    shown = (stored,)
    if one.kind in LISTS:
        values = one.value if isinstance(one.value, tuple) else filter(None, (stored,))
        keys = {label: key for key, label in one.options}
        chosen = tuple(one if one in labels else keys.get(one, one) for one in values)
        shown = (", ".join(labels.get(key, key) for key in chosen), stored)
    is_empty = not squeezed(stored)
    found, drawn = _seen(shown, placed, file, is_empty=is_empty)
    if found is Found.VALUE and spot is not None and spot.default and stored == spot.default:
        found = Found.DEFAULT
    page, box = _where(placed, file)
    return ExtractedField(
        name=one.name, found=found, text="" if one.kind in LISTS else stored[:MAX_TEXT],
        chosen=chosen[:60], drawn=drawn[:MAX_TEXT], page=page, box=box,
    )  # fmt: skip


def _seen(
    shown: Sequence[str], placed: Sequence[Placed], file: _File, *, is_empty: bool
) -> tuple[Found, str]:
    """What a person sees in the places of a text: the first difference, with its words."""
    found = Found.EMPTY if is_empty else Found.VALUE
    visible = [place for place in placed if not place.is_hidden]
    if not visible and not is_empty:
        return Found.MISMATCH, ""
    for place in visible:
        here, drawn = _seen_at(shown, place, file, is_empty=is_empty)
        if here is Found.MISMATCH:
            return here, drawn
        if here is Found.CLIPPED:
            found = here
    return found, ""


def _seen_at(
    shown: Sequence[str], place: Placed, file: _File, *, is_empty: bool
) -> tuple[Found, str]:
    number, box = _page_of(place, file), place.box
    same = Found.EMPTY if is_empty else Found.VALUE
    if not place.has_drawing and not is_empty:
        return (same, "") if file.drawn_by_viewer else (Found.MISMATCH, "")
    if number is None or box is None or number > MOST_PAGES:
        return (same, "") if is_empty else (Found.MISMATCH, "")
    page = file.paper.page(number)
    drawn = page.text_in(box)
    if is_empty and not squeezed(drawn):
        return same, ""
    here = _like(shown, drawn, page, box)
    if here is Found.MISMATCH and not _lies_over(box, number, file):
        page = _alone(place, number, file) or page
        drawn = page.text_in(box)
        here = same if is_empty and not squeezed(drawn) else _like(shown, drawn, page, box)
    if here is not Found.MISMATCH and not is_empty and not _is_seen(page, box):
        file.hidden_text = True
        return Found.MISMATCH, ""
    return here, drawn if here is Found.MISMATCH else ""


def _is_seen(page: Page, box: Box) -> bool:
    """Whether something shows in the box, and no run of its letters is without contrast."""
    letters = [letter.box for letter in page.letters_in(box) if not letter.text.isspace()]
    runs = (letters[start : start + UNSEEN_RUN] for start in range(0, len(letters), UNSEEN_RUN))
    return page.shows(box) and all(_is_run_seen(page, run, box) for run in runs)


def _is_run_seen(page: Page, run: Sequence[Box], box: Box) -> bool:
    if len(run) < UNSEEN_RUN:  # dots may lie between the pixels
        return True
    first, last = run[0], run[-1]
    if last.left < first.left:  # over the end of a line
        return True
    bottom, top = max(first.bottom - 1, box.bottom), min(first.top + 1, box.top)
    return page.shows(Box(first.left - 1, bottom, last.right + 1, top))


def _like(shown: Sequence[str], drawn: str, page: Page, box: Box) -> Found:
    """Whether the drawn text is one of the texts that may be shown."""
    likes = [compared(text, drawn) for text in shown if squeezed(text)]
    if Likeness.SAME in likes:
        return Found.VALUE
    if Likeness.PART in likes and _reaches_edge(page, box):
        return Found.CLIPPED
    return Found.MISMATCH


def _reaches_edge(page: Page, box: Box) -> bool:
    """Whether the text goes on where its box ends, to the right or below."""
    inside = page.letters_in(box)
    if not inside:
        return False
    height = max(letter.box.top - letter.box.bottom for letter in inside)
    right = max(letter.box.right for letter in inside)
    bottom = min(letter.box.bottom for letter in inside)
    return right >= box.right - max(NEAR_RIGHT, height) or (
        bottom <= box.bottom + NEAR_BOTTOM * height
    )


def _alone(place: Placed, number: int, file: _File) -> Page | None:
    """The page with this field drawn only: a neighbour's text may run on unseen below a box."""
    note = file.widgets.get(place.key)
    if file.looked_alone >= MOST_ALONE or note is None or note.page != number:
        return None
    file.looked_alone += 1
    return file.paper.alone(number, note.place if place.has_drawing else None)


def _lies_over(box: Box, number: int, file: _File) -> bool:
    """Whether a note of another kind (typewriter text, a stamp) lies over the box."""
    return any(
        other.left < box.right - TOUCHES and other.right > box.left + TOUCHES
        and other.bottom < box.top - TOUCHES and other.top > box.bottom + TOUCHES
        for other in file.over.get(number, ())
    )  # fmt: skip


def _page_of(place: Placed, file: _File) -> int | None:
    """The page on whose list of notes the widget is; only that is ever shown."""
    note = file.widgets.get(place.key)
    return place.page if note is None else note.page


def _where(
    placed: Sequence[Placed], file: _File, *, first: Callable[[Placed], bool] | None = None
) -> tuple[int | None, Box | None]:
    place = next(filter(first, placed), placed[0] if placed else None)
    return (None, None) if place is None else (_page_of(place, file), place.box)
