"""One target hunted in this process: `python -m tests.fuzz.hunt NAME [libFuzzer's arguments]`.

Without a fuzzer's arguments it acts once on each named file: `... hunt NAME --once FILE...`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOMS = ("casework", "forms", "ingest")
ONCE = "--once"


def main() -> None:
    """Hunt until the time is up; what the target raises ends it, with the input kept."""
    name, *rest = sys.argv[1:]
    if rest[:1] == [ONCE]:
        from tests.fuzz.targets import named  # noqa: PLC0415  nothing is to be watched here

        for file in rest[1:]:
            named(name).act(Path(file).read_bytes())
        return
    import atheris  # noqa: PLC0415  not to be had everywhere

    with atheris.instrument_imports(include=list(ROOMS)):  # pyright: ignore[reportAttributeAccessIssue]  made in C
        from tests.fuzz.targets import named  # noqa: PLC0415  it loads what is to be watched
    target = named(name)
    for data in target.begun():
        target.act(data)  # what is loaded late is loaded now
    atheris.Setup([sys.argv[0], *rest], target.act)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
