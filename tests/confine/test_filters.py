"""The filter, run step by step for each processor we have a table for."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from confine import filters
from confine.filters import MACHINES

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
# The renamed calls of the generic table.
GENERIC_NAMES = {"fstat": "3264_fstat|fstat", "lseek": "3264_lseek", "mmap": "3264_mmap"}


def verdict(program: bytes, *, number: int, arch: int, first: int = 0, third: int = 0) -> int:
    """What the kernel would answer: a small machine for the five steps that we use."""
    data = struct.pack("<IIQ6Q", number, arch, 0, first, 0, third, 0, 0, 0)
    steps = list(struct.iter_unpack("<HBBI", program))
    held, at = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        match code:
            case 0x20:
                (held,) = struct.unpack_from("<I", data, value)
            case 0x15:
                at += yes if held == value else no
            case 0x35:
                at += yes if held >= value else no
            case 0x45:
                at += yes if held & value else no
            case _:
                return value


@pytest.mark.parametrize("machine", list(MACHINES))
def test_twenty_seven_calls_are_allowed_and_no_other(machine: str):
    made = filters.program(MACHINES[machine])
    arch = MACHINES[machine].audit_arch
    allowed = [n for n in range(600) if verdict(made, number=n, arch=arch) == ALLOW]
    assert len(allowed) == len(filters.ALLOWED) == 27
    refused = [n for n in range(600) if verdict(made, number=n, arch=arch) == REFUSE]
    assert len(refused) == 600 - 27


@pytest.mark.parametrize("machine", list(MACHINES))
def test_executable_memory_is_refused_to_two_calls_only(machine: str):
    made = filters.program(MACHINES[machine])
    arch = MACHINES[machine].audit_arch
    numbers = range(600)
    allowed = {n for n in numbers if verdict(made, number=n, arch=arch) == ALLOW}
    still = {n for n in numbers if verdict(made, number=n, arch=arch, third=4) == ALLOW}
    assert len(allowed - still) == 2
    assert still < allowed


@pytest.mark.parametrize("machine", list(MACHINES))
def test_another_architecture_is_killed(machine: str):
    made = filters.program(MACHINES[machine])
    other = next(m.audit_arch for name, m in MACHINES.items() if name != machine)
    assert {verdict(made, number=n, arch=other) for n in range(600)} == {KILL}


def test_the_second_table_of_a_processor_is_killed():
    machine = MACHINES["x86_64"]
    made = filters.program(machine)
    x32 = {verdict(made, number=0x40000000 + n, arch=machine.audit_arch) for n in range(600)}
    assert x32 == {KILL}


@pytest.mark.parametrize("machine", list(MACHINES))
def test_the_numbers_are_those_of_the_kernels_headers(machine: str):
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"no kernel headers here: {header}")
    text = header.read_text()
    made = filters.program(MACHINES[machine])
    for call in filters.ALLOWED:
        names = GENERIC_NAMES.get(call, call) if machine == "aarch64" else call
        found = re.search(rf"#define __NR(?:3264)?_(?:{names.replace('3264_', '')})\s+(\d+)", text)
        assert found, call
        number = int(found[1])
        assert verdict(made, number=number, arch=MACHINES[machine].audit_arch) == ALLOW, call
