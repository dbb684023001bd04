"""Commands about cases and actions."""

from __future__ import annotations

from typing import Annotated

import typer

from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import actions, cases

case_app = typer.Typer(no_args_is_help=True, help="The cases before the panel.")
action_app = typer.Typer(no_args_is_help=True, help="The actions that agencies agreed to.")
app.add_typer(case_app, name="case")
app.add_typer(action_app, name="action")
Reference = Annotated[str, typer.Argument(help="A reference, such as WP-7KQ4.")]


@case_app.command("list")
def case_list(context: typer.Context, *, json: Json = False) -> None:
    """List the cases by reference, with what each waits for."""
    with office(context) as rooms:
        listed = cases.listing(rooms)
    if json:
        as_json(listed)
        return
    rows(
        ("Case", "Standing", "Meeting", "First came", "Papers"),
        [(case.reference, case.words, case.meeting, case.came, case.papers) for case in listed],
        empty="No case yet. Referrals appear here when their email was read.",
    )


@case_app.command("show")
def case_show(context: typer.Context, reference: Reference, *, json: Json = False) -> None:
    """Show one case: where it stands, what was found in its forms, what happened."""
    with office(context) as rooms:
        shown = cases.show(reference, rooms)
    if json:
        as_json(shown)
        return
    say(*cases.in_words(shown))


@action_app.command("list")
def action_list(
    context: typer.Context,
    *,
    every: Annotated[bool, typer.Option("--all", help="Settled ones too.")] = False,
    json: Json = False,
) -> None:
    """List the actions that are open, by due date."""
    with office(context) as rooms:
        listed = actions.listing(rooms, now=asked(context).now, every=every)
    if json:
        as_json(listed)
        return
    rows(
        ("Action", "Due", "Standing", "Agency", "Case", "Line"),
        [
            (line.reference, line.due, line.standing, line.agency, line.case, line.line)
            for line in listed
        ],
        empty="No action is open.",
    )


@action_app.command("done")
def action_done(context: typer.Context, reference: Reference, *, json: Json = False) -> None:
    """Confirm that an action is done."""
    with office(context) as rooms:
        settled = actions.done(reference, rooms, now=asked(context).now)
    if json:
        as_json(settled)
        return
    say(f"{settled.reference} is {settled.standing}.")
