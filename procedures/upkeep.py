"""What is due without a mail: doubts after a crash, mails whose time has come."""

from __future__ import annotations

import datetime as dt

from procedures import outgoing
from procedures.office import Office


def do_due(office: Office, *, now: dt.datetime) -> None:
    """Settle what a crash left in doubt, then send what may leave."""
    outgoing.settle_doubts(office, now=now)
    outgoing.send_due(office, now=now)
