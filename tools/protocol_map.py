"""Writes docs/protocol-map.md: every rule of the protocols, its clause, its setting, its tests.

Run `.venv/bin/python -m tools.protocol_map` after a change of a panel file or a rule; a test
compares the page with what this makes. It reads only what stands in the files: the panel files
(settings, checks, questions), the rule numbers in comments and docstrings of the code, and the
rule numbers and check names in the tests. A rule found nowhere is listed as not yet there.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools import mentions
from tools.mentions import numbers

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "protocol-map.md"
PANELS = ROOT / "config" / "panels"
OWN = ("forms", "mail", "safety")  # what a check of the product itself stands on
_COMPLETENESS = "casework/rules/completeness.py"  # asks each question that stands on a rule
_TABLE = re.compile(r"\[\[?([\w.-]+)\]\]?")
_KEY = re.compile(r"([\w-]+|\"[^\"]+\")\s*=")
_NOT_SETTINGS = ("clauses", "checks", "questions", "labels")
_NOT_RULES = ("delivery.automatic",)  # the letters there are mails
_SHOWN = 3

INTRODUCTION = """\
# From a clause to its test

Made by `tools/protocol_map.py`; do not edit it. It says for each rule of a protocol where it is
set (`config/panels/`), which checks and questions stand on it, which code names it and which tests.
"""
HEAD = """\
| rule | what it asks | clause | its words | setting, check, question | code | tests |
|---|---|---|---|---|---|---|"""
DECIDED = """\
## What the protocols leave open

Decisions on sentences with two readings (A) and where a protocol is silent (B).

| decision | what was chosen | setting, check | code | tests |
|---|---|---|---|---|"""
OWN_CHECKS = """\

## Checks of the product itself

They rest on no clause, and nothing that is sent presents them as the protocol's.

| check | code | tests |
|---|---|---|"""
WAITING = """\

## Set as data

The panel files hold settings of these rules, and no check or code names them: for some the setting
is all there is to do, for others what acts on it is a later part of the product.
"""
ABSENT = """\

## Not yet

No setting, no check and no code names these: they are a later part of the product, or they ask
something of people that no program can do.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of one rule or decision."""

    clauses: set[str] = field(default_factory=set)
    quotes: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    checks: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)


def page() -> str:
    """The whole page, the same for the same files."""
    titles = tomllib.loads((ROOT / "docs" / "protocol-map.toml").read_text(encoding="utf-8"))
    decisions = titles.pop("decisions")
    panels = {panel: panel_rows(PANELS / f"{panel}.toml") for panel in titles}
    lines = [INTRODUCTION]
    waiting: list[str] = []
    absent: list[str] = []
    for panel, rules in titles.items():
        rows = panels[panel]
        acting = [number for number in rules if _acts(number, rows)]
        lines += [f"## {panel.upper()}\n", HEAD]
        lines += [_line(number, rules[number], rows[number]) for number in acting]
        lines.append("")
        _set_apart(rules, rows, waiting=waiting, absent=absent)
    both = {number: _joined(row[number] for row in panels.values()) for number in decisions}
    chosen = [number for number in decisions if _acts(number, both)]
    _set_apart(decisions, both, waiting=waiting, absent=absent)
    own = {check for rows in panels.values() for kind in OWN for check in rows[kind].checks}
    return "\n".join(
        (
            *lines,
            DECIDED,
            *(_line(number, decisions[number], both[number], clause=False) for number in chosen),
            OWN_CHECKS,
            *(_own_line(check) for check in sorted(own)),
            WAITING,
            *waiting,
            ABSENT,
            *absent,
            "",
        )
    )


def panel_rows(file: Path) -> Mapping[str, Row]:
    """What the panel's file says of each rule number."""
    text = file.read_text(encoding="utf-8")
    read = tomllib.loads(text)
    rows: defaultdict[str, Row] = defaultdict(Row)
    for key, number in _settings(text):
        rows[number].settings.add(key)
        rows[number].clauses.update(_clause(key, read["clauses"]))
    for name, check in read["checks"].items():
        row = rows[check["rule"]]
        row.checks.add(name)
        row.clauses.update({check.get("clause", "")} - {""})
        row.quotes.update({check.get("quote", "")} - {""})
    for form, questions in read.get("questions", {}).items():
        for name, standing in questions.items():
            row = rows[standing["rule"]]
            row.questions.add(f"{form}.{name}")
            row.clauses.add(standing["clause"])
            row.quotes.update({standing.get("quote", "")} - {""})
    return rows


def _settings(text: str) -> Iterator[tuple[str, str]]:
    """Each setting with the rule numbers that stand beside it, or in the comment above it."""
    table, key, above = "", "", ""
    for line in text.splitlines():
        code, _, comment = line.partition("#")
        code = code.strip()
        if not code:
            above = f"{above} {comment}" if line.strip() else ""
            continue
        if named := _TABLE.fullmatch(code):
            table, key = named[1], ""
        elif named := _KEY.match(code):
            key = named[1].strip('"')
        name = ".".join(part for part in (table, key) if part)
        if table.partition(".")[0] not in _NOT_SETTINGS and name not in _NOT_RULES:
            yield from ((name, number) for number in numbers(f"{above} {comment}"))
        above = ""


def _clause(key: str, clauses: Mapping[str, str]) -> set[str]:
    """The clause of this key or of its table; none where a table's keys have several."""
    if known := clauses.get(key) or clauses.get(key.partition(".")[0]):
        return {known}
    under = {clause for name, clause in clauses.items() if name.startswith(f"{key}.")}
    return under if len(under) == 1 else set()


def _acts(number: str, rows: Mapping[str, Row]) -> bool:
    """Whether anything acts on this rule: a check, a question, or code that names it."""
    row = rows.get(number, Row())
    return bool(row.checks or row.questions or mentions.modules_of_rule(number))


def _set_apart(
    titles: Mapping[str, str], rows: Mapping[str, Row], *, waiting: list[str], absent: list[str]
) -> None:
    """Add each rule on which nothing acts to those that are set, or to those that are not there."""
    for number, title in titles.items():
        settings = ", ".join(f"`{key}`" for key in sorted(rows.get(number, Row()).settings))
        if _acts(number, rows):
            continue
        if settings:
            waiting.append(f"- {number} {title}: {settings}")
        else:
            absent.append(f"- {number} {title}")


def _joined(rows: Iterable[Row]) -> Row:
    """What the panels together set and check for one decision."""
    both = Row()
    for row in rows:
        both.settings.update(row.settings)
        both.checks.update(row.checks)
    return both


def _line(number: str, title: str, row: Row, *, clause: bool = True) -> str:
    code = set(mentions.modules_of_rule(number))
    code |= {_COMPLETENESS} if row.questions else set()
    tests = set(mentions.tests_of(number))
    for check in row.checks:
        code |= mentions.modules_of_check(check)
        tests |= mentions.tests_of(check)
    said = (", ".join(sorted(row.clauses)), "<br>".join(f'"{it}"' for it in sorted(row.quotes)))
    stands = [f"`{name}`" for name in (*sorted(row.settings), *sorted(row.checks))]
    entries = "<br>".join([*stands, *_by_form(row.questions)])
    return _cells(number, title, *(said if clause else ()), entries, _files(code), _files(tests))


def _own_line(check: str) -> str:
    code, tests = mentions.modules_of_check(check), mentions.tests_of(check)
    return _cells(f"`{check}`", _files(code), _files(tests))


def _by_form(questions: Iterable[str]) -> Iterator[str]:
    """Many questions stand on one rule: told by form, the first of them by name."""
    forms: dict[str, list[str]] = defaultdict(list)
    for question in sorted(questions):
        form, _, name = question.partition(".")
        forms[form].append(name)
    for form, names in sorted(forms.items()):
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"{form}: {', '.join(names[:_SHOWN])}{more}"


def _cells(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") or "-" for text in texts) + " |"


def _files(names: Iterable[str]) -> str:
    return "<br>".join(sorted(names))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
