"""Other wordings of questions than a blank's own: the list file, for papers that are not ours."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from casework.question import Form
from forms import words


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    question: dict[str, tuple[str, ...]]


def wordings(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Per question its label, its variants and the list's wordings that no other question has."""
    own = {one.id: (one.label, *one.variants) for one in form.questions}
    further = listed()
    taken = Counter(
        words.comparable(text)
        for name, texts in own.items()
        for text in {
            words.comparable(one): one for one in (*texts, *further.get(name, ()))
        }.values()
    )
    return {
        name: (
            *texts,
            *(one for one in further.get(name, ()) if taken[words.comparable(one)] == 1
              and words.comparable(one) not in map(words.comparable, texts)),
        )
        for name, texts in own.items()
    }  # fmt: skip


@cache
def listed() -> Mapping[str, tuple[str, ...]]:
    """The list itself."""
    text = Path(__file__).with_name("known_as.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomllib.loads(text)).question
