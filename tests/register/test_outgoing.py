from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from casework.claim import Claim, Queue
from casework.mailing import OutgoingState
from register import audit, blobs, claims, keys, outgoing, sending
from register.models import OutgoingRow
from tests.support import register
from tests.support.register import LATER, NOW
from tests.support.rulings import CANARIES, an_intent

pytestmark = pytest.mark.usefixtures("home")


def _held() -> int:
    [mail] = outgoing.add((an_intent(released=False, hold_reasons=("not_released",)),), now=NOW)
    return mail.id


def _preparing() -> Claim:
    outgoing.add((an_intent(),), now=NOW)
    claim = claims.claim(Queue.OUTGOING, now=NOW, lease_s=60)
    assert claim is not None
    return claim


def _leaving() -> Claim:
    claim = _preparing()
    assert sending.leaving(int(claim.subject), "draft-1", fence=claim.fence, now=NOW)
    return claim


def _state(number: str | int) -> OutgoingState:
    return outgoing.get(int(number)).state


def test_a_mail_waits_when_its_kind_goes_by_itself_and_is_held_otherwise():
    held, free, doubtful = outgoing.add(
        (
            an_intent("1", released=False),
            an_intent("2"),
            an_intent("3", hold_reasons=("no_password",)),
        ),
        now=NOW,
    )
    assert (held.state, free.state) == (OutgoingState.HELD, OutgoingState.WAITING)
    assert (doubtful.state, doubtful.intent.hold_reasons) == (OutgoingState.HELD, ("no_password",))
    assert outgoing.every(state=OutgoingState.HELD) == (held, doubtful)
    with pytest.raises(outgoing.NoSuchMail):
        outgoing.get(9999)


def test_one_intent_is_one_row():
    [first] = outgoing.add((an_intent("same"),), now=NOW)
    assert outgoing.add((an_intent("same", subject="other"),), now=LATER) == (first,)
    assert outgoing.every() == (first,)


def test_a_released_mail_can_be_stopped_until_it_leaves():
    number = _held()
    assert outgoing.release((number,), by="PM-K3WM", now=NOW, hold_minutes=10) == (number,)
    assert claims.claim(Queue.OUTGOING, now=NOW + dt.timedelta(minutes=9), lease_s=60) is None
    assert outgoing.release((number,), by="PM-K3WM", now=NOW) == ()
    assert outgoing.stop((number,), by="PM-K3WM", now=NOW) == (number,)
    assert claims.claim(Queue.OUTGOING, now=LATER, lease_s=60) is None
    assert _state(number) is OutgoingState.STOPPED


def test_a_mail_stopped_while_it_is_prepared_does_not_leave():
    claim = _preparing()
    assert outgoing.stop((int(claim.subject),), by="PM-K3WM", now=NOW) == (int(claim.subject),)
    assert not sending.leaving(int(claim.subject), "", fence=claim.fence, now=NOW)
    assert _state(claim.subject) is OutgoingState.STOPPED


def test_a_mail_that_may_have_left_is_not_stopped():
    claim = _leaving()
    assert outgoing.stop((int(claim.subject),), by="PM-K3WM", now=NOW) == ()


def test_the_first_assembled_message_is_what_every_attempt_sends():
    claim = _preparing()
    number = int(claim.subject)
    first, second = (blobs.keep("outgoing", "mail", text) for text in (b"first", b"second"))
    for kept in (first, second):
        assert sending.prepared(
            number, fence=claim.fence, message_id="<clerk.a1.1@x>", kept=kept, now=NOW
        )
    mail = outgoing.get(number)
    assert (mail.blob, mail.digest, mail.message_id) == (first.blob, first.digest, "<clerk.a1.1@x>")
    assert outgoing.by_message_id("<clerk.a1.1@x>") == mail
    assert outgoing.by_message_id("") is None


def test_a_mail_the_guard_held_is_assembled_anew():
    claim = _preparing()
    number = int(claim.subject)
    kept = blobs.keep("outgoing", "mail", b"first")
    sending.prepared(number, fence=claim.fence, message_id="<1@x>", kept=kept, now=NOW)
    assert sending.hold(number, ("no_password", "wrong_copy"), fence=claim.fence, now=NOW)
    mail = outgoing.get(number)
    assert (mail.state, mail.blob) == (OutgoingState.HELD, "")
    assert mail.intent.hold_reasons == ("no_password", "wrong_copy")


def test_what_an_attempt_told_is_kept_as_evidence():
    claim = _leaving()
    number = int(claim.subject)
    assert sending.ended(
        number, OutgoingState.ACCEPTED, fence=claim.fence, facts='{"reply": "250"}', now=LATER
    )
    mail = outgoing.get(number)
    assert (mail.state, mail.sent, mail.evidence) == (
        OutgoingState.ACCEPTED,
        LATER,
        '{"reply": "250"}',
    )
    assert sending.evidence(number) == ('{"reply": "250"}',)
    assert audit.entries()[-1][2].what is audit.What.EVIDENCE
    assert audit.verify() is None


def test_a_refused_mail_waits_for_its_next_time():
    claim = _leaving()
    again = NOW + dt.timedelta(minutes=5)
    sending.ended(
        int(claim.subject), OutgoingState.WAITING, fence=claim.fence, facts="{}", now=NOW,
        again_at=again,
    )  # fmt: skip
    assert claims.claim(Queue.OUTGOING, now=NOW, lease_s=60) is None
    following = claims.claim(Queue.OUTGOING, now=again, lease_s=60)
    assert following is not None
    assert (following.subject, following.attempts) == (claim.subject, 1)


def test_an_attempt_ends_only_in_what_can_follow():
    claim = _preparing()
    number = int(claim.subject)
    possible = {
        (OutgoingState.PREPARING, OutgoingState.WAITING),
        (OutgoingState.PREPARING, OutgoingState.FAILED),
        (OutgoingState.LEAVING, OutgoingState.ACCEPTED),
        (OutgoingState.LEAVING, OutgoingState.WAITING),
        (OutgoingState.LEAVING, OutgoingState.FAILED),
        (OutgoingState.LEAVING, OutgoingState.UNKNOWN),
        (OutgoingState.UNKNOWN, OutgoingState.ACCEPTED),
        (OutgoingState.UNKNOWN, OutgoingState.WAITING),
    }
    for before, after in product(OutgoingState, OutgoingState):
        OutgoingRow.objects.filter(pk=number).update(state=before.value)
        ended = sending.ended(number, after, fence=claim.fence, facts="{}", now=NOW)
        assert ended is ((before, after) in possible)
        assert _state(number) is (after if ended else before)


@pytest.mark.parametrize("step", ["prepared", "hold", "leaving", "ended"])
def test_a_worker_whose_lease_went_to_another_commits_nothing(step: str):
    stale = _preparing()
    number, later = int(stale.subject), NOW + dt.timedelta(minutes=2)
    fresh = claims.claim(Queue.OUTGOING, now=later, lease_s=60)
    assert fresh is not None
    assert fresh.fence == stale.fence + 1
    before = register.everything_stored()
    kept = blobs.Kept(owner="outgoing", blob="", digest="")
    done = {
        "prepared": lambda: sending.prepared(
            number, fence=stale.fence, message_id="", kept=kept, now=later
        ),
        "hold": lambda: sending.hold(number, (), fence=stale.fence, now=later),
        "leaving": lambda: sending.leaving(number, "", fence=stale.fence, now=later),
        "ended": lambda: sending.ended(
            number, OutgoingState.WAITING, fence=stale.fence, facts="", now=later
        ),
    }[step]()
    assert not done
    assert register.everything_stored() == before


def test_after_a_crash_what_cannot_have_left_waits_and_what_may_have_left_is_not_sure():
    leaving = _leaving()
    outgoing.add((an_intent("second"),), now=NOW)
    preparing = claims.claim(Queue.OUTGOING, now=NOW, lease_s=60)
    assert preparing is not None
    assert sending.recover(now=NOW) == ()  # the leases still run
    assert claims.end_leases(now=LATER) == 0  # they are over by then
    assert claims.end_leases(now=NOW) == 2
    assert sending.recover(now=NOW) == (int(leaving.subject),)
    assert _state(leaving.subject) is OutgoingState.UNKNOWN
    assert _state(preparing.subject) is OutgoingState.WAITING
    assert not sending.ended(
        int(leaving.subject), OutgoingState.ACCEPTED, fence=leaving.fence, facts="", now=NOW
    )


def test_a_mail_of_a_destroyed_case_keeps_its_proof_and_no_words():
    [mail] = outgoing.add((an_intent(case="WP-7KQ4"),), now=NOW)
    keys.ring().destroy("WP-7KQ4", now=LATER)
    kept = outgoing.get(mail.id)
    assert (kept.intent.address, kept.intent.subject, kept.intent.body) == ("", "", "")
    assert kept.intent.person == mail.intent.person
    assert CANARIES["address"].encode() not in register.everything_stored()
