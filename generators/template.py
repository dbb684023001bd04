# pyright: basic
"""The one door to Word templates: a template and plain values in, a clean .docx out.

Values come from referrers: they are escaped, never rendered a second time, and made printable.
What docxtpl does to a text on its own (`{_{` becomes `{{`) is undone by writing such a place as a
character reference. A template is a program: only one whose digest was approved is opened, and
only after it was looked through for marking, comments, tracked changes and authors.

Not guarded: that every value reached the paper. `generators.readback` proves that.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from casework.faults import Fault, Kind
from casework.text import printable
from generators import hidden

SHIPPED = Path(__file__).resolve().parent / "templates"
APPROVED = "approved.sha256"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_NAMES = {"w": hidden.W}
_COLUMNS = etree.XPath("count(w:tblGrid/w:gridCol)", namespaces=_NAMES)
_ROWS = etree.XPath(".//w:tr", namespaces=_NAMES)
_CELLS = etree.XPath("count(w:tc)", namespaces=_NAMES)
_LISTED = "\t\n\a\f"
_REFERENCES = {ord(letter): f"&#{ord(letter)};" for letter in "_{}%"}
_PARAGRAPH = re.compile("<w:p(?=[ >])")
# What docxtpl does to a filled text: each paragraph joined to the one before, braces undone.
_WRITTEN_IN_TEMPLATES = (
    ("\n<w:p>", "<w:p>"), ("\n<w:p ", "<w:p "),
    ("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"),
)  # fmt: skip
_WRITTEN_OTHERWISE = re.compile("[&<>\"'_{}%]")  # by `escape` and `_REFERENCES`
Plain = str | int | bool | dt.date | list[Any] | dict[str, Any]


class TemplateNotApproved(Fault):
    """This Word template was changed and nobody has approved it yet."""

    kind = Kind.CONFIGURATION
    next_step = (
        "let a second person look at it, then write its SHA-256 and name into approved.sha256 "
        "beside it (sha256sum FILE)."
    )


class TemplateWrong(Fault):
    """This Word template cannot be used as it is."""

    kind = Kind.CONFIGURATION
    next_step = "open it in Word, correct the places above, save it, and have it approved."


class TemplateMissing(Fault):
    """A Word template of the papers is not where it should be."""

    kind = Kind.CONFIGURATION
    next_step = "put the shipped template back into the templates folder."


class NotPlain(Fault):
    """A paper was given something that is neither text, number, date nor a list of them."""

    kind = Kind.DOCUMENTS
    next_step = "send this line to the maintainer; nothing was made."


def plain(value: object, shown: Callable[[str], str]) -> Plain:
    """A frozen value as what a template may see; `shown` turns a text into what is printed.

    Raises NotPlain for anything but text, numbers, dates, and lists and tables of them.
    """
    if isinstance(value, str):
        return shown(printable(value)[0])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: plain(item, shown) for key, item in _fields(value)}
    if isinstance(value, bool | int | dt.date):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item, shown) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item, shown) for item in value]
    raise NotPlain(type(value).__name__)


def render(template: Path, context: Mapping[str, object]) -> bytes:
    """The .docx of this template with these plain values, without hidden data.

    Raises TemplateMissing, TemplateNotApproved, TemplateWrong.
    """
    parts = hidden.parts_of(_usable(template))
    try:
        filled = {
            name: _filled(data, context) if hidden.TEXT_PARTS.fullmatch(name) else data
            for name, data in parts.items()
        }
    except UndefinedError as error:
        raise TemplateWrong(template.name, f"unknown name in a tag: {error}") from error
    except (TemplateError, SecurityError, etree.XMLSyntaxError) as error:
        raise TemplateWrong(template.name, _where(error)) from error
    return hidden.clean(filled)


def check(template: Path) -> tuple[str, ...]:
    """Everything that keeps a template from being used, as lines for the person who edits it."""
    try:
        return _faults(template.read_bytes())
    except FileNotFoundError as error:
        raise TemplateMissing(template.name) from error


def _fields(value: object) -> list[tuple[str, object]]:
    names = (field.name for field in dataclasses.fields(value))  # type: ignore[arg-type]
    return [(name, getattr(value, name)) for name in names]


class _Xml(str):
    """Text that is XML already, and that Jinja therefore leaves as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _literal(value: object) -> object:
    """A text as XML that docxtpl hands on unchanged."""
    if not isinstance(value, str):
        return value
    return _Xml(escape(value).translate(_REFERENCES) if _WRITTEN_OTHERWISE.search(value) else value)


class _Template(DocxTemplate):
    """What docxtpl does to the text of a part, without the file around it.

    Only a table whose number of columns a tag changed is mended.
    """

    docx_ids_index = 1000

    def __init__(self) -> None:
        super().__init__("")

    def fix_tables(self, xml: str) -> etree._Element:
        root = etree.fromstring(xml, _PARSER)
        for table in list(root.iter(f"{{{hidden.W}}}tbl")):
            if _is_uneven(table):
                mended = super().fix_tables(etree.tostring(table, encoding="unicode"))
                table.getparent().replace(table, mended)
        return root

    def resolve_listing(self, xml: str) -> str:
        return super().resolve_listing(xml) if any(sign in xml for sign in _LISTED) else xml


def _is_uneven(table: etree._Element) -> bool:
    """Whether a row has more cells than the table has columns, or no row fills them."""
    columns = _COLUMNS(table)
    rows = _ROWS(table)
    return any(_CELLS(row) > columns for row in rows) or columns > max(
        map(hidden.CELLS_ACROSS, rows), default=0
    )


def _filled(xml: bytes, context: Mapping[str, object]) -> bytes:
    """A part of the template with these values."""
    word = _Template()
    text = _compiled(_patched(xml)).render(context)
    for written, meant in _WRITTEN_IN_TEMPLATES:
        text = text.replace(written, meant)
    text = word.resolve_listing(text)
    root = word.fix_tables(text)
    if "docPr" in text:
        word.fix_docpr_ids(root)
    return hidden.written(root)


@lru_cache(maxsize=64)
def _patched(xml: bytes) -> str:
    """The text of a part made ready for Jinja: once, not for each paper.

    Each paragraph begins a line, so that an error has a place.
    """
    text = etree.tostring(etree.fromstring(xml, _PARSER), encoding="unicode")
    return _PARAGRAPH.sub(r"\n\g<0>", _Template().patch_xml(text))


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


@cache
def _environment() -> SandboxedEnvironment:
    """Jinja without access to anything but plain values."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_literal)


def _where(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"{type(error).__name__} near paragraph {line}" if line else type(error).__name__


def _usable(template: Path) -> bytes:
    try:
        data = template.read_bytes()
        approved = (template.parent / APPROVED).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise TemplateMissing(template.name) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest not in approved.split():
        raise TemplateNotApproved(template.name, *_faults(data))
    wrong = _faults(data)
    if wrong:
        raise TemplateWrong(template.name, *wrong)
    return data


@lru_cache(maxsize=32)
def _faults(data: bytes) -> tuple[str, ...]:
    """What is wrong with a template, with the part of the file where it stands."""
    return hidden.faults_of_template(data)
