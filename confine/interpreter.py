"""A fresh interpreter that inherits nothing but where our modules are."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

# Threads do not survive a fork, so nothing that is loaded may start any.
ENVIRONMENT = MappingProxyType(
    {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
)
_ROOT = str(Path(__file__).resolve().parent.parent)
_BOOT = (
    "import json, sys; call = json.loads(sys.argv[1]); sys.path[:] = call.pop('path'); "
    "from confine.{module} import main; main(**call)"
)


def module_path() -> list[str]:
    """Where modules are found here, the working folder of the moment left out."""
    return [entry for entry in dict.fromkeys((*sys.path, _ROOT)) if entry]


def command(module: str, call: Mapping[str, object]) -> list[str]:
    """The command line that calls `main` of one of our modules with these arguments."""
    order = json.dumps({**call, "path": module_path()})
    return [sys.executable, "-I", "-X", "utf8", "-c", _BOOT.format(module=module), order]
