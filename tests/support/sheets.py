"""The shipped case sheets and referral sets for tests of papers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from casework.sheet_layout import SheetLayout
from casework.submission import ReferralSet
from config import casesheets
from tests.support.forms import a_form
from tests.support.submissions import a_submission


@cache
def a_layout(panel: str) -> SheetLayout:
    """The shipped layout of a panel."""
    text = (casesheets.SHIPPED / f"{panel}.toml").read_text(encoding="utf-8")
    return SheetLayout.model_validate(tomllib.loads(text))


def a_referral(
    *form_ids: str, values: Mapping[str, Mapping[str, str | bool]] | None = None
) -> ReferralSet:
    """Complete forms that came together, with some field values of some of them changed."""
    changed = values or {}
    return ReferralSet(
        papers=tuple(
            a_submission(a_form(form_id), values=changed.get(form_id)) for form_id in form_ids
        )
    )
