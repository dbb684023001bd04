"""Commands about the panel's blank forms, and about forms that partners have made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import installation, learning

forms_app = typer.Typer(no_args_is_help=True, help="The panel's blank forms.")
app.add_typer(forms_app, name="forms")
_HEADINGS = ("Form", "Version", "Blank", "PDF", "Word")


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


def _show(blanks: Sequence[installation.BlankLine], *, empty: str, json: bool) -> None:
    if json:
        as_json(blanks)
        return
    rows(
        _HEADINGS,
        [(one.form, one.version, one.serial, one.pdf.name, one.word.name) for one in blanks],
        empty=empty,
    )
