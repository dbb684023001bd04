"""A month at an invented panel, read from its folder: who there is, what comes, what is agreed.

Everything is fixed, its dates included: the same month gives the same mails. Data of our own, so a
mistake in it is a `KeyError` or `TypeError` that a test meets, never something a person is told.

Where a case's reference is needed before there is one, the data says `case of <mail>`.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from casework.dates import LONDON
from casework.faults import Fault, Kind
from procedures.rehearsal.fillings import Values, flat

MONTHS = Path(__file__).parent
CASE_OF = "case of "
Table: TypeAlias = Mapping[str, Any]


class NoSuchMonth(Fault):
    """No month was invented for this panel."""

    kind = Kind.USAGE
    next_step = "name one of the panels above, or none."


class Style(StrEnum):
    """What the referrer's program made of the form, or what became of it on the way."""

    PDF = "pdf"
    WORD = "word"
    PRINTED = "printed"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file of a mail: a form filled with these values over a complete filling.

    `returned` says that it is the form we sent back, the marked one, filled in further.
    """

    name: str
    style: Style
    form: str
    values: Values
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it comes in; `told` says for the page what it is.

    `answers` is the kind of our mail that it answers, the last one to its sender. `forwarded_by`
    wraps it into a mail of that person. `again` delivers it a second time. What has a `title` is
    shown on the page as a story, with pictures.
    """

    key: str
    came: dt.datetime
    sender: str
    subject: str
    body: str
    told: str
    title: str = ""
    words: str = ""
    files: tuple[FormFile, ...] = ()
    answers: str = ""
    forwarded_by: str = ""
    forwarded_body: str = ""
    automatic: bool = False
    again: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """An action of the meeting's notes: the mail of its case, and who does what by when."""

    case: str
    kind: str
    text: str
    agency: str
    owner: str
    due: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting and the moments at which the coordinator does its paperwork.

    `added` says of a meeting that the panel's own list of dates does not have.
    """

    date: dt.date
    start: str
    venue: str
    closed: dt.datetime
    added: bool = False
    agenda: dt.datetime | None = None
    papers: dt.datetime | None = None
    agreed: tuple[Agreed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The whole month of one panel. `beside` are the panels whose months are shown with it."""

    panel: str
    begins: dt.datetime
    ends: dt.datetime
    mails: tuple[Mail, ...]
    sittings: tuple[Sitting, ...]
    agencies: tuple[Table, ...]
    persons: tuple[Table, ...]
    beside: tuple[str, ...] = ()

    def mail(self, key: str) -> Mail:
        """The mail of this key. Raises KeyError."""
        return {mail.key: mail for mail in self.mails}[key]

    def person_name(self, address: str) -> str:
        """The name of the person of this address. Raises KeyError."""
        return {str(person["email"]): str(person["name"]) for person in self.persons}[address]

    def people_file(self, cases: Mapping[str, str]) -> str:
        """The text of `people.toml`, as far as the cases of these mails are known."""
        known = {f"{CASE_OF}{mail}": reference for mail, reference in cases.items()}
        tables = [*self._tables("agency", self.agencies, known)]
        tables += self._tables("person", self.persons, known)
        return "\n".join(tables)

    def _tables(self, name: str, rows: Iterable[Table], known: Mapping[str, str]) -> Iterable[str]:
        for row in rows:
            filled = {key: _filled(value, known) for key, value in row.items()}
            if None not in filled.values():
                lines = (f"{key} = {_written(value)}" for key, value in filled.items())
                yield "\n".join((f"[[{name}]]", *lines, ""))


def months() -> tuple[str, ...]:
    """The panels that have a month, the one that is shown when none is named first."""
    files = sorted(MONTHS.glob("*/month.toml"))
    names = {file.parent.name: bool(_table(file).get("main")) for file in files}
    return tuple(sorted(names, key=lambda name: not names[name]))


def load(panel: str = "") -> Month:
    """The month of this panel, else of the main one. Raises NoSuchMonth."""
    known = months()
    if panel and panel not in known:
        raise NoSuchMonth(panel, f"There are: {', '.join(known)}")
    folder = MONTHS / (panel or known[0])
    told, people = _table(folder / "month.toml"), _table(folder / "people.toml")
    persons = _table(folder / "persons.toml")
    return Month(
        panel=folder.name,
        begins=_instant(told["begins"]),
        ends=_instant(told["ends"]),
        mails=tuple(_mail(mail, persons) for mail in told["mail"]),
        sittings=tuple(_sitting(sitting) for sitting in told["meeting"]),
        agencies=tuple(people["agency"]),
        persons=tuple(people["person"]),
        beside=tuple(told.get("beside", ())),
    )


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _mail(mail: Table, persons: Table) -> Mail:
    plain = {key: value for key, value in mail.items() if key not in {"file", "came", "again"}}
    again = mail.get("again")
    return Mail(
        **plain,
        came=_instant(mail["came"]),
        again=_instant(again) if again else None,
        files=tuple(_file(file, persons) for file in mail.get("file", ())),
    )


def _file(file: Table, persons: Table) -> FormFile:
    form = str(file.get("form", ""))
    about: Table = persons.get(str(file.get("about", "")), {})
    shared = dict(flat(about.get("every_form", {})))
    own = dict(flat(about.get(form, {})))
    return FormFile(
        name=file["name"],
        style=Style(file["style"]),
        form=form,
        values=MappingProxyType(shared | own | dict(flat(file.get("answers", {})))),
        returned=bool(file.get("returned")),
    )


def _sitting(sitting: Table) -> Sitting:
    moments = {
        key: _instant(sitting[key]) for key in ("agenda", "papers", "closed") if key in sitting
    }
    return Sitting(
        date=sitting["date"],
        start=sitting["start"],
        venue=sitting["venue"],
        added=bool(sitting.get("added")),
        agreed=tuple(Agreed(**line) for line in sitting.get("agreed", ())),
        **moments,
    )


def _instant(local: dt.datetime) -> dt.datetime:
    return local.replace(tzinfo=LONDON).astimezone(dt.UTC)


def _filled(value: object, known: Mapping[str, str]) -> object:
    """The value with references for its placeholders; None when one is needed and not known."""
    if isinstance(value, str) and value.startswith(CASE_OF):
        return known.get(value)
    if isinstance(value, list):
        filled = (_filled(item, known) for item in cast("list[object]", value))
        return [item for item in filled if item is not None]
    return value


def _written(value: object) -> str:
    """A value as TOML writes it: JSON does for texts, numbers, truth and lists of them."""
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)
