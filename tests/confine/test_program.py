"""A program in the jail reaches its room and nothing else; when it ends, nothing of it is left."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from confine import jail, landlock, program, program_filter
from confine.answer import NotRead, Read, Reason
from confine.filters import ABSENT, ALLOW, MACHINES, REFUSE
from confine.limits import Limits
from confine.program import ROOM, Program
from tests.confine.test_filters import HEADERS, verdict

SHORT = Limits(memory_bytes=1 << 30, cpu_s=5, wall_s=5, answer_bytes=1 << 20)
SYSTEM_PYTHON = Path("/usr/bin/python3")  # one in somebody's home may be closed to nobody
PYTHON = (SYSTEM_PYTHON if SYSTEM_PYTHON.exists() else Path(sys.executable)).resolve()
READABLE = (str(PYTHON.parent.parent / "lib"), str(PYTHON))
needs_landlock = pytest.mark.skipif(landlock.abi() < 1, reason="this kernel has no Landlock")


def script(text: str, **more: object) -> Program:
    values: dict[str, object] = {
        "command": (str(PYTHON), "-I", "-S", "-c", dedent(text)),
        "environment": (("HOME", ROOM),),
        "readable": READABLE,
        "sockets": (),
        "asks": "in",
        "answers": "out",
        **more,
    }
    return Program(**values)  # pyright: ignore[reportArgumentType]  a test's own table


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that everybody may use: only the jail keeps a program out of it."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o777)
        yield Path(made)


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The rooms are made in a folder of this test's own."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        monkeypatch.setattr(program, "_IN_MEMORY", made)
        yield Path(made)


@needs_landlock
def test_a_program_reads_its_document_and_its_answer_comes_back(rooms: Path):
    found = program.run(
        script("data = open('in', 'rb').read(); open('out', 'wb').write(data[::-1])"),
        b"abc",
        limits=SHORT,
    )
    assert found == Read(untrusted_answer=b"cba")
    assert list(rooms.iterdir()) == []


ATTEMPTS = {
    "a file": "open({secret!r}).read()",
    "the passwords": "open('/etc/passwd').read()",
    "another process": "open('/proc/{parent}/environ').read()",
    "a file elsewhere": "open({secret!r} + '2', 'w')",
    "the network": "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "datagrams": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "raw packets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "a local service": "import socket; socket.socket(socket.AF_UNIX).connect({secret!r})",
    "a signal": "import os; os.kill({parent}, 0)",
    "a process": "import os; os.fork()",
    "a command": "import subprocess; subprocess.run(['/bin/true'])",
    "a session": "import os; os.setsid()",
    "the parent's limits": "import resource; resource.prlimit({parent}, resource.RLIMIT_NOFILE)",
    "more memory": "import resource as r; r.setrlimit(r.RLIMIT_AS, (1 << 40, 1 << 40))",
    "a link to elsewhere": "import os; os.symlink({secret!r}, 'out')",
    "a tunnel": "import os; os.link({secret!r}, 'out')",
}


@needs_landlock
@pytest.mark.parametrize("what", ATTEMPTS)
def test_what_a_captured_program_tries_is_refused(what: str, elsewhere: Path):
    secret = elsewhere / "secret"
    secret.write_text("secret")
    secret.chmod(0o644)
    act = ATTEMPTS[what].format(secret=str(secret), parent=os.getpid())
    text = f"try:\n    {act}\nexcept (OSError, ValueError):\n    open('out', 'w').write('refused')"
    found = program.run(script(text), b"", limits=SHORT)
    assert found == Read(untrusted_answer=b"refused")
    assert secret.read_text() == "secret"
    assert [path.name for path in elsewhere.iterdir()] == ["secret"]


@needs_landlock
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import time; time.sleep(60)", Reason.TIMEOUT),
        ("while True: pass", Reason.TIMEOUT),
        ("import ctypes; ctypes.string_at(0)", Reason.DIED),
        ("raise SystemExit(3)", Reason.DIED),
        ("pass", Reason.REFUSED),
        ("open('out', 'w')", Reason.REFUSED),
        ("import os; os.mkfifo('out')", Reason.DIED),
        ("import os; os.mkdir('out')", Reason.REFUSED),
        ("x = b'x' * (1 << 31)", Reason.DIED),
        ("open('out', 'wb').write(b'x' * (2 << 20))", Reason.DIED),
        ("import os; open('out', 'w').write('x'); os.link('out', 'also')", Reason.REFUSED),
    ],
)
def test_whatever_a_program_does_there_is_a_reason_and_nothing_is_left(
    text: str, reason: Reason, rooms: Path
):
    limits = Limits(memory_bytes=1 << 30, cpu_s=5, wall_s=1.5, answer_bytes=1 << 20)
    found = program.run(script(text), b"", limits=limits)
    assert isinstance(found, NotRead)
    assert found.reason is reason
    assert list(rooms.iterdir()) == []


@needs_landlock
def test_a_program_that_cannot_be_started_is_a_reason():
    found = program.run(script("", command=("/no/such/program",)), b"", limits=SHORT)
    assert isinstance(found, NotRead)
    assert found.reason is Reason.DIED


@needs_landlock
def test_a_program_may_ask_once_for_a_second_start():
    once = "import os, sys\nif not os.path.exists('made'):\n    os.mkdir('made'); sys.exit(81)\n"
    found = program.run(
        script(once + "open('out', 'w').write('x')", again_on=81), b"", limits=SHORT
    )
    assert found == Read(untrusted_answer=b"x")
    found = program.run(script("raise SystemExit(81)", again_on=81), b"", limits=SHORT)
    assert isinstance(found, NotRead)


@needs_landlock
def test_what_a_program_leaves_outside_its_room_is_removed(elsewhere: Path):
    told: list[str] = []

    def leaves(room: str) -> tuple[str, ...]:
        told.append(room)
        return (str(elsewhere / "socket"),)

    act = f"import socket; socket.socket(socket.AF_UNIX).bind({str(elsewhere / 'socket')!r}); "
    found = program.run(
        script(act + "open('out', 'w').write('x')", sockets=(str(elsewhere),), leaves=leaves),
        b"",
        limits=SHORT,
    )
    assert found == Read(untrusted_answer=b"x")
    assert told
    assert list(elsewhere.iterdir()) == []


@needs_landlock
def test_what_a_killed_clerk_left_is_removed_by_the_next_run_and_a_busy_room_is_not(rooms: Path):
    old = rooms / "clerk-room-left"
    (old / "room").mkdir(parents=True)
    (old / "room" / "in").write_bytes(b"a form")
    young = rooms / "clerk-room-young"
    young.mkdir()
    long_ago = young.stat().st_mtime - 3600
    os.utime(old, (long_ago, long_ago))
    program.run(script("pass"), b"", limits=SHORT)
    assert list(rooms.iterdir()) == [young]


@needs_landlock
def test_in_a_jail_that_leaks_no_program_starts(monkeypatch: pytest.MonkeyPatch, rooms: Path):
    found = program.run(
        script("open('out', 'w').write('x')", readable=(*READABLE, str(rooms))), b"", limits=SHORT
    )
    assert found == NotRead(reason=Reason.NO_CONFINEMENT, code="jail")
    monkeypatch.setattr(sys, "platform", "darwin")
    found = program.run(script("pass"), b"", limits=SHORT)
    assert found == NotRead(reason=Reason.NO_CONFINEMENT, code="no-jail-here")


@pytest.mark.parametrize("machine", list(MACHINES))
def test_the_filter_of_programs_refuses_what_it_lists(machine: str):
    made, arch = program_filter.program(MACHINES[machine]), MACHINES[machine].audit_arch
    column = MACHINES[machine].column
    for name, *numbers in program_filter.REFUSED:
        number = numbers[column]
        if number is not None:
            assert verdict(made, number=number, arch=arch) == REFUSE, name
    refused = [n for n in range(425) if verdict(made, number=n, arch=arch) == REFUSE]
    listed = [numbers[column] for _, *numbers in program_filter.REFUSED]
    three = [program_filter.LOCAL_SOCKET, program_filter.THREAD]
    assert set(refused) == {n for n in listed if n is not None} | {n[1:][column] for n in three}
    young = {n for n in range(425, 600) if verdict(made, number=n, arch=arch) == ABSENT}
    assert young == set(range(425, 600)) - {436, 439}


@pytest.mark.parametrize("machine", list(MACHINES))
def test_three_calls_depend_on_what_they_ask(machine: str):
    made, arch = program_filter.program(MACHINES[machine]), MACHINES[machine].audit_arch
    column = MACHINES[machine].column

    def asked(call: tuple[str, int, int], first: int) -> int:
        return verdict(made, number=call[1:][column], arch=arch, first=first)

    assert asked(program_filter.LOCAL_SOCKET, 1) == ALLOW
    assert {asked(program_filter.LOCAL_SOCKET, n) for n in (0, 2, 10, 16, 17)} == {REFUSE}
    assert asked(program_filter.OWN_LIMITS, 0) == ALLOW
    assert asked(program_filter.OWN_LIMITS, 4711) == REFUSE
    assert asked(program_filter.THREAD, 0x003D0F00) == ALLOW
    assert {asked(program_filter.THREAD, n) for n in (17, 0x10000000, 0x4111)} == {REFUSE}


@pytest.mark.parametrize("machine", list(MACHINES))
def test_the_numbers_of_this_filter_are_those_of_the_kernels_headers(machine: str):
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"no kernel headers here: {header}")
    text, column = header.read_text(), MACHINES[machine].column
    three = (program_filter.LOCAL_SOCKET, program_filter.OWN_LIMITS, program_filter.THREAD)
    for name, *numbers in (*program_filter.REFUSED, *three):
        number = numbers[column]
        if number is not None:
            assert re.search(rf"#define __NR_{name}\s+{number}\b", text), name


def test_the_codes_of_the_jail_are_no_exit_codes_of_programs():
    assert jail.UNCONFINED != jail.NO_PROGRAM
    assert {jail.UNCONFINED, jail.NO_PROGRAM}.isdisjoint({0, 1, 2, 81, 126, 127, *range(129, 193)})
