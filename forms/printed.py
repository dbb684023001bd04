"""Reads a printed or flattened copy of one of our blanks: what stands in each box, what is ticked.

Nothing is guessed: ink between empty and ticked is in doubt, and so is every box of a page whose
own words are not where the blank has them. The fields of a missing page are absent.
"""
# pyright: basic
# PDFium is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.question import QuestionKind
from forms import fit, footer, registration
from forms.box_text import INNER, BoxText
from forms.catalogue import Box, Catalogue, Mark, Spot
from forms.drawn import MOST_PAGES, Page, Paper
from forms.extracted import MAX_TEXT, Extracted, ExtractedField, Found, NoForm, Reader
from forms.fields import FieldSpec
from forms.lost_letters import Loss, loss_in
from forms.registration import Laid
from forms.shapes import Widget
from forms.template import Template, template_of

# Share of dark pixels beyond the blank's own: a thin tick through the middle, a mark anywhere.
THIN_INK, TICKED_INK = 0.015, 0.06
EMPTY_INK = 0.005
POINTER = 16.0  # points at the right of a drop-down where its pointer stands
INK = "ink"
# A question is asked in a story; on a line by itself a "?" may be a letter.
_LOST = {True: frozenset({Loss.SURE}), False: frozenset({Loss.SURE, Loss.MAYBE})}
FEWEST_LETTERS = 12
MOVED, ELSEWHERE = 0.5, 0.2  # how sure a box is whose page's words are moved, or somewhere else
SCAN_PAGE = 0.2  # letters a page, on average, under which a file is pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A page of the file and the blank's page that it is."""

    page: Page
    laid: Laid
    known: frozenset[str]  # the words that the page has


def read(paper: Paper, catalogue: Catalogue, notes: Sequence[str] = ()) -> Extracted | NoForm:
    """The form on the pages, or why there is none: several_forms, scan, unknown_form."""
    pages = [paper.page(number) for number in range(1, min(len(paper), MOST_PAGES) + 1)]
    text = "\n".join(page.text for page in pages)
    if sum(map(len, text.split())) < FEWEST_LETTERS:
        return NoForm(why="scan", notes=tuple(notes), pages=len(paper))
    claims = {claim for page in pages if (claim := _claim(page)) is not None}
    known = [one for claim in claims if (one := fit.by_identity(catalogue, claim)) is not None]
    found = tuple({one.blank.serial: one for one in known}.values())
    found = found or fit.by_labels(catalogue, text)
    if len(found) != 1:
        why = "several_forms" if found else "unknown_form"
        return NoForm(why=why, text=text[:MAX_TEXT], notes=tuple(notes), pages=len(paper))
    return _form(pages, found[0], _named(claims, found[0]), tuple(notes))


def warm(paper: Paper) -> None:
    """Lay a page over itself and look into a box of it: all that reading needs is loaded then."""
    page = paper.page(1)
    words = registration.words_of(*page.letters)
    box = registration.laid(registration.once(words), words).box(words[0].box)
    inside = BoxText(page=page, box=box, size=9.0)
    inside.joined()
    page.is_invented(inside.letters[0].place)
    page.shows(box)
    page.is_marked(box)
    page.ink(box)


def _claim(page: Page) -> fit.Claim | None:
    line = footer.found_in(page.text)
    return None if line is None else fit.claim_of_footer(line)


def _named(claims: set[fit.Claim], found: fit.Fit) -> fit.Claim:
    """What the pages say of the form that was found; an unknown set is no set."""
    own = [claim for claim in claims if claim.form_id == found.blank.form.id]
    return own[0] if len(own) == 1 else fit.Claim()


def _form(
    pages: Sequence[Page], found: fit.Fit, claim: fit.Claim, notes: tuple[str, ...]
) -> Extracted | NoForm:
    blank = found.blank
    known = template_of(blank)
    words = {page.number: frozenset(map(registration.unified, page.text.split())) for page in pages}
    by_number = {page.number: page for page in pages}
    matched, doubled = registration.pages_matched(known.words, words)
    is_doubled = any(
        all(
            _laid(by_number[number], known.once[sheet], words[number]).laid.is_sure
            for number in numbers
        )
        for sheet, numbers in doubled.items()
    )
    if is_doubled or not matched:
        text = "\n".join(page.text for page in pages)[:MAX_TEXT]
        why = "several_forms" if is_doubled else "unknown_form"
        return NoForm(why=why, text=text, notes=notes, pages=len(pages))
    laid = {
        sheet + 1: _laid(by_number[number], known.once[sheet], words[number])
        for number, sheet in matched.items()
    }
    said = dict.fromkeys((*notes, *found.notes))
    if len(laid) < len(known.words):
        said["page_missing"] = None
    if len(pages) > len(laid):
        said["extra_pages"] = None
    lost = _lost_labels(known, laid)
    fields = _doubted(list(_fields(known, laid, lost)))
    if any(not sheet.laid.is_sure for sheet in laid.values()) or lost:
        said["layout_moved"] = None
    if any(one.found is Found.MISMATCH for one in fields):
        said["hidden_text"] = None
    return Extracted(
        form_id=blank.form.id,
        form_version=blank.form.version,
        panel_id=blank.form.panel,
        blank_serial=claim.blank_serial or blank.serial,
        set_ref=claim.set_ref,
        reader=Reader.PRINTED,
        recognised_by=found.by,
        fields=tuple(fields),
        notes=tuple(said),
        pages=len(pages),
    )


def _laid(page: Page, once: Mapping[str, Box], known: frozenset[str]) -> _Sheet:
    text, boxes = page.letters
    return _Sheet(
        page=page,
        laid=registration.laid(once, registration.words_of(text, boxes)),
        known=known,
    )


def _lost_labels(known: Template, laid: Mapping[int, _Sheet]) -> frozenset[str]:
    """The questions whose printed label is not on their page."""
    return frozenset(
        question
        for question, page in known.first_page.items()
        if (sheet := laid.get(page)) is not None
        and sum(word in sheet.known for word in known.label_words[question])
        < len(known.label_words[question]) / 2
    )


def _fields(
    known: Template, laid: Mapping[int, _Sheet], lost: frozenset[str]
) -> Iterator[ExtractedField]:
    for spec in known.specs.values():
        spot = known.spots.get(spec.name)
        if spot is None or (sheet := laid.get(spot.page)) is None:
            continue
        is_sure = sheet.laid.is_sure and spec.question not in lost
        if spot.marks:
            yield _marks(spec, spot, laid, is_sure=is_sure)
        else:
            text = _Text(
                spot=spot, inside=known.inside.get(spec.name, ()), sheet=sheet,
                taken=known.taken[spot.page - 1],
            )  # fmt: skip
            is_signature = known.kinds[spec.question] is QuestionKind.SIGN
            yield _text(text, is_sure=is_sure, is_signature=is_signature)


def _sureness(sheet: _Sheet, *, is_sure: bool) -> float:
    if is_sure:
        return 1.0
    return ELSEWHERE if sheet.laid.is_elsewhere else MOVED


def _doubted(fields: list[ExtractedField]) -> list[ExtractedField]:
    """The fields; where letters were lost for sure, no question mark of the file is believed."""
    if not any(loss_in(one.text) is Loss.SURE for one in fields):
        return fields
    return [
        one.model_copy(update={"found": Found.DOUBT})
        if one.found in {Found.VALUE, Found.CLIPPED} and loss_in(one.text) is not Loss.NONE
        else one
        for one in fields
    ]


# --- ticks ---


def _marks(
    spec: FieldSpec, spot: Spot, laid: Mapping[int, _Sheet], *, is_sure: bool
) -> ExtractedField:
    looks = [(mark, _is_ticked(mark, laid[mark.page])) for mark in spot.marks if mark.page in laid]
    ticked = [mark for mark, is_ticked in looks if is_ticked]
    unsure = any(is_ticked is None for _, is_ticked in looks)
    found = Found.VALUE if ticked else Found.EMPTY
    if unsure or not is_sure:
        found = Found.DOUBT
    mark = ticked[0] if ticked else spot.marks[0]
    sheet = laid.get(mark.page) or laid[spot.page]
    options = {option.label: option.key for option in spec.options}
    return ExtractedField(
        name=spec.name, found=found,
        chosen=tuple(options.get(mark.option, mark.option) for mark in ticked),
        page=sheet.page.number, box=sheet.laid.box(mark.box),
        sure=_sureness(sheet, is_sure=is_sure),
    )  # fmt: skip


def _is_ticked(mark: Mark, sheet: _Sheet) -> bool | None:
    """Whether a box is ticked; None for a trace that is neither."""
    box = sheet.laid.box(mark.box)
    share = sheet.page.ink(box) - mark.ink
    in_middle = sheet.page.is_marked(box)
    if share >= TICKED_INK or (share >= THIN_INK and in_middle):
        return True
    return None if share > EMPTY_INK or in_middle else False


# --- texts ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A box for a text: where it is, and the words that the blank itself has in it.

    `taken` are the places on its page of the blank's words and of the other boxes.
    """

    spot: Spot
    inside: tuple[str, ...]
    sheet: _Sheet
    taken: Sequence[Box]


def _text(where: _Text, *, is_sure: bool, is_signature: bool) -> ExtractedField:
    spot, page = where.spot, where.sheet.page
    box = where.sheet.laid.box(spot.box)
    inside = BoxText(page=page, box=box, size=spot.size * where.sheet.laid.scale)
    text = inside.joined()
    for word in where.inside:
        text = text.replace(word, "", 1).strip()
    found = Found.VALUE if text else Found.EMPTY
    notes: tuple[str, ...] = ()
    right = box.right - (POINTER if spot.widget is Widget.LIST else INNER)
    inner = Box(box.left + INNER, box.bottom + INNER, right, box.top - INNER)
    shows = page.shows(inner)
    if text and not shows:
        found = Found.MISMATCH
    elif not text and shows and is_sure:
        found, notes = (Found.VALUE if is_signature else Found.DOUBT), (INK,)
    elif not is_sure or loss_in(text) in _LOST[spot.widget is Widget.LONG]:
        found = Found.DOUBT
    elif text and (inside.is_cut() or (spot.widget is Widget.LONG and _may_go_on(where, inside))):
        found = Found.CLIPPED
    return ExtractedField(
        name=spot.name, found=found, text=text[:MAX_TEXT],
        page=page.number, box=box, sure=_sureness(where.sheet, is_sure=is_sure), notes=notes,
    )  # fmt: skip


def _may_go_on(where: _Text, inside: BoxText) -> bool:
    """Whether more may have been written than is seen: no room is left, or letters are below."""
    if inside.is_full():
        return True
    after = inside.goes_on_below()
    if after is None:
        return False
    across, up = (after.box.left + after.box.right) / 2, (after.box.bottom + after.box.top) / 2
    return not any(
        box.left < across < box.right and box.bottom < up < box.top
        for box in map(where.sheet.laid.box, where.taken)
    )
