"""Commands that set up, run and look after an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casework.disposition import Disposition
from clerk import demo as demonstration
from clerk import runners
from clerk.app import Json, app, asked, office
from clerk.exit_codes import ExitCode
from clerk.screen import as_json, following, rows, say
from procedures import doctor as health
from procedures import installation, pipeline

people_app = typer.Typer(no_args_is_help=True, help="The people of the panel.")
app.add_typer(people_app, name="people")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    panel: Annotated[str, typer.Option(help="Which protocol: a name of the list.")] = "",
) -> None:
    """Make a working installation folder: settings, key, panel file, sample people, blanks."""
    made = installation.create(folder, panel=panel)
    say(
        f"Made {made.home} for {made.title}.",
        f"  Emails in     {made.inbox}",
        f"  Emails out    {made.outbox}",
        f"  Blank forms   {made.forms}",
        f"  To change     {made.settings}, {made.panel_file}, {made.people_file}",
        f"Next: clerk --home {folder} run --once",
    )


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the rehearsal's files go.")] = Path(
        "demo/out"
    ),
    panel: Annotated[str, typer.Option(help="Which panel's month.")] = "",
) -> None:
    """Rehearse a whole month on invented people. It cannot send mail."""
    for line in demonstration.run(folder, panel=panel):
        say(line)


@app.command()
def run(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Do all that is due, then stop.")] = False,
) -> None:
    """Read what came, answer it, do what is due."""
    wanted = asked(context)
    clock, stamped = runners.machine_now, pipeline.as_stamped
    if wanted.rehearsed:
        clock, stamped = (lambda: wanted.now), runners.rehearsed(wanted.now)
    waiting = 0
    with office(context, reading=True) as rooms:
        work = runners.once if once else runners.watch
        for receipt in following(work(rooms, clock=clock, stamped=stamped), "Emails read"):
            words = receipt.disposition.value if receipt.disposition else receipt.reason
            say(
                f"{receipt.reference}  {receipt.kind or 'unread'}  {words}  {receipt.case}".rstrip()
            )
            waiting += receipt.disposition is Disposition.NEEDS_YOU
    if waiting:
        raise typer.Exit(ExitCode.NEEDS_A_PERSON)


@app.command()
def doctor(context: typer.Context, *, json: Json = False) -> None:
    """Say what this installation has, what it lacks, and what to type."""
    with office(context, reading=True) as rooms:
        found = tuple(health.examine(rooms, now=asked(context).now))
    if json:
        as_json(found)
    else:
        rows(
            ("State", "What", "What it means", "Next"),
            [(row.state.value, row.name, row.meaning, row.next_step) for row in found],
            empty="Nothing was checked.",
        )
    raise typer.Exit(health.worst(found))


@people_app.command("list")
def people_list(context: typer.Context, *, json: Json = False) -> None:
    """List the panel's people by reference, with what each may receive."""
    with office(context) as rooms:
        listed = installation.people(rooms, now=asked(context).now)
    if json:
        as_json(listed)
        return
    rows(
        ("Person", "Role", "Agency", "Address", "Papers"),
        [
            (person.id, person.role, person.agency, person.address, person.papers)
            for person in listed
        ],
        empty="Nobody is registered. Write people.toml.",
    )


@people_app.command("passwords")
def people_passwords(context: typer.Context, *, json: Json = False) -> None:
    """Show each person's password for encrypted copies, to read out by telephone, never to mail."""
    with office(context) as rooms:
        sheet = installation.passwords(rooms, now=asked(context).now)
    if json:
        as_json(sheet)
        return
    rows(
        ("Person", "Name", "Password"),
        [(line.person, line.name, line.password) for line in sheet],
        empty="Nobody receives papers.",
    )
