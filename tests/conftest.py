"""What tests of several rooms share: a register of their own, with real files and real commits."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tests.support import register

settings.register_profile("untimed", deadline=None)  # how long a test takes says nothing of it
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def register_template(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """A fresh register, made once."""
    home = tmp_path_factory.mktemp("register")
    with django_db_blocker.unblock(), register.a_template(home):
        yield home


@pytest.fixture
def home(
    register_template: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """A folder whose register is open: `register.db`, `keys.db`, `blobs`."""
    with django_db_blocker.unblock(), register.a_copy(register_template, tmp_path):
        yield tmp_path


# A skip is a failure where everything can be installed (CLERK_CI), but for what is not ours to
# bring: the collection of real files, the protocols' own texts, and what root cannot be refused.
MAY_BE_SKIPPED = re.compile(
    r"collection|corpus|protocol's own text|protocol text|\broot\b"
    r"|kernel headers|one disk|carriage",
    re.IGNORECASE,
)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped that should have been run."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CLERK_CI") or reporter is None:
        return
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    missing = [reason for reason in skipped if not MAY_BE_SKIPPED.search(reason)]
    for reason in missing:
        reporter.write_line(f"SKIPPED AND SHOULD NOT BE: {reason}")
    if missing:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
