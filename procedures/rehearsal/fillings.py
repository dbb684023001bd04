"""Complete, plausible, invented fillings of the forms, kept as data in `answers`.

Field values by field name: a text, the key of a chosen option, or True for a tick. An empty text
leaves the field empty.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, cast

from casework.question import Form

Values: TypeAlias = Mapping[str, str | bool]

ANSWERS = Path(__file__).with_name("answers")
_ANSWER, _OTHERWISE = "answer", "no"


def complete(form: Form) -> dict[str, str | bool]:
    """A filling of the form with which every rule of its panel is content.

    A row of a printed list that the data does not name is answered No.
    """
    values = dict(_of_file(ANSWERS / f"{form.id.replace('_', '-')}.toml"))
    for question in form.questions:
        column = next((one for one in question.columns if one.key == _ANSWER), None)
        if column is None:
            continue
        for row in question.rows_of:
            name = f"{question.id}.{row.key}.{_ANSWER}"
            if name not in values and not any(known.startswith(f"{name}.") for known in values):
                values |= {f"{name}.{_OTHERWISE}": True} if column.many else {name: _OTHERWISE}
    return values


def flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str | bool]]:
    """The field names and values of a table whose dotted keys were read as tables in tables."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(cast("Mapping[str, object]", value), f"{above}{key}.")
        elif isinstance(value, str | bool):
            yield f"{above}{key}", value
        else:
            raise TypeError(f"{above}{key} is neither a text nor a tick")


@cache
def _of_file(path: Path) -> Values:
    return MappingProxyType(dict(flat(tomllib.loads(path.read_text(encoding="utf-8")))))
