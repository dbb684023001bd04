"""What a reading in the cage costs, against a bare fork and against a fresh interpreter.

All three load the same libraries that read forms, and take turns, so that a busy machine slows them
alike.
"""

from __future__ import annotations

import gc
import io
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import lxml.etree
import pikepdf
import pypdfium2

from benchmarks.figure import Figure, figure, milliseconds, told
from confine.cage import FORM, Cage, Read

_ROUNDS, _FORKS_A_ROUND, _FRESH_ROUNDS = 40, 10, 10
_READER, _WARMER = "benchmarks.cage:read", "benchmarks.cage:warm"
_ROOT = str(Path(__file__).resolve().parent.parent)
_START = "import sys; sys.path[:] = sys.argv[1].split(chr(10)); import benchmarks.cage as bench; "


def read(untrusted_data: bytes) -> bytes:
    """A reader that gives its document back: what is left is the cage."""
    return untrusted_data


def warm() -> None:
    """Use each library once, as the readers' own warmers do."""
    with pikepdf.new() as made:
        made.add_blank_page()
        kept = io.BytesIO()
        made.save(kept)
    document = pypdfium2.PdfDocument(kept.getvalue())
    document[0].render()
    document.close()
    lxml.etree.fromstring(b"<a/>")


def fork_bare() -> None:
    """Answer every line on standard input with the milliseconds of some forks, one by one."""
    warm()
    gc.collect()
    gc.freeze()
    for _ in sys.stdin:
        took = [milliseconds(_fork_and_wait) for _ in range(_FORKS_A_ROUND)]
        print(json.dumps(took), flush=True)  # noqa: T201  the answer


def _fork_and_wait() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _interpreter(then: str) -> list[str]:
    path = "\n".join(entry for entry in (*sys.path, _ROOT) if entry)
    return [sys.executable, "-I", "-c", _START + then, path]


def _read_tiny(cage: Cage) -> None:
    outcome = cage.run(_READER, b"tiny", limits=FORM)
    if outcome != Read(untrusted_answer=b"tiny"):
        raise SystemExit(f"the cage does not read here: {outcome}")


def _read_fresh() -> None:
    command = _interpreter("bench.read(b'tiny')")
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603  ourselves


def measure() -> tuple[int, dict[str, float]]:
    """The rung, and the median milliseconds of each way."""
    bare: list[float] = []
    caged: list[float] = []
    fresh: list[float] = []
    forker = subprocess.Popen(  # noqa: S603  ourselves
        _interpreter("bench.fork_bare()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with forker, Cage.start([_READER], warm=[_WARMER]) as cage:
        if forker.stdin is None or forker.stdout is None:
            raise SystemExit("no pipes")
        for turn in range(_ROUNDS):
            forker.stdin.write("\n")
            forker.stdin.flush()
            bare += json.loads(forker.stdout.readline())
            caged += [milliseconds(lambda: _read_tiny(cage)) for _ in range(_FORKS_A_ROUND)]
            if turn < _FRESH_ROUNDS:
                fresh.append(milliseconds(_read_fresh))
        rung = cage.rung
    medians = {
        "bare": statistics.median(bare),
        "caged": statistics.median(caged),
        "fresh": statistics.median(fresh),
    }
    return rung, medians


def figures() -> list[Figure]:
    """The figures of the cage."""
    rung, medians = measure()
    how = (
        f"a four-byte document at rung {rung}; medians of {_ROUNDS * _FORKS_A_ROUND} forks and "
        f"readings and {_FRESH_ROUNDS} fresh interpreters with the same libraries and nothing "
        f"confined, in turns: {told(medians)}"
    )
    return [
        figure(
            "Cage: a reading against a bare fork and wait",
            medians["caged"] / medians["bare"],
            4,
            better="lower",
            unit="times",
            how=how,
        ),
        figure(
            "Cage: times cheaper than a fresh interpreter",
            medians["fresh"] / medians["caged"],
            5,
            better="higher",
            unit="times",
            how=how,
        ),
    ]
