"""Forms that come in parts and come again: what the tests of histories share."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from casework.case import CaseState
from casework.receipt import Receipt
from forms import filled
from procedures import cases as case_words
from procedures.office import FONTS
from register import cases, findings
from tests.support.installation import Clerk, files_of

REFERRAL, CONSENT, WITHOUT = "wesp_referral", "wesp_consent", "wesp_noconsent"
JAMIE = "Jamie Outreach <jamie.outreach@outreach.example>"
STRANGER = "Somebody <x@elsewhere.example>"
OMAR: dict[str, Any] = {"first_name": "Omar", "surname": "Quill", "dob": "30/11/1984"}
OMAR_REFERRED: dict[str, Any] = OMAR | {
    "aliases.1.alias": "Quilly", "aliases.2.alias": None, "contact_phone": "07700 900999",
    "postcode": "SO14 6WB", "middle_names": None, "dob_other": None,
}  # fmt: skip
GAPS: dict[str, Any] = {"dob": None, "key_risks": None}
READY, BACK, YOU = CaseState.READY, CaseState.SENT_BACK, CaseState.NEEDS_YOU


def found(receipt: Receipt) -> set[str]:
    return {finding.check for finding in findings.of(receipt.reference)}


def state(reference: str) -> CaseState:
    return cases.case(reference).state


def returned_form(clerk: Clerk, number: int = -1) -> tuple[str, bytes]:
    """The marked form of our newest mail, as the referrer got it."""
    return next(iter(files_of(clerk.out()[number]).items()))


def filled_in(form: tuple[str, bytes], **answers: str) -> tuple[str, bytes]:
    """A form with these text answers typed into it."""
    return form[0], filled.pdf(form[1], answers, fonts=FONTS)


def fields_of(data: bytes) -> set[str]:
    """The names of a form's fields."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {str(field.T) for field in pdf.Root.AcroForm.Fields}


def show(reference: str, clerk: Clerk) -> tuple[str, ...]:
    return case_words.in_words(case_words.show(reference, clerk.rooms))
