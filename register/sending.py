"""The steps of sending one mail: each one commit, and only under the fence of its own claim.

The evidence of an attempt holds ids, digests and codes, never a text of the mail (13.5).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.db import transaction

from casework.mailing import OutgoingState
from register import audit
from register.audit import Entry, What
from register.blobs import Kept
from register.models import EvidenceRow, OutgoingRow
from register.outgoing import entry

# What an attempt may end in, by the state that it may end from.
_ENDS = {
    OutgoingState.LEAVING: frozenset(
        {
            OutgoingState.ACCEPTED,
            OutgoingState.WAITING,
            OutgoingState.FAILED,
            OutgoingState.UNKNOWN,
        }
    ),
    # Nothing can have left yet: refused early, or withdrawn.
    OutgoingState.PREPARING: frozenset({OutgoingState.WAITING, OutgoingState.FAILED}),
    OutgoingState.UNKNOWN: frozenset({OutgoingState.ACCEPTED, OutgoingState.WAITING}),
}


def prepared(number: int, *, fence: int, message_id: str, kept: Kept, now: dt.datetime) -> bool:
    """The message is assembled and durable. A second call keeps the first message (12.4)."""
    with transaction.atomic():
        row = _ours(number, fence)
        if row is None or row.state != OutgoingState.PREPARING.value:
            return False
        if not row.blob:
            row.message_id, row.blob, row.digest = message_id, kept.blob, kept.digest
            row.save(update_fields=["message_id", "blob", "digest"])
            audit.append([entry(row, detail="prepared", digest=kept.digest)], now=now)
    return True


def hold(number: int, reasons: Sequence[str], *, fence: int, now: dt.datetime) -> bool:
    """The guard said no: the row waits for a person with all its reasons, to be assembled anew."""
    with transaction.atomic():
        row = _ours(number, fence)
        if row is None or row.state != OutgoingState.PREPARING.value:
            return False
        row.state, row.hold_reasons, row.lease_until = OutgoingState.HELD.value, list(reasons), None
        row.blob = row.digest = ""
        row.save(update_fields=["state", "hold_reasons", "lease_until", "blob", "digest"])
        audit.append([entry(row)], now=now)
    return True


def leaving(number: int, handle: str, *, fence: int, now: dt.datetime) -> bool:
    """Commit that the mail may leave with the next step; False when it must not (12.4).

    False: the fence is not ours any more, or the row was stopped meanwhile.
    """
    with transaction.atomic():
        row = _ours(number, fence)
        if row is None or row.state != OutgoingState.PREPARING.value:
            return False
        row.state, row.handle = OutgoingState.LEAVING.value, handle
        row.save(update_fields=["state", "handle"])
        audit.append([entry(row)], now=now)
    return True


def ended(
    number: int,
    state: OutgoingState,
    *,
    fence: int,
    facts: str,
    now: dt.datetime,
    again_at: dt.datetime | None = None,
) -> bool:
    """What one attempt told us, or what looking found: state, evidence and audit in one commit.

    `facts` is the evidence as JSON text: ids, digests, codes (13.5). `again_at` is when a refused
    mail is tried again. False: the fence is not ours, or this cannot follow from where it stands.
    """
    with transaction.atomic():
        row = _ours(number, fence)
        if row is None or state not in _ENDS.get(OutgoingState(row.state), frozenset()):
            return False
        row.state, row.lease_until = state.value, None
        if state is OutgoingState.ACCEPTED:
            row.sent = now
        # Tries count what ended without an answer; this one has one.
        row.due_at, row.attempts = again_at or now, 0
        row.save(update_fields=["state", "lease_until", "sent", "due_at", "attempts"])
        EvidenceRow.objects.create(
            outgoing=row, attempt=row.fence, at=now, state=state.value, facts=facts
        )
        digest = hashlib.sha256(facts.encode()).hexdigest()
        proof = Entry(what=What.EVIDENCE, subject=row.intent_key, detail=state.value, digest=digest)
        audit.append([entry(row), proof], now=now)
    return True


def recover(*, now: dt.datetime) -> tuple[int, ...]:
    """After a crash, one row a commit: a lapsed PREPARING waits again, a lapsed LEAVING is UNKNOWN.

    Gives the numbers of those that are not sure now: only looking settles them (12.5).
    """
    lapsed = {
        OutgoingState.PREPARING: OutgoingState.WAITING,
        OutgoingState.LEAVING: OutgoingState.UNKNOWN,
    }
    numbers = OutgoingRow.objects.filter(
        state__in=[state.value for state in lapsed], lease_until__lte=now
    ).values_list("pk", flat=True)
    doubtful: list[int] = []
    for number in list(numbers):
        with transaction.atomic():
            row = (
                OutgoingRow.objects.select_for_update()
                .filter(pk=number, lease_until__lte=now)
                .first()
            )
            following = lapsed.get(OutgoingState(row.state)) if row else None
            if row is None or following is None:
                continue
            row.state, row.lease_until, row.fence = following.value, None, row.fence + 1
            row.save(update_fields=["state", "lease_until", "fence"])
            audit.append([entry(row, detail=f"{following.value}:recovered")], now=now)
            if following is OutgoingState.UNKNOWN:
                doubtful.append(number)
    return tuple(doubtful)


def evidence(number: int) -> tuple[str, ...]:
    """The evidence of every attempt and of what was found later, in order, as JSON texts."""
    rows = EvidenceRow.objects.filter(outgoing_id=number).order_by("pk")
    return tuple(row.facts for row in rows)


def _ours(number: int, fence: int) -> OutgoingRow | None:
    return OutgoingRow.objects.select_for_update().filter(pk=number, fence=fence).first()
