"""The blank forms of a panel, made from a form's questions: fillable PDF and Word, same names.

The same form, fonts and words give the same bytes. A blank has no defaults (H1), carries the
marking on every page (W58) and says which blank it is, hidden and printed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from casework.identifiers import ALPHABET
from casework.question import Form
from forms import layout, page_art, pdf_blank, word_blank
from forms.fields import fields_of
from forms.footer import Footer
from forms.typeface import Typeface
from forms.wording import field_name_in_words

# Raised when the same questions come to stand elsewhere on the page: another blank, another serial.
LAYOUT = 1
SERIAL_LENGTH = 8


def serial_of(form: Form) -> str:
    """Eight characters that change with anything a referrer sees on the form."""
    content = json.dumps([LAYOUT, asdict(form)], sort_keys=True)
    number = int.from_bytes(hashlib.sha256(content.encode()).digest())
    letters: list[str] = []
    for _ in range(SERIAL_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def pdf(
    form: Form, *, fonts: Path, marking: str, public_name: str, serial: str,
    set_ref: str = "", token: str = "",
) -> bytes:  # fmt: skip
    """The fillable PDF. `set_ref` ties papers of one referral, `token` a return to its sender."""
    face = Typeface(fonts)
    placed = layout.pages(form, face, public_name=public_name)
    footer = Footer(form_id=form.id, version=form.version, serial=serial, set_ref=set_ref)
    art = page_art.drawn(
        placed, face,
        page_art.Furniture(
            marking=marking, public_name=public_name, title=form.title, footer=footer.line()
        ),
    )  # fmt: skip
    asked = form.by_id()
    specs = fields_of(form)
    return pdf_blank.with_fields(
        art, placed, specs,
        title=f"{form.title}, {public_name}",
        labels={spec.name: field_name_in_words(asked[spec.question], spec) for spec in specs},
        hidden=identity(form, serial=serial, set_ref=set_ref, token=token),
    )  # fmt: skip


def word(
    form: Form, *, fonts: Path, marking: str, public_name: str, serial: str,
    set_ref: str = "", token: str = "",
) -> bytes:  # fmt: skip
    """The Word form, with the same fields by the same names; it uses the reader's own fonts."""
    del fonts
    footer = Footer(form_id=form.id, version=form.version, serial=serial, set_ref=set_ref)
    return word_blank.package(
        form, layout.sections(form),
        marking=marking, public_name=public_name, footer=footer.line(),
        hidden=identity(form, serial=serial, set_ref=set_ref, token=token),
    )  # fmt: skip


def identity(form: Form, *, serial: str, set_ref: str, token: str) -> dict[str, str]:
    """What a blank says of itself to a machine, by the names of `fields.HIDDEN`."""
    return {
        "form_id": form.id,
        "form_version": form.version,
        "panel_id": form.panel,
        "blank_serial": serial,
        "set_ref": set_ref,
        "token": token,
    }
