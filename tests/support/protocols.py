"""The shipped panels, the facts of a mail that nobody has to look at, and the sets that came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from casework.answer import Answer, State, Value
from casework.facts import Deadline, EarlierCase, Facts, SenderStanding
from casework.finding import Finding, Severity
from casework.protocol import PanelProtocol
from casework.rules import run
from casework.submission import ReferralSet, Submission
from casework.wording import sentence
from config import protocols
from tests.support.forms import a_form
from tests.support.submissions import ARRIVED, a_submission

MEETING = dt.date(2026, 12, 17)
CLOSES = dt.datetime(2026, 12, 14, 17, tzinfo=dt.UTC)
SETS = {
    "wesp": ("wesp_referral", "wesp_consent"),
    "wesp without consent": ("wesp_referral", "wesp_noconsent"),
    "mase": ("mase_referral",),
}


@cache
def the_protocol(panel: str) -> PanelProtocol:
    """The protocol as it is shipped, with its lists."""
    return protocols.load(protocols.SHIPPED, panel)


def with_settings(panel: str, **changes: Any) -> PanelProtocol:
    """The shipped protocol with some of its keys changed; a table's keys are changed one by one."""
    protocol = the_protocol(panel)
    for key, change in changes.items():
        old = getattr(protocol, key)
        new = old.model_copy(update=change) if isinstance(change, dict) else change
        protocol = protocol.model_copy(update={key: new})
    return protocol


def some_facts(panel: str = "wesp", **changes: Any) -> Facts:
    """A member's secure, marked mail that came in time and has no words of danger."""
    adult = panel.startswith("wesp")
    told: dict[str, Any] = {
        "arrived": ARRIVED,
        "today": ARRIVED.date(),
        "sender": SenderStanding.MEMBER,
        "sender_domain": "samplehousing.example" if adult else "examplehigh.example",
        "agencies": frozenset({"Sample Housing Trust" if adult else "Example High School"}),
        "leads": frozenset({"Morgan Sample"}),
        "members": frozenset({"Kim Member"}),
        "meeting_dates": tuple(
            sitting.date for sitting in the_protocol(panel.split(maxsplit=1)[0]).calendar.dates
        ),
        "next_meeting": Deadline(meeting=MEETING, closes=CLOSES),
    }
    return Facts(**(told | changes))


def an_earlier_case(**changes: Any) -> EarlierCase:
    told: dict[str, Any] = {
        "reference": "WP-3HX9",
        "strength": "strong",
        "reasons": ("same date of birth", "similar name"),
        "last_heard": dt.date(2026, 6, 18),
    }
    return EarlierCase(**(told | changes))


def said(value: Value, **changes: Any) -> Answer:
    """An answer that says this."""
    return Answer(state=State.ANSWERED, value=value, **changes)


def a_set(
    kind: str = "wesp",
    *,
    values: Mapping[str, str | bool] | None = None,
    second: Mapping[str, str | bool] | None = None,
    **answers: Answer,
) -> ReferralSet:
    """A complete set: `values` and `answers` change the referral form, `second` the other paper."""
    first, *others = SETS[kind]
    changed = dict(values or {})
    if kind == "wesp without consent":
        changed = {"consent_route": "without_consent"} | changed
    form = a_submission(a_form(first), values=changed)
    form = replace(form, answers={**form.answers, **answers})
    rest = (a_submission(a_form(other), values=second) for other in others)
    return ReferralSet(papers=(form, *rest))


def of(*papers: Submission) -> ReferralSet:
    """The set of these papers."""
    return ReferralSet(papers=papers)


def found(
    kind: str,
    referral: ReferralSet | None = None,
    *,
    protocol: PanelProtocol | None = None,
    facts: Facts | None = None,
) -> tuple[Finding, ...]:
    """Everything that the panel's rules find."""
    panel = kind.split(maxsplit=1)[0]
    return run(
        a_set(kind) if referral is None else referral,
        protocol or the_protocol(panel),
        facts or some_facts(kind),
    )


@dataclass(frozen=True, kw_only=True)
class Given:
    """A complete set and what is different in it, in its mail and in the panel's file.

    `notes` are the reader's notes on the referral form; `papers` stand instead of the set.
    """

    kind: str = "wesp"
    values: Mapping[str, str | bool] = field(default_factory=dict)
    second: Mapping[str, str | bool] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    paper: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[Submission, ...] | None = None

    def referral(self) -> ReferralSet:
        if self.papers is not None:
            return ReferralSet(papers=self.papers)
        whole = a_set(self.kind, values=self.values, second=self.second, **self.answers)
        first = replace(whole.papers[0], notes=self.notes, **self.paper)
        return ReferralSet(papers=(first, *whole.papers[1:]))

    def found(self) -> tuple[Finding, ...]:
        """What the rules find, each finding with words that can be filled."""
        referral = self.referral()
        protocol = with_settings(self.kind.split()[0], **self.settings)
        findings = run(referral, protocol, some_facts(self.kind, **self.facts))
        forms = {paper.form.id: paper.form for paper in referral.papers}
        for finding in findings:
            form = forms.get(finding.form)
            said = sentence(finding, form.question(finding.field_id) if form else None)
            assert "{" not in said, finding.check
        return findings


@dataclass(frozen=True)
class Case:
    """A check, how severe it is by the design's tables, what yields it and what nearly does."""

    check: str
    severity: Severity
    yields: Given
    nearly: Given

    @property
    def name(self) -> str:
        return f"{self.check} {self.yields.kind}"


def holds_for(case: Case) -> None:
    """Assert that the check is yielded, as severe as it must be, and by the near miss it is not."""
    yielded = {finding.check: finding.severity for finding in case.yields.found()}
    assert yielded.get(case.check) is case.severity, sorted(yielded)
    assert case.check not in checks(case.nearly.found())


def checks(findings: Sequence[Finding], prefix: str = "") -> list[str]:
    """The checks of these findings, those of one rule by its prefix."""
    return [finding.check for finding in findings if finding.check.startswith(prefix)]


def severities(findings: Sequence[Finding]) -> set[Severity]:
    return {finding.severity for finding in findings}
