"""The words of an HTML mail, a block a line, in time however it is built (S17)."""

from __future__ import annotations

import time

import pytest

from ingest.html_text import words


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One<br>Two<br/>Three</div>", "One\nTwo\nThree"),
        ("<p>a\n  b&nbsp;c &amp; d &lt;e&gt;</p>", "a b c & d <e>"),
        ("<html><head><title>T</title><style>p {}</style></head><body>x</body></html>", "x"),
        ("<script>if (a < b) { }</script>x<SCRIPT src=x>y</SCRIPT>z", "xz"),
        ("<head>never closed <body>x", "never closed\nx"),
        ("<style>never closed", "never closed"),
        ("<!-- hidden <p>x</p> -->seen<!-- never closed", "seen<!-- never closed"),
        ("<!DOCTYPE html><?xml?>x", "x"),
        ("<table><tr><td>A-2GJX</td><td>DONE</td></tr><tr><td>b</td></tr></table>",
         "A-2GJX DONE\n\nb"),
        ("<p>new</p><blockquote>old<blockquote>older</blockquote></blockquote>new",
         "new\n\n> old\n> > older\n\nnew"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ('<a href="https://x.example/?a=1">here</a>', "here"),
        ("<o:p>x</o:p><v:shape>y</v:shape>", "xy"),
        ("<p>an unfinished tag <a href=", "an unfinished tag <a href="),
        ("&#x1F600; &bogus; &#0;", "\U0001f600 &bogus; \ufffd"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_block_is_a_line_and_nothing_unseen_is_said(html: str, text: str):
    assert words(html) == text


@pytest.mark.parametrize(
    "piece",
    ["<a b='", "<!--", "<div>", "&", "<", "<![CDATA[", "<a ", "<script>", "</", "&#", "<td>"],
)
def test_no_html_takes_long(piece: str):
    html = piece * (500_000 // len(piece))
    begun = time.monotonic()
    words(html)
    assert time.monotonic() - begun < 5  # what grows with the square takes minutes
