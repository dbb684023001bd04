"""What goes back to a referrer: the points, and their own form with the gaps marked (W32)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from casework import wording
from casework.agency import Person
from casework.document import Gap
from casework.finding import Severity
from casework.mailing import Attachment, Intent, MailKind, Payload
from casework.marking import file_name
from casework.question import Form, FormRole
from casework.submission import Submission
from confine.cage import MARK, Read
from forms import blanks
from generators import cover_sheet, marks, return_notice
from ingest.file_types import FileType
from procedures import casefile, writing
from procedures.judging import Judged, is_secure
from procedures.office import MARK_PDF, MARK_WORD, Office
from procedures.writing import Answering
from register import blobs, cases

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARKERS: Mapping[str, str] = MappingProxyType({PDF: MARK_PDF, WORD: MARK_WORD})
_SUFFIX: Mapping[str, str] = MappingProxyType({PDF: ".pdf", WORD: ".docx"})
MEDIA: Mapping[FileType, str] = MappingProxyType(
    {
        FileType.PDF: PDF,
        FileType.WORD: WORD,
        FileType.WORD_OLD: "application/msword",
        FileType.RTF: "application/rtf",
        FileType.OPEN_DOCUMENT: "application/vnd.oasis.opendocument.text",
        FileType.IMAGE: "application/octet-stream",
        FileType.ZIP: "application/zip",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The file that a form came in: its bytes are a stranger's."""

    form: str
    media_type: str
    untrusted_data: bytes


def send_back(
    judged: Judged, person: Person, office: Office, *, to: Answering, now: dt.datetime
) -> Intent:
    """The return notice of one set, with what it carries; the case's key seals the files."""
    gaps = gaps_of(judged, office)
    deadline = writing.deadline_of(judged.facts, office)
    missing = missing_forms(judged, office)
    may_carry = is_secure(person.email.rpartition("@")[2].casefold(), office)
    files = _files(judged, gaps, office, case=to.case, closes=deadline.closes, carry=may_carry)
    blanks_of_missing = [
        blank(form, PDF, office, owner=to.case, case=to.case, number=number)
        for number, form in enumerate(missing, start=1)
    ]
    marked = any(attachment.payload is Payload.P1 for attachment in files)
    kind, values = _kind(
        judged, gaps, deadline, office, case=to.case, carry=may_carry, marked=marked
    )
    plain = all(f.severity not in {Severity.ALERT, Severity.HOLD} for f in judged.findings)
    return writing.intent(
        kind,
        person,
        values,
        office,
        to=to,
        attachments=(*files, *blanks_of_missing),
        by_itself=plain and office.protocol.returns.mode == "automatic",
        now=now,
    )


def gaps_of(judged: Judged, office: Office) -> tuple[Gap, ...]:
    """The numbered gaps with their places on the forms."""
    forms = {paper.form.id: paper.form for paper in judged.referral.papers}
    return wording.gaps(judged.findings, forms, pages=_pages(forms, office))


def missing_forms(judged: Judged, office: Office) -> tuple[Form, ...]:
    """The blanks of the papers that the set lacks, as the panel's alternatives name them."""
    here = {paper.form.role for paper in judged.referral.papers}
    alternatives = [frozenset(map(FormRole, names)) for names in office.protocol.set.referral]
    if any(wanted <= here for wanted in alternatives):
        return ()
    lacking = {role for wanted in alternatives for role in wanted - here}
    if FormRole.REFERRAL in lacking:
        lacking = {FormRole.REFERRAL}
    return tuple(form for form in office.forms.values() if form.role in lacking)


def _kind(
    judged: Judged,
    gaps: Sequence[Gap],
    deadline: return_notice.Deadline,
    office: Office,
    *,
    case: str,
    carry: bool,
    marked: bool,
) -> tuple[MailKind, dict[str, object]]:
    on_forms = [gap for gap in gaps if gap.form]
    if not on_forms:
        here = {paper.form.role for paper in judged.referral.papers}
        return MailKind.OTHER_HALF, return_notice.other_half(
            case,
            deadline,
            referral_missing=FormRole.REFERRAL not in here,
            set_clause=writing.clause("set", office),
            ground_clause=_ground_clause(office),
        )
    if not carry:
        return MailKind.SENT_BACK_NO_FORM, return_notice.sent_back_without_form(
            case, gaps, deadline
        )
    if judged.case is not None and judged.case.returns:
        completed = max(0, _open_before(judged, office) - len(gaps))
        return MailKind.SENT_BACK_AGAIN, return_notice.sent_back_again(
            case, gaps, deadline, marked=marked, completed=completed
        )
    return MailKind.SENT_BACK, return_notice.sent_back(case, gaps, deadline, marked=marked)


def _open_before(judged: Judged, office: Office) -> int:
    """How many gaps the last notice of this case named."""
    assert judged.case is not None  # noqa: S101  asked for a case that was sent back before
    last = casefile.found_last(judged.case.reference)
    forms = {paper.form.id: paper.form for paper in judged.referral.papers}
    return len(wording.gaps(last, forms, pages=_pages(forms, office)))


def _ground_clause(office: Office) -> str:
    checks = office.protocol.checks
    return next(
        (wording.clause_words(check.clause) for name, check in sorted(checks.items())
         if name.startswith("grounds.") and check.clause),
        "",
    )  # fmt: skip


def _files(
    judged: Judged,
    gaps: Sequence[Gap],
    office: Office,
    *,
    case: str,
    closes: str,
    carry: bool,
) -> list[Attachment]:
    """Each form that has gaps: the referrer's own, marked; else a numbered list and a blank."""
    files: list[Attachment] = []
    unmarked: list[tuple[Form, str]] = []
    for number, (form, own) in enumerate(_by_form(judged, gaps), start=1):
        original = original_of(judged, form.id)
        untrusted_marked = _marked(original, own, office, case=case) if carry else None
        if original is None or untrusted_marked is None:
            unmarked.append((form, PDF if original is None or original.media_type == PDF else WORD))
            continue
        suffix = _SUFFIX[original.media_type]
        name = f"Form-{case}-to-complete" if number == 1 else f"Form-{case}-{number}-to-complete"
        files.append(
            _attachment(
                untrusted_marked, file_name(office.protocol.marking.text, name, suffix=suffix),
                original.media_type, Payload.P1, case,
            )
        )  # fmt: skip
    if unmarked and carry:
        files.append(_cover(gaps, office, case=case, closes=closes))
    files += [
        blank(form, media, office, owner=case, case=case, number=number)
        for number, (form, media) in enumerate(unmarked, start=1)
    ]
    return files


def _by_form(judged: Judged, gaps: Sequence[Gap]) -> Iterator[tuple[Form, list[Gap]]]:
    for paper in judged.referral.papers:
        own = [gap for gap in gaps if gap.form == paper.form.id]
        if own:
            yield paper.form, own


def original_of(judged: Judged, form_id: str) -> Original | None:
    """The file a form came in: with this message, else the newest that the case keeps."""
    for came in reversed(judged.came):
        if came.submission is not None and came.submission.form.id == form_id:
            media = MEDIA[came.file.type]
            return Original(form=form_id, media_type=media, untrusted_data=came.file.untrusted_data)
    kept = cases.papers(judged.case.reference) if judged.case else ()
    for paper in kept:
        if paper.form == form_id and paper.media_type in _MARKERS:
            return Original(
                form=form_id, media_type=paper.media_type, untrusted_data=blobs.read(paper.blob)
            )
    return None


def _marked(
    original: Original | None, gaps: Sequence[Gap], office: Office, *, case: str
) -> bytes | None:
    """The marked form, made in the cage; None where it cannot be marked."""
    if original is None or original.media_type not in _MARKERS:
        return None
    answer = office.reading().run(
        _MARKERS[original.media_type],
        original.untrusted_data,
        limits=MARK,
        arguments={"gaps": marks.to_json(gaps), "token": case},
    )
    return answer.untrusted_answer if isinstance(answer, Read) else None


def _cover(gaps: Sequence[Gap], office: Office, *, case: str, closes: str) -> Attachment:
    sheet = cover_sheet.CoverSheet(
        reference=case,
        gaps=tuple(gaps),
        marking=office.protocol.marking.text,
        phone=office.protocol.phone,
        closes=closes,
    )
    made = cover_sheet.make(
        sheet, templates=office.templates, fonts=office.fonts, renderer=office.renderer
    )
    name = file_name(office.protocol.marking.text, f"List-{case}", suffix=".pdf")
    return _attachment(made.pdf, name, PDF, Payload.P0, case)


def blank(
    form: Form, media: str, office: Office, *, owner: str, number: int, case: str = ""
) -> Attachment:
    """An empty form of the panel to fill in, bound to the case where there is one.

    `owner` is the case or receipt whose key seals it.
    """
    make = blanks.word if media == WORD else blanks.pdf
    data = make(
        form,
        fonts=office.fonts,
        marking=office.protocol.marking.text,
        public_name=office.protocol.public_name,
        serial=blanks.serial_of(form),
        set_ref=case,
        token=case,
    )
    name = file_name(office.protocol.marking.text, f"Blank-form-{number}", suffix=_SUFFIX[media])
    return _attachment(data, name, media, Payload.P0, owner)


def _attachment(data: bytes, name: str, media: str, payload: Payload, owner: str) -> Attachment:
    kept = blobs.keep(owner, "attachment", data)
    return Attachment(
        file_name=name, media_type=media, blob=kept.blob, digest=kept.digest, payload=payload
    )


def _pages(forms: Mapping[str, Form], office: Office) -> dict[tuple[str, str], int]:
    """On which printed page of its newest blank each question stands."""
    pages: dict[tuple[str, str], int] = {}
    for form_id in forms:
        issued = office.catalogue.of_form(form_id)
        if not issued:
            continue
        spots = issued[-1].geometry.by_name()
        for field in issued[-1].fields():
            if field.name in spots:
                pages.setdefault((form_id, field.question), spots[field.name].page)
    return pages


def papers_in(judged: Judged) -> tuple[Submission, ...]:
    """The submissions that this message brought, as they stand after joining."""
    came = {paper.submission.form.id for paper in judged.came if paper.submission}
    return tuple(paper for paper in judged.referral.papers if paper.form.id in came)
