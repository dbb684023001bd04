"""The blanks that are filled: issued once into a folder, as an installation does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casework.question import Form
from forms.catalogue import Blank, Spot
from forms.fields import FieldSpec
from tests.support import returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One blank with its two files."""

    blank: Blank
    pdf: bytes
    word: bytes

    @property
    def form(self) -> Form:
        """The form it is a blank of."""
        return self.blank.form

    @property
    def specs(self) -> Mapping[str, FieldSpec]:
        """Its fields by name."""
        return {spec.name: spec for spec in self.blank.fields()}

    @property
    def spots(self) -> Mapping[str, Spot]:
        """The places of its fields."""
        return self.blank.geometry.by_name()


@cache
def issued() -> Mapping[str, Issued]:
    """Every shipped form's blanks, by form id, as they lie in `returned.issued_folder()`."""
    folder, found = returned.issued_folder(), returned.catalogue()
    made: dict[str, Issued] = {}
    for form_id in found.form_ids():
        blank = found.of_form(form_id)[-1]
        made[form_id] = Issued(
            blank=blank,
            pdf=(folder / f"{blank.stem}.pdf").read_bytes(),
            word=(folder / f"{blank.stem}.docx").read_bytes(),
        )
    return made
