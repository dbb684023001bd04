"""Meetings: their dates as the panel's file has them, who chairs, and how they close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from casework.case import Case, CaseEvent, CaseState, Refused, advance
from casework.faults import Fault, Kind
from casework.meeting import Meeting, MeetingState
from casework.protocol import Sitting
from register import audit, cases, keys
from register.audit import Entry, What
from register.models import CaseRow, DocumentRow, MeetingRow


class NoSuchMeeting(Fault):
    """The register has no meeting on this date."""

    kind = Kind.REGISTER
    next_step = "run `clerk meeting list` and use one of its dates."


def sync(sittings: Sequence[Sitting], *, now: dt.datetime) -> tuple[Meeting, ...]:
    """Take over the dates of the panel's file, in one commit; gives every meeting, by date.

    A date that left the file goes only while nothing was made for it and no case is on it.
    Nothing is written when nothing changed.
    """
    with transaction.atomic():
        known = {row.date: row for row in MeetingRow.objects.select_for_update()}
        wanted = {sitting.date: sitting for sitting in sittings}
        changed = [str(date) for date, row in known.items() if date not in wanted and _drop(row)]
        for date, sitting in wanted.items():
            row = known.get(date) or MeetingRow(date=date, state=MeetingState.PLANNED.value)
            told = (sitting.start, sitting.venue, sitting.mode)
            if date in known and told == (row.start, row.venue, row.mode):
                continue
            row.start, row.venue, row.mode = told
            row.save(force_insert=date not in known)
            changed.append(str(date))
        entries = [Entry(what=What.MEETINGS_SET, subject=subject) for subject in changed]
        audit.append(entries, now=now)
    return every()


def add(sitting: Sitting, *, by: str, now: dt.datetime) -> Meeting:
    """Add a meeting that the panel's file does not have. One that is there stays as it is."""
    with transaction.atomic():
        row, is_new = MeetingRow.objects.get_or_create(
            date=sitting.date,
            defaults={
                "start": sitting.start,
                "venue": sitting.venue,
                "mode": sitting.mode,
                "state": MeetingState.PLANNED.value,
                "added": True,
            },
        )
        entry = Entry(what=What.MEETINGS_SET, subject=str(row.date), detail="added", who=by)
        audit.append([entry] if is_new else [], now=now)
    return value(row)


def every() -> tuple[Meeting, ...]:
    """Every meeting, by date."""
    return tuple(value(row) for row in MeetingRow.objects.order_by("date"))


def get(date: dt.date) -> Meeting:
    """The meeting of this date. Raises NoSuchMeeting."""
    return value(row_of(date))


def set_chair(date: dt.date, chair: str, *, by: str, now: dt.datetime) -> Meeting:
    """Say who takes the chair."""
    with transaction.atomic():
        row = row_of(date, lock=True)
        row.chair = chair
        row.save(update_fields=["chair"])
        audit.append([entry(row, detail="chair", by=by)], now=now)
    return value(row)


def close(
    date: dt.date,
    *,
    deferred: Collection[str] = (),
    next_date: dt.date | None = None,
    now: dt.datetime,
    by: str,
) -> tuple[Case, ...]:
    """Close a meeting: its listed cases were discussed, or deferred to the next date. One commit.

    Gives those cases. Closing it again changes nothing.
    """
    with transaction.atomic():
        row = row_of(date, lock=True)
        entries: list[Entry] = []
        heard: list[Case] = []
        listed = CaseRow.objects.select_for_update().filter(
            meeting=date, state=CaseState.LISTED.value
        )
        found = list(listed.order_by("pk")) if row.state != MeetingState.CLOSED.value else []
        seals = keys.ring().seals([case.reference for case in found])
        for case in found:
            put_off = case.reference in deferred
            event = CaseEvent.DEFER if put_off else CaseEvent.DISCUSS
            decision = advance(cases.value(case, seals.get(case.reference)), event, now=now)
            if isinstance(decision, Refused):
                continue
            new_date = next_date if put_off else None
            entries.append(cases.happen(case, decision, event, by=by, meeting=new_date))
            heard.append(cases.value(case, seals.get(case.reference)))
        if row.state != MeetingState.CLOSED.value:
            row.state = MeetingState.CLOSED.value
            row.save(update_fields=["state"])
            entries.append(entry(row, detail=row.state, by=by))
        audit.append(entries, now=now)
    return tuple(heard)


def _drop(row: MeetingRow) -> bool:
    """Remove a date that left the file, if nothing hangs on it and nobody added it here."""
    used = (
        row.added
        or row.state != MeetingState.PLANNED.value
        or CaseRow.objects.filter(meeting=row.date).exists()
        or DocumentRow.objects.filter(meeting=row).exists()
    )
    if not used:
        row.delete()
    return not used


def row_of(date: dt.date, *, lock: bool = False) -> MeetingRow:
    """The meeting's row, for the register's own modules. Raises NoSuchMeeting."""
    rows = MeetingRow.objects.select_for_update() if lock else MeetingRow.objects.all()
    row = rows.filter(pk=date).first()
    if row is None:
        raise NoSuchMeeting(str(date))
    return row


def entry(row: MeetingRow, *, detail: str, by: str) -> Entry:
    """What the audit says of a meeting."""
    return Entry(what=What.MEETING_STATE, subject=str(row.date), detail=detail, who=by)


def value(row: MeetingRow) -> Meeting:
    """The meeting of a row."""
    return Meeting(
        date=row.date,
        start=row.start,
        venue=row.venue,
        mode=row.mode,
        chair=row.chair,
        state=MeetingState(row.state),
        agenda_version=row.agenda_version,
        pack_version=row.pack_version,
        added=row.added,
    )
