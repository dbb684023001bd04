"""A proposed layout as it crosses the cage, checked by the parent: `forms.learning` makes it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.extracted import Name, Text
from forms.layouts import LaidBox

MOST_UNUSED = 80


class Pairing(BaseModel):
    """One question of ours and the words it seems to be asked in there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    asked: Name
    sure: float = Field(ge=0, le=1)
    page: int | None = Field(default=None, ge=1, le=10_000)
    boxes: int = Field(default=0, ge=0, le=4000)
    is_readable: bool = False
    holds: Text = ""


class Proposal(BaseModel):
    """A layout as it was understood. `why` says why there is none; `unused` are its other words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Name = ""
    form: Name = ""
    title: Name = ""
    pairings: tuple[Pairing, ...] = Field(default=(), max_length=400)
    boxes: tuple[LaidBox, ...] = Field(default=(), max_length=4000)
    unused: tuple[Name, ...] = Field(default=(), max_length=MOST_UNUSED)


def answer(untrusted_answer: bytes) -> Proposal:
    """The child's answer checked; what is no answer is a damaged file."""
    try:
        return Proposal.model_validate_json(untrusted_answer)
    except ValidationError:
        return Proposal(why="damaged")
