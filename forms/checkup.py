"""What is wrong with an edited template, as it crosses the cage: `forms.form_doctor` finds it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.extracted import Name, Text


class Reads(StrEnum):
    """Whether a question's answer would still be found: surely, by the words around it, or not."""

    YES = "yes"
    BY_WORDS = "only by its words"
    NO = "no"


class Ill(BaseModel):
    """A question that is not as we issued it.

    `lost` are its fields or tags that are gone, of `boxes`; `options` those of choices among them.
    `page` is where its words stand, from 1; None for a Word file and where they are gone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    boxes: int = Field(default=0, ge=0, le=4000)
    lost: tuple[Name, ...] = Field(default=(), max_length=400)
    options: tuple[Name, ...] = Field(default=(), max_length=60)
    has_words: bool = False
    page: int | None = Field(default=None, ge=1, le=10_000)
    is_moved: bool = False
    holds: Text = ""
    reads: Reads = Reads.NO


class Checkup(BaseModel):
    """A template beside the blank it came from. `why` says why there is nothing to compare."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Name = ""
    form: Name = ""
    version: Name = ""
    serial: Name = ""
    layout: Name = ""
    is_word: bool = False
    is_ours: bool = False
    ill: tuple[Ill, ...] = Field(default=(), max_length=400)


def answer(untrusted_answer: bytes) -> Checkup:
    """The child's answer checked; what is no answer is a damaged file."""
    try:
        return Checkup.model_validate_json(untrusted_answer)
    except ValidationError:
        return Checkup(why="damaged")
