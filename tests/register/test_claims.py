from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from casework.claim import MOST_TRIES, Claim, DutyKind, Queue
from casework.disposition import Disposition
from casework.mailing import OutgoingState
from casework.receipt import ReceiptState
from register import alerts, claims, duties, intake, outgoing
from tests.support import register
from tests.support.register import LATER, NOW
from tests.support.rulings import a_receipt, a_ruling, an_intent

pytestmark = pytest.mark.usefixtures("home")
MINUTE = dt.timedelta(minutes=1)


def _claim(queue: Queue, now: dt.datetime = NOW) -> Claim:
    claim = claims.claim(queue, now=now, lease_s=60)
    assert claim is not None
    return claim


def _duty(subject: str = "2026-12-17", due: dt.datetime = NOW) -> None:
    duties.plan(((DutyKind.AGENDA, subject, due),))


def test_a_taken_row_is_nobody_elses_until_the_lease_is_over():
    receipt = a_receipt()
    first = _claim(Queue.RECEIPTS)
    assert (first.subject, first.fence, first.lease_until) == (receipt.reference, 1, NOW + MINUTE)
    assert claims.claim(Queue.RECEIPTS, now=NOW + MINUTE / 2, lease_s=60) is None
    second = _claim(Queue.RECEIPTS, NOW + MINUTE)
    assert second.fence == 2


def test_whoever_stores_a_message_has_it_first():
    receipt = a_receipt(lease_s=60)
    assert claims.claim(Queue.RECEIPTS, now=NOW, lease_s=60) is None
    intake.record(a_ruling(receipt), now=NOW, fence=0)
    assert intake.receipt(receipt.reference).state is ReceiptState.CLASSIFIED


def test_rows_are_taken_in_the_order_they_are_due_and_not_before():
    _duty("second", NOW + MINUTE)
    _duty("first", NOW)
    assert _claim(Queue.DUTIES).subject == "agenda:first"
    assert claims.claim(Queue.DUTIES, now=NOW, lease_s=60) is None
    assert _claim(Queue.DUTIES, NOW + MINUTE).subject in {"agenda:second", "agenda:first"}


def test_a_stale_fence_records_nothing():
    receipt = a_receipt()
    stale = _claim(Queue.RECEIPTS)
    fresh = _claim(Queue.RECEIPTS, NOW + MINUTE)
    before = register.everything_stored()
    with pytest.raises(intake.LeaseLost):
        intake.record(a_ruling(receipt), now=NOW + MINUTE, fence=stale.fence)
    assert not claims.finish(stale, now=NOW + MINUTE)
    assert not claims.postpone(stale, until=LATER)
    assert register.everything_stored() == before
    ruled = intake.record(a_ruling(receipt), now=NOW + MINUTE, fence=fresh.fence)
    assert ruled.state is ReceiptState.CLASSIFIED
    assert claims.finish(fresh, now=NOW + MINUTE)


def test_a_finished_duty_is_over_and_stays_so():
    _duty()
    assert [kind for kind, _, _ in duties.waiting()] == [DutyKind.AGENDA]
    assert claims.finish(_claim(Queue.DUTIES), now=NOW)
    _duty(due=LATER)
    assert duties.waiting() == ()
    assert claims.claim(Queue.DUTIES, now=LATER, lease_s=60) is None


def test_an_open_duty_follows_its_date():
    _duty()
    _duty(due=LATER)
    assert claims.claim(Queue.DUTIES, now=NOW, lease_s=60) is None
    assert _claim(Queue.DUTIES, LATER).attempts == 1


def test_a_row_that_is_put_off_has_not_failed():
    _duty()
    for _ in range(2 * MOST_TRIES):
        assert claims.postpone(_claim(Queue.DUTIES), until=NOW)
    assert alerts.unseen() == ()


def test_a_mail_that_is_put_off_waits():
    [mail] = outgoing.add((an_intent(),), now=NOW)
    claims.postpone(_claim(Queue.OUTGOING), until=LATER)
    assert outgoing.get(mail.id).state is OutgoingState.WAITING


def test_a_message_that_nobody_finishes_stops_after_three_tries_and_the_next_goes_on():
    poison, good = a_receipt("1"), a_receipt("2", arrived=NOW)
    at = NOW
    for tries in (2, 3):  # storing it was the first
        claim = _claim(Queue.RECEIPTS, at)
        assert (claim.subject, claim.attempts) == (poison.reference, tries)
        at += 2 * MINUTE
    assert _claim(Queue.RECEIPTS, at).subject == poison.reference  # to be moved, not read again
    intake.settle(poison.reference, now=at)
    assert _claim(Queue.RECEIPTS, at).subject == good.reference
    stopped = intake.receipt(poison.reference)
    assert (stopped.disposition, stopped.reason) == (Disposition.NEEDS_YOU, claims.STOPPED)
    assert [alert.receipt for _, alert in alerts.unseen()] == [poison.reference]


def test_a_ruled_message_that_cannot_be_moved_is_never_ruled_again():
    receipt = a_receipt()
    ruled = intake.record(a_ruling(receipt), now=NOW)
    at = NOW
    for _ in range(2 * MOST_TRIES):
        assert _claim(Queue.RECEIPTS, at).subject == receipt.reference
        at += 2 * MINUTE
    assert intake.receipt(receipt.reference).fate is ruled.fate
    assert alerts.unseen() == ()


@pytest.mark.parametrize("queue", [Queue.OUTGOING, Queue.DUTIES])
def test_mails_and_duties_stop_after_three_tries_too(queue: Queue):
    outgoing.add((an_intent(),), now=NOW)
    _duty()
    at = NOW
    for tries in range(1, MOST_TRIES + 1):
        assert _claim(queue, at).attempts == tries
        at += 2 * MINUTE
    assert claims.claim(queue, now=at, lease_s=60) is None
    assert [alert.check for _, alert in alerts.unseen()] == [f"row.{claims.STOPPED}"]
    if queue is Queue.OUTGOING:
        [mail] = outgoing.every()
        assert (mail.state, mail.intent.hold_reasons) == (OutgoingState.HELD, (claims.STOPPED,))
        outgoing.release((mail.id,), by="PM-K3WM", now=at)
        assert _claim(queue, at).attempts == 1


def test_four_workers_at_once_take_each_row_once(home: Path):
    wanted = [f"agenda:{number}" for number in range(200)]
    duties.plan([(DutyKind.AGENDA, str(number), NOW) for number in range(200)])
    taken = register.several_at_once("worker.py", home)
    assert sorted(line for lines in taken for line in lines) == sorted(wanted)
    assert sum(bool(lines) for lines in taken) > 1, "one worker did it all: nothing was tried"
