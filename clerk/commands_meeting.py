"""Commands about meetings: the calendar, the agenda, the papers, the close."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from casework.faults import Fault, Kind
from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import issuing, meeting_dates, meetings, packs

meeting_app = typer.Typer(no_args_is_help=True, help="The panel's meetings and their papers.")
app.add_typer(meeting_app, name="meeting")
Date = Annotated[str, typer.Argument(help="The meeting's date, such as 2026-12-17.")]


class WrongDate(Fault):
    """This is not a date."""

    kind = Kind.USAGE
    next_step = "write it as 2026-12-17."


@meeting_app.command("list")
def meeting_list(context: typer.Context, *, json: Json = False) -> None:
    """List the meetings with every date that follows from them, and what clashes."""
    with office(context) as rooms:
        listed = meeting_dates.listing(rooms, now=asked(context).now)
    if json:
        as_json(listed)
        return
    rows(
        ("Meeting", "List closes", "Agenda", "Papers", "Log", "Minutes", "Cases", "Note"),
        [
            (
                row.words,
                row.closes,
                row.agenda,
                row.papers,
                row.log,
                row.minutes,
                str(row.cases),
                row.note,
            )
            for row in listed
        ],
        empty="No meeting is planned. Add one: clerk meeting add 2026-12-17",
    )


@meeting_app.command("add")
def meeting_add(
    context: typer.Context,
    date: Date,
    start: Annotated[str, typer.Option(help="When it starts.")] = "10:00",
    venue: Annotated[str, typer.Option(help="Where, or how.")] = "to be agreed",
    *,
    json: Json = False,
) -> None:
    """Add a meeting to the calendar. Says every date that follows, and what clashes."""
    with office(context) as rooms:
        added = meeting_dates.add(rooms, _date(date), start, venue, now=asked(context).now)
    if json:
        as_json(added)
        return
    say(*meeting_dates.in_words(added))


@meeting_app.command("agenda")
def meeting_agenda(context: typer.Context, date: Date, *, json: Json = False) -> None:
    """Make the agenda of what is listed now, and a mail to each member, held until released."""
    with office(context) as rooms:
        made = packs.agenda(rooms, _date(date), now=asked(context).now)
    if json:
        as_json(made)
        return
    say(*issuing.in_words(made))


@meeting_app.command("pack")
def meeting_pack(context: typer.Context, date: Date, *, json: Json = False) -> None:
    """Make the papers: one numbered, encrypted copy a person, held until released."""
    with office(context) as rooms:
        made = packs.pack(rooms, _date(date), now=asked(context).now)
    if json:
        as_json(made)
        return
    say(*issuing.in_words(made))


@meeting_app.command("close")
def meeting_close(
    context: typer.Context,
    date: Date,
    notes: Annotated[
        Path | None, typer.Option(help="The meeting's notes: cases and the actions agreed.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Close the meeting: cases are discussed, actions entered, the action log made."""
    with office(context) as rooms:
        closed = meetings.close(rooms, _date(date), notes, now=asked(context).now)
    if json:
        as_json(closed)
        return
    say(*meetings.in_words(closed))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise WrongDate(text) from error
