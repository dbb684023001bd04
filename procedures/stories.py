"""The stories of a rehearsal's page: a form on its way in and back, told in pictures and a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casework.finding import Finding, Severity
from casework.mailing import MailKind, Outgoing
from generators import pictures
from procedures.office import Office
from procedures.picturing import (
    Picture,
    copy_pictures,
    pack_copies,
    page_pictures,
    pages_of_copy,
    picture,
)
from procedures.rehearsal import mails, stage
from procedures.rehearsal.month import FormFile, Style
from procedures.rehearsal.stage import Came
from register import findings, outgoing, people

MOST_GAP_PAGES, PAPER_PAGES = 3, 4
CLOSE = 100  # dots an inch of a form that is looked at closely
BACK = frozenset({MailKind.SENT_BACK, MailKind.SENT_BACK_AGAIN})
_PDF, _WORD = ".pdf", ".docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A titled row of pictures; `mail` is the text of the mail that belongs to it."""

    title: str
    words: str
    pages: tuple[Picture, ...] = ()
    mail: str = ""


def stories(came: Sequence[Came], office: Office) -> tuple[Story, ...]:
    """Every mail of the month that has a story, in the order they came."""
    told: list[Story] = []
    for number, one in enumerate(came):
        if one.mail.title and not one.receipt.same_as:
            written = _written(one)
            told.append(
                Story(
                    title=one.mail.title,
                    words=one.mail.words,
                    pages=tuple(_pages(one, came[number + 1 :], written, office)),
                    mail=_text(written) if written else "",
                )
            )
    return tuple(told)


def copies_beside(meeting: dt.date, office: Office) -> tuple[Story, ...]:
    """The first full copy, one from which a case is left out, and one of a single case."""
    made = sorted(pack_copies(meeting), key=lambda copy: (-len(copy.cases), copy.copy_number))
    sizes = {len(copy.cases): copy for copy in reversed(made)}
    told: list[Story] = []
    for size in sorted(sizes, reverse=True):
        copy = sizes[size]
        person = office.people.person(copy.person)
        name = person.name if person else copy.person
        cases = "1 case" if size == 1 else f"{size} cases"
        told.append(
            Story(
                title=f"Copy {copy.copy_number} of {copy.of}: {name}, {cases}",
                words=(
                    f"{pages_of_copy(copy)} pages. It opens with the password that was read out"
                    f" over the telephone: {people.password(copy.person)}."
                ),
                pages=copy_pictures(copy, range(1, PAPER_PAGES + 1), what=f"The copy of {name}"),
            )
        )
    return tuple(told)


def _written(one: Came) -> Outgoing | None:
    """What the desk was told at once; if it was told nothing, what the mail was answered with."""
    sent = outgoing.every(receipt=one.receipt.reference)
    told = [mail for mail in sent if mail.intent.kind is MailKind.ALERT]
    return next(iter((*told, *sent)), None)


def _text(mail: Outgoing) -> str:
    if not mail.blob:
        return f"Subject: {mail.intent.subject}\n\n{mail.intent.body}"
    left = stage.read(mail)
    return f"To: {left['To']}\nSubject: {left['Subject']}\n\n{stage.text_of(left).strip()}"


def _pages(
    one: Came, later: Sequence[Came], written: Outgoing | None, office: Office
) -> Iterator[Picture]:
    """The form as it came, as it went back, and as it came again, page beside page."""
    gaps = [
        finding
        for finding in findings.of(one.receipt.reference)
        if finding.severity is Severity.RETURN
    ]
    file = _shown_file(one, gaps)
    if file is None or file.style in {Style.TRUNCATED, Style.DAMAGED}:
        return
    original = mails.file_bytes(file, stage.desk(office))
    if file.style is Style.PHOTO:
        yield picture(
            pictures.as_png(original), alt="A photograph of a paper form, tilted and not sharp",
            caption="As it came: a photograph",
        )  # fmt: skip
        return
    marked = _returned_form(written) if written and written.intent.kind in BACK else b""
    answer = _answering(one, later) if marked else b""
    versions = (
        ("As it came", original), ("As it went back, marked", marked), ("As it came again", answer)
    )  # fmt: skip
    drawn = [(what, _as_pdf(data, office)) for what, data in versions if data]
    for number in _page_numbers(drawn[-1 if len(drawn) == 1 else 1][1], gaps, office):
        for what, document in drawn:
            yield from page_pictures(document, (number,), what=what, dots_an_inch=CLOSE)


def _shown_file(one: Came, gaps: Sequence[Finding]) -> FormFile | None:
    """The file with the gaps, else the first."""
    with_gaps = {gap.form for gap in gaps}
    return next(
        iter([file for file in one.mail.files if file.form in with_gaps] or one.mail.files),
        None,
    )


def _page_numbers(document: bytes, gaps: Sequence[Finding], office: Office) -> Sequence[int]:
    """The pages on which the questions with gaps stand; the first two where there are none."""
    labels = [
        question.label
        for gap in gaps
        if (form := office.forms.get(gap.form)) and (question := form.question(gap.field_id))
    ]
    return pictures.pages_with(document, labels)[:MOST_GAP_PAGES] or (1, 2)


def _returned_form(mail: Outgoing) -> bytes:
    left = stage.read(mail) if mail.blob else None
    parts = list(left.iter_attachments()) if left is not None else []
    data = parts[0].get_payload(decode=True) if parts else b""
    return data if isinstance(data, bytes) else b""


def _answering(one: Came, later: Sequence[Came]) -> bytes:
    """The form that came again, out of the register: what the referrer made of the marked one."""
    again = next(
        (
            other
            for other in later
            if other.receipt.case == one.receipt.case and other.mail.sender == one.mail.sender
            and any(file.returned for file in other.mail.files)
        ),
        None,
    )  # fmt: skip
    return stage.form_that_came(again.receipt) if again is not None else b""


def _as_pdf(document: bytes, office: Office) -> bytes:
    if document.startswith(b"%PDF"):
        return document
    return pictures.word_as_pdf(document, fonts=office.fonts, renderer=office.renderer)
