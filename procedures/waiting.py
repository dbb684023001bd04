"""Parts of a set whose other half does not come: after some working days a person looks (9.1)."""

from __future__ import annotations

import datetime as dt

from casework.case import CaseEvent, CaseState
from casework.dates import local_day
from casework.question import FormRole
from casework.working_days import PastHorizon
from procedures.office import Office
from register import cases

REASON = "referral_form_did_not_come"


def give_over(office: Office, *, now: dt.datetime) -> tuple[str, ...]:
    """Hold every case that was asked for its referral form and waited its days; gives those."""
    over: list[str] = []
    for case in cases.lacking(FormRole.REFERRAL.value, state=CaseState.SENT_BACK):
        last = office.holidays.forward(local_day(case.since), office.protocol.set.wait_wd)
        if isinstance(last, PastHorizon) or local_day(now) > last:
            cases.apply(case.reference, CaseEvent.HOLD, now=now, reason=REASON)
            over.append(case.reference)
    return tuple(over)
