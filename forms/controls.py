"""The content controls of a Word form as found: what each holds, and what a person sees in it.

A prompt is no answer, whatever it says; a check box whose glyph says something else than its state
is a mismatch. Numbers that we set beside gaps ourselves are not there.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms import words
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldKind, FieldSpec
from forms.likeness import squeezed
from forms.template import Target
from forms.word_parts import PICK_DATE, PICK_ITEM, TYPE_HERE, W14, W
from forms.word_walk import Control

OUR_MARK = "panel-gap-"
_W, _W14 = f"{{{W}}}", f"{{{W14}}}"
_PROPERTIES, _BOX, _CODE = f"{_W}sdtPr", f"{_W14}checkbox", f"{_W14}val"
_KINDS = frozenset({"checkbox", "date", "dropDownList", "comboBox"})
_STATES = ((f"{_W14}checkedState", True), (f"{_W14}uncheckedState", False))
_OUR_NUMBER = re.compile(r"\[\d{1,3}\]")
_PROMPTS = frozenset(map(squeezed, (TYPE_HERE, PICK_DATE, PICK_ITEM)))
EMPTY_GLYPHS = frozenset("\u2610\u25a1\u25a2\u25fb\u25cb\u2751\u274f\u25ef")
TICKED_GLYPHS = frozenset(
    "\u2611\u2612\u2713\u2714\u2717\u2718\u2715\u2716\u2705\u25a0\u25cf\u25c9\u2a2f"
)


def answering(controls: Iterable[Control]) -> list[Control]:
    """Those that take an answer: our own marks, and wrappers without a tag, are none."""
    return [
        control
        for control in controls
        if (not control.tag.startswith(OUR_MARK) if control.tag else not _is_no_answer(control))
    ]


def _is_no_answer(control: Control) -> bool:
    """Whether it only wraps other controls, or holds a number of ours that lost its tag."""
    if control.has_controls or control.node.find(_PROPERTIES) is None:
        return True
    return _OUR_NUMBER.fullmatch(control.written.whole) is not None


def kinds_of(control: Control) -> frozenset[str]:
    """Which kinds of control its properties name: "checkbox", "date" ..."""
    properties = control.node.find(_PROPERTIES)
    return frozenset() if properties is None else frozenset(
        kind for one in properties if (kind := one.tag.rpartition("}")[2]) in _KINDS
    )  # fmt: skip


def read(control: Control, target: Target, *, name: str, path: str) -> ExtractedField:
    """What the control holds, as the field `name`."""
    if target.option:
        return _box(control, target, name=name, path=path)
    if control.is_prompt:
        return empty(name, path)
    said = control.written
    if not (whole := squeezed(said.whole)) or whole in _PROMPTS:
        return empty(name, path)
    if said.has_unseen:
        return ExtractedField(
            name=name, found=Found.MISMATCH, text=said.whole[:MAX_TEXT],
            drawn=said.seen[:MAX_TEXT], path=path, notes=("hidden_text",),
        )  # fmt: skip
    return _value(control, target, said.seen, name=name, path=path)


def _value(control: Control, target: Target, seen: str, *, name: str, path: str) -> ExtractedField:
    if target.spec.kind is FieldKind.CELL_CHOICE:
        return _listed(control, target.spec, seen, name=name, path=path)
    if target.spec.kind is FieldKind.DATE and (differs := _other_day(control, seen)):
        return ExtractedField(
            name=name, found=Found.MISMATCH, text=differs, drawn=seen[:MAX_TEXT], path=path
        )
    return ExtractedField(name=name, found=Found.VALUE, text=seen[:MAX_TEXT], path=path)


@lru_cache(maxsize=4096)
def empty(name: str, path: str) -> ExtractedField:
    """A field with nothing in it: most boxes of a form, each the same in every paper."""
    return ExtractedField(name=name, found=Found.EMPTY, path=path)


@lru_cache(maxsize=4096)
def _ticked(name: str, option: str, path: str) -> ExtractedField:
    return ExtractedField(name=name, found=Found.VALUE, chosen=(option,), path=path)


def _box(control: Control, target: Target, *, name: str, path: str) -> ExtractedField:
    """A check box: its state and its glyph agree, or it is a mismatch."""
    seen = control.text
    stored = control.is_checked
    if stored is False and seen in EMPTY_GLYPHS:
        return empty(name, path)
    if stored and seen in TICKED_GLYPHS:
        return _ticked(name, target.option, path)
    kind = control.node.find(f"{_PROPERTIES}/{_BOX}")
    looks = _looks(seen, kind)
    if stored is None:
        stored = looks is True if kind is None else False
    chosen = (target.option,) if stored else ()
    if looks is None and seen:
        if not stored or words.is_tick(seen):
            text = "" if stored else seen[:MAX_TEXT]
            return ExtractedField(name=name, found=Found.VALUE, text=text, chosen=chosen, path=path)
        looks = False
    if bool(looks) is not stored:
        return ExtractedField(
            name=name, found=Found.MISMATCH, chosen=chosen, drawn=seen[:MAX_TEXT], path=path
        )
    found = Found.VALUE if stored else Found.EMPTY
    return ExtractedField(name=name, found=found, chosen=chosen, path=path)


def _looks(seen: str, kind: etree._Element | None) -> bool | None:
    """Whether the glyph in a box is a ticked one; None for anything that is no box."""
    for state, is_ticked in _STATES:
        code = None if kind is None else kind.find(state)
        if code is not None and seen and seen == _letter(code.get(_CODE, "")):
            return is_ticked
    if seen in TICKED_GLYPHS:
        return True
    return False if seen in EMPTY_GLYPHS else None


@lru_cache(maxsize=16)
def _letter(code: str) -> str:
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) else ""


def _listed(
    control: Control, spec: FieldSpec, seen: str, *, name: str, path: str
) -> ExtractedField:
    """A drop-down: the key of the words that are shown; words that are no option stay a text."""
    keys = {squeezed(option.label): option.key for option in spec.options}
    for item in control.node.iter(f"{_W}listItem"):
        shown, key = item.get(f"{_W}displayText", ""), item.get(f"{_W}value", "")
        if key in {option.key for option in spec.options}:
            keys.setdefault(squeezed(shown), key)
    key = keys.get(squeezed(seen))
    if key is None:
        return ExtractedField(name=name, found=Found.VALUE, text=seen[:MAX_TEXT], path=path)
    return ExtractedField(name=name, found=Found.VALUE, chosen=(key,), path=path)


def _other_day(control: Control, seen: str) -> str:
    """The stored day as dd/mm/yyyy, when the control shows another one; else ""."""
    stored = "" if control.date is None else control.date.get(f"{_W}fullDate", "")
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", stored)
    if found is None:
        return ""
    day = f"{found[3]}/{found[2]}/{found[1]}"
    shown = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", seen.strip())
    if shown is None:
        return ""
    return "" if f"{int(shown[1]):02}/{int(shown[2]):02}/{shown[3]}" == day else day
