"""The loop that does what is due, and the one place besides the demo that asks the clock."""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

import structlog

from casework.claim import Claim
from casework.faults import Fault
from casework.receipt import Receipt
from procedures import pipeline, upkeep
from procedures.office import Office
from procedures.pipeline import Stamped

JUST_NOW = dt.timedelta(days=1)
_log = structlog.get_logger()


def machine_now() -> dt.datetime:
    """The machine's time, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251  this is where the clock is asked


def rehearsed(now: dt.datetime) -> Stamped:
    """Arrivals of a rehearsal: what was put in just now came at the rehearsed time.

    A stamp far from the machine's time was set on purpose, and counts.
    """
    machine = machine_now()

    def stamped(stamp: dt.datetime) -> dt.datetime:
        return now if abs(stamp - machine) < JUST_NOW else stamp

    return stamped


def once(
    office: Office, *, clock: Callable[[], dt.datetime], stamped: Stamped = pipeline.as_stamped
) -> Iterator[Receipt]:
    """Start, do all that is due now, and stop."""
    upkeep.begin(office, now=clock(), machine=machine_now())
    yield from all_due(office, clock=clock, stamped=stamped)


def all_due(
    office: Office, *, clock: Callable[[], dt.datetime], stamped: Stamped = pipeline.as_stamped
) -> Iterator[Receipt]:
    """Every waiting mail, then what dates bring, then what may leave."""
    pipeline.keep_all(office, now=clock(), stamped=stamped)
    while (claim := pipeline.due(now=clock())) is not None:
        receipt = _one(claim, office, clock=clock)
        if receipt is not None:
            yield receipt
    upkeep.do_due(office, now=clock())


def watch(
    office: Office, *, clock: Callable[[], dt.datetime], stamped: Stamped = pipeline.as_stamped
) -> Iterator[Receipt]:
    """Go on until told to stop: list in full at start, at each wake-up and every minute."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stopper(stop))
    upkeep.begin(office, now=clock(), machine=machine_now())
    while not stop.is_set():
        began = time.monotonic()
        yield from all_due(office, clock=clock, stamped=stamped)
        _log.info("listed", seconds=round(time.monotonic() - began, 3))
        if not stop.is_set():
            office.mailbox.wait(office.settings.mailbox.poll_s)


def _one(claim: Claim, office: Office, *, clock: Callable[[], dt.datetime]) -> Receipt | None:
    """One mail, whatever becomes of it: a bad one never stops the loop.

    What failed stays taken until its lease is over, and is tried again; after the third time the
    register holds it for a person.
    """
    try:
        return pipeline.take_in(claim, office, now=clock())
    except Fault as fault:
        _log.warning("fault", receipt=claim.subject, kind=type(fault).__name__)
    except Exception as error:  # noqa: BLE001  one bad item never stops a loop
        _log.error("bug", receipt=claim.subject, kind=type(error).__name__)
    return None


def _stopper(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    def stop_soon(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return stop_soon
