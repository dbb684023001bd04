"""The shipped forms and lists as the tests read them, each once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from casework.question import Form, Option
from forms.spec import load_all
from tests.support.source import ROOT

FORMS = ("wesp_referral", "wesp_consent", "wesp_noconsent", "mase_referral", "action_update")
LABELS = {
    "wesp": {"person": "client", "convenor": "Beyond the Streets"},
    "mase": {"person": "young person"},
}


@cache
def lists_of(panel: str) -> Mapping[str, tuple[Option, ...]]:
    """The lists that all panels share and those of one panel, by name."""
    found: dict[str, tuple[Option, ...]] = {}
    for folder in ("lists", f"panels/{panel}"):
        for path in sorted((ROOT / "config" / folder).glob("*.toml")):
            options = tomllib.loads(path.read_text(encoding="utf-8"))["option"]
            found[path.stem.replace("-", "_")] = tuple(
                Option(key=option["key"], label=option["label"]) for option in options
            )
    return MappingProxyType(found)


@cache
def a_form(form_id: str) -> Form:
    """A shipped form, with its panel's lists and words."""
    panel = "mase" if form_id.startswith("mase") else "wesp"
    return load_all([form_id], lists=lists_of(panel), labels=LABELS[panel])[form_id]
