"""The product's own source, as the convention tests look at it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "casework", "mailboxes", "confine", "ingest", "forms", "register",
    "generators", "outbox", "config", "procedures", "clerk",
)  # fmt: skip


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project, as git knows them and as they lie there."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  git is on the path of every checkout
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(name for name in said.stdout.splitlines() if (ROOT / name).is_file())


def modules(*packages: str) -> list[Path]:
    """Every module of these packages (all of ours without an argument), migrations left out."""
    return sorted(
        path
        for package in packages or PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts or path.name == "__init__.py"
    )


@cache
def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(path: Path) -> Iterator[str]:
    """Every module name that a module imports, wherever the import stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name(path: Path) -> str:
    """How a module is called in a test's id."""
    return str(path.relative_to(ROOT))
