"""What is wrong in a file that people write: every mistake at once, each with its file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError

Table = dict[str, object]
SAID = {
    "missing": "this key is missing",
    "extra_forbidden": "unknown key",
}


def table(file: Path, mistakes: list[str], *, at: str = "") -> Table | None:
    """The TOML file as a table; None, with a mistake more, when it cannot be read."""
    at = at or file.name
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(f"{at}: there is no such file")
    except IsADirectoryError:
        mistakes.append(f"{at}: this is a folder, not a file")
    except PermissionError:
        mistakes.append(f"{at}: this file may not be read")
    except UnicodeDecodeError:
        mistakes.append(f"{at}: this is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{at}: this is not TOML: {error}")
    return None


def told(
    error: ValidationError, model: type[BaseModel], *, at: str, under: str = ""
) -> Iterator[str]:
    """One line for each mistake that the model found, in the file `at`, below the key `under`.

    Entries of a list are counted from 1.
    """
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        keys = [str(part + 1 if isinstance(part, int) else part) for part in one["loc"]]
        said = SAID.get(one["type"], one["msg"].removeprefix("Value error, "))
        if one["type"] == "extra_forbidden":
            said += did_you_mean(keys[-1], known_keys(model, keys[:-1]))
        elif one["type"] == "string_pattern_mismatch" and (meaning := _meaning(model, keys)):
            said = f"this is not understood. {meaning}"
        yield f"{at}: {under}{'.'.join(keys)}: {said}"


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """`. Did you mean ...?` with the nearest known word; empty when none is near."""
    near = get_close_matches(written, list(known), n=1, cutoff=0.6)
    return f". Did you mean {near[0]}?" if near else ""


def known_keys(model: type[BaseModel], path: Iterable[str]) -> tuple[str, ...]:
    """The keys of the table at this place of the model; none where anything may stand."""
    here = _table_at(model, path)
    return tuple(here.model_fields) if here else ()


def _meaning(model: type[BaseModel], path: list[str]) -> str:
    here = _table_at(model, path[:-1])
    field = here.model_fields.get(path[-1]) if here else None
    return (field.description if field else None) or ""


def _table_at(model: type[BaseModel], path: Iterable[str]) -> type[BaseModel] | None:
    """The table at this place; a number or an entry's own name stays in the table of entries."""
    here: type[BaseModel] | None = model
    for part in path:
        if here is not None and part in here.model_fields:
            here = _model_in(here.model_fields[part].annotation)
    return here


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
