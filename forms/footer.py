"""The line at the foot of every page that says which blank this is; printed papers keep it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"Form (?P<form>[\w-]{1,60}) · version (?P<version>[\w.-]{1,20})"
    r" · blank (?P<serial>[0-9A-Z]{8})(?: · set (?P<set>[\w-]{1,40}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Which issued blank a page comes from; `set_ref` ties the papers of one referral."""

    form_id: str
    version: str
    serial: str
    set_ref: str = ""

    def line(self) -> str:
        """The words as printed."""
        end = f" · set {self.set_ref}" if self.set_ref else ""
        return f"Form {self.form_id} · version {self.version} · blank {self.serial}{end}"


def found_in(untrusted_text: str) -> Footer | None:
    """The first such line in a page's text, or None."""
    match = _LINE.search(" ".join(untrusted_text.split()))
    if match is None:
        return None
    return Footer(
        form_id=match["form"], version=match["version"], serial=match["serial"],
        set_ref=match["set"] or "",
    )  # fmt: skip
