"""What `clerk check` says of a file, in words: what it is, each answer, each finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from casework.answer import State
from procedures.checking import FieldLine, FindingLine, PaperReport, Report

_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "acroform": "a fillable PDF",
        "printed": "a printed or flattened PDF",
        "word": "a Word file",
        "tables": "a PDF",
        "scan": "a scan",
    }
)
_KNOWN_BY: Mapping[str, str] = MappingProxyType(
    {
        "form_id": "by what it says of itself",
        "field_names": "by the names of its fields",
        "labels": "by its printed words only",
        "picture": "by how its pages look",
        "layout": "by a layout that was learnt",
    }
)
_NO_FORM: Mapping[str, str] = MappingProxyType(
    {
        "unknown_form": "none of our forms",
        "several_forms": "like several of our forms; which one cannot be told",
        "scan": "pages that are pictures, without text",
        "photo": "a photograph",
        "password": "locked with a password",
        "certificate": "locked with a certificate",
        "old_word": "an old Word file (.doc)",
        "rich_text": "a rich text file (.rtf)",
        "open_document": "an OpenDocument file",
        "macros": "a Word file with macros, or a template",
        "damaged": "damaged: it does not open",
        "empty": "empty",
        "xfa": "a form that only one program can show (XFA)",
        "too_large": "too large",
        "other_type": "no form: another type of file",
    }
)


def in_words(report: Report) -> tuple[str, ...]:
    """The report for a screen."""
    lines = [f"{report.file}: {report.kind}, {report.disposition}{_because(report.reason)}"]
    for paper in report.papers:
        lines += _paper(paper)
    if report.findings:
        lines.append("  Findings; the numbers are those of the picture:")
    lines += map(_finding, report.findings)
    return tuple(lines)


def _paper(paper: PaperReport) -> Iterator[str]:
    yield f"  {paper.file}: {what_it_is(paper)}"
    if paper.edited:
        yield f"    {paper.edited}"
    if paper.notes:
        yield f"    noticed: {', '.join(paper.notes)}"
    if paper.by_hand:
        yield "    a person looks at the pages (--picture FILE.png draws them) and types:"
        yield from (f"      {question}" for question in paper.by_hand)
    for field in paper.fields:
        if field.state != State.NOT_APPLICABLE.value:
            yield f"    {field.number:<5} {field.id:<28} {_shown(field)}"


def what_it_is(paper: PaperReport) -> str:
    """The paper in one line: its kind, its form, and how that was known."""
    if not paper.form:
        return _NO_FORM.get(paper.what, paper.what)
    kind = _WHAT.get(paper.reader, paper.reader)
    known = _KNOWN_BY.get(paper.recognised_by, paper.recognised_by)
    form = f"{paper.form} version {paper.version}"
    if paper.layout:
        form = f"{form} in the layout {paper.layout}"
    elif paper.recognised_by == "labels":
        form = f"{form} in a layout that is not ours"
    return f"{kind}, {form}, known {known}"


def _shown(field: FieldLine) -> str:
    value = _in_a_line(field.value)
    said = f"{field.state}{': ' + value if value else ''}{_as_written(field)}"
    where = _where(field)
    return f"{said}  [{where}]" if where else said


def _in_a_line(value: object) -> str:
    """A value on one line: the rows of a table by their keys, several options beside each other."""
    if value is None:
        return ""
    if not isinstance(value, list):
        return " ".join(str(value).split())
    listed = cast("list[dict[str, str] | str]", value)  # as `checking` made it
    return "; ".join(one if isinstance(one, str) else _row_in_a_line(one) for one in listed)


def _row_in_a_line(row: dict[str, str]) -> str:
    cells = " | ".join(" ".join(text.split()) for key, text in row.items() if key != "row")
    return f"{row['row']}: {cells}"


def _where(field: FieldLine) -> str:
    """Where the answer stands, and how sure it is where somebody gave one."""
    told: list[str] = []
    if field.page is not None:
        told.append(f"page {field.page}")
    if field.box is not None:
        left, bottom, right, top = (round(side) for side in field.box)
        told.append(f"box {left},{bottom}-{right},{top}")
    if field.path:
        told.append(field.path)
    if field.state != State.BLANK.value:
        told.append(f"{field.sure:.0%} sure")
    return "; ".join(told)


def _as_written(field: FieldLine) -> str:
    """Both readings of an answer that has two, else the words of one that was not taken."""
    if field.readings:
        return f" ({' / '.join(' '.join(one.split()) for one in field.readings)})"
    raw = " ".join(field.raw.split())
    return f" (written: {raw})" if raw and field.value is None else ""


def _finding(finding: FindingLine) -> str:
    clause = f", {finding.clause}" if finding.clause else ""
    head = f"  {finding.mark:>3} {finding.severity.upper():<6}"
    return f"{head} {finding.words} [{finding.rule}{clause}]"


def _because(why: str) -> str:
    return f" ({why})" if why else ""
