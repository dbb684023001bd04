"""What a reader noticed about a whole file: programs, hidden text, older versions (forms 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from casework.facts import Facts
from casework.finding import Finding
from casework.notes import CONVERTED, UNKNOWN_FIELDS
from casework.protocol import PanelProtocol
from casework.rules.papers import newest
from casework.submission import ReferralSet, Submission

BY_LABELS, WORD = "labels", "word"
HIDDEN_TEXT = "hidden_text"
NOTED: Mapping[str, str] = MappingProxyType(
    {
        # B3, S7: a person may have seen something else than what was read.
        "hidden_layer": "file.hidden-layer",
        "revised_after_signing": "file.revised-after-signing",
        "xfa": "file.second-form",
        # S8: flagged; such files never travel on.
        "javascript": "file.active-content",
        "launch": "file.active-content",
        "embedded_file": "file.active-content",
        "external_link": "file.active-content",
        "macros": "file.active-content",
        "signed": "file.signed",
        # H16
        "tracked_changes": "file.tracked-changes",
        "comments": "file.comments",
        # H10, A8
        "layout_moved": "file.layout-moved",
        "page_missing": "file.page-missing",
        "extra_pages": "file.extra-pages",
        "older_version": "file.older-version",
        "blank_unknown": "file.blank-unknown",
        "text_replaced": "file.text-replaced",
        # An unknown layout is never sent back as empty unseen.
        "questions_not_found": "file.questions-not-found",
        UNKNOWN_FIELDS: "file.unknown-fields",
        # forms 8: a person compares it with the file that came.
        CONVERTED: "file.converted",
    }
)


def check(referral: ReferralSet, protocol: PanelProtocol, _facts: Facts) -> Iterator[Finding]:
    """Yield each thing once a paper; a note that has no words of its own is told as such."""
    for paper in newest(referral):
        for note in paper.notes:
            told = _hidden(paper) if note == HIDDEN_TEXT else NOTED.get(note, "file.noticed")
            yield protocol.finding(told, form=paper.form.id)
        # Read by its printed labels only: every value is to be looked at.
        if paper.recognised_by == BY_LABELS:
            yield protocol.finding("file.read-by-labels", form=paper.form.id)


def _hidden(paper: Submission) -> str:
    """Word templates hide text innocently (H16); in a box of a PDF nobody does (B3)."""
    return "file.hidden-text" if paper.reader == WORD else "file.hidden-text-in-boxes"
