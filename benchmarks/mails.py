"""The mails of the pipeline: a referral and its consent each, in the mix in which forms arrive."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from casework.question import Form
from forms import filled
from forms.fields import fields_of
from procedures.office import FONTS
from procedures.rehearsal.fillings import complete

# Of ten mails: seven with fillable PDFs, two with Word forms, one with printed pages.
MIX = ("pdf", "pdf", "word", "pdf", "pdf", "printed", "pdf", "word", "pdf", "pdf")
INCOMPLETE_OF = 5  # one of so many lacks answers and is sent back
FORMS = ("wesp_referral", "wesp_consent")
LACKING = ("background", "key_risks", "support_sought")
NOW = dt.datetime(2026, 12, 8, 16, 50, tzinfo=dt.UTC)
_STARTS = ("Bar", "Cor", "Dal", "Fen", "Gar", "Hol", "Jar", "Kel", "Lom", "Mor", "Nor", "Pem")
_MIDDLES = ("a", "be", "di", "go", "mu", "ra", "si", "to", "ve", "wi")
_ENDS = ("ston", "wick", "field", "ley", "croft", "mere", "dale", "shaw")
_KINDS = {
    "pdf": ("pdf", "application", "pdf"),
    "printed": ("pdf", "application", "pdf"),
    "word": (
        "docx", "application", "vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
}  # fmt: skip


def people() -> Iterator[dict[str, str]]:
    """Invented persons, no two alike."""
    names = itertools.product(_STARTS, _ENDS, _MIDDLES)
    for number, (start, end, middle) in enumerate(names):
        day, month, year = number % 28 + 1, number % 12 + 1, 1970 + number % 31
        yield {
            "first_name": f"{middle}{start}".capitalize() + "a",
            "surname": f"{start}{middle}{end}",
            "dob": f"{day:02d}/{month:02d}/{year}",
            "contact_phone": f"07700 9{number:05d}",
            "address": f"{number + 1} {start}{end} Street, London",
            "aliases.1.alias": f"{end}{middle}".capitalize(),
            "aliases.2.alias": "",
        }


def a_round(
    count: int,
    persons: Iterator[dict[str, str]],
    senders: list[str],
    *,
    forms: Mapping[str, Form],
    blanks: Path,
    to: str,
) -> list[bytes]:
    """So many mails about persons who come nowhere else."""
    return [
        _mail(
            number, next(persons), senders[number % len(senders)], forms=forms, blanks=blanks, to=to
        )
        for number in range(count)
    ]


def _mail(
    number: int,
    person: Mapping[str, str],
    sender: str,
    *,
    forms: Mapping[str, Form],
    blanks: Path,
    to: str,
) -> bytes:
    kind = MIX[number % len(MIX)]
    ending, *media = _KINDS[kind]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, f"Referral {number}"
    mail["Date"] = format_datetime(NOW)
    mail["Message-ID"] = f"<{person['surname']}.{number}@{sender.partition('@')[2]}>"
    mail.set_content("Hello\n\nOur referral is attached, with the consent form.\n\nRegards\n")
    lacking = LACKING if number % INCOMPLETE_OF == INCOMPLETE_OF - 1 else ()
    for form_id in FORMS:
        form = forms[form_id]
        changed = {**complete(form), **person, **dict.fromkeys(lacking, "")}
        names = {field.name for field in fields_of(form)}
        values = {name: value for name, value in changed.items() if name in names}
        data = _file(kind, form, values, blanks)
        mail.add_attachment(
            data, maintype=media[0], subtype=media[1], filename=f"{form_id} {number}.{ending}"
        )
    return mail.as_bytes()


def _file(kind: str, form: Form, values: Mapping[str, str | bool], blanks: Path) -> bytes:
    given = {name: value for name, value in values.items() if value}
    (blank,) = blanks.glob(f"{form.id}-v{form.version}-*.{'docx' if kind == 'word' else 'pdf'}")
    if kind == "word":
        return filled.word(blank.read_bytes(), given)
    made = filled.pdf(blank.read_bytes(), given, fonts=FONTS)
    return filled.printed(made) if kind == "printed" else made
