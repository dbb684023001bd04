"""The audit trail: who did what to which reference, in a chain that shows every change.

It holds references, ids and digests, never a name or a word of a form. Each entry's digest covers
the one before, so a changed, removed, added or swapped entry is named by `verify`; a tail cut off
is found by an anchor kept elsewhere. It does not stop whoever can write the whole file anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError, connection

from register.models import AuditRow

CLERK = "clerk"
_FIRST = "0" * 64
_PAGE = 2000
# Any fixed number: one lock for the one chain.
_LOCK = 20_614


class What(StrEnum):
    """What was done."""

    RECEIPT_STORED = "receipt_stored"
    RECEIPT_RULED = "receipt_ruled"
    RECEIPT_GIVEN_UP = "receipt_given_up"
    RECEIPT_SETTLED = "receipt_settled"
    RECEIPT_OPENED = "receipt_opened"
    CASE_EVENT = "case_event"
    PAPER_KEPT = "paper_kept"
    MATCH_FOUND = "match_found"
    MATCH_DECIDED = "match_decided"
    CASE_JOINED = "case_joined"
    ALERT_RAISED = "alert_raised"
    ALERT_SEEN = "alert_seen"
    MEETINGS_SET = "meetings_set"
    MEETING_STATE = "meeting_state"
    DOCUMENT_MADE = "document_made"
    COPY_MADE = "copy_made"
    ACTION_ADDED = "action_added"
    ACTION_STATE = "action_state"
    PEOPLE_CHANGED = "people_changed"
    PASSWORD_SET = "password_set"  # noqa: S105  the name of an event
    OUTGOING_PLANNED = "outgoing_planned"
    OUTGOING_STATE = "outgoing_state"
    EVIDENCE = "evidence"
    DUTY_DONE = "duty_done"
    DUTY_STOPPED = "duty_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to be entered: `subject` is a reference, `detail` an id, `digest` SHA-256 hex."""

    what: What
    subject: str
    detail: str = ""
    who: str = CLERK
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the chain stood: kept elsewhere, it shows a tail that was cut off."""

    number: int
    chain: str


def append(entries: Sequence[Entry], *, now: dt.datetime) -> None:
    """Enter these, in the transaction of what they are about, as its last step."""
    if not entries:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = head()
    number, chain = last.number, last.chain
    at = now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    rows: list[AuditRow] = []
    for entry in entries:
        number += 1
        row = AuditRow(
            number=number,
            at=at,
            who=entry.who,
            what=entry.what.value,
            subject=entry.subject,
            detail=entry.detail,
            digest=entry.digest,
        )
        chain = row.chain = _chained(chain, row)
        rows.append(row)
    AuditRow.objects.bulk_create(rows)


def head() -> Anchor:
    """The newest entry's number and chain; number 0 for an empty trail."""
    last = AuditRow.objects.order_by("-number").values_list("number", "chain").first()
    return Anchor(number=last[0], chain=last[1]) if last else Anchor(number=0, chain=_FIRST)


def verify(*, anchor: Anchor | None = None) -> int | None:
    """The number of the first entry that is not as it was written, or None when all are.

    With an anchor, also the first entry missing at or before it.
    """
    expected, chain, anchored = 0, _FIRST, ""
    for row in _rows():
        expected += 1
        if row is None or row.number != expected:
            return expected
        chain = _chained(chain, row)
        if row.chain != chain:
            return expected
        if anchor is not None and expected == anchor.number:
            anchored = chain
    if anchor is None or anchor.number == 0 or anchored == anchor.chain:
        return None
    return min(expected + 1, anchor.number)


def entries(*, subject: str = "") -> tuple[tuple[int, str, Entry], ...]:
    """Number, time (UTC) and entry of all, or of those about one reference; for showing."""
    rows = AuditRow.objects.order_by("number")
    if subject:
        rows = rows.filter(subject=subject)
    return tuple(
        (
            row.number,
            row.at,
            Entry(
                what=What(row.what),
                subject=row.subject,
                detail=row.detail,
                who=row.who,
                digest=row.digest,
            ),
        )
        for row in rows
    )


def _rows() -> Iterator[AuditRow | None]:
    """Every entry in order, a page at a time; None in place of one that cannot be read at all."""
    after = 0
    while True:
        following = AuditRow.objects.filter(number__gt=after).order_by("number")
        try:
            page = list(following[:_PAGE])
        except (DatabaseError, UnicodeDecodeError):
            yield from _one_by_one(after)
            return
        yield from page
        if not page:
            return
        after = page[-1].number


def _one_by_one(after: int) -> Iterator[AuditRow | None]:
    """The rows of a page that could not be read, up to the one that is to blame."""
    row: AuditRow | None = None
    for number in range(after + 1, after + 1 + _PAGE):
        try:
            row = AuditRow.objects.filter(number=number).first()
        except (DatabaseError, UnicodeDecodeError):
            row = None
        yield row
        if row is None:
            return


def _chained(before: str, row: AuditRow) -> str:
    parts = [before, row.number, row.at, row.who, row.what, row.subject, row.detail, row.digest]
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
