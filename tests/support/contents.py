"""The contents of papers, valid as they come, and small Word templates, for tests of documents."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.document import (
    ActionLog,
    Agenda,
    AgendaItem,
    Audience,
    CaseSheet,
    Gap,
    Grid,
    Line,
    OpenAction,
    Pack,
    Section,
    Sitting,
)
from casework.identifiers import reference
from tests.support.source import ROOT
from tools.word_parts import PORTRAIT, paragraph, word_file

FONTS = ROOT / "config" / "fonts"
MARKING = "STRICTLY CONFIDENTIAL"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def references(count: int, prefix: str = "WP") -> tuple[str, ...]:
    """So many sound references, always the same."""
    draw = random.Random(count).randrange  # noqa: S311  always the same ones are wanted
    return tuple(reference(prefix, draw) for _ in range(count))


def a_sitting(**changes: Any) -> Sitting:
    """A meeting's head."""
    return replace(
        Sitting(
            panel="Demo Panel of Many Agencies",
            public_name="Panel",
            date="Thursday 17 December 2026",
            start="10am",
            venue="Room 2, Town Hall",
            chair="Demo Chair",
            convenor="Demo Convenor",
            phone="0000 000 000",
            next_date="Thursday 21 January 2027",
            marking=MARKING,
        ),
        **changes,
    )


def an_item(case: str, number: int = 1, **changes: Any) -> AgendaItem:
    """A case's line in the agenda."""
    return replace(
        AgendaItem(
            number=number,
            reference=case,
            shown=f"A. {chr(64 + number)}.",
            area="North ward",
            standing="New",
            agency="Demo Housing Trust",
            route="With consent",
            slot=f"10:{10 + number}am",
            presenter="Demo Presenter",
            who="Housing, Health",
        ),
        **changes,
    )


def an_action(line: int = 1, **changes: Any) -> OpenAction:
    """An action as papers show it."""
    return replace(
        OpenAction(
            reference=f"A-4F{line}K",
            line=line,
            meeting="Thursday 19 November 2026",
            case=references(1)[0],
            text="Visit with the outreach worker and agree a safe way of contact.",
            kind="Visit",
            agency="Demo Housing Trust",
            owner="Demo Owner",
            set_on="19 November 2026",
            due="17 December 2026",
            status="Open",
        ),
        **changes,
    )


def a_sheet(case: str, **changes: Any) -> CaseSheet:
    """A case sheet with a line, a long answer and a table."""
    return replace(
        CaseSheet(
            reference=case,
            heading="A. B., 34",
            referring_agency="Demo Housing Trust",
            route="With consent",
            printed_lines=("Other procedures come first.",),
            sections=(
                Section(
                    title="The person",
                    lines=(
                        Line(label="Name", text=f"Anna Example of {case}"),
                        Line(label="Why it is high risk", text="She said so.\nTwice."),
                    ),
                ),
                Section(
                    title="Children",
                    grids=(
                        Grid(
                            title="Children of the household",
                            headings=("Name", "Age", "Where now"),
                            rows=(("Child One", "4", "With a relative"), ("Child Two", "7", "")),
                        ),
                    ),
                ),
            ),
        ),
        **changes,
    )


def an_agenda(*cases: str, **changes: Any) -> Agenda:
    """An agenda of these cases."""
    return replace(
        Agenda(
            sitting=a_sitting(),
            status="FINAL",
            items=tuple(an_item(case, number) for number, case in enumerate(cases, start=1)),
            apologies=("Demo Person of Demo GP",),
            open_actions=(an_action(1), an_action(2, status="Not possible", reason="Moved away")),
            changes=("A case was added.",),
            closes="5pm on Monday 14 December 2026",
        ),
        **changes,
    )


def a_pack(*cases: str, **changes: Any) -> Pack:
    """A pack of these cases for members."""
    return replace(
        Pack(
            agenda=an_agenda(*cases),
            sheets=tuple(a_sheet(case) for case in cases),
            actions=(an_action(1),),
            destroy_by="Thursday 31 December 2026",
            edition="P 2026-12-17 v1",
            audience=Audience.MEMBER,
        ),
        **changes,
    )


def a_log(**changes: Any) -> ActionLog:
    """An action log with new and earlier actions."""
    return replace(
        ActionLog(
            sitting=a_sitting(),
            edition="L 2026-12-17 v1",
            actions=tuple(an_action(line) for line in range(1, 7)),
            earlier=(an_action(3, status="Not possible", reason="Moved away"),),
        ),
        **changes,
    )


def a_gap(number: int = 1, *fields: str, **changes: Any) -> Gap:
    """A point of a return notice."""
    return replace(
        Gap(
            number=number,
            form="a_form",
            field_id="a_question",
            fields=fields,
            place=f"Page 1, question {number}",
            text="choose Yes, No or Unknown. (section 12)",
            page=1,
        ),
        **changes,
    )


def a_template(folder: Path, *texts: str, name: str = "paper.docx", approve: bool = True) -> Path:
    """A marked Word template of these paragraphs, approved unless asked otherwise."""
    body = "".join(paragraph(text) for text in texts)
    return keep_template(
        folder / name, word_file(body, title="Test", paper=PORTRAIT), approve=approve
    )


def keep_template(path: Path, data: bytes, *, approve: bool = True) -> Path:
    """Write a template and, if asked, its digest into the list of approved ones."""
    path.write_bytes(data)
    approved = path.parent / "approved.sha256"
    before = approved.read_text() if approved.exists() else ""
    digest = hashlib.sha256(data).hexdigest() if approve else "none"
    approved.write_text(f"{before}{digest}  {path.name}\n")
    return path


def parts_of(docx: bytes) -> dict[str, bytes]:
    """Every part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(docx: bytes, **changed: bytes) -> bytes:
    """The Word file with parts changed or added; `__` in a name stands for `/`, `_dot_` for `.`."""
    parts = parts_of(docx)
    for name, data in changed.items():
        parts[name.replace("__", "/").replace("_dot_", ".")] = data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word_paragraphs(docx: bytes) -> list[str]:
    """The text of each paragraph of a Word file, breaks and tabs as they were given."""
    root = etree.fromstring(parts_of(docx)["word/document.xml"])
    paragraphs: list[str] = []
    for node in root.iter(f"{W}p"):
        pieces = {f"{W}br": "\n", f"{W}tab": "\t"}
        paragraphs.append(
            "".join(
                pieces.get(str(piece.tag), piece.text or "")
                for piece in node.iter(f"{W}t", f"{W}br", f"{W}tab")
                if piece.tag != f"{W}tab" or piece.getparent().tag == f"{W}r"
            )
        )
    return paragraphs
