"""Where the confidentiality words stand, and whether they do (W58)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.text import folded


def in_file_name(marking: str) -> str:
    """The marking as the head of a file name: `STRICTLY-CONFIDENTIAL`."""
    return re.sub(r"[^A-Za-z0-9]+", "-", marking).strip("-").upper()


def file_name(marking: str, kind: str, *parts: str, suffix: str) -> str:
    """A name that says marking, kind, date and copy, and nothing about anybody (11.9)."""
    return "_".join((in_file_name(marking), kind, *parts)) + suffix


def pages_without(marking: str, page_texts: Sequence[str]) -> tuple[int, ...]:
    """The numbers, from 1, of the pages that do not carry the marking."""
    wanted = folded(marking)
    return tuple(
        number for number, text in enumerate(page_texts, start=1) if wanted not in folded(text)
    )
