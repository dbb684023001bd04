"""What a reader found in a file, before anybody judged it; it crosses the cage as JSON.

The child that made it may be captured by the document, so the parent checks it here: sizes are
capped, unknown keys refused, texts made printable.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from casework.text import printable

MAX_FIELDS = 4000
MAX_TEXT = 20_000


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return printable(text)[0]


Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_clean)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_clean)]
Box = tuple[float, float, float, float]


class Reader(StrEnum):
    """Which reader read the file."""

    ACROFORM = "acroform"
    PRINTED = "printed"
    WORD = "word"
    TABLES = "tables"
    SCAN = "scan"


class Found(StrEnum):
    """In which condition a field was found.

    MISMATCH: the stored value and what is drawn differ. DOUBT: a mark between two boxes, a half
    tick. CLIPPED: the text reaches the edge of its box and may be cut off on paper. DEFAULT: what
    the issued blank already held there (never an answer).
    """

    VALUE = "value"
    EMPTY = "empty"
    MISMATCH = "mismatch"
    DOUBT = "doubt"
    CLIPPED = "clipped"
    DEFAULT = "default"


class ExtractedField(BaseModel):
    """One field as found. A tick or choice has its chosen option keys in `chosen`, a text `text`.

    `drawn` is what a person sees when that differs from the stored value. `sure` is 0 to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    found: Found
    text: Text = ""
    chosen: tuple[Name, ...] = Field(default=(), max_length=60)
    drawn: Text = ""
    page: int | None = Field(default=None, ge=1, le=10_000)
    box: Box | None = None
    path: Name = ""
    sure: float = Field(default=1.0, ge=0, le=1)
    notes: tuple[Name, ...] = Field(default=(), max_length=20)


class Extracted(BaseModel):
    """One form as read. `recognised_by` is form_id, field_names, labels or layout; notes are ids.

    `layout` is the id of the known layout that the paper has, "" for our own or an unknown one.
    Notes of a file: javascript, launch, embedded_file, external_link, signed,
    revised_after_signing, hidden_layer, hidden_text, tracked_changes, comments, layout_moved,
    page_missing, extra_pages, older_version, text_replaced, blank_unknown, xfa,
    questions_not_found (in a layout that nobody has confirmed). Of a field:
    hidden_text, ink (drawn, not written), beside_box, added_row, read_from_looks,
    line_ends_lost, unknown_layout.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form_id: Name
    form_version: Name = ""
    panel_id: Name = ""
    blank_serial: Name = ""
    set_ref: Name = ""
    token: Name = ""
    layout: Name = ""
    reader: Reader
    recognised_by: Name
    fields: tuple[ExtractedField, ...] = Field(max_length=MAX_FIELDS)
    notes: tuple[Name, ...] = Field(default=(), max_length=60)
    pages: int = Field(default=0, ge=0, le=10_000)


class NoForm(BaseModel):
    """A file that was opened and is no form we know, or cannot be read as one; `why` is an id.

    Reasons: unknown_form, several_forms, scan, photo, password, certificate, old_word, rich_text,
    open_document, macros, damaged, empty, xfa, too_large, other_type, signed_only.
    `text` is the file's own text, as far as it could be had, for danger words only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Name
    text: Text = ""
    notes: tuple[Name, ...] = Field(default=(), max_length=60)
    pages: int = Field(default=0, ge=0, le=10_000)


class Answer(BaseModel):
    """What crosses the cage: exactly one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Extracted | None = None
    no_form: NoForm | None = None


def answered(found: Extracted | NoForm) -> bytes:
    """What was found, as JSON for the way out of the cage."""
    made = Answer(form=found) if isinstance(found, Extracted) else Answer(no_form=found)
    return made.model_dump_json(exclude_defaults=True).encode()
