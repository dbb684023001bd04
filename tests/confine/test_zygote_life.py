"""The zygote dies, its children misbehave, its parent is killed: what is left each time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest

from confine.cage import FORM, Cage, Limits, NotRead, Read, ReaderMissing, Reason
from tests.confine import attacks, readers

LONG = Limits(memory_bytes=256 << 20, cpu_s=20, wall_s=20, answer_bytes=1024)


@pytest.fixture
def cage() -> Iterator[Cage]:
    with readers.a_cage() as started:
        yield started


def _zygote(cage: Cage) -> int:
    assert cage.zygote_pid is not None
    return cage.zygote_pid


def test_a_killed_zygote_is_replaced_before_the_next_document(cage: Cage):
    before = _zygote(cage)
    os.kill(before, signal.SIGKILL)
    assert readers.reads(cage)
    assert _zygote(cage) != before


def _loop(cage: Cage) -> Read | NotRead:
    return cage.run(readers.name_of(attacks.loop), b"", limits=LONG, arguments={"zygote": "0"})


def test_a_document_whose_zygote_dies_is_tried_once_more_and_then_held(cage: Cage):
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_loop, cage)
        for _ in range(2):
            assert readers.eventually(lambda: bool(readers.children(_zygote(cage))))
            killed = _zygote(cage)
            os.kill(killed, signal.SIGKILL)
            assert readers.eventually(lambda: _zygote(cage) != killed)  # noqa: B023  at once
        assert reading.result() == NotRead(reason=Reason.DIED, code="zygote")
    assert readers.reads(cage)


def test_the_children_of_a_killed_zygote_end_with_it(cage: Cage):
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_loop, cage)
        assert readers.eventually(lambda: len(readers.children(_zygote(cage))) == 1)
        (child,) = readers.children(_zygote(cage))
        os.kill(_zygote(cage), signal.SIGKILL)
        assert readers.eventually(lambda: not readers.is_there(int(child)))
        assert readers.eventually(lambda: bool(readers.children(_zygote(cage))))
        cage.close()
        assert isinstance(reading.result(), NotRead)


def test_a_stopped_zygote_is_replaced(cage: Cage):
    before = _zygote(cage)
    os.kill(before, signal.SIGSTOP)
    assert readers.reads(cage)
    assert not readers.is_there(before)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (attacks.close_the_pipe_and_loop, NotRead(reason=Reason.DIED, code="signal-9")),
        (attacks.answer_and_loop, Read(untrusted_answer=b"done")),
    ],
)
def test_a_child_that_goes_on_after_its_answer_is_killed(
    cage: Cage, reader: attacks.Attack, expected: Read | NotRead
):
    assert readers.run(cage, reader) == expected
    assert readers.eventually(lambda: readers.children(_zygote(cage)) == [])
    assert readers.reads(cage)


def test_many_readings_leave_no_descriptor_and_no_process_behind(cage: Cage):
    mine = Path("/proc/self/fd")
    before = len(list(mine.iterdir()))
    zygote = _zygote(cage)
    for _ in range(150):  # three times this, and a zygote that leaks has none left
        assert readers.reads(cage)
        assert readers.run(cage, attacks.write_raw, b"x") == NotRead(
            reason=Reason.DIED, code="no-answer"
        )
        assert isinstance(readers.run(cage, attacks.close_the_pipe_and_loop), NotRead)
    assert len(list(mine.iterdir())) == before
    assert _zygote(cage) == zygote
    assert readers.eventually(lambda: readers.children(zygote) == [])


def test_threads_share_a_cage(cage: Cage):
    zygote = _zygote(cage)

    def read(number: int) -> bool:
        data = str(number).encode() * 1000
        return readers.run(cage, attacks.echo, data) == Read(untrusted_answer=data)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(100)))
    assert _zygote(cage) == zygote


def test_a_slow_document_does_not_hold_up_another(cage: Cage):
    short = Limits(memory_bytes=256 << 20, cpu_s=10, wall_s=2, answer_bytes=1024)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(
            cage.run,
            readers.name_of(attacks.loop),
            b"",
            limits=short,
            arguments={"zygote": "0"},
        )
        assert readers.eventually(lambda: bool(readers.children(_zygote(cage))))
        assert readers.reads(cage)
        assert not slow.done()
        assert slow.result() == NotRead(reason=Reason.TIMEOUT, code="wall")


def test_a_cage_outlives_the_thread_that_started_it():
    started: list[Cage] = []
    thread = Thread(target=lambda: started.append(readers.a_cage()))
    thread.start()
    thread.join()
    (cage,) = started
    with cage:
        zygote = _zygote(cage)
        assert readers.reads(cage)
        assert _zygote(cage) == zygote


LOST = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from tests.confine import attacks, readers

with readers.a_cage() as cage:
    found, sys.executable = sys.executable, "/nowhere"
    os.kill(cage.zygote_pid, signal.SIGKILL)
    print(readers.run(cage, attacks.echo).code)
    sys.executable = found
    print(readers.eventually(lambda: readers.reads(cage)))
"""


def _ourselves(script: str, *words: str) -> list[str]:
    root = Path(__file__).resolve().parents[2]
    return [sys.executable, "-P", "-c", script, str(root), *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_a_zygote_that_cannot_be_replaced_is_tried_again_later():
    told = subprocess.run(
        _ourselves(LOST), env=_environment(), capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["rung-0", "True"]


def test_a_reader_that_went_away_is_a_fault_and_may_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    module = tmp_path / "passing_reader.py"
    text = "def read(untrusted_data: bytes) -> bytes:\n    return untrusted_data\n"
    module.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    with Cage.start(["passing_reader:read"], layers=readers.PLAIN) as cage:
        module.rename(tmp_path / "away")
        os.kill(_zygote(cage), signal.SIGKILL)
        with pytest.raises(ReaderMissing):
            cage.run("passing_reader:read", b"form", limits=FORM)
        module.write_text(text)
        outcome = cage.run("passing_reader:read", b"form", limits=FORM)
        assert outcome == Read(untrusted_answer=b"form")


PARENT = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from tests.confine import readers

def start():
    cage = readers.a_cage()
    print(cage.zygote_pid, flush=True)
    sys.stdin.read()

start() if sys.argv[2] == "main" else threading.Thread(target=start).start()
"""


@pytest.mark.parametrize("started_in", ["main", "thread"])
def test_a_zygote_ends_when_its_parent_is_killed(started_in: str):
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-P", "-c", PARENT, str(root), started_in],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as parent:
        assert parent.stdout is not None
        zygote = int(parent.stdout.readline())
        assert readers.is_there(zygote)
        parent.kill()
        assert readers.eventually(lambda: not readers.is_there(zygote))


def test_a_closed_cage_reads_nothing_and_leaves_nothing():
    cage = readers.a_cage()
    zygote = _zygote(cage)
    cage.close()
    assert not readers.is_there(zygote)
    outcome = readers.run(cage, attacks.echo)
    assert outcome == NotRead(reason=Reason.NO_CONFINEMENT, code="rung-0")
    cage.close()


@pytest.mark.parametrize(
    ("targets", "warm", "said"),
    [
        (["tests.confine.nowhere:read"], [], "tests.confine.nowhere:read"),
        (["tests.confine.attacks:nothing"], [], "tests.confine.attacks:nothing"),
        ([], ["tests.confine.attacks:fail_to_warm"], "tests.confine.attacks:fail_to_warm"),
    ],
)
def test_a_reader_that_cannot_be_loaded_is_said_at_start(
    targets: list[str], warm: list[str], said: str
):
    with pytest.raises(ReaderMissing) as missing:
        Cage.start(targets, warm=warm, layers=readers.PLAIN)
    assert missing.value.reference == said


def test_a_document_that_is_read_with_the_default_layers():
    with Cage.start(readers.TARGETS) as cage:
        outcome = cage.run(readers.name_of(attacks.echo), b"form", limits=FORM)
        assert outcome == Read(untrusted_answer=b"form")
