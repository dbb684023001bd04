"""The words of an HTML mail. It is never shown as HTML, and nothing in it is ever fetched (S17).

Read in one pass: the standard library's parser takes minutes over half a megabyte made for it.
"""

from __future__ import annotations

import re
from html import unescape

MOST = 1_000_000
_UNSEEN = frozenset({"script", "style", "title", "template"})
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section",
        "table", "tr", "ul",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\n]+")
_GAPS = re.compile(r"\n{3,}")
_DEEPEST = 9


class _Lines:
    """Gathers words; a quotation's lines begin with ">", as they would in plain text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0

    def say(self, text: str) -> None:
        """Words."""
        self._line.append(text)

    def tag(self, name: str, *, ends: bool) -> None:
        """Where a block begins or ends, a line does."""
        if name in _CELLS:
            self.say(" ")
        if name not in _BLOCKS:
            return
        self.end_line()
        if name == "blockquote":
            self._quoted = max(0, self._quoted + (-1 if ends else 1))

    def end_line(self) -> None:
        """Close the line."""
        line = _BLANKS.sub(" ", unescape("".join(self._line))).strip()
        self._line.clear()
        self._lines.append(f"{'> ' * min(self._quoted, _DEEPEST)}{line}" if line else "")

    def text(self) -> str:
        """All lines."""
        self.end_line()
        return _GAPS.sub("\n\n", "\n".join(self._lines)).strip("\n")


def words(untrusted_html: str) -> str:
    """The text of an HTML part, a block a line."""
    source = untrusted_html[:MOST]
    lower = source.lower() if len(source.lower()) == len(source) else source
    lines = _Lines()
    at = 0
    while at < len(source):
        opens = source.find("<", at)
        if opens < 0:
            break
        lines.say(source[at:opens])
        at = _after_tag(source, lower, opens, lines)
    lines.say(source[at:])
    return lines.text()


def _after_tag(source: str, lower: str, opens: int, lines: _Lines) -> int:
    """Where the text goes on after what begins here; what does not end is text to the last."""
    if source.startswith("<!--", opens):
        closes = source.find("-->", opens + 4)
        return closes + 3 if closes >= 0 else _as_text(source, opens, lines)
    tag = _TAG.match(source, opens)
    if tag is None and source[opens + 1 : opens + 2] not in {"!", "?"}:
        lines.say("<")  # a sign in a sentence
        return opens + 1
    closes = source.find(">", opens)
    if closes < 0:
        return _as_text(source, opens, lines)
    if tag is None:
        return closes + 1
    name = tag.group(2).lower()
    lines.tag(name, ends=bool(tag.group(1)))
    if name in _UNSEEN and not tag.group(1):
        ends = lower.find(f"</{name}", closes)
        return ends if ends >= 0 else _as_text(source, closes + 1, lines)
    return closes + 1


def _as_text(source: str, at: int, lines: _Lines) -> int:
    lines.say(source[at:])
    return len(source)
