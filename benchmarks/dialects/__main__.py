"""The matrix for a person: `python -m benchmarks.dialects --fillings 5 --dialect "flat, qpdf"`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.dialects import matrix
from benchmarks.dialects.dialects import ALL
from benchmarks.figure import say


def main() -> None:
    """Run the chosen cells, and say what was unsure or wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fillings", type=int, default=5)
    asked.add_argument("--dialect", action="append", default=[])
    asked.add_argument("--form", action="append", default=[])
    asked.add_argument("--keep", type=Path, help="a folder for the files that were not read right")
    asked.add_argument("--lines", type=int, default=12, help="how many answers to show a cell")
    chosen = asked.parse_args()
    names = chosen.dialect or [""]
    dialects = [one for one in ALL if one.is_here() and any(text in one.name for text in names)]
    cells: list[matrix.Cell] = []
    for cell in matrix.run(
        dialects, fillings=chosen.fillings, form_ids=chosen.form, keep=chosen.keep
    ):
        cells.append(cell)
        say(matrix.told(cell))
        for head, lines in (("WRONG", cell.tally.wrong), ("unsure", cell.tally.unsure)):
            for line in lines[: chosen.lines]:
                say(f"    {head} {line}")
    for line in matrix.table(cells):
        say(line)


if __name__ == "__main__":
    main()
