"""A throw-away PostgreSQL server on a socket of its own, for the tests that need one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USER = "clerk"


def binaries() -> Path | None:
    """Where the newest installed server's programs are, if there is one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts)
    return found[-1].parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """A running server; gives its address as DATABASE_URL takes it. Nothing of it stays behind."""
    # A socket's path may have about 100 characters, which pytest's folders do not keep to.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    running_as: dict[str, object] = {"cwd": folder}
    if os.geteuid() == 0:
        # The server refuses to be root.
        account = _somebody()
        shutil.chown(folder, account.pw_uid, account.pw_gid)
        running_as |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, **running_as,  # type: ignore[call-overload]
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="],
            stdout=log, stderr=log, **running_as,  # type: ignore[call-overload]
        )  # fmt: skip
    try:
        url = f"postgresql://{_USER}@/postgres?host={folder}"
        _wait_for(programs / "pg_isready", folder)
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _wait_for(is_ready: Path, folder: Path) -> None:
    for _ in range(100):
        if subprocess.run([is_ready, "-q", "-h", folder], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError((folder / "log").read_text())


def _somebody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
