"""The words of an HTML mail. It is never shown as HTML, and nothing in it is ever fetched (S17)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MOST = 2_000_000
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section",
        "table", "tr", "ul",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_GAPS = re.compile(r"\n{3,}")


class _Words(HTMLParser):
    """Gathers text; a quotation's lines begin with ">", as they would in plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._unseen = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Where a block begins, a line does."""
        del attrs
        if tag in _UNSEEN:
            self._unseen += 1
        if tag == "body":
            self._unseen = 0  # a head that was never closed hides nothing
        if tag in _BLOCKS:
            self.end_line()
        elif tag in _CELLS:
            self._line.append(" ")
        if tag == "blockquote":
            self._quoted += 1

    def handle_endtag(self, tag: str) -> None:
        """Where a block ends, a line does."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS:
            self.end_line()
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._unseen:
            self._line.append(data.replace("\n", " "))

    def end_line(self) -> None:
        """Close the line."""
        line = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        self.lines.append(f"{'> ' * min(self._quoted, 9)}{line}" if line else "")


def words(untrusted_html: str) -> str:
    """The text of an HTML part, a block a line."""
    reader = _Words()
    reader.feed(untrusted_html[:MOST])
    reader.close()
    reader.end_line()
    return _GAPS.sub("\n\n", "\n".join(reader.lines)).strip("\n")
