"""A blank as the readers use it: what is worked out of its record once, and not for each paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.question import QuestionKind
from forms.catalogue import Blank, Box, Catalogue, Spot
from forms.fields import FieldKind, FieldSpec
from forms.registration import once, unified


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a Word tag stands for: the field, and the option if the control is a box of one."""

    spec: FieldSpec
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One blank. `words` and `once` are a page's printed words: all, and those that stand once.

    `inside` are the printed words that stand in a field's box; `label_words` the words of each
    question's label; `first_page` the page of each question's first field; `taken` the places of
    a page's words and fields.
    """

    blank: Blank
    specs: Mapping[str, FieldSpec]
    spots: Mapping[str, Spot]
    kinds: Mapping[str, QuestionKind]
    targets: Mapping[str, Target]
    words: tuple[frozenset[str], ...]
    once: tuple[Mapping[str, Box], ...]
    inside: Mapping[str, tuple[str, ...]]
    label_words: Mapping[str, tuple[str, ...]]
    first_page: Mapping[str, int]
    taken: tuple[tuple[Box, ...], ...]


_made: dict[str, Template] = {}


def prepare(catalogue: Catalogue) -> None:
    """Work out every blank's template now."""
    for blank in catalogue.blanks:
        template_of(blank)


def template_of(blank: Blank) -> Template:
    """The blank's template, made once."""
    known = _made.get(blank.serial)
    if known is None or known.blank is not blank:
        known = _made[blank.serial] = _template(blank)
    return known


def _template(blank: Blank) -> Template:
    fields = blank.fields()
    spots = blank.geometry.by_name()
    first: dict[str, int] = {}
    for spec in fields:
        if spec.name in spots:
            first.setdefault(spec.question, spots[spec.name].page)
    sheets = blank.geometry.sheets
    return Template(
        blank=blank,
        specs={spec.name: spec for spec in fields},
        spots=spots,
        kinds={question.id: question.kind for question in blank.form.questions},
        targets=_targets(fields),
        words=tuple(frozenset(unified(word.text) for word in sheet.words) for sheet in sheets),
        once=tuple(once(sheet.words) for sheet in sheets),
        inside={name: found for name, spot in spots.items() if (found := _inside(blank, spot))},
        label_words={
            question: tuple(map(unified, labels[0].split()))
            for question, labels in blank.labels().items()
        },
        first_page=first,
        taken=tuple(
            (
                *(word.box for word in sheet.words),
                *(spot.box for spot in spots.values() if spot.page == number),
            )
            for number, sheet in enumerate(sheets, start=1)
        ),
    )


def _targets(fields: tuple[FieldSpec, ...]) -> Mapping[str, Target]:
    found: dict[str, Target] = {}
    for spec in fields:
        if spec.kind is FieldKind.CHOICE:
            for option in spec.options:
                found[f"{spec.name}.{option.key}"] = Target(spec=spec, option=option.key)
        else:
            found[spec.name] = Target(spec=spec, option=spec.option)
    return found


def _inside(blank: Blank, spot: Spot) -> tuple[str, ...]:
    left, bottom, right, top = spot.box
    return tuple(
        word.text
        for word in blank.geometry.sheets[spot.page - 1].words
        if left < (word.box.left + word.box.right) / 2 < right
        and bottom < (word.box.bottom + word.box.top) / 2 < top
    )
