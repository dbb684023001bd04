"""The rungs: what a machine can do is found by trying, and less is never taken for more."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from confine import bubblewrap, ladder, landlock, probe
from confine.cage import ALL, Cage, Layer, NotRead, Read, Reason
from confine.ladder import Rung
from confine.limits import FORM
from tests.confine import attacks, readers

NO_CONFINEMENT = NotRead(reason=Reason.NO_CONFINEMENT, code="rung-4")


def test_with_every_layer_the_rung_is_the_best_this_machine_has():
    with readers.a_cage() as cage:
        assert cage.rung == (Rung.CONFINED if landlock.abi() else Rung.FILTERED)


def test_without_landlock_a_reader_is_still_confined():
    with readers.a_cage(readers.PLAIN - {Layer.LANDLOCK}) as cage:
        assert cage.rung == Rung.FILTERED
        assert readers.reads(cage)


def test_without_the_filter_nothing_is_read_unless_a_person_asks():
    without = readers.PLAIN - {Layer.SECCOMP}
    with readers.a_cage(without) as cage:
        assert cage.rung == Rung.LIMITS
        assert readers.run(cage, attacks.echo, b"form") == NO_CONFINEMENT
    with readers.a_cage(without, allow_unconfined=True) as cage:
        assert readers.reads(cage)


def test_without_a_zygote_nothing_is_read_unless_a_person_asks():
    with readers.a_cage(frozenset()) as cage:
        assert cage.rung == Rung.LIMITS
        assert cage.zygote_pid is None
        assert readers.run(cage, attacks.echo, b"form") == NO_CONFINEMENT


@pytest.mark.parametrize(
    ("reader", "words", "expected"),
    [
        (attacks.echo, {}, Read(untrusted_answer=b"AName")),
        (attacks.refuse, {"code": "encrypted"}, NotRead(reason=Reason.REFUSED, code="encrypted")),
        (attacks.raise_invented, {}, NotRead(reason=Reason.PARSER, code="other")),
        (
            attacks.raise_builtin,
            {"name": "ValueError"},
            NotRead(reason=Reason.PARSER, code="ValueError"),
        ),
        (
            attacks.take_memory,
            {"zygote": "0"},
            NotRead(reason=Reason.MEMORY, code="memory-error"),
        ),
        (
            attacks.touch_nothing,
            {"zygote": "0"},
            NotRead(reason=Reason.DIED, code="signal-11"),
        ),
        (
            attacks.promise,
            {"promised": str(2 << 30)},
            NotRead(reason=Reason.TOO_LONG, code="answer-cap"),
        ),
        (
            attacks.close_the_pipe_and_loop,
            {},
            NotRead(reason=Reason.DIED, code="signal-9"),
        ),
    ],
)
def test_a_fresh_interpreter_keeps_the_limits_and_the_answers(
    reader: attacks.Attack, words: dict[str, str], expected: Read | NotRead
):
    with readers.a_cage(frozenset(), allow_unconfined=True) as cage:
        before = len(list(Path("/proc/self/fd").iterdir()))
        assert readers.run(cage, reader, b"AName", **words) == expected
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_probe_finds_what_is_not_refused():
    """Unconfined, every act must get through: a probe that finds nothing proves nothing."""
    acts = [name for name in probe.ACTS if name != "exec"]  # would replace this very process
    found = probe.attempt(b"", zygote=str(os.getpid()), acts=" ".join(acts))
    assert json.loads(found) == acts


def test_the_probe_gives_no_answer_where_a_program_starts():
    with Cage.start(
        [ladder.PROBE],
        layers=readers.PLAIN - {Layer.SECCOMP, Layer.LANDLOCK},
        allow_unconfined=True,
    ) as cage:
        outcome = cage.run(
            ladder.PROBE, b"", limits=FORM, arguments={"zygote": "0", "acts": "exec"}
        )
    assert isinstance(outcome, NotRead)


def test_the_rules_of_every_older_kernel_are_taken_by_a_newer_one():
    for version in range(1, landlock.abi() + 1):
        descriptor = landlock.ruleset(version)
        assert descriptor is not None
        os.close(descriptor)
    assert landlock.ruleset(0) is None


@pytest.mark.parametrize("rung", list(Rung))
def test_every_rung_is_described_in_plain_words(rung: Rung):
    words = ladder.describe(int(rung))
    assert words.endswith(".")
    assert not {"seccomp", "zygote", "rlimit"} & set(words.casefold().split())


def test_where_held_messages_wait_the_description_says_so():
    held = [rung for rung in Rung if "held" in ladder.describe(rung)]
    assert held == [Rung.NOTHING, Rung.LIMITS]


@pytest.mark.skipif(not bubblewrap.available(), reason="no bubblewrap here, or we are root")
def test_where_bubblewrap_works_the_zygote_lives_inside():
    with readers.a_cage(ALL) as cage:
        assert cage.rung == Rung.BUBBLEWRAP
        assert readers.reads(cage)
        for attack in (attacks.open_a_file, attacks.fork, attacks.signal_the_parent):
            outcome = readers.run(cage, attack, zygote=str(cage.zygote_pid))
            assert outcome == NotRead(reason=Reason.PARSER, code="PermissionError")
        assert isinstance(readers.run(cage, attacks.close_the_pipe_and_loop), NotRead)
        assert readers.reads(cage)
