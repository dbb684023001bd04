"""A PDF whose fields have other names than ours: which of its fields is which of ours.

A confirmed layout says so by name. Without one, a field's tooltip, the words beside it and its own
name propose it, and every value is half sure.
"""
# pyright: basic
# pikepdf and pdfplumber are partly untyped; what leaves this module is typed.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pikepdf

from casework.question import Option, Question, QuestionKind
from forms import acroform, fit, label_cells
from forms.beside import Cell
from forms.catalogue import Blank, Catalogue
from forms.drawn import Paper
from forms.extracted import MAX_FIELDS, Extracted, ExtractedField, Found, Reader
from forms.field_tree import BUTTONS, RawField, is_on, walk
from forms.field_words import FAR, LINE, Asked, fields_asked, tip_of, wordings
from forms.fields import choice_options
from forms.layouts import LaidBox, Layout, of_blanks
from forms.likeness import squeezed
from forms.pdf_flags import Flags
from forms.proposals import Match, Wording, matches, option_meant

NAMES_SHARED = 0.8
FEWEST = 6  # fields of a form
MAY_BE = 0.3  # of a form's labels, loosely
SURE, GUESSED = 0.95, 0.5
_CHOICES = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE, QuestionKind.MANY})


def has_enough(document: pikepdf.Pdf) -> bool:
    """Whether a file has so many fields that it may be a form of questions."""
    return len(walk(document)) >= FEWEST


def may_be_ours(document: pikepdf.Pdf, paper: Paper, known: Catalogue) -> bool:
    """Whether some of a form's words stand on the pages or in the tooltips: it is cheap to ask.

    It keeps other agencies' forms away from pdfminer, which has no limits.
    """
    tips = " ".join(tip_of(field) for field in walk(document))
    text = fit.loose(f"{paper.text()} {tips}")
    newest = (known.of_form(form_id)[-1] for form_id in known.form_ids())
    return any(fit.labels_in(blank, text) >= MAY_BE for blank in newest)


def read(
    document: pikepdf.Pdf, paper: Paper, flags: Flags, known: Catalogue, layouts: Sequence[Layout]
) -> Extracted | None:
    """The form in fields that a confirmed layout names; None when no layout has these names."""
    names = {one.name for one in walk(document)}
    scored = [
        (len(layout.names & names) / len(layout.names), layout, blank)
        for layout, blank in of_blanks(layouts, known)
        if layout.names
    ]
    fitting = sorted((one for one in scored if one[0] >= NAMES_SHARED), key=lambda one: one[0])
    if not fitting or (len(fitting) > 1 and fitting[-1][0] == fitting[-2][0]):
        return None
    _, layout, blank = fitting[-1]
    found = acroform.read_by_own_names(document, paper, flags)
    fields = tuple(named(found, layout.box, sure=SURE))[:MAX_FIELDS]
    return _form(blank, fields, paper, flags, layout=layout.id, by="layout")


def guessed(
    document: pikepdf.Pdf, paper: Paper, flags: Flags, known: Catalogue, cells: Sequence[Cell]
) -> Extracted | None:
    """The one form whose questions the fields seem to ask; None for too few, or for a tie."""
    asked = fields_asked(document, cells)
    text = fit.loose(paper.text())
    scored: list[tuple[float, Blank, tuple[LaidBox, ...]]] = []
    for form_id in known.form_ids():
        blank = known.of_form(form_id)[-1]
        boxes = proposed(blank, asked, cells)
        questions = {_question_of(box.field) for box in boxes}
        share = len(questions) / len(blank.form.questions)
        needed = 0.4 if fit.loose(blank.form.title) in text else fit.LABELS_FOUND
        if share >= needed:
            scored.append((share, blank, boxes))
    best = [one for one in scored if one[0] == max(score for score, *_ in scored)]
    if len(best) != 1:
        return None
    _, blank, boxes = best[0]
    found = acroform.read_by_own_names(document, paper, flags)
    fields = tuple(named(found, boxes, sure=GUESSED))[:MAX_FIELDS]
    return _form(blank, fields, paper, flags, layout="", by="labels")


def named(
    found: Iterable[ExtractedField], boxes: Sequence[LaidBox], *, sure: float
) -> Iterator[ExtractedField]:
    """The fields by our names; a button's state that nobody has named makes a question doubtful."""
    by_name: dict[str, list[LaidBox]] = {}
    for box in boxes:
        by_name.setdefault(box.name, []).append(box)
    notes = () if sure > GUESSED else (label_cells.NOTE,)
    for one in found:
        own = by_name.get(one.name, ())
        for field in _as_ours(one, own):
            certain = sure if field.found not in {Found.DOUBT, Found.MISMATCH} else GUESSED
            yield field.model_copy(update={"sure": certain, "notes": (*field.notes, *notes)})


def _as_ours(one: ExtractedField, own: Sequence[LaidBox]) -> Iterator[ExtractedField]:
    states = {box.state: box for box in own if box.state}
    whole = next((box for box in own if not box.state), None)
    if whole is not None:
        key = whole.field.rpartition(".")[2]
        is_held = bool(one.text) and squeezed(one.text) == squeezed(whole.holds)
        is_held = is_held or bool(one.chosen and whole.holds in one.chosen)
        found = Found.DEFAULT if one.found is Found.VALUE and is_held else one.found
        chosen = (key,) if one.chosen and "." in whole.field else one.chosen
        yield one.model_copy(update={"name": whole.field, "found": found, "chosen": chosen})
    if not states:
        return
    strange = [state for state in one.chosen if state not in states]
    for state, box in states.items():
        key = box.field.rpartition(".")[2]
        is_chosen = state in one.chosen
        found = one.found if is_chosen else Found.EMPTY
        if strange or one.found in {Found.MISMATCH, Found.DOUBT}:
            found = Found.DOUBT if strange else one.found
        elif is_chosen and box.holds:
            found = Found.DEFAULT
        yield one.model_copy(
            update={"name": box.field, "found": found, "chosen": (key,) if is_chosen else ()}
        )


def _form(
    blank: Blank, fields: tuple[ExtractedField, ...], paper: Paper, flags: Flags, *,
    layout: str, by: str,
) -> Extracted:  # fmt: skip
    hidden = any(one.found is Found.MISMATCH for one in fields)
    return Extracted(
        form_id=blank.form.id, form_version=blank.form.version, panel_id=blank.form.panel,
        blank_serial=blank.serial, layout=layout, reader=Reader.ACROFORM, recognised_by=by,
        fields=fields, pages=len(paper),
        notes=tuple(dict.fromkeys((*flags.notes, *(("hidden_text",) if hidden else ())))),
    )  # fmt: skip


# --- which field is which ---


def proposed(blank: Blank, asked: Sequence[Asked], cells: Sequence[Cell]) -> tuple[LaidBox, ...]:
    """Which field may be which of ours, in a filled copy: what it holds is no default."""
    found = proposals(blank, asked, cells)
    return tuple(box.model_copy(update={"holds": ""}) for box, _ in found)


def proposals(
    blank: Blank, asked: Sequence[Asked], cells: Sequence[Cell]
) -> list[tuple[LaidBox, Match]]:
    """The same, each with the question and the words that made it so."""
    by_id = blank.form.by_id()
    texts = [one for one in asked if one.field.kind not in BUTTONS]
    buttons = [one for one in asked if one.field.kind in BUTTONS]
    found: list[tuple[LaidBox, Match]] = []
    named = Counter(one.label.text for one in texts)
    for match in matches(blank, (one.label for one in texts if named[one.label.text] == 1)):
        question = by_id[match.question]
        one = next(one for one in texts if one.label.text == match.wording.text)
        if question.kind not in {QuestionKind.ROWS, QuestionKind.MANY, QuestionKind.TICK}:
            box = LaidBox(name=one.field.name, field=question.id, holds=_held(one.field))
            found.append((box, match))
    labels = matches(blank, (*(one.label for one in buttons), *wordings(cells)))
    for one in buttons:
        found += _of_buttons(one, labels, by_id)
    return _once(found)


def _of_buttons(
    one: Asked, labels: Sequence[Match], by_id: Mapping[str, Question]
) -> list[tuple[LaidBox, Match]]:
    """The options that a field's buttons are, of the one question that has them all."""
    fitting: list[tuple[float, list[tuple[LaidBox, Match]]]] = []
    for match in labels:
        question = by_id[match.question]
        away = 0.0 if match.wording.text == one.label.text else _away(match.wording, one)
        if away > FAR or (question.kind not in _CHOICES and question.kind is not QuestionKind.TICK):
            continue
        boxes = _options(one, question, match)
        if boxes:
            fitting.append((away, boxes))
    fitting.sort(key=lambda pair: pair[0])
    return fitting[0][1] if fitting else []


def _options(one: Asked, question: Question, match: Match) -> list[tuple[LaidBox, Match]]:
    if question.kind is QuestionKind.TICK:
        box = LaidBox(name=one.field.name, field=question.id, holds=_held(one.field))
        return [(box, match)] if len(one.buttons) == 1 else []
    options: Sequence[Option] = choice_options(question)
    keys = [
        (state, option_meant(words.text, options) or option_meant(state, options))
        for state, words in one.buttons
    ]
    if not keys or any(not key for _, key in keys) or len({key for _, key in keys}) < len(keys):
        return []
    held = _held(one.field)
    return [
        (
            LaidBox(
                name=one.field.name, state=state, field=f"{question.id}.{key}",
                holds=held if held == state else "",
            ),
            match,
        )
        for state, key in keys
    ]  # fmt: skip


def _once(found: Sequence[tuple[LaidBox, Match]]) -> list[tuple[LaidBox, Match]]:
    """Each of our fields once; two that claim one are both left out."""
    times = Counter(box.field for box, _ in found)
    return [pair for pair in found if times[pair[0].field] == 1]


def _held(field: RawField) -> str:
    """What the file holds in the field already."""
    value = field.value if isinstance(field.value, str) else ", ".join(field.value or ())
    return "" if field.kind in BUTTONS and not is_on(value) else value.removeprefix("/")[:2000]


def _question_of(name: str) -> str:
    return name.partition(".")[0]


def _away(wording: Wording, one: Asked) -> float:
    """How far below or beside its question's words a button stands; far for another page."""
    own = one.label.corners
    if wording.corners is None or own is None or wording.page != one.label.page:
        return 2 * FAR
    down = own[1] - wording.corners[1]
    if down < -LINE:
        return 2 * FAR
    return max(down, 0.0) + 0.01 * abs(own[0] - wording.corners[0])
