"""What is wrong on our side, and what the reader of the message does about it.

Mistakes in a form are findings (`casework.finding`), never faults.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """Which part of the installation a fault belongs to; decides the exit code."""

    CONFIGURATION = "configuration"
    MAILBOX = "mailbox"
    REGISTER = "register"
    DOCUMENTS = "documents"
    USAGE = "usage"


class Fault(Exception):  # noqa: N818  the two families are Fault and Finding
    """Something of ours is wrong, and this is what to do about it."""

    kind: ClassVar[Kind]
    next_step: ClassVar[str]

    def __init__(self, reference: str = "", *details: str) -> None:
        """Take a reference (receipt, case, a file of ours) and lines that hold no form's values."""
        summary = (type(self).__doc__ or "").partition("\n")[0]
        super().__init__(f"{summary} [{reference}]" if reference else summary)
        self.reference = reference
        self.details = details

    def lines(self) -> tuple[str, ...]:
        """What a person is shown: the details, what is wrong, what to do next."""
        return (*self.details, str(self), f"Next: {self.next_step}")
