"""Cases that may be about one person: suggestions, and what a person said of them (W39, B8).

Kept by reference with reasons and scores; the names were compared in memory and stand nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from casework.match import Match, Verdict
from register.audit import Entry, What
from register.models import CaseRow, MatchRow


def note(matches: Sequence[Match], *, now: dt.datetime) -> list[Entry]:
    """Write suggestions down inside the caller's commit; what a person said of a pair stays.

    The entries are for the caller's audit.
    """
    entries: list[Entry] = []
    for match in matches:
        row = _pair(match.case, match.other).first()
        if row is None:
            row = MatchRow(case=match.case, other=match.other, found=now)
            detail = f"{match.other}:{match.strength}"
            entries.append(Entry(what=What.MATCH_FOUND, subject=match.case, detail=detail))
        row.strength, row.reasons = match.strength, list(match.reasons)
        row.save()
    return entries


def of(case: str) -> tuple[Match, ...]:
    """Every match of a case, suggested or decided, in the order they were found."""
    rows = MatchRow.objects.filter(Q(case=case) | Q(other=case)).order_by("pk")
    return tuple(_value(row) for row in rows)


def undecided() -> tuple[Match, ...]:
    """The suggestions on which nobody has said anything, of cases that stand by themselves."""
    gone = CaseRow.objects.exclude(joined="").values("reference")
    rows = MatchRow.objects.filter(verdict="").exclude(case__in=gone).exclude(other__in=gone)
    return tuple(_value(row) for row in rows.order_by("pk"))


def decide(case: str, other: str, verdict: Verdict, *, by: str, now: dt.datetime) -> Entry:
    """Write down what a person said of two cases, inside the caller's commit; for its audit."""
    row = _pair(case, other).select_for_update().first()
    if row is None:
        row = MatchRow(case=case, other=other, reasons=[], found=now)
    row.verdict, row.by, row.decided = verdict.value, by, now
    row.save()
    return Entry(what=What.MATCH_DECIDED, subject=case, detail=f"{other}:{verdict.value}", who=by)


def _pair(case: str, other: str) -> QuerySet[MatchRow]:
    return MatchRow.objects.filter(Q(case=case, other=other) | Q(case=other, other=case))


def _value(row: MatchRow) -> Match:
    return Match(
        case=row.case,
        other=row.other,
        strength=row.strength,
        reasons=tuple(row.reasons),
        verdict=Verdict(row.verdict) if row.verdict else None,
        by=row.by,
        decided=row.decided,
    )
