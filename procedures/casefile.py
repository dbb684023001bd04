"""A case's forms as they stand now, read back from the register."""

from __future__ import annotations

from casework.finding import Finding
from casework.question import Form
from casework.submission import ReferralSet, Submission
from forms import kept
from procedures.office import Office
from register import cases, findings, intake


def submissions_of(reference: str, office: Office) -> tuple[Submission, ...]:
    """The newest version of each form of a case, in the order of their first arrival."""
    return tuple(
        kept.from_json(paper.answers, form_of(paper.form, paper.form_version, office))
        for paper in cases.papers(reference)
    )


def referral_of(reference: str, office: Office) -> ReferralSet:
    """The case's set of forms."""
    return ReferralSet(papers=submissions_of(reference, office))


def found_last(reference: str) -> tuple[Finding, ...]:
    """What was found of a case in the newest message that brought a form of it."""
    came = reversed(intake.receipts(case=reference))
    found = (findings.of(receipt.reference, case=reference) for receipt in came)
    return next(filter(None, found), ())


def form_of(form_id: str, version: str, office: Office) -> Form:
    """The form in the version that came; the present one when no blank of it was kept."""
    issued = [
        blank.form for blank in office.catalogue.of_form(form_id) if blank.form.version == version
    ]
    return issued[-1] if issued else office.forms[form_id]
