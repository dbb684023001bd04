"""The first look over a Word form: its content controls, and what there is beside text and tables.

One pass, and only over the nodes that count: visiting a tree costs more than reading it. What a
control says and where it stands is looked up when it is asked for.
"""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.word_parts import MC, W14, W
from forms.word_text import (
    CONTROL,
    PARAGRAPH,
    RUN,
    TABLE,
    TEXT,
    VALUE,
    Written,
    is_true,
    is_unseen,
    pieces_outside,
    settle,
    symbols,
    written,
)

_W, _W14, _MC = f"{{{W}}}", f"{{{W14}}}", f"{{{MC}}}"
_TAG, _PROMPT, _DATE, _CHECKED = f"{_W}tag", f"{_W}showingPlcHdr", f"{_W}date", f"{_W14}checked"
_CONTENT, _LOOKS_OF_RUN, _LOOKS_OF_LINE = f"{_W}sdtContent", f"{_W}rPr", f"{_W}pPr"
_UNSETTLED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"})
_INSERTED = frozenset({f"{_W}ins", f"{_W}moveTo"})
_LOOKS = frozenset({f"{_W}vanish", f"{_W}color"})
_CODES = frozenset({f"{_W}instrText", f"{_W}fldSimple"})
_FOREIGN = frozenset({f"{_W}altChunk", f"{_W}object"})
_LINE_ENDS = frozenset({f"{_W}br", f"{_W}cr"})
_FORM_FIELD = f"{_W}ffData"
_WANTED = (
    CONTROL, _TAG, _CHECKED, _PROMPT, _DATE, TABLE, _FORM_FIELD,
    *_UNSETTLED, *_INSERTED, *_LOOKS, *_CODES, *_FOREIGN,
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Control:
    """A content control. `is_checked` is None for anything but a box."""

    node: etree._Element
    look: Look
    tag: str = ""
    is_prompt: bool = False
    is_checked: bool | None = None
    date: etree._Element | None = None

    @property
    def text(self) -> str:
        """What a person sees in it."""
        alone = self._alone()
        return self.written.seen if alone is None else alone

    @property
    def written(self) -> Written:
        """Its text, and with what nobody sees."""
        if (alone := self._alone()) is not None:
            return Written(alone, alone)
        content = self.node.find(_CONTENT)
        return Written("", "") if content is None else written([content], self.look.unseen)

    def _alone(self) -> str | None:
        """Its text if that is the only thing in it, as it mostly is."""
        if self.look.unseen or not len(self.node) or len(content := self.node[-1]) != 1:
            return None
        run = content[0]
        count = len(run)
        if count == 0 or count > 2 or (last := run[-1]).tag != TEXT:  # noqa: PLR2004  looks and a text
            return None
        if count == 2 and run[0].tag != _LOOKS_OF_RUN:  # noqa: PLR2004  see above
            return None
        return symbols(last, last.text or "").strip()

    @property
    def has_controls(self) -> bool:
        """Whether there are others in it."""
        return next(self.node.iterdescendants(CONTROL), None) is not None

    @property
    def line(self) -> etree._Element | None:
        """The paragraph around it."""
        above = self.node.getparent()
        return above if above.tag == PARAGRAPH else next(self.node.iterancestors(PARAGRAPH), None)

    @property
    def has_lost_line_ends(self) -> bool:
        """Whether nothing but line breaks stands before it, where LibreOffice puts those in it."""
        before = self.node.getprevious()
        if before is None or before.tag != RUN:
            return False
        pieces = [one.tag for one in before if one.tag != _LOOKS_OF_RUN]
        return bool(pieces) and set(pieces) <= _LINE_ENDS

    def beside(self) -> str:
        """What a person sees in its paragraph outside the controls, and in the next ones.

        The next ones are those of the same cell, up to one that has a control of its own.
        """
        line = self.line
        if line is None:
            return ""
        is_alone = len(line) == 1 or (len(line) == 2 and line[0].tag == _LOOKS_OF_LINE)  # noqa: PLR2004  its looks and the control
        said = "" if is_alone else pieces_outside(line, self.look.unseen)
        return "\n".join(filter(None, (said, *self._lines_after(line))))

    def _lines_after(self, line: etree._Element) -> Iterator[str]:
        for after in line.itersiblings():
            if after.tag != PARAGRAPH or next(after.iter(CONTROL), None) is not None:
                return
            yield written([after], self.look.unseen).seen


@dataclass(slots=True, kw_only=True, eq=False)
class Look:
    """What the first look found. `form_fields` are the data of older form fields."""

    root: etree._Element
    controls: list[Control] = field(default_factory=list)
    tables: list[etree._Element] = field(default_factory=list)
    form_fields: list[etree._Element] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    unseen: set[etree._Element] = field(default_factory=set)
    is_tracked: bool = False
    has_foreign: bool = False


def look_over(root: etree._Element) -> Look:
    """Look over a part; deletions and second branches are taken out of it first."""
    found = Look(root=root)
    if not _is_looked_over(found, is_settled=False):
        settle(root)
        found = Look(root=root, is_tracked=True)
        _is_looked_over(found, is_settled=True)
    return found


def _is_looked_over(found: Look, *, is_settled: bool) -> bool:
    """Look; False when something must be taken out first."""
    control = Control(found.root, found)
    for node in found.root.iter(*_WANTED):
        kind = node.tag
        if kind == _TAG:
            control.tag = control.tag or node.get(VALUE, "")
        elif kind == CONTROL:
            control = Control(node, found)
            found.controls.append(control)
        elif kind == _CHECKED:
            control.is_checked = is_true(node)
        elif kind == _PROMPT:
            control.is_prompt = is_true(node)
        elif kind == _DATE:
            control.date = node
        elif kind in _UNSETTLED and not is_settled:
            return False
        else:
            _keep(found, node, kind)
    return True


def _keep(found: Look, node: etree._Element, kind: str) -> None:
    """What is no part of a control."""
    if kind == TABLE:
        found.tables.append(node)
    elif kind in _LOOKS:
        if is_unseen(node):
            found.unseen.add(node.getparent().getparent())
    elif kind in _CODES:
        found.codes.append(node.text or node.get(f"{_W}instr", ""))
    elif kind == _FORM_FIELD:
        found.form_fields.append(node)
    found.has_foreign |= kind in _FOREIGN
    found.is_tracked |= kind in _INSERTED
