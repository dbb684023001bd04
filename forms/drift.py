"""How far a form that came back is from the blank that we issued: what moved, what is lost.

Only what is certain is told: where a field stands in its file, and whether it is there at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from forms.catalogue import Blank
from forms.extracted import Extracted, Reader

FARTHEST = 3.0  # points that an edge may be off before a box counts as moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The questions, by id, that stand elsewhere, and those of which nothing is there any more."""

    moved: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.moved or self.lost)

    def in_words(self) -> str:
        """Such as "edited: 3 questions moved, 1 lost"; "" for a form as it was issued."""
        told = [
            f"{len(ids)} {'question' if len(ids) == 1 else 'questions'} {what}"
            for ids, what in ((self.moved, "moved"), (self.lost, "lost"))
            if ids
        ]
        return f"edited: {', '.join(told)}" if told else ""


def drift(found: Extracted, blank: Blank) -> Drift:
    """The difference between a form read by its own fields or tags and its blank."""
    if found.layout or found.recognised_by == "labels":
        return Drift()
    if found.reader not in {Reader.ACROFORM, Reader.WORD}:
        return Drift()
    there = {one.name for one in found.fields}
    questions = {one.name.partition(".")[0] for one in found.fields}
    by_field = {spec.name: spec.question for spec in blank.fields()}
    questions |= {by_field[name] for name in there if name in by_field}
    lost = [one.id for one in blank.form.questions if one.id not in questions]
    return Drift(moved=_moved(found, blank), lost=tuple(lost))


def _moved(found: Extracted, blank: Blank) -> tuple[str, ...]:
    if found.reader is not Reader.ACROFORM:
        return ()
    spots, by_field = blank.geometry.by_name(), {one.name: one.question for one in blank.fields()}
    moved: dict[str, None] = {}
    for one in found.fields:
        spot = spots.get(one.name)
        if spot is None or one.box is None or one.page is None:
            continue
        places = [(mark.page, mark.box) for mark in spot.marks] or [(spot.page, spot.box)]
        if not any(
            page == one.page
            and max(abs(a - b) for a, b in zip(box, one.box, strict=True)) <= FARTHEST
            for page, box in places
        ):
            moved[by_field[one.name]] = None
    return tuple(question.id for question in blank.form.questions if question.id in moved)
