"""The shipped forms as they come back: blanks issued into one folder, filled, printed, read."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from casework.question import Form
from casework.submission import Submission
from forms import blanks, filled, pdf_fonts, recognise
from forms.catalogue import Catalogue, load
from forms.extracted import Extracted, ExtractedField, Found, NoForm, Reader
from forms.submit import to_submission
from tests.support.blanks import FONTS, MARKING, PANEL, blank_pdf, blank_word
from tests.support.forms import FORMS, a_form
from tests.support.submissions import ARRIVED, an_extracted

Values = Mapping[str, str | bool]


@cache
def issued_folder() -> Path:
    """The folder with the five forms' blanks."""
    folder = Path(tempfile.mkdtemp(prefix="issued-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for form_id in FORMS:
        blanks.issue(
            a_form(form_id), folder, fonts=FONTS, marking=MARKING, public_name=PANEL
        )  # fmt: skip
    return folder


@cache
def catalogue() -> Catalogue:
    """Their records."""
    return load(issued_folder())


@cache
def _prepared() -> None:
    pdf_fonts.prepare(str(FONTS))
    recognise.prepare(str(issued_folder()))


def outcome(untrusted_data: bytes) -> Extracted | NoForm:
    """What the reader says of a file, through both sides of the cage's wall."""
    _prepared()
    return recognise.answer(recognise.read(untrusted_data))


def extracted(untrusted_data: bytes) -> Extracted:
    """The form in a file; the test fails when there is none."""
    found = outcome(untrusted_data)
    assert isinstance(found, Extracted), found
    return found


def no_form(untrusted_data: bytes) -> NoForm:
    """Why there is no form in a file; the test fails when there is one."""
    found = outcome(untrusted_data)
    assert isinstance(found, NoForm), found.form_id
    return found


def field(found: Extracted, name: str) -> ExtractedField:
    """One field of a form."""
    return next(one for one in found.fields if one.name == name)


def not_as_filled(found: Extracted) -> dict[str, Found]:
    """The fields about which the reader is not sure."""
    sure = {Found.VALUE, Found.EMPTY, Found.CLIPPED}
    return {one.name: one.found for one in found.fields if one.found not in sure}


def pdf(form: Form, values: Values) -> bytes:
    """The form filled as a PDF."""
    return filled.pdf(blank_pdf(form), values, fonts=FONTS)


def printed(form: Form, values: Values) -> bytes:
    """The form filled and printed."""
    return filled.printed(pdf(form, values))


def word(form: Form, values: Values) -> bytes:
    """The form filled as a Word file."""
    return filled.word(blank_word(form), values)


MADE = {Reader.ACROFORM: pdf, Reader.PRINTED: printed, Reader.WORD: word}


def wanted(form: Form, values: Values) -> Submission:
    """The submission of these values without any reader between."""
    return to_submission(an_extracted(form, values), form, arrived=ARRIVED)


def differences(form: Form, values: Values, found: Extracted) -> dict[str, tuple[object, object]]:
    """The questions whose answer is another than the values say: what was read, what was meant.

    Blanks and line ends do not count: a page does not keep them.
    """
    meant = wanted(form, values)
    got = to_submission(found, form, arrived=ARRIVED)
    pairs = {
        question.id: (_told(got, question.id), _told(meant, question.id))
        for question in form.questions
    }
    return {name: (read, said) for name, (read, said) in pairs.items() if read != said}


def _told(submission: Submission, question: str) -> tuple[str, str]:
    answer = submission.answers[question]
    value = answer.value
    if isinstance(value, frozenset):
        value = sorted(value)
    return answer.state.value, " ".join(str(value).replace("\\n", " ").split())
