"""The command line's frame: what every command takes, and how an installation is opened."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from casework.dates import LONDON
from casework.faults import Fault, Kind
from clerk.runners import machine_now
from procedures.office import Office, opened

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The clerk of a multi-agency panel: reads referrals, answers them, makes the papers.",
)
Json = Annotated[bool, typer.Option("--json", help="Say it as JSON, for programs.")]


class WrongTime(Fault):
    """This is not a day and time."""

    kind = Kind.USAGE
    next_step = "write it as 2026-12-14 16:59, in London's time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of every command: which installation, and as if at what time."""

    home: Path | None
    now: dt.datetime
    rehearsed: bool


@app.callback()
def every_command(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="The installation's folder, else found from here.")
    ] = None,
    now: Annotated[
        str, typer.Option(help="Rehearse as if it were this day and time in London.")
    ] = "",
) -> None:
    """Take what is common to all commands."""
    asked_now = _moment(now) if now else machine_now()
    context.obj = Asked(home=home, now=asked_now, rehearsed=bool(now))


def asked(context: typer.Context) -> Asked:
    """The options given before the command."""
    assert isinstance(context.obj, Asked)  # noqa: S101  the callback always sets it
    return context.obj


@contextmanager
def office(context: typer.Context, *, reading: bool = False) -> Generator[Office]:
    """The installation's rooms, opened; `reading` starts the cage for untrusted files too."""
    wanted = asked(context)
    environment = dict(os.environ)
    with opened(
        wanted.home, cwd=Path.cwd(), environment=environment, now=wanted.now, reading=reading
    ) as rooms:
        yield rooms


def _moment(text: str) -> dt.datetime:
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongTime(text) from error
    local = read if read.tzinfo else read.replace(tzinfo=LONDON)
    return local.astimezone(dt.UTC)
