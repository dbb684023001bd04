"""A panel's protocol for tests: valid as it comes, a test changes the one thing it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casework.protocol import PanelProtocol, Sitting

THURSDAY = dt.date(2026, 12, 17)


def a_sitting(date: dt.date = THURSDAY, **changes: Any) -> Sitting:
    return Sitting.model_validate({"date": date, "start": dt.time(10), "venue": "Room 2"} | changes)


def a_protocol(*dates: dt.date, **changes: Any) -> PanelProtocol:
    """A panel that closes its list and sends papers three working days before the meeting."""
    sittings = [a_sitting(date).model_dump() for date in dates or (THURSDAY,)]
    told: dict[str, Any] = {
        "id": "demo",
        "title": "Demo Panel Operating Protocol",
        "short_name": "Demo",
        "ref_prefix": "WP",
        "convenor": "Demo Charity",
        "mailbox": "panel@demo.example",
        "phone": "0000 000 000",
        "labels": {"person": "client"},
        "clauses": {
            "referral_deadline": "8", "agenda": "10", "papers": "14", "calendar.dates": "8"
        },
        "area": {"names": ("here",), "basis": "activity"},
        "calendar": {"meetings_a_year": 11, "dates": sittings},
        "referral_deadline": {"count": 3, "advertised": {"count": 5}},
        "set": {"referral": (("referral", "consent"), ("referral", "without_consent"))},
        "marking": {"text": "STRICTLY CONFIDENTIAL"},
        "forms": ("demo_referral",),
        "rules": ("danger",),
        "checks": {},
    }  # fmt: skip
    return PanelProtocol.model_validate(told | changes)
