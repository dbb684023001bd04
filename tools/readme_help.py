"""Writes what each command says of itself into README.md.

Run `.venv/bin/python -P tools/readme_help.py` after a change of a command; a test compares. The
blocks stand at the end of the file, one for `clerk` and one for each command, in the order in
which `clerk --help` lists them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCKS = re.compile(r"<!-- help: (.*?) -->\n```text\n(.*?)```\n", re.DOTALL)
_LISTED = re.compile(r"^  ([a-z]+)(?:  |$)", re.MULTILINE)


@cache
def said(command: str) -> str:
    """What this command prints for its help, without colour and 80 columns wide."""
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603  our own command with fixed words
        [sys.executable, "-P", "-m", "clerk", *command.split()[1:]],
        check=True, capture_output=True, text=True, env=os.environ | plain,
    ).stdout  # fmt: skip


def commands(command: str = "clerk", *, says: Callable[[str], str] = said) -> Iterator[str]:
    """Every command as typed for its help, the groups of commands before their own.

    `says` gives the help of one that is known; a test asks the README instead of the command.
    """
    asked = f"{command} --help"
    yield asked
    _, _, listed = says(asked).partition("\nCommands:\n")
    for name in _LISTED.findall(listed):
        yield from commands(f"{command} {name}", says=says)


def main() -> None:
    """Replace the blocks from the first to the last."""
    text = README.read_text(encoding="utf-8")
    there = list(BLOCKS.finditer(text))
    fresh = "\n".join(
        f"<!-- help: {command} -->\n```text\n{said(command)}```\n" for command in commands()
    )
    text = text[: there[0].start()] + fresh + text[there[-1].end() :]
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
