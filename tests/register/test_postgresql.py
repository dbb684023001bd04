"""Every test of this folder again, on a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support import postgres
from tests.support.register import ON_POSTGRESQL
from tests.support.source import ROOT

PROGRAMS = postgres.binaries()


@pytest.mark.skipif(ON_POSTGRESQL, reason="this is the run on PostgreSQL")
@pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL here: apt install postgresql")
def test_all_of_this_holds_on_postgresql():
    assert PROGRAMS is not None
    # Some of these are about the encrypted file alone and are skipped in this inner run.
    outer = {name: value for name, value in os.environ.items() if name != "CLERK_CI"}
    with postgres.server(PROGRAMS) as url:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider",
             "tests/register", "--tb=short"],
            cwd=ROOT, env=outer | {"DATABASE_URL": url}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
