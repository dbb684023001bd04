"""The text of a Word part as its reader sees it: one branch, insertions in, deletions out.

What is hidden, or white on nothing, is kept apart: the file holds it and nobody sees it.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.word_parts import MC, W14, W

_W, _W14, _MC = f"{{{W}}}", f"{{{W14}}}", f"{{{MC}}}"
VALUE, _VALUE_OF_BOX = f"{_W}val", f"{_W14}val"
PARAGRAPH, RUN, TEXT, CONTROL = f"{_W}p", f"{_W}r", f"{_W}t", f"{_W}sdt"
CELL, ROW, TABLE = f"{_W}tc", f"{_W}tr", f"{_W}tbl"
_DELETED = (f"{_W}del", f"{_W}moveFrom")
_INSERTED = (f"{_W}ins", f"{_W}moveTo")
_BREAKS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}ptab": "\t",
}
_OTHER = frozenset({f"{_W}sym", *_BREAKS})
_FALSE = frozenset({"0", "false", "off", "none"})
_WHITE = frozenset({"FFFFFF", "FEFEFE"})
_PRIVATE = re.compile("[\uf000-\uf0ff]")
Unseen: TypeAlias = "frozenset[etree._Element]"  # noqa: SLF001  the only name it has
NONE_UNSEEN: Unseen = frozenset()
# What the boxes of symbol fonts look like, by the low byte of the character.
_SYMBOLS = {
    ("wingdings", 0xA8): "\u2610", ("wingdings", 0x6F): "\u2610", ("wingdings", 0x71): "\u2610",
    ("wingdings", 0xFE): "\u2611", ("wingdings", 0xFD): "\u2612", ("wingdings", 0xFC): "\u2713",
    ("wingdings", 0xFB): "\u2717", ("wingdings 2", 0xA3): "\u2610",
    ("wingdings 2", 0x52): "\u2611", ("wingdings 2", 0x53): "\u2612",
    ("wingdings 2", 0x50): "\u2713", ("wingdings 2", 0x4F): "\u2717",
}  # fmt: skip


class Written(NamedTuple):
    """A text, and with what nobody sees."""

    seen: str
    whole: str

    @property
    def has_unseen(self) -> bool:
        """Whether there is more than a person sees."""
        return self.seen != self.whole


def settle(root: etree._Element) -> tuple[str, ...]:
    """Take out deletions and second branches; gives the notes on it."""
    notes: list[str] = []
    deleted = list(root.iter(*_DELETED))
    if deleted or next(root.iter(*_INSERTED), None) is not None:
        notes.append("tracked_changes")
    for branch in list(root.iter(f"{_MC}Fallback")):
        holder = branch.getparent()
        if holder is not None and holder.find(f"{_MC}Choice") is not None:
            holder.remove(branch)
    for node in deleted:
        holder = node.getparent()
        if holder is not None:
            holder.remove(node)
    return tuple(notes)


def unseen_in(root: etree._Element) -> Unseen:
    """The runs of text that nobody sees: hidden, or white on no colour."""
    found: set[etree._Element] = set()
    for node in root.iter(f"{_W}vanish", f"{_W}color"):
        looks = node.getparent()
        run = None if looks is None else looks.getparent()
        if run is None or run.tag != RUN:
            continue
        is_hidden = is_true(node) if node.tag == f"{_W}vanish" else _is_white(node, looks)
        if is_hidden:
            found.add(run)
    return frozenset(found)


def _is_white(colour: etree._Element, looks: etree._Element) -> bool:
    shade = looks.find(f"{_W}shd")
    on_colour = shade is not None and shade.get(f"{_W}fill", "auto") not in {"auto", "FFFFFF"}
    return value(colour).upper() in _WHITE and not on_colour


def written(nodes: Iterable[etree._Element], unseen: Unseen = NONE_UNSEEN) -> Written:
    """The text of these nodes, a paragraph a line."""
    whole: list[str] = []
    hidden: list[int] = []
    for node in nodes:
        for piece in node.iter():
            tag = piece.tag
            if tag == TEXT:
                whole.append(_symbols(piece))
            elif tag == PARAGRAPH:
                if whole:
                    whole.append("\n")
                continue
            elif tag in _OTHER:
                whole.append(_said(piece))
            else:
                continue
            if unseen and piece.getparent() in unseen:
                hidden.append(len(whole) - 1)
    text = "".join(whole).strip()
    if not hidden:
        return Written(text, text)
    for place in hidden:
        whole[place] = ""
    return Written("".join(whole).strip(), text)


def pieces_outside(paragraph: etree._Element, unseen: Unseen) -> str:
    """What a paragraph says beside its content controls."""
    around = next(paragraph.iterancestors(CONTROL), None)
    said = [
        _said(piece)
        for piece in paragraph.iter()
        if ((tag := piece.tag) == TEXT or tag in _OTHER)
        and next(piece.iterancestors(CONTROL), None) is around
        and piece.getparent() not in unseen
    ]
    return "".join(said).strip()


def is_true(node: etree._Element | None) -> bool:
    """Whether a switch is there and on."""
    if node is None:
        return False
    said = node.get(VALUE)
    return (node.get(_VALUE_OF_BOX, "1") if said is None else said) not in _FALSE


def value(node: etree._Element | None) -> str:
    """The `val` of a node; "" for none."""
    return "" if node is None else node.get(VALUE, "")


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those wrapped in a content control too."""
    for child in row:
        if child.tag == CELL:
            yield child
        elif child.tag == CONTROL:
            content = child.find(f"{_W}sdtContent")
            yield from cells_of(content) if content is not None else ()


def _said(piece: etree._Element) -> str:
    if piece.tag == TEXT:
        return _symbols(piece)
    if piece.tag == f"{_W}sym":
        return _symbol(piece.get(f"{_W}font", ""), piece.get(f"{_W}char", ""))
    return _BREAKS.get(piece.tag, "")


def _symbols(piece: etree._Element) -> str:
    """A text; letters of the private use area are boxes when their font is one of symbols."""
    text = piece.text or ""
    if text.isascii() or not _PRIVATE.search(text):
        return text
    fonts = piece.getparent().find(f"{_W}rPr/{_W}rFonts")
    font = "" if fonts is None else fonts.get(f"{_W}ascii", fonts.get(f"{_W}hAnsi", ""))
    return "".join(
        _symbol(font or "Wingdings", f"{ord(letter):X}")
        if "\uf000" <= letter <= "\uf0ff"
        else letter
        for letter in text
    )


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _SYMBOLS.get((font.casefold(), number & 0xFF))
    return known or (chr(number) if 0 < number < 0xD800 else "\ufffd")  # noqa: PLR2004  Unicode's own
