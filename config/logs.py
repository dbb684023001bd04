"""The log: one JSON line an event, holding the fields of one closed list and nothing else (S35).

What a program may say of its work is references, kinds, counts and times. A field that is not in
the list is dropped with its value; so is the text and the trace of an exception, since a library's
message may quote the document. Loggers of libraries are off.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import TextIO

import structlog

# Every field a log line may have. References, ids of closed lists, counts, seconds: no text of
# anybody. `level` and `at` are added here; the fields of an event are chosen where it happens.
FIELDS = frozenset({
    "action", "agency", "at", "attempts", "bytes", "case", "check", "code", "copy", "count",
    "disposition", "due", "edition", "event", "fate", "fence", "findings", "folder", "form",
    "kind", "layer", "level", "line", "meeting", "mode", "module", "outgoing", "panel", "person",
    "receipt", "reader", "reason", "role", "row", "rule", "seconds", "state", "step", "version",
})  # fmt: skip
# Ids and references are short words: what is longer, or has blanks, is somebody's text. An event
# is written in the program: plain small words.
_WORD = re.compile(r"[A-Za-z0-9_.:+/-]{1,80}")
_EVENT = re.compile(r"[a-z][a-z0-9 ._-]{0,60}")
WITHHELD = "withheld"

Event = MutableMapping[str, object]


def start(log: Path | None = None) -> TextIO:
    """Send the log to this file, for its owner alone, or to standard error. Gives the stream."""
    out = sys.stderr if log is None else _opened(log)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            only_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    silence_libraries()
    return out


def only_listed(_logger: object, _method: str, event: Event) -> Event:
    """Keep the listed fields whose values are numbers, flags or single words."""
    return {
        key: _shown(value, _EVENT if key == "event" else _WORD)
        for key, value in event.items()
        if key in FIELDS
    }


def silence_libraries() -> None:
    """Let nothing through that a library logs: some write whole documents on an error."""
    root = logging.getLogger()
    root.handlers = [logging.NullHandler()]
    root.setLevel(logging.CRITICAL + 1)
    logging.lastResort = None
    logging.disable(logging.CRITICAL)


def _shown(value: object, allowed: re.Pattern[str]) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return text if allowed.fullmatch(text) else WITHHELD


def _opened(log: Path) -> TextIO:
    log.touch(mode=0o600)
    return log.open("a", encoding="utf-8", buffering=1)
