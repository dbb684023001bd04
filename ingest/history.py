"""What a reply says itself, apart from the mail below it that it answers (mail, section 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.message import Message

_ORIGINAL = re.compile(
    r"\W*(-{2,}\s*(original|forwarded) (message|appointment)\s*-{2,}|begin forwarded message:)\W*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*\*?from:\*?\s*\S", re.IGNORECASE)
_BESIDE_FROM = re.compile(r"\s*\*?(sent|date|to|subject|cc):", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*")
# With an address or a time of day: "on Tuesday she wrote:" is somebody's own sentence.
_WROTE = re.compile(
    r"(on\b(?=.*(?:@|\d[:.]\d\d)).{4,300}|[^:]{0,120}<[^<>\s]+@[^<>\s]+>[^:]{0,40})wrote:",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"\s*(re|aw|sv|antw)\s*(\[\d+\])?\s*:", re.IGNORECASE)
_PASSES_ON = re.compile(r"\s*(fw|fwd|wg|tr)\s*:", re.IGNORECASE)
_BLOCK_LINES = 5
_WROTE_LINES = 3
_MOST_MARK = 500
_SIGNATURE = "-- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The two halves of a text; nothing is thrown away."""

    new: str
    history: str


def is_answer(message: Message) -> bool:
    """Whether what stands below is a mail the writer answers, and not one passed on to us."""
    subject = message.untrusted_subject
    if _PASSES_ON.match(subject):
        return False
    return bool(_ANSWERS.match(subject) or message.answered)


def cut(untrusted_text: str) -> Cut:
    """The new words and the history below, between or above them."""
    lines = untrusted_text.split("\n")
    new: list[str] = []
    old: list[str] = []
    at = 0
    while at < len(lines):
        wrote = _attribution(lines, at)
        if lines[at].lstrip().startswith(">"):
            old.append(lines[at])
            at += 1
        elif wrote and _quotes_next(lines, at + wrote):
            old += lines[at : at + wrote]  # the writer may go on below the quotation
            at += wrote
        elif wrote or _begins_history(lines, at, anything_new=any(map(str.strip, new))):
            old += lines[at:]
            break
        else:
            new.append(lines[at])
            at += 1
    return Cut(new="\n".join(new).strip("\n"), history="\n".join(old))


def without_signature(untrusted_text: str) -> str:
    """The text up to the line that mail programs put before a signature."""
    return f"\n{untrusted_text}".partition(f"\n{_SIGNATURE}\n")[0].lstrip("\n")


def _begins_history(lines: list[str], at: int, *, anything_new: bool) -> bool:
    line = lines[at]
    if len(line) > _MOST_MARK:
        return False  # no mail program writes such a mark; and it costs nothing to look
    if _ORIGINAL.fullmatch(line):
        return True
    if _RULE.fullmatch(line):
        return anything_new  # a rule at the top is a banner
    following = lines[at + 1 : at + 1 + _BLOCK_LINES]
    return _FROM.match(line) is not None and any(map(_BESIDE_FROM.match, following))


def _attribution(lines: list[str], at: int) -> int:
    """How many lines the "On … wrote:" takes that begins here; 0 when none does."""
    for count in range(1, _WROTE_LINES + 1):
        said = " ".join(line.strip() for line in lines[at : at + count])
        if said.lower().endswith("wrote:") and len(said) <= _MOST_MARK:
            return count if _WROTE.fullmatch(said) else 0
    return 0


def _quotes_next(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.lstrip().startswith(">")
