"""Which issued blank a paper was made from: by what it says of itself, its field names, its labels.

A name alone is a claim: a serial nobody knows, or one of another form, is noted and the paper is
laid over the newest blank that it can be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from forms.catalogue import Blank, Catalogue
from forms.fields import HIDDEN
from forms.footer import Footer

NAMES_SHARED = 0.8
LABELS_FOUND = 0.6
BLANK_UNKNOWN, OLDER_VERSION = "blank_unknown", "older_version"
_LOOSE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a paper says of itself; every part may be empty or untrue."""

    form_id: str = ""
    form_version: str = ""
    panel_id: str = ""
    blank_serial: str = ""
    set_ref: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The blank to lay a paper over, how it was known, and what is to be said about it."""

    blank: Blank
    by: str
    notes: tuple[str, ...] = ()


def claim_of(untrusted_properties: Mapping[str, str]) -> Claim:
    """The claim in a file's hidden fields or properties."""
    return Claim(**{name: untrusted_properties.get(name, "").strip()[:80] for name in HIDDEN})


def claim_of_footer(footer: Footer) -> Claim:
    """The claim in the printed line at the foot of a page."""
    return Claim(
        form_id=footer.form_id, form_version=footer.version, blank_serial=footer.serial,
        set_ref=footer.set_ref,
    )  # fmt: skip


def by_identity(catalogue: Catalogue, claim: Claim) -> Fit | None:
    """The blank that the claim names, or the newest of its form."""
    blanks = catalogue.of_form(claim.form_id)
    if not blanks:
        return None
    newest = blanks[-1]
    same = next((blank for blank in blanks if blank.serial == claim.blank_serial), None)
    if same is not None:
        older = (OLDER_VERSION,) if same.form.version != newest.form.version else ()
        return Fit(blank=same, by="form_id", notes=older)
    versions = [blank for blank in blanks if blank.form.version == claim.form_version]
    blank = versions[-1] if versions else newest
    older = (OLDER_VERSION,) if blank.form.version != newest.form.version else ()
    return Fit(blank=blank, by="form_id", notes=(BLANK_UNKNOWN, *older))


def by_names(catalogue: Catalogue, names: AbstractSet[str]) -> tuple[Fit, ...]:
    """The blanks, one a form, that share most of their field names with the paper."""
    return _best(
        (len(names & known) / len(names | known), blank)
        for blank in catalogue.blanks
        if (known := blank.field_names()) and len(names & known) / len(known) >= NAMES_SHARED
    )


def by_tags(catalogue: Catalogue, tags: AbstractSet[str]) -> tuple[Fit, ...]:
    """The blanks, one a form, that share most of their Word tags with the paper."""
    return _best(
        (len(tags & known) / len(tags | known), blank)
        for blank in catalogue.blanks
        if (known := frozenset(blank.controls)) and len(tags & known) / len(known) >= NAMES_SHARED
    )


def by_labels(catalogue: Catalogue, untrusted_text: str) -> tuple[Fit, ...]:
    """The blanks, one a form, whose title and most of whose labels stand in the text."""
    text = loose(untrusted_text)
    fits = _best(
        (share, blank)
        for blank in catalogue.blanks
        if loose(blank.form.title) in text and (share := labels_in(blank, text)) >= LABELS_FOUND
    )
    return tuple(replace(fit, by="labels") for fit in fits)


def labels_in(blank: Blank, loose_text: str) -> float:
    """The share of the blank's questions whose label stands in a text made `loose`."""
    labels = blank.labels().values()
    return sum(any(loose(one) in loose_text for one in known) for known in labels) / len(labels)


def loose(untrusted_text: str) -> str:
    """The letters and digits alone, for finding words that were broken into lines."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", untrusted_text)).casefold()


def _best(scored: Iterable[tuple[float, Blank]]) -> tuple[Fit, ...]:
    """The best blank, or the best of several forms when they tie; of one form the newest."""
    found: dict[str, tuple[float, Blank]] = {}
    for score, blank in scored:
        known = found.get(blank.form.id)
        if known is None or (score, blank.form.version) >= (known[0], known[1].form.version):
            found[blank.form.id] = score, blank
    top = max((score for score, _ in found.values()), default=0.0)
    return tuple(
        Fit(blank=blank, by="field_names", notes=(BLANK_UNKNOWN,))
        for score, blank in found.values()
        if score == top
    )
