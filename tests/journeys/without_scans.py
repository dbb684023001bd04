"""The command line as it is where the `scan` extra was never installed."""

from __future__ import annotations

import sys

ABSENT = ("cv2", "onnxruntime", "rapidocr")


def main() -> None:
    """Run `clerk` with the arguments given, without the libraries of the extra."""
    for name in ABSENT:
        sys.modules[name] = None  # pyright: ignore[reportArgumentType]  it is not there
    from clerk.cli import main as clerk  # noqa: PLC0415  after the libraries are gone

    clerk()


if __name__ == "__main__":
    main()
