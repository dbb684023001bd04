"""The loop that does what is due, and the one place besides the demo that asks the clock."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
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
    """Go on until told to stop: list in full at start, at each wake-up and every minute.

    Told to stop, it finishes the message in hand and no other.
    """
    bell = _Bell()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, bell.ring)
    upkeep.begin(office, now=clock(), machine=machine_now())
    while not bell.rung:
        began = time.monotonic()
        for receipt in all_due(office, clock=clock, stamped=stamped):
            yield receipt
            if bell.rung:
                return
        _log.info("listed", seconds=round(time.monotonic() - began, 3))
        bell.wait(lambda: office.mailbox.wait(office.settings.mailbox.poll_s))


class _Bell:
    """A stop signal: it ends a wait at once, and lets work in hand come to its end."""

    def __init__(self) -> None:
        self.rung = False
        self._waiting = False

    def ring(self, _number: int, _frame: FrameType | None) -> None:
        """The signal came."""
        self.rung = True
        if self._waiting:
            raise _Woken

    def wait(self, sleep: Callable[[], None]) -> None:
        """Sleep, unless it has been rung; a ring ends it."""
        with contextlib.suppress(_Woken):
            self._waiting = True
            if not self.rung:
                sleep()
        self._waiting = False


class _Woken(Exception):  # noqa: N818  it is nobody's error
    """The wait is over: somebody wants us to stop."""


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
