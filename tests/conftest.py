"""What tests of several rooms share: a register of their own, with real files and real commits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.support import register


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
