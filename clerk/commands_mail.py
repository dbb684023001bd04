"""Commands about messages that came and wait for a person."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import unlocking

_MOST_PASSWORD = 512


@app.command("open")
def open_locked(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(help="The message's reference, such as M-P7BG.")],
    *,
    file: Annotated[int, typer.Option(help="Which file; needed when several are locked.")] = 0,
    listing: Annotated[
        bool, typer.Option("--list", help="Only list the files that wait for a password.")
    ] = False,
    json: Json = False,
) -> None:
    """Open a file that came behind a password. It is asked for, used once, and kept nowhere."""
    with office(context, reading=True) as rooms:
        if listing:
            waiting = unlocking.locked_files(receipt, rooms)
            if json:
                as_json(waiting)
            else:
                rows(
                    ("File", "Name"),
                    [(str(one.number), one.file) for one in waiting],
                    empty="No file of this message waits for a password.",
                )
            return
        opened = unlocking.open_file(receipt, file, _password(), rooms, now=asked(context).now)
    if json:
        as_json(opened)
        return
    say(*unlocking.in_words(opened))


def _password() -> str:
    """What the person types, unseen; from a pipe its first line. Never a word of the command."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True))
    return sys.stdin.readline(_MOST_PASSWORD).rstrip("\r\n")
