"""Measures all subjects, each in a process of its own, or prints the figures of the named ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.figure import Figure, say
from register.start import start_django

NAMES = ("readers", "cage", "pack", "pipeline", "matching", "scans", "corpus", "memory", "dialects")
RESULTS = Path(__file__).with_name("results.json")


def subjects() -> Mapping[str, Callable[[], list[Figure]]]:
    """What measures each subject."""
    # The pipeline's models can only be loaded once Django is configured.
    start_django("config.django")
    from benchmarks import (  # noqa: PLC0415  see above
        cage,
        corpus,
        matching,
        memory,
        pack,
        pipeline,
        readers,
        scans,
    )  # fmt: skip
    from benchmarks.dialects import matrix  # noqa: PLC0415  see above

    modules = (readers, cage, pack, pipeline, matching, scans, corpus, memory, matrix)
    return {name: module.figures for name, module in zip(NAMES, modules, strict=True)}


def main(names: Sequence[str]) -> int:
    """Measure; gives 0 when every subject was measured, whatever the figures are."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        say(f"There is no {unknown[0]}. There are: {', '.join(NAMES)}.")
        return 2
    if not names:
        return _all()
    found = [figure for name in names for figure in subjects()[name]()]
    print(json.dumps([asdict(figure) for figure in found], indent=1))  # noqa: T201  the answer
    return 0


def _all() -> int:
    found: list[Figure] = []
    for name in NAMES:
        say(f"Measuring {name} ...")
        command = [sys.executable, "-m", "benchmarks", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)  # noqa: S603  ourselves
        if done.returncode:
            say(f"{name} could not be measured, so results.json stays as it was.")
            return 1
        found += [Figure(**row) for row in json.loads(done.stdout)]
    rows = [asdict(figure) for figure in found]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for figure in found:
        say(line(figure))
    return 0


def line(figure: Figure) -> str:
    """A figure on one line, with its target."""
    sign = ">=" if figure.better == "higher" else "<="
    end = "" if figure.is_met else "   MISSED"
    return f"{figure.name:<58}{figure.value:>8g} {figure.unit:<6}{sign} {figure.target:g}{end}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
