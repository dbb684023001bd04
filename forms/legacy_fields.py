"""The older form fields of Word (FORMTEXT, FORMCHECKBOX, FORMDROPDOWN), known by their bookmark.

A box that is ticked only because the template says so, and the first line of a list, are no
answers.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldKind
from forms.likeness import squeezed
from forms.template import Target
from forms.word_parts import W
from forms.word_text import RUN, TEXT, is_true, value

_W = f"{{{W}}}"
_FILLER = "\u2002\u00a0 "


class LegacyField(NamedTuple):
    """One such field. `is_default` says that the template holds this and nobody chose it."""

    name: str
    kind: str
    text: str
    is_on: bool
    is_default: bool


def fields_of(form_fields: Iterable[etree._Element]) -> tuple[LegacyField, ...]:
    """The form fields whose data (`ffData`) these are."""
    found: list[LegacyField] = []
    for data in form_fields:
        name = value(data.find(f"{_W}name"))
        box, text = data.find(f"{_W}checkBox"), data.find(f"{_W}textInput")
        choices = data.find(f"{_W}ddList")
        if box is not None:
            checked = box.find(f"{_W}checked")
            default = is_true(box.find(f"{_W}default"))
            on = default if checked is None else is_true(checked)
            found.append(LegacyField(name, "checkbox", "", on, on and checked is None))
        elif choices is not None:
            found.append(_dropdown(name, choices))
        elif text is not None:
            said = _result(data).strip(_FILLER)
            default = squeezed(value(text.find(f"{_W}default")))
            is_default = bool(said) and squeezed(said) == default
            found.append(LegacyField(name, "text", said, is_on=False, is_default=is_default))
    return tuple(found)


def read(one: LegacyField, target: Target) -> ExtractedField:
    """The field as one of a known form."""
    chosen: tuple[str, ...] = ()
    text = ""
    if one.kind == "checkbox":
        chosen = (target.option or "yes",) if one.is_on else ()
    elif target.spec.kind in {FieldKind.CELL_CHOICE, FieldKind.CHOICE}:
        keys = {squeezed(option.label): option.key for option in target.spec.options}
        key = keys.get(squeezed(one.text))
        chosen, text = ((key,), "") if key else ((), one.text[:MAX_TEXT])
    else:
        text = one.text[:MAX_TEXT]
    found = Found.VALUE if chosen or text else Found.EMPTY
    if one.is_default and found is Found.VALUE:
        found = Found.DEFAULT
    return ExtractedField(name=one.name, found=found, text=text, chosen=chosen)


def _dropdown(name: str, choices: etree._Element) -> LegacyField:
    """A list: the line that was chosen, else the template's own, else the first."""
    items = [value(item) for item in choices.findall(f"{_W}listEntry")]
    own = _line(choices.find(f"{_W}default"), items)
    chosen = _line(choices.find(f"{_W}result"), items)
    line = (own or 0) if chosen is None else chosen
    text = items[line] if items else ""
    return LegacyField(name, "dropdown", text, is_on=False, is_default=line in {0, own})


def _line(node: etree._Element | None, items: Sequence[str]) -> int | None:
    text = value(node)
    return int(text) if text.isdecimal() and int(text) < len(items) else None


def _result(data: etree._Element) -> str:
    """The text between the separating and the closing mark of a field, over paragraphs too."""
    run = next(data.iterancestors(RUN), None)
    if run is None:
        return ""
    depth, is_result, said = 1, False, []
    for node in run.xpath("following::*[self::w:fldChar or self::w:t]", namespaces={"w": W}):
        if node.tag == TEXT:
            said += [node.text or ""] if is_result and depth == 1 else []
            continue
        kind = node.get(f"{_W}fldCharType")
        if kind == "begin":
            depth += 1
        elif kind == "separate" and depth == 1:
            is_result = True
        elif kind == "end":
            depth -= 1
            if depth == 0:
                break
    return "".join(said)
