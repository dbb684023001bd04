"""How the command line speaks: tables on a terminal, plain lines elsewhere, or JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

T = TypeVar("T")
_OUT = Console(highlight=False, soft_wrap=True)


def say(*lines: str) -> None:
    """Plain sentences on standard output."""
    for line in lines:
        _OUT.print(Text(line))


def complain(*lines: str) -> None:
    """What went wrong and what to do next, on standard error."""
    for line in lines:
        sys.stderr.write(line + "\n")


def as_json(value: object) -> None:
    """One JSON document on standard output, for programs."""
    sys.stdout.write(json.dumps(_plain(value), indent=2, ensure_ascii=False) + "\n")


def rows(headings: Sequence[str], lines: Iterable[Sequence[str]], *, empty: str) -> None:
    """A table on a terminal, tab-separated lines elsewhere; a sentence when there is nothing."""
    listed = [tuple(line) for line in lines]
    if not listed:
        say(empty)
        return
    if not _OUT.is_terminal:
        for line in listed:
            sys.stdout.write("\t".join(line) + "\n")
        return
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for line in listed:
        table.add_row(*(Text(cell) for cell in line))
    _OUT.print(table)


def following(items: Iterable[T], doing: str) -> Iterator[T]:
    """Pass items on, with a progress line on a terminal and none elsewhere."""
    if not _OUT.is_terminal:
        yield from items
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"))
    with Progress(*columns, console=_OUT, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        for item in items:
            progress.advance(task)
            yield item


def _plain(value: object) -> object:
    """The value in the words of JSON: dates in ISO, enumerations by value, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  any mapping prints
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  any sequence prints
    if isinstance(value, dt.date | dt.time | Path):
        return str(value) if not isinstance(value, dt.datetime) else value.isoformat()
    return value
