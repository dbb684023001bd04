"""The blank forms of a panel, made from a form's questions: fillable PDF and Word, same names.

The same form, fonts and words give the same bytes. A blank has no defaults (H1), carries the
marking on every page (W58) and says which blank it is, hidden and printed.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from casework.faults import Fault, Kind
from casework.identifiers import ALPHABET
from casework.question import Form
from forms import catalogue, layout, page_art, pdf_blank, word_blank
from forms.fields import fields_of
from forms.footer import Footer
from forms.typeface import Typeface
from forms.wording import field_name_in_words

# Raised when the same questions come to stand elsewhere on the page: another blank, another serial.
LAYOUT = 1
SERIAL_LENGTH = 8


class BlankDiffers(Fault):
    """A blank with this serial was issued before and was different."""

    kind = Kind.DOCUMENTS
    next_step = "give the form a new version in its spec, then run `clerk forms build` again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The files of an issued blank, and its record."""

    blank: catalogue.Blank
    pdf: Path
    word: Path
    record: Path


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


def issue(form: Form, folder: Path, *, fonts: Path, marking: str, public_name: str) -> Issued:
    """Make the form's blank and keep it in the folder: PDF, Word form, and last its record.

    Issuing the same again changes nothing. Raises BlankDiffers and leaves what was there.
    """
    serial = serial_of(form)
    made = pdf(form, fonts=fonts, marking=marking, public_name=public_name, serial=serial)
    written = word(form, fonts=fonts, marking=marking, public_name=public_name, serial=serial)
    blank = catalogue.Blank(
        form=form, serial=serial, geometry=catalogue.geometry(made, form),
        controls=word_blank.control_tags(written),
    )  # fmt: skip
    issued = Issued(
        blank=blank,
        pdf=folder / f"{blank.stem}.pdf",
        word=folder / f"{blank.stem}.docx",
        record=folder / f"{blank.stem}.json",
    )
    content = ((issued.pdf, made), (issued.word, written), (issued.record, catalogue.record(blank)))
    for path, wanted in content:
        if path.exists() and path.read_bytes() != wanted:
            raise BlankDiffers(path.name)
    folder.mkdir(parents=True, exist_ok=True)
    for path, wanted in content:
        if not path.exists():
            _keep(path, wanted)
    return issued


def _keep(path: Path, document: bytes) -> None:
    """Whole or not at all: temporary name, sync, rename, sync of the folder."""
    part = path.with_suffix(path.suffix + ".part")
    with part.open("wb") as file:
        file.write(document)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
