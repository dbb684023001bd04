"""What the shell is told: one number a kind of outcome."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType

from casework.faults import Kind


class ExitCode(IntEnum):
    """The exit codes of every command; 1 is Python's own and never chosen by us."""

    DONE = 0
    USAGE = 2
    CONFIGURATION = 3
    MAILBOX = 4
    REGISTER = 5
    DOCUMENTS = 6
    NEEDS_A_PERSON = 10
    OUR_BUG = 70


FOR_KIND = MappingProxyType(
    {
        Kind.USAGE: ExitCode.USAGE,
        Kind.CONFIGURATION: ExitCode.CONFIGURATION,
        Kind.MAILBOX: ExitCode.MAILBOX,
        Kind.REGISTER: ExitCode.REGISTER,
        Kind.DOCUMENTS: ExitCode.DOCUMENTS,
    }
)
