"""The text of a Word part as its reader sees it: one branch, insertions in, deletions out.

What is hidden, or white on nothing, is kept apart: the file holds it and nobody sees it.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.word_parts import MC, W14, W

_W, _W14, _MC = f"{{{W}}}", f"{{{W14}}}", f"{{{MC}}}"
VALUE, _VALUE_OF_BOX = f"{_W}val", f"{_W14}val"
PARAGRAPH, RUN, TEXT, CONTROL = f"{_W}p", f"{_W}r", f"{_W}t", f"{_W}sdt"
CELL, ROW, TABLE = f"{_W}tc", f"{_W}tr", f"{_W}tbl"
_DELETED = (f"{_W}del", f"{_W}moveFrom")
_BREAKS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}ptab": "\t",
}
_OTHER = frozenset({f"{_W}sym", *_BREAKS})
_VANISH = f"{_W}vanish"
_FALSE = frozenset({"0", "false", "off", "none"})
_WHITE = frozenset({"FFFFFF", "FEFEFE"})
_PRIVATE = re.compile("[\uf000-\uf0ff]")
Unseen: TypeAlias = "AbstractSet[etree._Element]"  # noqa: SLF001  the only name it has
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


def settle(root: etree._Element) -> None:
    """Take out deletions and second branches."""
    for branch in list(root.iter(f"{_MC}Fallback")):
        holder = branch.getparent()
        if holder is not None and holder.find(f"{_MC}Choice") is not None:
            holder.remove(branch)
    for node in list(root.iter(*_DELETED)):
        holder = node.getparent()
        if holder is not None:
            holder.remove(node)


def is_unseen(look: etree._Element) -> bool:
    """Whether a `vanish` or `color` hides its run: hidden, or white on nothing."""
    looks = look.getparent()
    run = None if looks is None else looks.getparent()
    if run is None or run.tag != RUN:
        return False
    return is_true(look) if look.tag == _VANISH else _is_white(look, looks)


def unseen_in(root: etree._Element) -> Unseen:
    """The runs of text that nobody sees."""
    looks = root.iter(_VANISH, f"{_W}color")
    return frozenset(look.getparent().getparent() for look in looks if is_unseen(look))


def _is_white(colour: etree._Element, looks: etree._Element) -> bool:
    """White letters are seen where the run, its paragraph or its cell is of a colour."""
    if value(colour).upper() not in _WHITE:
        return False
    grounds = [looks.find(f"{_W}shd")]
    for above, properties in ((PARAGRAPH, "pPr"), (CELL, "tcPr")):
        holder = next(looks.iterancestors(above), None)
        grounds.append(None if holder is None else holder.find(f"{_W}{properties}/{_W}shd"))
    return all(one is None or one.get(f"{_W}fill", "auto") in {"auto", "FFFFFF"} for one in grounds)


def written(nodes: Iterable[etree._Element], unseen: Unseen = NONE_UNSEEN) -> Written:
    """The text of these nodes, a paragraph a line."""
    whole: list[str] = []
    hidden: list[int] = []
    for node in nodes:
        for piece in node.iter():
            tag = piece.tag
            if tag == TEXT:
                whole.append(symbols(piece, piece.text or ""))
            elif tag == PARAGRAPH:
                if whole:
                    whole.append("\n")
                continue
            elif tag in _OTHER:
                whole.append(said_by(piece))
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
        said_by(piece)
        for piece in paragraph.iter(TEXT, *_OTHER)
        if next(piece.iterancestors(CONTROL), None) is around and piece.getparent() not in unseen
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


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row that are its own, those wrapped in a content control too."""
    return _own(row, CELL)


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows of a table that are its own, those wrapped in a content control too."""
    return _own(table, ROW)


def _own(holder: etree._Element, kind: str) -> list[etree._Element]:
    if next(holder.iterchildren(CONTROL), None) is None:
        return list(holder.iterchildren(kind))
    found: list[etree._Element] = []
    for child in holder.iterchildren(kind, CONTROL):
        if child.tag == kind:
            found.append(child)
        elif (content := child.find(f"{_W}sdtContent")) is not None:
            found += _own(content, kind)
    return found


def said_by(piece: etree._Element) -> str:
    """What a text, a symbol or a break says."""
    if piece.tag == TEXT:
        return symbols(piece, piece.text or "")
    if piece.tag == f"{_W}sym":
        return _symbol(piece.get(f"{_W}font", ""), piece.get(f"{_W}char", ""))
    return _BREAKS.get(piece.tag, "")


def symbols(piece: etree._Element, text: str) -> str:
    """A piece's text; its letters of the private use area are boxes in a font of symbols."""
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
