"""The `clerk` command: each command calls one procedure and prints what it returns."""

from __future__ import annotations

import traceback
from pathlib import Path

from casework.faults import Fault
from clerk.exit_codes import FOR_KIND, ExitCode
from clerk.screen import complain
from register.start import start_django


def main() -> None:
    """Run a command; turn a Fault into words and an exit code. Anything else is our bug."""
    # Models can only be loaded once Django is configured, and every command needs them.
    start_django("config.django")
    from clerk import (
        commands_cases,
        commands_forms,
        commands_mail,
        commands_meeting,
        commands_outbox,
        commands_set_up,
    )
    from clerk.app import app

    # They have registered.
    del commands_cases, commands_forms, commands_mail, commands_meeting, commands_outbox
    del commands_set_up
    try:
        app(prog_name="clerk")
    except Fault as fault:
        complain(*fault.lines())
        raise SystemExit(FOR_KIND[fault.kind]) from None
    except KeyboardInterrupt:
        complain("Stopped. Nothing is lost: the next `clerk run` goes on where this one was.")
        raise SystemExit(ExitCode.DONE) from None
    except Exception as error:  # noqa: BLE001  a traceback would print values out of forms
        frame = traceback.extract_tb(error.__traceback__)[-1]
        complain(
            f"Our bug: {type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}.",
            "Next: send this line to the maintainer.",
        )
        raise SystemExit(ExitCode.OUR_BUG) from None
