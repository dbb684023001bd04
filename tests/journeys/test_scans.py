"""Scans and photographs mailed in: read, confirmed by a person, or typed by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from casework.disposition import Disposition
from register import findings
from tests.support import scanned
from tests.support.installation import Clerk

CONSENT = "wesp_consent"
REFERRAL = "wesp_referral"


def scan(clerk: Clerk, form_id: str, **changes: Any) -> tuple[str, bytes]:
    name, printed = clerk.form(form_id, "printed", **changes)
    return name, scanned.pdf(printed, seed=3)


def held(reference: str) -> set[tuple[str, str]]:
    return {
        (found.check, found.field_id)
        for found in findings.of(reference)
        if found.severity == "hold"
    }


def returned(reference: str) -> list[str]:
    return [one.field_id for one in findings.of(reference) if one.severity == "return"]


def test_a_scanned_consent_beside_a_typed_referral_is_read(clerk: Clerk):
    receipt = clerk.receive(clerk.form(REFERRAL), scan(clerk, CONSENT))
    checks = {check for check, _ in held(receipt.reference)}
    assert checks <= {"completeness.confirm-scan"}
    assert returned(receipt.reference) == []
    assert receipt.disposition is (Disposition.NEEDS_YOU if checks else Disposition.ACCEPT)
