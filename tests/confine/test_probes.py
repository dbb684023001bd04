"""Every attack is stopped, leaves the zygote alive, and the next document is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from confine import landlock
from confine.cage import Cage, Layer, Limits, NotRead, Read, Reason
from tests.confine import attacks, readers
from tests.confine.attacks import DONE

SHORT = Limits(memory_bytes=256 << 20, cpu_s=10, wall_s=0.5, answer_bytes=1 << 20)
FILTER, LANDLOCK = Layer.SECCOMP, Layer.LANDLOCK

ALWAYS = "always"  # limits, the lost uid, no new privileges, not dumpable
UID = "uid"  # a cage started by root reads as somebody else
SCOPES = "scopes"  # newer kernels only

# Attack, and who stops it alone.
ATTACKS = [
    (attacks.open_a_file, {FILTER, LANDLOCK}),
    (attacks.open_a_socket, {FILTER}),
    (attacks.run_a_command, {ALWAYS}),
    (attacks.fork, {ALWAYS}),
    (attacks.signal_the_parent, {FILTER, SCOPES, UID}),
    (attacks.write_a_file, {ALWAYS}),
    (attacks.take_memory, {ALWAYS}),
    (attacks.touch_nothing, {ALWAYS}),
    (attacks.loop, {ALWAYS}),
    (attacks.read_the_parents_limits, {FILTER, UID}),
    (attacks.set_the_parents_limits, {FILTER, UID}),
    (attacks.signal_a_thread_of_the_parent, {FILTER, SCOPES, UID}),
    (attacks.ask_about_a_file, {FILTER}),
    (attacks.make_memory_executable, {FILTER}),
    (attacks.turn_memory_executable, {FILTER}),
    (attacks.trace_the_parent, {ALWAYS}),
    (attacks.raise_own_limits, {ALWAYS}),
]
SHARES = {
    "all": readers.PLAIN,
    "without-landlock": readers.PLAIN - {LANDLOCK},
    "without-seccomp": readers.PLAIN - {FILTER},
    "without-both": readers.PLAIN - {FILTER, LANDLOCK},
}


@pytest.fixture(scope="module", params=SHARES.values(), ids=list(SHARES))
def weighed(request: pytest.FixtureRequest) -> Iterator[tuple[Cage, set[str]]]:
    """A cage with some of its layers, and the names of all that is at work in it."""
    layers: frozenset[Layer] = request.param
    at_work: set[str] = {ALWAYS, *layers}
    version = landlock.abi()
    if version == 0:
        at_work.discard(LANDLOCK)
    if LANDLOCK in at_work and version >= landlock.SCOPES_SINCE:
        at_work.add(SCOPES)
    if os.geteuid() == 0:
        at_work.add(UID)
    with readers.a_cage(layers, allow_unconfined=True) as cage:
        yield cage, at_work


@pytest.mark.parametrize(("attack", "stopped_by"), ATTACKS, ids=[a.__name__ for a, _ in ATTACKS])
def test_an_attack_is_stopped_by_the_layers_that_claim_it(
    weighed: tuple[Cage, set[str]], attack: attacks.Attack, stopped_by: set[str]
):
    cage, at_work = weighed
    before = cage.zygote_pid
    outcome = cage.run(
        readers.name_of(attack), b"", limits=SHORT, arguments={"zygote": str(before)}
    )
    got_through = outcome == Read(untrusted_answer=DONE)
    assert got_through == (not stopped_by & at_work), outcome
    assert readers.reads(cage)
    assert cage.zygote_pid == before


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with readers.a_cage() as started:
        yield started


REFUSED = NotRead(reason=Reason.PARSER, code="PermissionError")
OUTCOMES = [
    (attacks.open_a_file, REFUSED),
    (attacks.open_a_socket, REFUSED),
    (attacks.run_a_command, Read(untrusted_answer=b"nothing ran")),
    (attacks.fork, REFUSED),
    (attacks.signal_the_parent, REFUSED),
    (attacks.write_a_file, REFUSED),
    (attacks.take_memory, NotRead(reason=Reason.MEMORY, code="memory-error")),
    (attacks.touch_nothing, NotRead(reason=Reason.DIED, code="signal-11")),
    (attacks.loop, NotRead(reason=Reason.TIMEOUT, code="wall")),
    (attacks.read_the_parents_limits, REFUSED),
    (attacks.set_the_parents_limits, REFUSED),
    (attacks.signal_a_thread_of_the_parent, REFUSED),
    (attacks.ask_about_a_file, REFUSED),
    (attacks.make_memory_executable, REFUSED),
    (attacks.turn_memory_executable, REFUSED),
    (attacks.trace_the_parent, REFUSED),
    (attacks.raise_own_limits, NotRead(reason=Reason.PARSER, code="ValueError")),
]


@pytest.mark.parametrize(("attack", "expected"), OUTCOMES, ids=[a.__name__ for a, _ in OUTCOMES])
def test_in_the_whole_cage_an_attack_ends_like_this(
    cage: Cage, attack: attacks.Attack, expected: Read | NotRead
):
    words = {"zygote": str(cage.zygote_pid)}
    assert cage.run(readers.name_of(attack), b"", limits=SHORT, arguments=words) == expected
    assert readers.reads(cage)


def test_a_call_with_the_number_of_another_architecture_kills(cage: Cage):
    outcome = readers.run(cage, attacks.call_as_another_architecture)
    assert outcome == NotRead(reason=Reason.DIED, code="signal-31")
    assert readers.reads(cage)


def test_a_loop_that_only_burns_time_ends_at_the_processor_limit(cage: Cage):
    tight = Limits(memory_bytes=256 << 20, cpu_s=1, wall_s=60, answer_bytes=1024)
    outcome = cage.run(readers.name_of(attacks.loop), b"", limits=tight, arguments={"zygote": "0"})
    assert outcome == NotRead(reason=Reason.TIMEOUT, code="cpu")


def test_a_loop_that_ignores_the_processor_limit_ends_one_second_later(cage: Cage):
    tight = Limits(memory_bytes=256 << 20, cpu_s=1, wall_s=60, answer_bytes=1024)
    outcome = cage.run(readers.name_of(attacks.ignore_the_processor_limit), b"", limits=tight)
    assert outcome == NotRead(reason=Reason.DIED, code="signal-9")


def test_a_child_has_nothing_open_but_its_reply(cage: Cage):
    outcome = readers.run(cage, attacks.descriptors)
    assert isinstance(outcome, Read)
    assert json.loads(outcome.untrusted_answer) == [1, 2, 3]  # 1 and 2 lead nowhere


def test_a_child_sees_nothing_of_our_environment(cage: Cage):
    outcome = readers.run(cage, attacks.environment)
    assert isinstance(outcome, Read)
    assert json.loads(outcome.untrusted_answer) == [
        "LC_ALL",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
    ]
