"""What is due without a mail: doubts after a crash, mails whose time has come."""

from __future__ import annotations

import datetime as dt

from procedures import outgoing
from procedures.office import Office
from register import claims


def begin(office: Office, *, now: dt.datetime) -> None:
    """At the start of the one runner: what a killed one had taken is free again (I7)."""
    claims.end_leases(now=now)
    outgoing.settle_doubts(office, now=now)


def do_due(office: Office, *, now: dt.datetime) -> None:
    """Settle what a crash left in doubt, then send what may leave."""
    outgoing.settle_doubts(office, now=now)
    outgoing.send_due(office, now=now)
