"""A case judged again after a person's word: verdict, events, findings and mails in ONE commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from casework.case import Case, CaseEvent, Refused, advance
from casework.mailing import Intent
from casework.match import Verdict
from casework.receipt import Alert, CaseRuling
from register import alerts, audit, cases, findings, intake, keys, matches, outgoing, rulings
from register.audit import Entry, What

JOINED = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person said of two cases. With `joins`, `case` becomes part of `other`."""

    case: str
    other: str
    verdict: Verdict
    by: str
    joins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What a case's second look leads to; `receipt` is the message that it looked at again."""

    ruling: CaseRuling
    receipt: str
    alerts: tuple[Alert, ...] = ()
    outgoing: tuple[Intent, ...] = ()


def record(word: Word, again: Again | None, *, now: dt.datetime) -> Case | Refused | None:
    """Write down a person's word with everything that follows from it, in one commit.

    Gives the case after its second look, or the refusal of one that has moved on: its papers are
    kept then, and its mails held. None when nothing was to be looked at again.
    """
    decision: Case | Refused | None = None
    with transaction.atomic():
        entries = [matches.decide(word.case, word.other, word.verdict, by=word.by, now=now)]
        if again is not None:
            row = intake.row_of(again.receipt, lock=True)
            decision, written = rulings.rule(again.ruling, row, now=now)
            entries += written
            _mark(word, again.ruling.reference)
            findings.replace(again.receipt, again.ruling.findings, case=again.ruling.reference)
            entries += alerts.add(again.alerts, now=now)
            entries += outgoing.plan(_mails(again.outgoing, decision), now=now)
        if word.joins:
            entries += _close(word, now=now)
        audit.append(entries, now=now)
    return decision


def _mark(word: Word, reference: str) -> None:
    """Say which case it is again, also of one that has moved on to a list."""
    if word.verdict is Verdict.SAME and not word.joins:
        row = cases.row_of(reference, lock=True)
        other = cases.row_of(word.other)
        if other.last_heard is not None:
            row.earlier = word.other
            row.save(update_fields=["earlier"])


def _mails(mails: Sequence[Intent], decision: Case | Refused) -> list[Intent]:
    held = isinstance(decision, Refused)
    return [intake.held(mail) if held else mail for mail in mails]


def _close(word: Word, *, now: dt.datetime) -> list[Entry]:
    """The younger case's end: it is closed, says what it became part of, and its mails stop."""
    row = cases.row_of(word.case, lock=True)
    row.joined = word.other
    row.save(update_fields=["joined"])
    seal = keys.ring().seals((word.case,)).get(word.case)
    decision = advance(cases.value(row, seal), CaseEvent.CLOSE, now=now)
    entries = [Entry(what=What.CASE_JOINED, subject=word.case, detail=word.other, who=word.by)]
    if isinstance(decision, Case):
        entries.append(
            cases.happen(
                row, decision, CaseEvent.CLOSE, by=word.by, reason=f"{JOINED}:{word.other}"
            )
        )
    return entries + outgoing.stop_of(word.case, by=word.by)
