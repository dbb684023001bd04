"""What fuzzing begins from and what it once found, tried each time, in process and in the cage."""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from confine.cage import NotRead, Read
from tests.fuzz import caged
from tests.fuzz.__main__ import KEPT, hunt
from tests.fuzz.targets import PLANTED, TARGETS, Target


def inputs(target: Target) -> Iterator[bytes]:
    yield from target.begun()
    folder = KEPT / target.name
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        yield path.read_bytes()


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_once_is_not_found_again(name: str):
    tried = 0
    for data in inputs(TARGETS[name]):
        TARGETS[name].act(data)
        tried += 1
    assert tried > 1


@pytest.mark.parametrize("name", [name for name, one in TARGETS.items() if one.limits])
def test_every_input_ends_in_a_named_outcome_in_the_cage(name: str):
    target = TARGETS[name]
    assert target.limits is not None
    with caged.a_cage(target) as cage:
        for data in inputs(target):
            found = cage.run(target.reader, target.in_file(data), limits=target.limits)
            assert isinstance(found, Read | NotRead)
            assert not (isinstance(found, NotRead) and found.reason.value == "parser"), found


def test_a_hunt_finds_a_broken_promise(tmp_path: Path):
    if importlib.util.find_spec("atheris") is None:
        assert (sys.platform, platform.machine()) != ("linux", "x86_64"), "the lock has a fuzzer"
        return
    found = hunt(PLANTED, 20, tmp_path)
    assert found.tried > 0
    assert [line.rpartition(": ")[2] for line in found.wrong] == ["planted"]
