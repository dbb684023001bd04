"""One installation a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.support.installation import Clerk, a_clerk


@pytest.fixture
def clerk(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Clerk]:
    """The clerk of a new installation of the women's panel."""
    with django_db_blocker.unblock(), a_clerk(tmp_path) as made:
        yield made


@pytest.fixture
def childrens_clerk(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Clerk]:
    """The clerk of a new installation of the children's panel."""
    with django_db_blocker.unblock(), a_clerk(tmp_path, "mase") as made:
        yield made
