"""The content controls of a Word form as found: what each holds, and what a person sees in it.

A prompt is no answer, whatever it says; a check box whose glyph says something else than its state
is a mismatch. Numbers that we set beside gaps ourselves are not there.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms import words
from forms.extracted import MAX_TEXT, ExtractedField, Found
from forms.fields import FieldKind, FieldSpec
from forms.likeness import squeezed
from forms.template import Target
from forms.word_parts import PICK_DATE, PICK_ITEM, TYPE_HERE, W14, W
from forms.word_text import CONTROL, Unseen, is_true, value, written

OUR_MARK = "panel-gap-"
_W, _W14 = f"{{{W}}}", f"{{{W14}}}"
_PROPERTIES, _CONTENT, _TAG = f"{_W}sdtPr", f"{_W}sdtContent", f"{_W}tag"
_PROMPT, _DATE, _BOX = f"{_W}showingPlcHdr", f"{_W}date", f"{_W14}checkbox"
_CODE, _CHECKED = f"{_W14}val", f"{_W14}checked"
_PARTS = frozenset({_PROPERTIES, _CONTENT})
_KNOWN = frozenset({_TAG, _PROMPT, _DATE, _BOX, f"{_W}dropDownList", f"{_W}comboBox"})
_STATES = ((f"{_W14}checkedState", True), (f"{_W14}uncheckedState", False))
_BOX_PARTS = frozenset({_CHECKED, *dict(_STATES)})
_OUR_NUMBER = re.compile(r"\[\d{1,3}\]")
_PROMPTS = frozenset(map(squeezed, (TYPE_HERE, PICK_DATE, PICK_ITEM)))
EMPTY_GLYPHS = frozenset("\u2610\u25a1\u25a2\u25fb\u25cb\u2751\u274f\u25ef")
TICKED_GLYPHS = frozenset(
    "\u2611\u2612\u2713\u2714\u2717\u2718\u2715\u2716\u2705\u25a0\u25cf\u25c9\u2a2f"
)
_WRAPPERS = frozenset(
    {"group", "repeatingSection", "repeatingSectionItem", "docPartObj", "docPartList"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A content control that takes an answer; `properties` are the first of each we know."""

    node: etree._Element
    tag: str
    listed: etree._Element
    properties: Mapping[str, etree._Element]
    content: etree._Element


def controls_of(root: etree._Element) -> tuple[Control, ...]:
    """Every control that holds no other, in the order of the document, ours left out."""
    found: list[Control] = []
    for node in root.iter(CONTROL):
        parts = _by_name(node, _PARTS)
        listed, content = parts.get(_PROPERTIES), parts.get(_CONTENT)
        if listed is None or content is None:
            continue
        properties = _by_name(listed, _KNOWN)
        tag = value(properties.get(_TAG))
        if tag.startswith(OUR_MARK):
            continue
        if not tag and _is_no_answer(content):
            continue
        found.append(
            Control(node=node, tag=tag, listed=listed, properties=properties, content=content)
        )
    return tuple(found)


def _by_name(node: etree._Element, names: AbstractSet[str]) -> Mapping[str, etree._Element]:
    """The first child of each of these names."""
    found: dict[str, etree._Element] = {}
    for child in node:
        tag = child.tag
        if tag in names and tag not in found:
            found[tag] = child
    return found


def _is_no_answer(content: etree._Element) -> bool:
    """Whether it only wraps other controls, or holds a number of ours that lost its tag."""
    if next(content.iter(CONTROL), None) is not None:
        return True
    texts = [piece.text or "" for piece in content.iter(f"{_W}t")]
    return len(texts) > 0 and _OUR_NUMBER.fullmatch("".join(texts).strip()) is not None


def read(
    control: Control, target: Target, unseen: Unseen, *, name: str, path: str
) -> ExtractedField:
    """What the control holds, as the field `name`."""
    said = written([control.content], unseen)
    if target.option:
        return _box(control, target, said.seen, name=name, path=path)
    is_prompt = is_true(control.properties.get(_PROMPT))
    if is_prompt or not (whole := squeezed(said.whole)) or whole in _PROMPTS:
        return ExtractedField(name=name, found=Found.EMPTY, path=path)
    if said.has_unseen:
        return ExtractedField(
            name=name, found=Found.MISMATCH, text=said.whole[:MAX_TEXT],
            drawn=said.seen[:MAX_TEXT], path=path, notes=("hidden_text",),
        )  # fmt: skip
    if target.spec.kind is FieldKind.CELL_CHOICE:
        return _listed(control, target.spec, said.seen, name=name, path=path)
    if target.spec.kind is FieldKind.DATE and (differs := _other_day(control, said.seen)):
        return ExtractedField(
            name=name, found=Found.MISMATCH, text=differs, drawn=said.seen[:MAX_TEXT], path=path
        )
    return ExtractedField(name=name, found=Found.VALUE, text=said.seen[:MAX_TEXT], path=path)


def _box(control: Control, target: Target, seen: str, *, name: str, path: str) -> ExtractedField:
    """A check box: its state and its glyph agree, or it is a mismatch."""
    kind = control.properties.get(_BOX)
    parts = {} if kind is None else _by_name(kind, _BOX_PARTS)
    looks = _looks(seen, parts)
    stored = looks is True if kind is None else is_true(parts.get(_CHECKED))
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


def _looks(seen: str, parts: Mapping[str, etree._Element]) -> bool | None:
    """Whether the glyph in a box is a ticked one; None for anything that is no box."""
    for state, is_ticked in _STATES:
        code = parts.get(state)
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
    for item in control.listed.iter(f"{_W}listItem"):
        shown, key = item.get(f"{_W}displayText", ""), item.get(f"{_W}value", "")
        if key in {option.key for option in spec.options}:
            keys.setdefault(squeezed(shown), key)
    key = keys.get(squeezed(seen))
    if key is None:
        return ExtractedField(name=name, found=Found.VALUE, text=seen[:MAX_TEXT], path=path)
    return ExtractedField(name=name, found=Found.VALUE, chosen=(key,), path=path)


def _other_day(control: Control, seen: str) -> str:
    """The stored day as dd/mm/yyyy, when the control shows another one; else ""."""
    date = control.properties.get(_DATE)
    stored = "" if date is None else date.get(f"{_W}fullDate", "")
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", stored)
    if found is None:
        return ""
    day = f"{found[3]}/{found[2]}/{found[1]}"
    shown = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", seen.strip())
    if shown is None:
        return ""
    return "" if f"{int(shown[1]):02}/{int(shown[2]):02}/{shown[3]}" == day else day
