"""Commands about forms: those that came, the panel's blanks, partners' own versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clerk.app import Json, app, asked, office
from clerk.exit_codes import ExitCode
from clerk.screen import as_json, following, rows, say
from procedures import (
    check_pictures,
    check_words,
    checking,
    form_doctor,
    installation,
    learning,
)

forms_app = typer.Typer(no_args_is_help=True, help="The panel's blank forms.")
app.add_typer(forms_app, name="forms")
_HEADINGS = ("Form", "Version", "Blank", "PDF", "Word")


@app.command()
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Forms (PDF, Word) or mails (.eml).")],
    *,
    picture: Annotated[
        Path | None,
        typer.Option(
            help="Draw the pages with every answer framed: a PNG; more forms, more files."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Say what the clerk would make of a form or mail. Stores nothing, answers nobody."""
    with office(context, reading=True) as rooms:
        now = asked(context).now
        found = [
            checking.look(file, rooms, now=now) for file in following(files, "Files looked at")
        ]
        shown = found if picture else []
        drawn = [png for one in shown for png in check_pictures.pictures(one, rooms)]
    kept = check_pictures.keep(drawn, picture) if picture else ()
    if json:
        as_json([one.report for one in found])
    else:
        for one in found:
            say(*check_words.in_words(one.report), "")
        for path in kept:
            say(f"Picture: {path}")
    if any(one.report.needs_a_person for one in found):
        raise typer.Exit(ExitCode.NEEDS_A_PERSON)


@forms_app.command("build")
def forms_build(context: typer.Context, *, json: Json = False) -> None:
    """Make the blank PDF and Word form of each of the panel's forms. Issued ones are kept."""
    with office(context) as rooms:
        made = installation.build_forms(rooms)
    _show(made, empty="The panel's file names no forms.", json=json)


@forms_app.command("list")
def forms_list(context: typer.Context, *, json: Json = False) -> None:
    """List every blank that was issued, by form and version."""
    with office(context) as rooms:
        issued = installation.issued_forms(rooms)
    _show(issued, empty="No blank was issued yet. Make them: clerk forms build", json=json)


@forms_app.command("learn")
def forms_learn(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A partner's own empty form (PDF or Word).")],
    *,
    form: Annotated[str, typer.Option(help="Which of our forms it is, else the likest.")] = "",
    name: Annotated[str, typer.Option(help="What to call it, else its file's name.")] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", "--yes", help="Use it: a person has looked through it.")
    ] = False,
    json: Json = False,
) -> None:
    """Propose how a partner's form asks our questions; confirmed once, its copies are read so."""
    with office(context, reading=True) as rooms:
        learnt = learning.learn(
            file, rooms, form_id=form, name=name, confirm=confirm, now=asked(context).now
        )
    if json:
        as_json(learnt)
        return
    say(*learning.in_words(learnt))


@forms_app.command("doctor")
def forms_doctor(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="One of our blanks that somebody has edited.")],
    *,
    form: Annotated[str, typer.Option(help="Which of our forms it came from.")] = "",
    json: Json = False,
) -> None:
    """Say which boxes of an edited form no longer read, and where a fresh blank lies."""
    with office(context, reading=True) as rooms:
        examined = form_doctor.examine(file, rooms, form_id=form)
    if json:
        as_json(examined)
    else:
        say(*form_doctor.in_words(examined))
    if examined.unreadable:
        raise typer.Exit(ExitCode.NEEDS_A_PERSON)


def _show(blanks: Sequence[installation.BlankLine], *, empty: str, json: bool) -> None:
    if json:
        as_json(blanks)
        return
    rows(
        _HEADINGS,
        [(one.form, one.version, one.serial, one.pdf.name, one.word.name) for one in blanks],
        empty=empty,
    )
