"""From a spooled message to its papers: all that is untrusted is opened in the cage, not here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from casework.notes import CONVERTED
from casework.question import Form
from casework.submission import Submission
from confine.cage import FORM, MIME, Limits, NotRead, Read
from forms import recognise, submit
from forms.extracted import Extracted, NoForm
from ingest import conversion, header, limits, message
from ingest.file_types import FileType
from ingest.message import FilePart, Message, Unparsable
from procedures import scanning
from procedures.office import PARSE, READ, Office

MIB = 1024 * 1024
MOST_CONVERTED = 4  # of one mail: each takes seconds, and a claim on a mail does not last for ever
SURE_IF_CONVERTED = 0.9
PHOTOGRAPHS = "photographs.zip"
PASSWORD = "password"  # noqa: S105  a reason, not a secret
NO_ANSWERS = "no_answers"
_UNOPENED: Mapping[FileType, str] = MappingProxyType(
    {
        FileType.EMPTY: "empty",
        FileType.WORD_MACROS: "macros",
        FileType.WORD_TEMPLATE: "macros",
        FileType.WORD_OLD: "old_word",
        FileType.LOCKED_OFFICE: PASSWORD,
        FileType.OPEN_DOCUMENT: "open_document",
        FileType.RTF: "rich_text",
        FileType.LOCKED_ZIP: PASSWORD,
        FileType.BROKEN_ZIP: "damaged",
        FileType.OUTLOOK: "damaged",
        FileType.WINMAIL: "damaged",
        FileType.ZIP: "archive",
        FileType.OTHER_ARCHIVE: "archive",
        FileType.PAGES: "pages",
        FileType.IMAGE: "photo",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPaper:
    """One file of a message and what it turned out to be: a form's submission, or why not.

    `extracted` is what the reader found, before it was typed; None when it is no form.
    """

    file: FilePart
    submission: Submission | None
    no_form: NoForm | None = None
    extracted: Extracted | None = None


def open_message(untrusted_raw: bytes, office: Office) -> Message | Unparsable:
    """The parsed message, or why it could not be parsed: a limit, or the cage's reason."""
    broken = limits.excess(untrusted_raw)
    if broken is not None:
        return Unparsable(reason=broken.value)
    match office.reading().run(PARSE, untrusted_raw, limits=MIME):
        case Read(untrusted_answer=untrusted_answer):
            return message.read_answer(untrusted_answer, header.fields(untrusted_raw))
        case NotRead(reason=reason):
            return Unparsable(reason=reason.value)


def read_papers(parsed: Message, office: Office, *, arrived: dt.datetime) -> tuple[ReadPaper, ...]:
    """Every file that may be a paper, in the order they came; logos and signatures left out.

    The same file twice is one paper.
    """
    first = {file.digest: file for file in reversed(parsed.files)}
    papers = [
        file for file in parsed.files if not file.is_decoration and first[file.digest] is file
    ]
    joined = _photographs(papers, office, arrived=arrived)
    if joined is not None:
        papers = [file for file in papers if file.type is not FileType.IMAGE]
    convertible = [file.number for file in papers if file.type in conversion.CONVERTIBLE]
    converted = set(convertible[:MOST_CONVERTED])
    read = tuple(
        read_file(file, office, arrived=arrived, convert=file.number in converted)
        for file in papers
    )
    return read if joined is None else (*read, joined)


def read_file(
    file: FilePart, office: Office, *, arrived: dt.datetime, convert: bool = True
) -> ReadPaper:
    """One file, read in the cage when it may be a form; an old type is turned into Word first."""
    if convert and file.type in conversion.CONVERTIBLE:
        return _read_converted(file, office, arrived=arrived)
    if file.type is FileType.IMAGE:
        pictured = _read_pictures(file, file.untrusted_data, office, arrived=arrived)
        return pictured or _unopened(file)
    if not file.is_form_like:
        return _unopened(file)
    return read_as(file, file.untrusted_data, office, arrived=arrived)


def _photographs(
    files: Sequence[FilePart], office: Office, *, arrived: dt.datetime
) -> ReadPaper | None:
    """The form that several photographs of one mail are the pages of, kept as one file."""
    photographs = [file for file in files if file.type is FileType.IMAGE]
    if len(photographs) < 2:  # noqa: PLR2004  one is a file of its own
        return None
    made = scanning.together([file.untrusted_data for file in photographs])
    together = replace(
        photographs[0],
        untrusted_name=PHOTOGRAPHS,
        type=FileType.ZIP,
        digest=hashlib.sha256(made).hexdigest(),
        untrusted_data=made,
    )
    return _read_pictures(together, together.untrusted_data, office, arrived=arrived)


def _read_pictures(
    file: FilePart, untrusted_data: bytes, office: Office, *, arrived: dt.datetime
) -> ReadPaper | None:
    """The form on a file's pictures; None where there is none, or scans are not read."""
    match office.scans.read(untrusted_data) if office.scans is not None else None:
        case Read(untrusted_answer=untrusted_answer):
            found = recognise.answer(untrusted_answer)
        case _:
            return None
    paper = _as_paper(file, found, office, arrived=arrived)
    return None if paper.submission is None else paper


def read_as(
    file: FilePart, untrusted_data: bytes, office: Office, *, arrived: dt.datetime
) -> ReadPaper:
    """The file, read from these bytes: its own, or what they hold once a lock is off."""
    match office.reading().run(READ, untrusted_data, limits=_limits(office)):
        case NotRead(reason=reason):
            return ReadPaper(file=file, submission=None, no_form=NoForm(why=reason.value))
        case Read(untrusted_answer=untrusted_answer):
            found = recognise.answer(untrusted_answer)
    pictured = (
        _read_pictures(file, untrusted_data, office, arrived=arrived)
        if scanning.is_of_pictures(found)
        else None
    )
    return pictured or _as_paper(file, found, office, arrived=arrived)


def _as_paper(
    file: FilePart, found: Extracted | NoForm, office: Office, *, arrived: dt.datetime
) -> ReadPaper:
    """What was found, typed by the questions of its form."""
    form = _form_of(found, office) if isinstance(found, Extracted) else None
    if form is None or isinstance(found, NoForm):
        lost = found if isinstance(found, NoForm) else NoForm(why="unknown_form")
        return ReadPaper(file=file, submission=None, no_form=lost)
    submission = submit.to_submission(found, form, arrived=arrived, file=file.untrusted_name)
    if submission.is_empty:  # a viewer may have lost the answers: it is never called incomplete
        return ReadPaper(file=file, submission=None, no_form=NoForm(why=NO_ANSWERS))
    return ReadPaper(file=file, submission=submission, extracted=found)


def _read_converted(file: FilePart, office: Office, *, arrived: dt.datetime) -> ReadPaper:
    """The file as LibreOffice writes it anew; every answer says so. The original is what is kept.

    Where that cannot be had here, the file stays of a type that we do not open.
    """
    match conversion.convert(file.untrusted_data, file.type):
        case NotRead(reason=reason, code=code):
            why = code if code == conversion.NOT_INSTALLED else reason.value
            return _unopened(file, f"not_converted:{why}")
        case Read(untrusted_answer=untrusted_word):
            paper = read_as(file, untrusted_word, office, arrived=arrived)
    if paper.submission is None:
        lost = paper.no_form or NoForm(why="unknown_form")
        return replace(paper, no_form=lost.model_copy(update={"notes": (*lost.notes, CONVERTED)}))
    return replace(paper, submission=_marked_converted(paper.submission))


def _marked_converted(form: Submission) -> Submission:
    answers = {
        key: replace(
            answer, notes=(*answer.notes, CONVERTED), sure=min(answer.sure, SURE_IF_CONVERTED)
        )
        for key, answer in form.answers.items()
    }
    return replace(form, answers=MappingProxyType(answers), notes=(*form.notes, CONVERTED))


def _unopened(file: FilePart, *notes: str) -> ReadPaper:
    why = _UNOPENED.get(file.type, "other_type")
    return ReadPaper(file=file, submission=None, no_form=NoForm(why=why, notes=notes))


def _limits(office: Office) -> Limits:
    """How much one file may take here: never above what is shipped."""
    return replace(
        FORM,
        wall_s=float(office.settings.reading.wall_s),
        memory_bytes=office.settings.reading.memory_mib * MIB,
    )


def _form_of(found: Extracted, office: Office) -> Form | None:
    """The form as it was issued: an older version is judged by its own questions."""
    blank = office.catalogue.by_serial(found.blank_serial)
    if blank is not None:
        return blank.form
    issued = office.catalogue.of_form(found.form_id)
    return issued[-1].form if issued else office.forms.get(found.form_id)
