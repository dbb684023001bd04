"""Scans and photographs, read in a cage of their own that is started with the first of them.

Where the `scan` extra is not installed nothing is started, and a person types the answers.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

from confine.cage import SCAN, Cage, NotRead, Read, ReaderMissing
from forms import scan_extra
from forms.extracted import Extracted, NoForm

READ_SCAN = "forms.scan.reading:read"
PREPARE = "forms.scan.reading:prepare"
PICTURES = frozenset({"scan", "photo"})  # why a file is for this reader
FEW_LETTERS = 200  # of a file that is no form by its text: its pages may be pictures


class Scans:
    """Reads pictures of pages. Its cage loads what reads letters, which is large: never before."""

    def __init__(self, issued: Path) -> None:
        self._issued = issued
        self._lock = threading.Lock()
        self._cage: Cage | None = None

    @property
    def is_here(self) -> bool:
        """Whether scans are read here."""
        return scan_extra.is_here()

    def read(self, untrusted_data: bytes) -> Read | NotRead | None:
        """What the reader of scans makes of it; None where there is none here."""
        cage = self._started()
        return None if cage is None else cage.run(READ_SCAN, untrusted_data, limits=SCAN)

    def _started(self) -> Cage | None:
        if not self.is_here:
            return None
        with self._lock:
            if self._cage is None:
                try:
                    warm = [f"{PREPARE}={self._issued.resolve()}"]
                    self._cage = Cage.start([READ_SCAN], warm=warm)
                except ReaderMissing:  # the extra is there and broken: a person types
                    return None
            return self._cage

    def close(self) -> None:
        """End the cage, if it was started."""
        with self._lock:
            cage, self._cage = self._cage, None
        if cage is not None:
            cage.close()


def is_of_pictures(found: Extracted | NoForm) -> bool:
    """Whether a file that was looked at may be pages of pictures."""
    if isinstance(found, Extracted):
        return False
    few = found.why == "unknown_form" and len(found.text.strip()) < FEW_LETTERS
    return found.why in PICTURES or few


def together(untrusted_photographs: Sequence[bytes]) -> bytes:
    """Several photographs as one file, in the order they came: pages of one form, perhaps."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, untrusted_one in enumerate(untrusted_photographs, start=1):
            archive.writestr(zipfile.ZipInfo(f"photograph-{number:02}"), untrusted_one)
    return out.getvalue()
