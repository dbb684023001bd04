"""Where one key of a protocol file contradicts another: looked at when each by itself is sound."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Iterator, Mapping

from casework.finding import Basis
from casework.mailing import MailKind
from casework.protocol import Check, PanelProtocol
from casework.question import FormRole
from casework.rules import RULES
from config.mistakes import did_you_mean, known_keys

# What a rule cannot do without: a table of the file, or a list of the panel.
TABLES: Mapping[str, str] = {
    "age": "subject",
    "deadline": "referral_deadline",
    "diversion": "threshold",
}
LISTS: Mapping[str, str] = {"area": "area", "grounds": "grounds"}
ROLES = tuple(role.value for role in FormRole)
MAILS = tuple(kind.value for kind in MailKind)


def contradictions(
    protocol: PanelProtocol, written: Mapping[str, object], *, file_stem: str
) -> Iterator[str]:
    """Every contradiction, as `key: what is wrong`."""
    if protocol.id != file_stem:
        yield f"id: the file is called {file_stem}, the panel {protocol.id}"
    for look in LOOKS:
        yield from look(protocol)
    for rule in protocol.rules:
        if rule not in RULES:
            yield f"rules: there is no rule {rule}{did_you_mean(rule, RULES)}"
        wanted = TABLES.get(rule)
        if wanted and wanted not in written:
            yield f"rules: the rule {rule} needs the table {wanted}, which is not there"


def _rules(protocol: PanelProtocol) -> Iterator[str]:
    for rule in protocol.rules:
        wanted = LISTS.get(rule)
        if wanted and wanted not in protocol.lists:
            yield f"rules: the rule {rule} needs the list {wanted}, which is not there"
    yield from _repeated("rules", protocol.rules)
    yield from _repeated("forms", protocol.forms)


def _area(protocol: PanelProtocol) -> Iterator[str]:
    known = [option.key for option in protocol.lists.get("area", ())]
    for name in protocol.area.names:
        if known and name not in known:
            yield f"area.names: {name} is not in the list area{did_you_mean(name, known)}"
    if not protocol.area.names:
        yield "area.names: name at least one place"


def _subject(protocol: PanelProtocol) -> Iterator[str]:
    low, high = protocol.subject.min_age, protocol.subject.max_age
    if low is not None and high is not None and low >= high:
        yield f"subject: nobody is at least {low} and under {high}"


def _calendar(protocol: PanelProtocol) -> Iterator[str]:
    sittings = protocol.calendar.dates
    if not sittings:
        yield "calendar.dates: there is no meeting"
    above: dt.date | None = None
    for number, sitting in enumerate(sittings, start=1):
        if above is not None and sitting.date == above:
            yield f"calendar.dates.{number}: {sitting.date} is there twice"
        if above is not None and sitting.date < above:
            yield f"calendar.dates.{number}: {sitting.date} comes before the one above it"
        above = sitting.date
        if sitting.end is not None and sitting.end <= sitting.start:
            yield f"calendar.dates.{number}.end: the meeting ends before it starts"
    deadline = protocol.referral_deadline
    told = deadline and deadline.advertised
    if deadline and told and told.unit == deadline.unit and told.count < deadline.count:
        yield "referral_deadline.advertised.count: comes after the close of the list"


def _set(protocol: PanelProtocol) -> Iterator[str]:
    if not protocol.set.referral:
        yield "set.referral: name at least one set of papers"
    for number, papers in enumerate(protocol.set.referral, start=1):
        for role in papers:
            if role not in ROLES:
                yield f"set.referral.{number}: no paper is called {role}{did_you_mean(role, ROLES)}"
        if FormRole.REFERRAL not in papers:
            yield f"set.referral.{number}: the referral itself is missing"


def _threshold(protocol: PanelProtocol) -> Iterator[str]:
    threshold = protocol.threshold
    if threshold.mode == "divert" and not (threshold.divert_level or threshold.gates):
        yield "threshold: divert needs divert_level or gates"


def _actions(protocol: PanelProtocol) -> Iterator[str]:
    months = [step.after_months for step in protocol.actions.ladder]
    if months != sorted(set(months)):
        yield "actions.ladder: each step comes later than the one above it"
    for mail in protocol.delivery.automatic:
        if mail not in MAILS:
            yield f"delivery.automatic: no mail is called {mail}"


def _clauses(protocol: PanelProtocol) -> Iterator[str]:
    for key in protocol.clauses:
        path = key.split(".")
        known = known_keys(PanelProtocol, path[:-1])
        if path[-1] not in known:
            yield f"clauses.{key}: there is no such key{did_you_mean(path[-1], known)}"


def _checks(protocol: PanelProtocol) -> Iterator[str]:
    for name, check in protocol.checks.items():
        yield from (f"checks.{name}.{line}" for line in _check(check))


def _check(check: Check) -> Iterator[str]:
    if not check.words.strip():
        yield "words: there are no words for it"
    if check.basis is Basis.PROTOCOL and not check.clause:
        yield "clause: the protocol's own words need their clause"
    try:
        list(string.Formatter().parse(check.words))
    except ValueError:
        yield "words: a brace { or } stands alone"


def _repeated(key: str, values: tuple[str, ...]) -> Iterator[str]:
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield f"{key}: {value} is there twice"


LOOKS: tuple[Callable[[PanelProtocol], Iterator[str]], ...] = (
    _rules, _area, _subject, _calendar, _set, _threshold, _actions, _clauses, _checks,
)  # fmt: skip
