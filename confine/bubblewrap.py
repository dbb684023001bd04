"""The outermost layer: the zygote in namespaces of its own, where bubblewrap is installed.

Root has no use for it: as root the names inside would be root's outside.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from confine import interpreter

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")


def available() -> bool:
    """Whether it is installed and we are not root. Whether it works, the probe finds out."""
    return shutil.which("bwrap") is not None and os.geteuid() != 0


def wrapped(command: Sequence[str], *, shown: Sequence[str] = (), tied: bool) -> list[str]:
    """The same command inside, seeing the system, our modules, `shown`, and an empty /tmp."""
    wanted = (*_SYSTEM, sys.base_prefix, sys.prefix, *interpreter.module_path(), *shown)
    seen = [path for path in dict.fromkeys(wanted) if Path(path).exists()]
    return [
        shutil.which("bwrap") or "bwrap",
        *("--unshare-all", "--new-session", "--cap-drop", "ALL"),
        *(("--die-with-parent",) if tied else ()),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108  inside, its own
        *(word for path in seen for word in ("--ro-bind", path, path)),
        *("--chdir", "/", "--"),
        *command,
    ]
