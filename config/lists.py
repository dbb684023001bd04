"""A panel's lists, each a file of options: `[[option]]` with `key`, `label` and what stands beside.

`red-flags.toml` is the list `red_flags`. The panel's own lists come before the shared ones. An
option that is not active any more is left out of forms, but keeps its key for what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casework.question import Option
from config import mistakes


class OptionEntry(BaseModel):
    """One choice as written; `legal` is its legal reference, for whoever keeps the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    label: str = Field(min_length=1)
    legal: str = ""
    active: bool = True


class ListFile(BaseModel):
    """A list as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    option: tuple[OptionEntry, ...]


def name_of(file: Path) -> str:
    """`red-flags.toml` is the list `red_flags`."""
    return file.stem.replace("-", "_")


def load(folders: Iterable[Path], wrong: list[str]) -> dict[str, tuple[Option, ...]]:
    """Every list of these folders, a later folder's before an earlier one's of the same name."""
    files = {name_of(file): file for folder in folders for file in sorted(folder.glob("*.toml"))}
    lists: dict[str, tuple[Option, ...]] = {}
    for name, file in files.items():
        at = f"{file.parent.name}/{file.name}"
        entries = _entries(file, at, wrong)
        if entries is None:
            continue
        lists[name] = tuple(
            Option(key=entry.key, label=entry.label) for entry in entries if entry.active
        )
        wrong.extend(_faults(entries, at))
    return lists


def _entries(file: Path, at: str, wrong: list[str]) -> tuple[OptionEntry, ...] | None:
    read = mistakes.table(file, wrong, at=at)
    try:
        return ListFile.model_validate(read).option if read is not None else None
    except ValidationError as error:
        wrong.extend(mistakes.told(error, ListFile, at=at))
        return None


def _faults(entries: tuple[OptionEntry, ...], at: str) -> Iterable[str]:
    if not any(entry.active for entry in entries):
        yield f"{at}: option: there is no active option"
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        if entry.key in seen:
            yield f"{at}: option.{number}.key: {entry.key} is used twice"
        seen.add(entry.key)
