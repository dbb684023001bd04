"""Papers that other people laid out, made by other programs: python-docx, LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document

BOX, CROSSED = "\u2610", "\u2612"
OLD_TITLE = "Tower Hamlets Prostitution Partnership Meetings"
OLD_ANSWERS: Mapping[str, str] = {
    "Referring professional": "Robin Sample",
    "Agency": "Sample Outreach",
    "Telephone": "020 7946 0000",
    "Email": "robin@agency.example",
    "Date of referral": "02/12/2026",
    "First Name": "Ada",
    "Middle Name": "May",
    "Surname": "Example",
    "Date of birth": "14/02/1990",
    "Safe contact number": "07700 900123",
    "Safe time(s) to contact": "weekday mornings",
    "Current address": "1 Sample Street, Exampleton",
    "Postcode": "E1 6AN",
    "Safe to contact at this address": "Yes",
    "Housing Status": "Supported housing",
    "Gender": "Female",
    "How does the client define their ethnicity?": "White British",
    "Does the client consider themselves disabled?": "No",
    "Language Support Needed?": "Yes",
    "Please specify": "Polish",
    "Does the client have recourse to public funds?": "Yes",
    "Children living in the home?": "No",
    "Children\u2019s Social care involved?": "No",
    "Merlin created?": "No",
    "Police Cautions/Arrests in the last 12 months": "Yes",
    "If yes, please give details of all": "A caution in May.",
    "Reasons for referral to THPP": "She asked for help to leave and is not safe where she lives.",
    "Background of the case": "Known to outreach since spring, seen every week, behind with rent.",
    "Key risks and concerns": "Violence by a former partner who waits for her outside the hostel.",
    "Please indicate what support the client is seeking": "Health, Housing",
}  # fmt: skip
YES_NO = ("Yes", "No")
OLD_CHOICES: Mapping[str, Sequence[str]] = {
    "Safe to contact at this address": YES_NO,
    "Housing Status": (
        "Sole Tenant", "Joint Tenant", "Owner/Occupier", "Homeless/NFA", "Licence",
        "Supported housing", "Other",
    ),
    "Gender": ("Female", "Male", "Transgender"),
    "Does the client consider themselves disabled?": YES_NO,
    "Language Support Needed?": YES_NO,
    "Does the client have recourse to public funds?": YES_NO,
    "Children living in the home?": YES_NO,
    "Children\u2019s Social care involved?": YES_NO,
    "Merlin created?": YES_NO,
    "Police Cautions/Arrests in the last 12 months": YES_NO,
    "Please indicate what support the client is seeking": (
        "General advice or information", "Health", "Housing", "Help for drug issues",
        "Help for alcohol issues",
    ),
}  # fmt: skip


def old_form(
    answers: Mapping[str, str] = OLD_ANSWERS, *, box_first: bool = False, title: str = OLD_TITLE
) -> bytes:
    """The predecessor's referral form in Word: two columns, boxes behind or before the options."""
    made = docx.Document()
    made.add_heading(title, 0)
    made.add_heading("Referral Form", 1)
    made.add_paragraph("This form must be completed in full by the referring agency.")
    labels = list(OLD_ANSWERS)
    _table(made, [(one, _said(one, answers.get(one, ""), box_first=box_first)) for one in labels])
    return saved(made)


def two_columns(title: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """A Word form of one table, labels left."""
    made = docx.Document()
    made.add_heading(title, 0)
    _table(made, rows)
    return saved(made)


def saved(made: Document) -> bytes:
    """The bytes of a Word file."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_pdf(word: bytes, folder: Path) -> bytes:
    """The Word file as LibreOffice exports it; the test is skipped where there is none."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    source = folder / "paper.docx"
    source.write_bytes(word)
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder), str(source),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return source.with_suffix(".pdf").read_bytes()


def _said(label: str, answer: str, *, box_first: bool) -> str:
    options = OLD_CHOICES.get(label)
    if options is None:
        return answer
    chosen = {one.strip() for one in answer.split(",")}
    boxes = [(one, CROSSED if one in chosen else BOX) for one in options]
    return "  ".join(f"{box} {one}" if box_first else f"{one} {box}" for one, box in boxes)


def _table(made: Document, rows: Sequence[tuple[str, str]]) -> None:
    table = made.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, answer in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, answer
