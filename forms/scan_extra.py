"""Whether scans can be read here: the one place that asks for the `scan` extra.

Nothing is loaded by asking: the command line stays fast and small.
"""

from __future__ import annotations

import platform
from functools import cache
from importlib.util import find_spec
from pathlib import Path

RECOGNISER = "PP-OCRv6_rec_small.onnx"
_LIBRARIES = ("cv2", "onnxruntime", "rapidocr")


@cache
def model() -> Path | None:
    """The file that knows letters, out of rapidocr's wheel; None without the extra."""
    if any(find_spec(name) is None for name in _LIBRARIES):
        return None
    home = find_spec("rapidocr")
    folders = home.submodule_search_locations if home is not None else None
    found = [Path(folder) / "models" / RECOGNISER for folder in folders or ()]
    return next((path for path in found if path.is_file()), None)


def is_here() -> bool:
    """Whether scans and photographs are read; else a person types their answers."""
    return model() is not None and platform.system() == "Linux"
