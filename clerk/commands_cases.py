"""Commands about cases and actions."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.match import Verdict
from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import actions, cases, changes, repeats

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


@case_app.command("changes")
def case_changes(context: typer.Context, reference: Reference, *, json: Json = False) -> None:
    """Show what changed when a form came again: both answers, side by side."""
    with office(context) as rooms:
        shown = changes.of_case(cases.reference_of(reference), rooms)
    if json:
        as_json(shown)
        return
    say(*changes.in_words(shown))


@case_app.command("matches")
def case_matches(context: typer.Context, *, json: Json = False) -> None:
    """List the cases that may be one person's, until somebody has said whether they are."""
    with office(context):
        listed = repeats.suggestions()
    if json:
        as_json(listed)
        return
    rows(
        ("Case", "May be", "How much", "Because"),
        [(one.case, one.other, one.strength, ", ".join(one.reasons)) for one in listed],
        empty="No two cases look like one person's.",
    )


@case_app.command("same")
def case_same(
    context: typer.Context, reference: Reference, other: Reference, *, json: Json = False
) -> None:
    """Say that two cases are about one person: two open ones become one, else it is heard again."""
    _say(context, reference, other, Verdict.SAME, json=json)


@case_app.command("different")
def case_different(
    context: typer.Context, reference: Reference, other: Reference, *, json: Json = False
) -> None:
    """Say that two cases are about two people. It is not suggested again."""
    _say(context, reference, other, Verdict.NOT_SAME, json=json)


@case_app.command("linked")
def case_linked(
    context: typer.Context, reference: Reference, other: Reference, *, json: Json = False
) -> None:
    """Say that two cases are about two people and belong together: sisters, friends, one flat."""
    _say(context, reference, other, Verdict.LINKED, json=json)


def _say(
    context: typer.Context, reference: str, other: str, verdict: Verdict, *, json: bool
) -> None:
    with office(context, reading=True) as rooms:
        said = repeats.say(reference, other, verdict, rooms, now=asked(context).now)
    if json:
        as_json(said)
        return
    say(*repeats.in_words(said))


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
