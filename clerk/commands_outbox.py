"""Commands about what goes out: look at it, release it."""

from __future__ import annotations

from typing import Annotated

import typer

from clerk.app import Json, app, asked, office
from clerk.screen import as_json, rows, say
from procedures import outgoing

outbox_app = typer.Typer(no_args_is_help=True, help="The mails that go out, one recipient each.")
app.add_typer(outbox_app, name="outbox")


@outbox_app.command("list")
def outbox_list(context: typer.Context, *, json: Json = False) -> None:
    """List the outgoing mails and what is known of each."""
    with office(context) as rooms:
        listed = outgoing.listing(rooms)
    if json:
        as_json(listed)
        return
    rows(
        ("No.", "Kind", "To", "Standing", "Subject"),
        [(str(mail.id), mail.kind, mail.to, mail.standing, mail.subject) for mail in listed],
        empty="Nothing is going out.",
    )


@outbox_app.command("show")
def outbox_show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The mail's number.")],
    *,
    json: Json = False,
) -> None:
    """Show one mail as it would leave, and what stands against it."""
    with office(context) as rooms:
        shown = outgoing.show(number, rooms, now=asked(context).now)
    if json:
        as_json(shown)
        return
    say(*outgoing.in_words(shown))


@outbox_app.command("release")
def outbox_release(
    context: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="The mails' numbers.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Everything that is held.")] = False,
    json: Json = False,
) -> None:
    """Release held mails: each is checked once more and leaves, or stays with its reasons."""
    with office(context) as rooms:
        left = outgoing.release(rooms, numbers or (), every=every, now=asked(context).now)
    if json:
        as_json(left)
        return
    rows(
        ("No.", "Kind", "To", "Standing", "Why"),
        [
            (str(mail.id), mail.kind, mail.to, mail.standing, " ".join(mail.reasons))
            for mail in left
        ],
        empty="Nothing was held.",
    )
