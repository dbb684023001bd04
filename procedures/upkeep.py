"""What is due without a mail: doubts after a crash, mails whose time has come."""

from __future__ import annotations

import datetime as dt

from ingest.spool import ORPHAN_AFTER_S
from procedures import outgoing, waiting
from procedures.office import Office
from register import claims, intake


def begin(office: Office, *, now: dt.datetime, machine: dt.datetime) -> None:
    """At the start of the one runner: what a killed one had taken is free again (I7).

    What it had spooled and not stored is still in the inbox; its leavings go after a day by the
    machine's own clock.
    """
    claims.end_leases(now=now)
    outgoing.settle_doubts(office, now=now)
    referred = {receipt.spool for receipt in intake.receipts()}
    office.spool.sweep(referred, before=machine.timestamp() - ORPHAN_AFTER_S)


def do_due(office: Office, *, now: dt.datetime) -> None:
    """Give to a person what waited long enough, settle what a crash left in doubt, then send."""
    waiting.give_over(office, now=now)
    outgoing.settle_doubts(office, now=now)
    outgoing.send_due(office, now=now)
