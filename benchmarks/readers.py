"""The three readers on a form of 90 fields, against a floor and against the usual libraries.

A way that does not find the same answers is not measured: the run stops.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf

from benchmarks import peers
from benchmarks.figure import Figure, figure, in_turns, told
from benchmarks.papers import FIELDS, Papers, ninety
from forms import acroform, drawn, field_tree, package, printed, recognise, word
from forms.extracted import Extracted

ROUNDS, SLOW_ROUNDS = 31, 9
_FLOOR, _OURS = "pikepdf's bare walk", "our walk"
_PLACED, _WHOLE = "our walk with pages and boxes", "our whole reading"
_PYPDF, _PDFPLUMBER, _DOCX = "pypdf get_fields", "pdfplumber", "python-docx"


def figures() -> list[Figure]:
    """All figures of the readers."""
    with tempfile.TemporaryDirectory() as folder:
        papers = ninety(Path(folder))
        recognise.prepare(folder)
        return [*_acroform(papers), _printed(papers), _word(papers)]


def walked(untrusted_pdf: bytes) -> peers.Read:
    """Every field with its value."""
    with pikepdf.open(io.BytesIO(untrusted_pdf)) as document:
        return {one.name: str(one.value or "") for one in acroform.walk(document)}


def placed(untrusted_pdf: bytes) -> list[tuple[field_tree.Placed, ...]]:
    """Every field with its pages and boxes, which the other ways do not look for."""
    with pikepdf.open(io.BytesIO(untrusted_pdf)) as document:
        pages = field_tree.page_numbers(document)
        return [field_tree.places(one, pages) for one in acroform.walk(document)]


def _acroform(papers: Papers) -> list[Figure]:
    data = papers.acroform
    if not peers.bare_walk(data) == walked(data) == peers.fields_by_pypdf(data):
        raise SystemExit("the three ways do not find the same values")
    medians = in_turns(
        {
            _FLOOR: lambda: peers.bare_walk(data),
            _OURS: lambda: walked(data),
            _PYPDF: lambda: peers.fields_by_pypdf(data),
            _PLACED: lambda: placed(data),
            _WHOLE: lambda: recognise.read(data),
        },
        rounds=ROUNDS,
    )
    how = (
        f"a filled AcroForm of {FIELDS} fields, opened and read: names, types, values and choices, "
        f"joined and inherited; medians of {ROUNDS} in turns: {told(medians)} (the last with every "
        "value held against its drawing)"
    )
    return [
        figure(
            "AcroForm: our walk against pikepdf's bare walk",
            medians[_OURS] / medians[_FLOOR],
            3,
            better="lower",
            unit="times",
            how=how,
        ),
        figure(
            "AcroForm: times faster than pypdf get_fields",
            medians[_PYPDF] / medians[_OURS],
            4,
            better="higher",
            unit="times",
            how=how,
        ),
    ]


def _printed(papers: Papers) -> Figure:
    data, known = papers.printed, papers.catalogue

    def ours() -> object:
        return printed.read(drawn.opened(data), known)

    _demand_same(_answers(ours()), peers.printed_by_pdfplumber(data, papers.blank), papers)
    medians = in_turns(
        {
            _OURS_READER: ours,
            _PDFPLUMBER: lambda: peers.printed_by_pdfplumber(data, papers.blank),
        },
        rounds=SLOW_ROUNDS,
    )
    return figure(
        "Printed form: times faster than pdfplumber",
        medians[_PDFPLUMBER] / medians[_OURS_READER],
        8,
        better="higher",
        unit="times",
        how=f"the form of {FIELDS} fields printed to PDF; pdfplumber puts words into the blank's "
        "boxes and counts the shapes in each tick box, ours recognises and lays the pages over the "
        f"blank too; the same answers; medians of {SLOW_ROUNDS} in turns: {told(medians)}",
    )


def _word(papers: Papers) -> Figure:
    data, known = papers.word, papers.catalogue

    def ours() -> object:
        opened = package.opened(data)
        if not isinstance(opened, package.Package):
            raise SystemExit(f"our reader does not open it: {opened.why}")
        return word.read(opened, known)

    controls, _ = peers.word_by_python_docx(data)
    shown = {
        name: controls[name] for name in papers.values if name in controls and controls[name] != "☒"
    }
    answers = {name: text for name, text in _answers(ours()).items() if name in shown}
    _demand_same(answers, _labels(papers, shown), papers)
    medians = in_turns(
        {_OURS_READER: ours, _DOCX: lambda: peers.word_by_python_docx(data)}, rounds=ROUNDS
    )
    return figure(
        "Word form: times faster than python-docx",
        medians[_DOCX] / medians[_OURS_READER],
        3,
        better="higher",
        unit="times",
        how=f"the Word form of {FIELDS} fields; python-docx opens it and gives the text of every "
        "content control and every cell of every table, ours gives typed values with their places; "
        f"medians of {ROUNDS} in turns: {told(medians)}",
    )


_OURS_READER = "our reader"


def _answers(found: object) -> peers.Read:
    """What our reader found, by field: a text, or the chosen options."""
    if not isinstance(found, Extracted):
        raise SystemExit(f"our reader does not read it: {found}")
    return {one.name: " ".join(one.chosen) or one.text for one in found.fields}


def _labels(papers: Papers, shown: Mapping[str, str]) -> peers.Read:
    """Texts as they stand, and the key of a choice for its label."""
    options = {
        field.name: {option.label: option.key for option in field.options}
        for field in papers.blank.fields()
    }
    return {name: options[name].get(text, text) for name, text in shown.items()}


def _demand_same(ours: Mapping[str, str], others: Mapping[str, str], papers: Papers) -> None:
    """Stop unless both found the same answers, line ends aside."""
    different = [
        name
        for name in papers.values
        if (name in ours or name in others)
        and "".join(ours.get(name, "").split()) != "".join(others.get(name, "").split())
    ]
    if different:
        raise SystemExit(f"the two ways do not find the same answers: {', '.join(different)}")
