"""The collection of real files that tests read in place; where it is absent they skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.source import ROOT

CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "corpus"))


def corpus_file(*parts: str) -> Path:
    """A file of the collection, or a skip that says which one is missing."""
    path = CORPUS.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no such file in the collection: {path}")
    return path
