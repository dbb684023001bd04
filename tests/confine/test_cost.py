"""What keeps a reading cheap. Nothing here looks at a clock: `benchmarks/cage.py` does."""

from __future__ import annotations

import json

from confine.cage import Read
from tests.confine import attacks, readers


def test_a_child_imports_nothing():
    with readers.a_cage() as cage:
        outcome = readers.run(cage, attacks.loaded_since)
    assert isinstance(outcome, Read)
    assert json.loads(outcome.untrusted_answer) == []


def test_a_collection_in_a_child_has_little_to_walk():
    with readers.a_cage() as cage:
        outcome = readers.run(cage, attacks.frozen)
    assert isinstance(outcome, Read)
    frozen, walked = json.loads(outcome.untrusted_answer)
    assert frozen > 5_000
    assert walked < 500


def test_one_zygote_serves_all_documents():
    with readers.a_cage() as cage:
        first = cage.zygote_pid
        assert all(readers.reads(cage) for _ in range(20))
        assert cage.zygote_pid == first
