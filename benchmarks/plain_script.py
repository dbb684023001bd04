"""The plain script that the clerk is measured against: mails of a folder in, answers out.

It reads with pypdf, pdfplumber and python-docx, looks whether the required answers are there, and
writes an answer by docxtpl. It has no store, no cage and no sync to disk, and it judges nothing.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import docx
import pdfplumber
from docxtpl import DocxTemplate

from benchmarks import peers
from casework.question import Form, Need
from forms.catalogue import Blank
from forms.fields import question_fields

ANSWERED = "Answer.docx"
_EMPTY = frozenset({"", "/Off", "☐"})
_PROMPTS = ("Click or tap", "Choose")


def a_template(path: Path) -> Path:
    """The Word template of the script's answer."""
    document = docx.Document()
    document.add_heading("Your referral", level=1)
    for line in (
        "To: {{ sender }}",
        "{%p if missing %}",
        "These answers are missing:",
        "{%p for name in missing %}",
        "{{ name }}",
        "{%p endfor %}",
        "{%p else %}",
        "Your referral is complete.",
        "{%p endif %}",
    ):
        document.add_paragraph(line)
    document.save(str(path))
    return path


def run(inbox: Path, out: Path, template: Path, blanks: Mapping[str, Blank]) -> list[bool]:
    """Answer every mail of the inbox; gives for each whether it was complete, by its name."""
    done: list[bool] = []
    for number, path in enumerate(sorted((inbox / "new").iterdir())):
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        missing = [name for read, form in _forms(mail, blanks) for name in _missing(read, form)]
        word = DocxTemplate(template)
        word.render({"sender": mail["From"], "missing": missing}, autoescape=True)
        folder = out / str(number)
        folder.mkdir(parents=True)
        word.save(folder / ANSWERED)
        path.rename(inbox / "cur" / f"{path.name}:2,S")
        done.append(not missing)
    return done


def _forms(mail: EmailMessage, blanks: Mapping[str, Blank]) -> Iterator[tuple[peers.Read, Form]]:
    """What each attachment holds, and the form that it is by the words in its foot or title."""
    for part in mail.iter_attachments():
        data = part.get_content()
        if data.startswith(b"%PDF"):
            read, text = peers.fields_by_pypdf(data), _text(data)
            blank = _blank_of(text, blanks)
            yield read or peers.printed_by_pdfplumber(data, blank), blank.form
        else:
            read, cells = peers.word_by_python_docx(data)
            yield read, _blank_of(_foot(data) + " ".join(cells), blanks).form


def _text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def _foot(data: bytes) -> str:
    sections = docx.Document(io.BytesIO(data)).sections
    return " ".join(line.text for section in sections for line in section.footer.paragraphs)


def _blank_of(text: str, blanks: Mapping[str, Blank]) -> Blank:
    return next(blank for serial, blank in blanks.items() if serial in text)


def _missing(read: peers.Read, form: Form) -> list[str]:
    """The required questions of which no field holds anything."""
    return [
        question.id
        for question in form.questions
        if question.need is Need.REQUIRED
        and not any(
            said(read, field.name, [option.key for option in field.options])
            for field in question_fields(question)
        )
    ]


def said(read: peers.Read, name: str, options: list[str]) -> bool:
    """Whether a field, or the control of one of its options, holds an answer."""
    held = [read.get(name, ""), *(read.get(f"{name}.{key}", "") for key in options)]
    return any(text not in _EMPTY and not text.startswith(_PROMPTS) for text in held)
