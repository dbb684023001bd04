"""A scanned form of four pages, read as in the cage: processor seconds and memory."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Sequence

import pikepdf

from benchmarks.figure import Figure, figure
from forms import recognise, scan_extra
from forms.extracted import Extracted
from forms.scan import reading
from tests.support import returned, scanned
from tests.support.forms import a_form
from tests.support.submissions import complete_values

FORM, PAGES, ROUNDS = "wesp_referral", 4, 5
_TARGET_S, _TARGET_MB = 3, 2000


def figures() -> list[Figure]:
    """The figures of the reader of scans; none where it is not installed."""
    if not scan_extra.is_here():
        return []
    reading.prepare(str(returned.issued_folder()))
    took = [_seconds(_scan(seed)) for seed in range(ROUNDS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    how = (
        f"the first {PAGES} pages of a complete referral form, printed and scanned to JPEG at "
        f"{scanned.DOTS} dots an inch, up to 3 degrees askew and grainy; found among the pages of "
        f"five forms, laid over, ticks and letters read on one core; median of {ROUNDS} scans"
    )
    return [
        figure(
            f"Scan of {PAGES} pages: processor time",
            sorted(took)[ROUNDS // 2],
            _TARGET_S,
            better="lower",
            unit="s",
            how=how,
        ),
        figure(
            "Scan: memory of the process that reads it",
            peak,
            _TARGET_MB,
            better="lower",
            unit="MB",
            how=how + "; with what made the scans in the same process",
        ),
    ]


def _scan(seed: int) -> bytes:
    form = a_form(FORM)
    printed = _first(returned.printed(form, complete_values(form)), range(PAGES))
    return scanned.pdf(printed, seed=seed)


def _first(document: bytes, pages: Sequence[int]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as source, pikepdf.new() as made:
        made.pages.extend([source.pages[number] for number in pages])
        made.save(out)
    return out.getvalue()


def _seconds(data: bytes) -> float:
    start = time.process_time()
    answer = reading.read(data)
    took = time.process_time() - start
    found = recognise.answer(answer)
    if not isinstance(found, Extracted):
        raise SystemExit(f"the scan is not read: {found.why}")
    return took
